// The index of all files: built by the pool, put together and looked at here.
import { type Completion, type Facet, type FilterChoice, type FilterProblem, type Histogram, type OpenedLines, RecordTable, type Sort } from "core";
import { toFailure } from "../../../js/errors.ts";
import { indexAll } from "../../../js/pool/indexing.ts";
import type { FilePart } from "../../../js/pool/messages.ts";
import type { Pool } from "../../../js/pool/pool.ts";
import { type IndexNews, LogpushError, type ReadRecord, type Row } from "../session/messages.ts";
import type { Keeper } from "./keeper.ts";
import { readBytes } from "./read.ts";

/** Milliseconds between two pieces of news. */
const PACE = 60;
/** Values of a facet, and bins of a histogram. */
const VALUES = 12;
const BINS = 96;
/** Bytes of a file read at once for one record. */
const SLICE = 512 * 1024;

/** A file to be indexed. */
interface Source {
  file: File;
  path: string;
}

export class Explorer {
  readonly #pool: Pool;
  readonly #keys: Keeper;
  readonly #tell: (news: IndexNews) => void;
  #table = new RecordTable();
  /** The files of the table, by their number in it. */
  #files: Source[] = [];
  /** Bytes read of each file, by its number. */
  #read: number[] = [];
  #news = { rejected: 0, files: 0, damaged: 0, read: 0 };
  #last: Promise<unknown> = Promise.resolve();
  /** Grows when the index is let go. What still comes of before is dropped. */
  #era = 0;
  #indexing = new AbortController();
  #telling: ReturnType<typeof setTimeout> | undefined;

  constructor(pool: Pool, keys: Keeper, tell: (news: IndexNews) => void) {
    this.#pool = pool;
    this.#keys = keys;
    this.#tell = tell;
  }

  /** Indexes files behind those that were added before. */
  add(files: Source[]): Promise<void> {
    const era = this.#era;
    const added = this.#last.then(async () => {
      if (era === this.#era) await this.#index(files, era);
    });
    this.#last = added.catch(() => {});
    return added;
  }

  /** Lets go of everything. */
  clear(): void {
    this.#era++;
    this.#indexing.abort();
    this.#indexing = new AbortController();
    this.#table.free();
    this.#table = new RecordTable();
    this.#files = [];
    this.#read = [];
    this.#news = { rejected: 0, files: 0, damaged: 0, read: 0 };
    this.#publish();
  }

  sort(sort: Sort | null): void {
    this.#table.sort(sort?.by ?? null, sort?.descending ?? false);
  }

  filter(filter: string): FilterProblem | null {
    const problem = this.#table.filter(filter);
    this.#publish();
    return problem;
  }

  complete(filter: string, cursor: number): Completion[] {
    return this.#table.complete(filter, cursor);
  }

  withValue(filter: string, column: number, value: string, choice: FilterChoice | null): string {
    return this.#table.withValue(filter, column, value, choice);
  }

  withTime(filter: string, range: [start: string, end: string] | null): string {
    return this.#table.withTime(filter, ...(range ?? []));
  }

  rows(first: number, last: number, columns: number[]): Row[] {
    return this.#table.rows(first, last, Uint32Array.from(columns));
  }

  overview(columns: number[], split: number | null): { facets: Facet[]; histogram: Histogram | null } {
    return { facets: columns.map((column) => this.#table.facet(column, VALUES)), histogram: this.#table.histogram(split ?? undefined, BINS) };
  }

  /** The record in this line of a file, if that is one. */
  find(file: number, line: number): number | null {
    return this.#table.find(file, line) ?? null;
  }

  /** Reads the record in this place of the table, and opens what the keys open. */
  async read(place: number): Promise<ReadRecord> {
    const [row] = this.#table.rows(place, place + 1, new Uint32Array());
    if (!row) throw new LogpushError({ code: "ERR_IO", message: "There is no such record any more." });
    const { opened, file, line } = await this.#open(row.record);
    const faults = opened.faults.map((fault) => ({ ...fault, line }));
    const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(opened.output).trimEnd();
    return { record: row.record, file, line, text, faults };
  }

  /** Reads these records, and opens what the keys open: as NDJSON, in the order of files and lines. */
  async readAll(records: number[]): Promise<Blob> {
    const parts: BlobPart[] = [];
    for (const record of records.slice().sort((a, b) => a - b)) parts.push((await this.#open(record)).opened.output);
    return new Blob(parts, { type: "application/x-ndjson" });
  }

  async #open(record: number): Promise<{ opened: OpenedLines; file: number; line: number }> {
    const [file, line] = this.#table.placeOf(record) ?? [];
    const source = file === undefined ? undefined : this.#files[file];
    if (file === undefined || line === undefined || !source) throw new LogpushError({ code: "ERR_IO", message: "There is no such record any more." });
    return { opened: await this.#keys.open(await this.#line(source.file, record)), file, line };
  }

  /** A line of a file, from the checkpoint before it. */
  async #line(file: File, record: number): Promise<Uint8Array> {
    const chosen = this.#table.choose("these", Uint32Array.of(record));
    const stretch = this.#table.nextStretch(chosen);
    const reader = stretch?.reader();
    try {
      const slice = (at: number) => readBytes(file, at, Math.min(at + SLICE, file.size));
      let reading: Promise<ArrayBuffer> | undefined = reader && slice(reader.offset);
      for (let at = reader?.offset ?? 0; reader && reading; at += SLICE) {
        const bytes: ArrayBuffer = await reading;
        // The next slice is read while this one is inflated.
        reading = at + SLICE < file.size ? slice(at + SLICE) : undefined;
        reading?.catch(() => {});
        reader.push(new Uint8Array(bytes));
        if (!reading) reader.finish();
        for (let drained = false; !drained; ) {
          const batch = reader.read(1, 1);
          if (batch.ends.length > 0) return batch.bytes;
          ({ drained } = batch);
        }
      }
    } finally {
      reader?.free();
      stretch?.free();
      chosen.free();
    }
    throw new LogpushError({ code: "ERR_IO", message: "The line is not in its file any more: the file has changed. Open it again." });
  }

  async #index(files: Source[], era: number): Promise<void> {
    const base = this.#files.length;
    const blobs = files.map(({ file }) => file);
    try {
      await indexAll(this.#pool, blobs, (part) => {
        const source = files[part.file];
        if (era === this.#era && source) this.#take(base + part.file, source, part);
      }, this.#indexing.signal);
    } catch (error) {
      if (toFailure(error).code !== "ERR_ABORTED") throw error;
    } finally {
      if (era === this.#era) this.#publish();
    }
  }

  #take(number: number, source: Source, { indexed, failure, last }: FilePart): void {
    if (this.#files[number] === undefined) {
      this.#files[number] = source;
      this.#read[number] = 0;
      this.#table.addFile(source.path);
    }
    let damaged = failure !== undefined;
    if (indexed) {
      this.#table.append(indexed.chunk);
      this.#news.rejected += indexed.rejected;
      this.#news.read += indexed.offset - (this.#read[number] ?? 0);
      this.#read[number] = indexed.offset;
      // A fault of no line is one of the file.
      damaged ||= indexed.faults.some(({ line }) => line === undefined);
    }
    if (last) this.#news.files++;
    if (damaged) this.#news.damaged++;
    this.#telling ??= setTimeout(() => this.#publish(), PACE);
  }

  #publish(): void {
    clearTimeout(this.#telling);
    this.#telling = undefined;
    const { records, rowCount: rows, unknown, publicFilter } = this.#table;
    this.#tell({ ...this.#news, records, rows, unknown, publicFilter, columns: this.#table.columns() });
  }
}
