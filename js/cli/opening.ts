// Opening files, in order: what comes of each goes to the outputs and into the report.
import type { Fault } from "core";
import type { Selection } from "../conversation/selection.ts";
import { LogpushError } from "../errors.ts";
import { FilterProblem } from "../filter-problem.ts";
import { counted } from "../format.ts";
import { NOTHING_SEALED } from "../package/remarks.ts";
import type { WorkerPool } from "../package/worker-pool.ts";
import type { Opened } from "../pool/messages.ts";
import { type Batch, type Part, Pipeline, readLines } from "../pool/pipeline.ts";
import { sealedLines } from "../pool/sealed-lines.ts";
import { isUnpacked, openArchives } from "./archives.ts";
import { removeUnfinished } from "./ending.ts";
import { CommandError, ReaderGone, systemReason } from "./failure.ts";
import type { InputFile } from "./inputs.ts";
import { lookForKey, rejectedKey } from "./key-inputs.ts";
import type { Output } from "./output-forms.ts";
import { Progress } from "./progress.ts";
import { readInput, shrunk } from "./read.ts";
import { Report } from "./report.ts";
import type { Voice } from "./voice.ts";

/** Files that are read, or wait for their turn, at once: enough that tiny ones keep all workers busy. */
const FILES_AHEAD = 64;
/** Sealed fields, none of which opened, after which the keys are said not to fit. */
const NOTHING_OPENS = 24;

/** Takes opened records. */
export interface Taker {
  take(opened: Opened, file: InputFile): Promise<void>;
  /** What is wrong with the records that it left out since this was asked. */
  leftOut?(): Fault[];
}

/** Where results go. */
export interface Outputs {
  records: Taker;
  rejects: Output | undefined;
  report: Output | undefined;
}

export class Opening {
  readonly #pool: WorkerPool;
  readonly #outputs: Outputs;
  readonly #voice: Voice;
  readonly #maxRecordBytes: number | undefined;
  readonly #selection: Selection | undefined;
  readonly #pipeline: Pipeline;
  readonly #report = new Report();
  readonly #run = new AbortController();
  /** Bytes of the files that are done, and of the one that comes out now. */
  readonly #used = { before: 0, now: 0 };
  #warned = false;

  /** `selection`: which records are wanted, if not all are. `keepsLines`: the lines of records come with them. */
  constructor(
    pool: WorkerPool,
    outputs: Outputs,
    voice: Voice,
    maxRecordBytes: number | undefined,
    selection: Selection | undefined,
    keepsLines = false,
  ) {
    this.#pool = pool;
    this.#selection = selection;
    this.#outputs = outputs;
    this.#voice = voice;
    this.#maxRecordBytes = maxRecordBytes;
    this.#pipeline = new Pipeline(pool, async (lines, signal) => {
      const opened = await pool.open(lines, signal);
      return keepsLines ? { ...opened, sealedLines: sealedLines(lines, opened) } : opened;
    });
  }

  /** Opens all files, in order. */
  async run(files: readonly InputFile[]): Promise<Report> {
    const [used, signal] = [this.#used, this.#run.signal];
    const total = files.every(({ size }) => size !== undefined)
      ? files.reduce((sum, { size = 0 }) => sum + size, 0)
      : undefined;
    const progress = new Progress(this.#voice, total, () => ({
      bytes: used.before + used.now,
      records: this.#report.tally.records,
    }));
    const onEmpty = (archive: string) => this.#voice.say(`The archive '${archive}' holds no files.`);
    let fatal: unknown;
    const running: Promise<void>[] = [];
    let order = 0;
    for await (const file of openArchives(files, onEmpty, signal)) {
      if (running.length >= FILES_AHEAD) await running.shift();
      if (signal.aborted) break;
      if (isUnpacked(file)) progress.forgetTotal();
      const opened = this.#openFile(order++, file).catch((error: unknown) => {
        fatal ??= error;
        this.#run.abort();
        if (error instanceof ReaderGone) leave(this.#report, progress);
      });
      running.push(opened);
    }
    await Promise.all(running);
    progress.end();
    if (fatal !== undefined) throw fatal;
    return this.#report;
  }

  /** Opens a file. What is wrong with it is reported; what is wrong with the output ends everything. */
  async #openFile(order: number, file: InputFile): Promise<void> {
    const report = this.#report;
    const reading = new Reading(file, () => report.files++);
    const failed = (message: string, offset?: number) => {
      const where = offset === undefined ? {} : { offset };
      report.failed(order, file, { code: "ERR_IO", message, ...where }, { atAll: !reading.began });
    };
    if (file.failure !== undefined) return failed(`It cannot be read: ${file.failure}.`);
    if (file.damage) return report.failed(order, file, file.damage, { atAll: false });
    const found = { records: 0, fields: 0 };
    const onPart = (whole: Part) => {
      const part = this.#selection?.after(whole, file.path) ?? whole;
      found.records += part.opened?.lines.length ?? 0;
      found.fields += (part.opened?.opened ?? 0) + (part.opened?.sealed ?? 0);
      return this.#take(order, file, part);
    };
    try {
      await this.#pipeline.run(this.#batches(file, reading), onPart, this.#run.signal);
      if (reading.damage) report.failed(order, file, reading.damage, { atAll: false });
      if (found.records > 0 && found.fields === 0)
        report.warnings.add({ file: file.path, offset: 0, message: NOTHING_SEALED });
    } catch (error) {
      if (
        error instanceof CommandError ||
        error instanceof FilterProblem ||
        error instanceof ReaderGone ||
        // A core that gave up cannot go on.
        error instanceof WebAssembly.RuntimeError ||
        this.#run.signal.aborted
      )
        throw error;
      const reason =
        error instanceof LogpushError
          ? error.message
          : `It cannot be read${reading.began ? " to its end" : ""}: ${systemReason(error)}.`;
      failed(reason, reading.began ? reading.offset : undefined);
    }
    this.#used.before += file.size ?? this.#used.now;
    this.#used.now = 0;
  }

  /** The records of a file, or all of it as rejects if it is a key. */
  async *#batches(file: InputFile, reading: Reading): AsyncGenerator<Batch> {
    const looked = await lookForKey(file, reading.slices());
    if ("key" in looked) yield rejectedKey(looked.key);
    else {
      const batches = readLines(looked.slices, this.#pool, {}, this.#maxRecordBytes);
      yield* this.#selection?.before(batches, file.path) ?? batches;
    }
  }

  /** Reports and writes what came of a part of a file. */
  async #take(order: number, file: InputFile, part: Part): Promise<void> {
    const { records, rejects } = this.#outputs;
    this.#report.take(order, file, part);
    this.#used.now = part.offset;
    const { opened, sealed } = this.#report.tally;
    if (!this.#warned && opened === 0 && sealed >= NOTHING_OPENS) {
      this.#warned = true;
      this.#voice.say(...nothingOpens(this.#report));
    }
    if (part.opened) {
      await records.take(part.opened, file);
      for (const fault of records.leftOut?.() ?? []) this.#report.leaveOut(order, file, fault);
      await rejects?.write(part.opened.rejects);
    }
    await rejects?.write(part.rejects);
  }
}

/** The reading of a file. */
class Reading {
  /** Bytes that were read. */
  offset = 0;
  /** It can be read: a slice came, or its end. */
  began = false;
  /** What is wrong with the archive within this file, or with the file. What came before is worked on to its end. */
  damage: LogpushError | undefined;
  readonly #file: InputFile;
  readonly #onBegin: () => void;

  constructor(file: InputFile, onBegin: () => void) {
    [this.#file, this.#onBegin] = [file, onBegin];
  }

  async *slices(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    try {
      for await (const slice of readInput(this.#file, (bytes) => (this.offset += bytes))) {
        this.#begin();
        yield slice;
      }
    } catch (error) {
      if (!(this.#file.content && error instanceof LogpushError)) throw error;
      this.damage = error;
    }
    this.damage ??= shrunk(this.#file, this.offset);
    this.#begin();
  }

  #begin(): void {
    if (!this.began) this.#onBegin();
    this.began = true;
  }
}

/** Nobody reads the output any more: what is half-written is removed, and nothing is said. Work under way is left. */
function leave(report: Report, progress: Progress): never {
  progress.end();
  removeUnfinished();
  process.exit(report.exitCode);
}

function nothingOpens({ tally, kinds }: Report): string[] {
  const [kind] = [...kinds.values()].sort((a, b) => b.count - a.count);
  return [
    `Nothing opens so far: ${counted(tally.sealed, "sealed field")}, and none fits the keys given.`,
    ...(kind ? [`  ${kind.first.code}: ${kind.first.message}`] : []),
    "  Work on the others continues; Ctrl-C ends it.",
  ];
}
