// Records that were chosen from the table, read again where they lie.
import type { ChosenLines, ChosenRead, ContentKeys, HeldRecord, LineReader, RecordTable } from "core";
import { type Failure, LogpushError } from "../../../js/errors.ts";
import { freeBytes } from "../../../js/pool/free-bytes.ts";
import { type Batch, drain } from "../../../js/pool/pipeline.ts";
import type { Pool } from "../../../js/pool/pool.ts";
import type { Which } from "../protocol/runs.ts";
import { readBytes } from "./read.ts";

/** Bytes of a file read at once. */
const SLICE = 512 * 1024;

/** A file of the table. */
export interface Source {
  file: File;
  path: string;
  /** Why it cannot be read, or not whole: it is in an archive. */
  failure?: Failure;
}

/** Is called with the number of a file that cannot be read, and why. */
export type OnUnreadable = (file: number, error: unknown) => void;

/** A record that was chosen and read. Opening it frees it. */
export interface ChosenRecord {
  held: HeldRecord;
  record: number;
  file: number;
}

/** Takes all that a reader has of what was pushed. */
type Take<T> = (reader: LineReader) => Iterable<T>;

/** Lines that were chosen, and the files that they are in. */
export class Chosen {
  readonly lines: ChosenLines;
  readonly #table: RecordTable;
  readonly #files: readonly Source[];
  readonly #maxRecordBytes: number | undefined;

  constructor(table: RecordTable, files: readonly Source[], { which, records }: Which, maxRecordBytes?: number) {
    this.#maxRecordBytes = maxRecordBytes;
    this.#table = table;
    this.#files = files;
    this.lines = table.choose(which, records && Uint32Array.from(records));
  }

  /**
   * The lines in the order of their files, some that make a batch at a time; with the content keys that are known of
   * them, if some are given. `onUnreadable` is told of files that cannot be read, whose other lines are passed over;
   * without it, such a file ends everything. To be called once.
   */
  batches(pool: Pool, kept?: ContentKeys, onUnreadable?: OnUnreadable): AsyncGenerator<Batch> {
    return this.#each(({ file, records }) => {
      let given = 0;
      const next = (batch: Batch): Batch => {
        const own = Uint32Array.from(records.subarray(given, (given += batch.ends.length)));
        return { ...batch, file, records: own, ...(kept && { contentKeys: kept.get(own) as Uint8Array<ArrayBuffer> }) };
      };
      return function* (reader) {
        for (const batch of drain(reader, pool)) yield next(batch);
      };
    }, onUnreadable);
  }

  /** The records one by one, where they were read: to be opened there. To be called once, in place of `batches`. */
  held(onUnreadable?: OnUnreadable): AsyncGenerator<ChosenRecord> {
    return this.#each(({ file, records }) => {
      let given = 0;
      return function* (reader) {
        for (let held = reader.hold(); held; held = reader.hold()) {
          const record = records[given++];
          if (record !== undefined) yield { held, record, file };
        }
      };
    }, onUnreadable);
  }

  /** The numbers of the records, a part at a time, without reading any. To be called once, in place of `batches`. */
  *records(): Generator<Uint32Array> {
    try {
      for (let read = this.#next(); read; read = this.#next()) {
        const { records } = read;
        read.free();
        yield records;
      }
    } finally {
      this.lines.free();
    }
  }

  #next(): ChosenRead | undefined {
    return this.#table.nextRead(this.lines);
  }

  /** What is taken from the readers of all files: `taking` makes what takes it from one. */
  async *#each<T>(taking: (read: ChosenRead) => Take<T>, onUnreadable?: OnUnreadable): AsyncGenerator<T> {
    try {
      for (let read = this.#next(); read; read = this.#next()) {
        const { file } = read;
        try {
          yield* this.#read(read, taking(read));
        } catch (error) {
          if (!onUnreadable || error instanceof WebAssembly.RuntimeError) throw error;
          onUnreadable(file, error);
        } finally {
          read.free();
        }
      }
    } finally {
      this.lines.free();
    }
  }

  async *#read<T>(read: ChosenRead, take: Take<T>): AsyncGenerator<T> {
    const source = this.#files[read.file];
    if (!source) return;
    const reader = read.reader(this.#maxRecordBytes);
    try {
      for await (const slice of slices(source.file, reader.offset)) {
        reader.push(slice);
        freeBytes(slice);
        yield* take(reader);
        if (reader.hasGivenAll) return;
      }
      reader.finish();
      yield* take(reader);
      if (!reader.hasGivenAll) throw new LogpushError(gone(source.path));
    } finally {
      reader.free();
    }
  }
}

/** The bytes of a file from `start` on. The next slice is read while one is being used. */
async function* slices(file: File, start: number): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const slice = (at: number) => {
    const reading = at < file.size ? readBytes(file, at, Math.min(at + SLICE, file.size)) : undefined;
    // What fails is told when it is waited for.
    reading?.catch(() => {});
    return reading;
  };
  let reading = slice(start);
  for (let at = start; reading; at += SLICE) {
    const bytes: ArrayBuffer = await reading;
    reading = slice(at + SLICE);
    yield new Uint8Array(bytes);
  }
}

const gone = (path: string) => ({
  code: "ERR_IO",
  message: `${path}: a line is not there any more. The file has changed since it was chosen: choose it again.`,
});
