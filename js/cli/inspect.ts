// `logpush-decrypt inspect`: shows what is in logs, without a key. It counts, and keeps no record.
import { type Counts, type Fault, FileIndexer, RecordSummary } from "core";
import type { Selection } from "../conversation/selection.ts";
import { type Failure, LogpushError } from "../errors.ts";
import { FilterProblem } from "../filter-problem.ts";
import { start } from "../package/platform.ts";
import { readLines } from "../pool/pipeline.ts";
import { isUnpacked, openArchives } from "./archives.ts";
import type { Arguments, Option } from "./arguments.ts";
import { place } from "./closing.ts";
import { endOnSignals } from "./ending.ts";
import { CommandError, EXIT, systemReason } from "./failure.ts";
import { findInputs, type InputFile, STANDARD_INPUT } from "./inputs.ts";
import { type Findings, inspectionTable } from "./inspect-table.ts";
import { KEY_FILE, linesOf, lookForKey } from "./key-inputs.ts";
import { Progress } from "./progress.ts";
import { readInput, shrunk } from "./read.ts";
import { standardOutput } from "./standard-output.ts";
import { escapedLines, writeLines } from "./terminal.ts";
import { columnsOf, Voice } from "./voice.ts";
import { explained, sayHint, selectionOf } from "./where.ts";

export const options: Record<string, Option> = {
  json: { type: "boolean" },
  where: { type: "string" },
  quiet: { type: "boolean", short: "q" },
};

/** Values of a field that are listed. */
const MOST_VALUES = 100;
const LINE_FEED = 10;
/** Faults that are listed one by one. */
const MOST_FAULTS = 5;

export async function run(args: Arguments): Promise<number> {
  if (args.inputs.length === 0)
    throw new CommandError(
      "No input was named.",
      "Give files or folders of logs, or - for the standard input: logpush-decrypt inspect logs/",
    );
  if (args.inputs.filter((input) => input === STANDARD_INPUT).length > 1)
    throw new CommandError("The standard input (-) can be read once only.");
  const voice = new Voice(args.has("quiet"), false);
  endOnSignals(voice, "Counting was not finished.");
  const starting = start();
  starting.catch(() => {});
  const { files, empty } = findInputs(args.inputs, new Set());
  for (const folder of empty) voice.say(`The folder '${folder}' holds no files.`);
  const selection = await selectionOf(args.one("where"));
  await starting;
  const inspection = new Inspection(files, voice, selection);
  await explained(inspection.run());
  const unknown = selection?.neverFound();
  if (unknown !== undefined) throw new CommandError(`--where: ${unknown}`);
  sayHint(selection, voice);
  if (process.stdout.isTTY === true && !args.has("json"))
    writeLines(process.stdout, inspectionTable(inspection.toJSON(), columnsOf(process.stdout)));
  else await standardOutput().write(new TextEncoder().encode(escapedLines(`${JSON.stringify(inspection, null, 2)}\n`)));
  return inspection.exitCode;
}

/** Lines are read as for one worker that takes any number. */
const READING = { size: 1, linesAtOnce: 10_000 };

/** The slices, and word of the first. */
async function* started<T>(slices: AsyncIterable<T>, onStart: () => void): AsyncGenerator<T> {
  for await (const slice of slices) {
    onStart();
    yield slice;
  }
}

class Inspection {
  readonly #inputs: readonly InputFile[];
  readonly #voice: Voice;
  /** Which records are counted, if not all are. */
  readonly #selection: Selection | undefined;
  readonly #summary = new RecordSummary();
  #files = 0;
  #records = 0;
  #rejected = 0;
  /** Paths of files that are cut off, corrupt, or cannot be read to their end. */
  readonly #broken = new Set<string>();
  #unreadable = 0;
  #faults = 0;
  /** Bytes read. */
  #bytes = 0;

  constructor(inputs: readonly InputFile[], voice: Voice, selection: Selection | undefined) {
    [this.#inputs, this.#voice, this.#selection] = [inputs, voice, selection];
  }

  async run(): Promise<void> {
    const total = this.#inputs.every(({ size }) => size !== undefined)
      ? this.#inputs.reduce((sum, { size = 0 }) => sum + size, 0)
      : undefined;
    const progress = new Progress(this.#voice, total, () => ({ bytes: this.#bytes, records: this.#records }));
    for await (const input of openArchives(this.#inputs, (archive) =>
      this.#voice.say(`The archive '${archive}' holds no files.`),
    )) {
      if (isUnpacked(input)) progress.forgetTotal();
      if (input.damage) this.#damaged(input, input.damage);
      else if (input.failure === undefined) await this.#inspect(input);
      else this.#unread(input, input.failure);
    }
    progress.end();
    if (this.#faults > MOST_FAULTS) this.#voice.say(`  and ${this.#faults - MOST_FAULTS} more faults`);
  }

  async #inspect(input: InputFile): Promise<void> {
    const indexer = new FileIndexer();
    let [read, ofFile] = [false, 0];
    try {
      const looked = await lookForKey(
        input,
        readInput(input, (bytes) => {
          this.#bytes += bytes;
          ofFile += bytes;
        }),
      );
      if ("key" in looked) this.#keyFile(input, looked.key);
      else {
        const slices = started(looked.slices, () => (read = true));
        for await (const slice of this.#selection ? this.#selected(slices, input, this.#selection) : slices) {
          indexer.push(slice);
          await this.#takeAll(input, indexer);
        }
        indexer.finish();
      }
      this.#files++;
      const changed = shrunk(input, ofFile);
      if (changed) this.#damaged(input, changed);
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError || error instanceof CommandError || error instanceof FilterProblem)
        throw error;
      if (read || input.content) this.#files++;
      if (input.content && error instanceof LogpushError) this.#damaged(input, error);
      else this.#unread(input, systemReason(error), read);
      indexer.finish();
    }
    await this.#takeAll(input, indexer);
    indexer.free();
  }

  /** The records of a file that are counted, as text. What else is found in the file is counted here. */
  async *#selected(
    slices: AsyncIterable<Uint8Array<ArrayBuffer>>,
    input: InputFile,
    selection: Selection,
  ): AsyncGenerator<Uint8Array> {
    const { path: file } = input;
    // A blank line: of a file in which no record matches nothing else comes, and it is not an empty one.
    yield Uint8Array.of(LINE_FEED);
    for await (const batch of readLines(slices, READING)) {
      const { text, undecided } = selection.plain(batch, file);
      const [test] = selection.opening;
      if (test !== undefined)
        throw new CommandError(
          `--where: '${test}' asks for what only decrypting shows, and inspect has no key.`,
          "Ask for plain fields here. With the key: logpush-decrypt usage -k private.pem --where FILTER INPUT",
        );
      for (const line of undecided) this.#fault(`ERR_JSON: ${place({ file, line })}: This is not a record.`);
      this.#rejected += undecided.length + batch.rejected;
      for (const fault of batch.faults) this.#faultOf(file, fault);
      if (text.length > 0) yield text;
    }
  }

  #faultOf(file: string, fault: Fault): void {
    if (fault.line === undefined) this.#broken.add(file);
    this.#fault(`${fault.code}: ${place({ file, ...fault })}: ${fault.message}`);
  }

  #keyFile({ path }: InputFile, key: Uint8Array): void {
    this.#rejected += linesOf(key);
    this.#fault(`ERR_JSON: ${path}: ${KEY_FILE}`);
  }

  /** What a slice unpacks to comes in parts of bounded size: it can be a thousand times as much. Signals are heard in between. */
  async #takeAll(input: InputFile, indexer: FileIndexer): Promise<void> {
    while (this.#take(input, indexer)) await new Promise((resolve) => setImmediate(resolve));
  }

  /** Counts a part, and says whether there is another one. */
  #take({ path: file }: InputFile, indexer: FileIndexer): boolean {
    const { chunk, records, rejected, faults, moreFaults, more } = indexer.take();
    this.#summary.add(chunk);
    this.#records += records;
    this.#rejected += rejected;
    for (const fault of faults) this.#faultOf(file, fault);
    this.#faults += moreFaults;
    return more;
  }

  #unread({ path }: InputFile, reason: string, partly = false): void {
    if (partly) this.#broken.add(path);
    else this.#unreadable++;
    this.#fault(`ERR_IO: ${path}: It cannot be read${partly ? " to its end" : ""}: ${reason}.`);
  }

  /** A file in an archive, or the archive, that is damaged or is not read for another reason. */
  #damaged({ path }: InputFile, { code, message }: Failure): void {
    this.#broken.add(path);
    this.#fault(`${code}: ${path}: ${message}`);
  }

  #fault(text: string): void {
    if (this.#faults++ < MOST_FAULTS) this.#voice.say(text);
  }

  get exitCode(): number {
    if (this.#unreadable > 0) return EXIT.failed;
    return this.#rejected + this.#broken.size > 0 ? EXIT.incomplete : EXIT.ok;
  }

  toJSON(): Findings {
    const { records, fields, wrappedKeys, leftOut } = this.#summary.counts(MOST_VALUES);
    const some = <T>(of: Counts["fields"], value: (field: Counts["fields"][number]) => T) =>
      Object.fromEntries(of.map((field) => [field.name, value(field)]));
    const plain = fields.filter(({ values, otherRecords, long }) => values.length + otherRecords + long > 0);
    const unlisted = plain.filter(({ otherRecords, long }) => otherRecords + long > 0);
    return {
      files: this.#files,
      records,
      rejected: this.#rejected,
      broken: this.#broken.size + this.#unreadable,
      sealedFields: some(
        fields.filter(({ sealed }) => sealed > 0),
        ({ sealed }) => sealed,
      ),
      wrappedKeySizes: Object.fromEntries(wrappedKeys.map(({ bytes, count }) => [bytes, count])),
      fields: some(plain, ({ values }) => byValue(values)),
      notListed: some(unlisted, ({ otherValues, otherRecords, long }) => ({
        values: otherValues,
        records: otherRecords + long,
      })),
      ...(leftOut > 0 && { fieldsLeftOut: leftOut }),
    };
  }
}

/** The text "200" and the number 200 are one here. */
function byValue(values: { text: string; count: number }[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { text, count } of values) counts.set(text, (counts.get(text) ?? 0) + count);
  return Object.fromEntries(counts);
}
