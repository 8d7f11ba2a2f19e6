// Records that a filter lets through. What their plain fields decide is decided before anything is decrypted.
import type { Prices, RecordFilter } from "filter";
import { FilterProblem } from "../filter-problem.ts";
import type { Batch, Part } from "../pool/pipeline.ts";

/** What a filter says of a record. */
const [NO, , UNKNOWN] = [0, 1, 2];

/** The number of a record that is not in the output, whose faults are reported all the same. */
const LEFT_OUT = -1;
const LINE_FEED = 10;

/** Asks a filter. What is wrong with it is thrown as that. */
export function asked<T>(ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    // A module that gave up is another matter.
    if (!(error instanceof Error) || error instanceof WebAssembly.RuntimeError) throw error;
    throw new FilterProblem(error.message);
  }
}

/** A filter over files. */
export class Selection {
  /** Records that were asked. */
  seen = 0;
  /** Records of which it is not known, for what decides stayed sealed. They are left out, and their faults reported. */
  undecided = 0;
  readonly #filter: RecordFilter;
  readonly #prices: Prices;

  constructor(filter: RecordFilter, prices: Prices) {
    [this.#filter, this.#prices] = [filter, prices];
  }

  /** Leaves out the records of a file of which plain fields say no. */
  async *before(batches: AsyncIterable<Batch>, file: string): AsyncGenerator<Batch> {
    for await (const batch of batches) yield this.#sift(batch, file);
  }

  #sift(batch: Batch, file: string): Batch {
    const { bytes, ends, numbers, cutOff } = batch;
    if (ends.length === 0) return batch;
    const answers = this.#answers(batch, file);
    const decided = !answers.includes(UNKNOWN);
    if (!answers.includes(NO)) return { ...batch, decided };
    const last = answers.at(-1) !== NO;
    return {
      ...batch,
      ...kept(bytes, ends, answers, (answer) => answer !== NO),
      numbers: numbers.filter((_, at) => answers[at] !== NO),
      ...(!last && cutOff !== undefined && { cutOff: undefined as never }),
      decided,
    };
  }

  /**
   * The lines of a batch that plain fields let through, each ended with a line feed; and the numbers of those that are
   * not decided, which are no records unless `opening` names a test.
   */
  plain(batch: Batch, file: string): { text: Uint8Array; undecided: number[] } {
    const { bytes, ends, numbers } = batch;
    const answers = this.#answers(batch, file);
    const matches = (answer: number) => answer !== NO && answer !== UNKNOWN;
    const some = kept(bytes, ends, answers, matches);
    const text = new Uint8Array(some.bytes.length + some.ends.length).fill(LINE_FEED);
    let begin = 0;
    for (const [at, end] of some.ends.entries()) {
      text.set(some.bytes.subarray(begin, end), begin + at);
      begin = end;
    }
    return { text, undecided: numbers.filter((_, at) => answers[at] === UNKNOWN) };
  }

  #answers({ bytes, ends, numbers }: Batch, file: string): Uint8Array {
    this.seen += ends.length;
    return asked(() => this.#filter.before(bytes, Uint32Array.from(ends), Float64Array.from(numbers), file));
  }

  /** Leaves out the opened records of a file that do not match. */
  after(part: Part, file: string): Part {
    const { opened, decided } = part;
    if (!opened || decided || opened.lines.length === 0) return part;
    const { output, ends, lines, faults, sealedRecords, sealedLines } = opened;
    const answers = asked(() =>
      this.#filter.after(output, Uint32Array.from(ends), Float64Array.from(lines), file, this.#prices),
    );
    const matches = (answer: number) => answer !== NO && answer !== UNKNOWN;
    /** The new number of each record. */
    const places: number[] = [];
    let count = 0;
    for (const answer of answers) places.push(matches(answer) ? count++ : LEFT_OUT);
    this.undecided += answers.reduce((sum, answer) => sum + Number(answer === UNKNOWN), 0);
    if (count === lines.length) return part;
    const reported = faults.filter(({ record }) => record === undefined || answers[record] !== NO);
    return {
      ...part,
      opened: {
        ...opened,
        ...keptOutput(output, ends, answers, matches),
        ...(sealedLines && { sealedLines: kept(sealedLines.bytes, sealedLines.ends, answers, matches) }),
        lines: lines.filter((_, at) => matches(answers[at] ?? NO)),
        sealedRecords: sealedRecords.flatMap((record) => (places[record] === LEFT_OUT ? [] : [places[record] ?? 0])),
        sealed: opened.sealed - (faults.length - reported.length),
        faults: reported.map((fault) =>
          fault.record === undefined ? fault : { ...fault, record: places[fault.record] ?? LEFT_OUT },
        ),
      },
    };
  }

  /** The tests of the filter that only opening decides, as far as records asked for them. */
  get opening(): string[] {
    return this.#filter.opening;
  }

  /** Why no record matched, and what would; `undefined` if one did, or may have. */
  hint(): string | undefined {
    return this.#filter.hint();
  }

  /** What to say of a name in the filter that no record has. */
  neverFound(): string | undefined {
    return this.seen > 0 ? this.#filter.neverFound() : undefined;
  }
}

/** The lines with these answers. */
function kept(bytes: Uint8Array, ends: number[], answers: Uint8Array, wanted: (answer: number) => boolean) {
  const some = new Uint8Array(bytes.length);
  const someEnds: number[] = [];
  let [begin, length] = [0, 0];
  for (const [at, end] of ends.entries()) {
    if (wanted(answers[at] ?? NO)) {
      some.set(bytes.subarray(begin, end), length);
      length += end - begin;
      someEnds.push(length);
    }
    begin = end;
  }
  return { bytes: some.slice(0, length), ends: someEnds };
}

function keptOutput(output: Uint8Array, ends: number[], answers: Uint8Array, wanted: (answer: number) => boolean) {
  const { bytes, ends: someEnds } = kept(output, ends, answers, wanted);
  return { output: bytes, ends: someEnds };
}
