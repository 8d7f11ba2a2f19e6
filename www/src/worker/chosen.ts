// Records that were chosen from the table, read again where they lie.
import type { ChosenLines, ChosenRead, ContentKeys, RecordTable } from "core";
import { type Failure, LogpushError } from "../../../js/errors.ts";
import { type Batch, drain } from "../../../js/pool/pipeline.ts";
import type { Pool } from "../../../js/pool/pool.ts";
import type { Which } from "../session/messages.ts";
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
  async *batches(pool: Pool, kept?: ContentKeys, onUnreadable?: OnUnreadable): AsyncGenerator<Batch> {
    try {
      for (let read = this.#next(); read; read = this.#next()) {
        const { file } = read;
        try {
          yield* this.#read(read, pool, kept);
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

  async *#read(read: ChosenRead, pool: Pool, kept: ContentKeys | undefined): AsyncGenerator<Batch> {
    const source = this.#files[read.file];
    if (!source) return;
    const { records } = read;
    let given = 0;
    const reader = read.reader(this.#maxRecordBytes);
    const next = (batch: Batch): Batch => {
      const own = Uint32Array.from(records.subarray(given, (given += batch.ends.length)));
      return { ...batch, file: read.file, records: own, ...(kept && { contentKeys: Uint8Array.from(kept.get(own)) }) };
    };
    try {
      for await (const slice of slices(source.file, reader.offset)) {
        reader.push(slice);
        for (const batch of drain(reader, pool)) yield next(batch);
        if (reader.hasGivenAll) return;
      }
      reader.finish();
      for (const batch of drain(reader, pool)) yield next(batch);
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
