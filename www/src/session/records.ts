// The opened records: kept as blobs, which browsers can hold outside of the page's memory, with an
// index of where each record lies in them.
import type { OpenedBatch } from "./messages.ts";
import { type Summary, summarise } from "./summarise.ts";

interface Chunk {
  fileId: number;
  blob: Blob;
  /** The number of its first record among all. */
  first: number;
  lines: Float64Array;
  /** Where each record ends in the blob. */
  ends: Uint32Array;
  /** Which of its records have fields that stayed sealed. */
  sealed: ReadonlySet<number>;
}

/** Where a record is from. */
interface Place {
  fileId: number;
  /** Its line in its file, counted from 1. */
  line: number;
}

/** One record among all that were opened. */
export interface OpenedRecord extends Place {
  index: number;
  /** The opened line. */
  text: string;
}

/** What a row of the list shows of a record. */
export interface Row extends Place, Summary {
  /** Some of its fields stayed sealed. */
  sealed: boolean;
}

/** Rows that were made and may be shown again at once. Each has some hundred characters. */
const ROWS_KEPT = 5000;

export class RecordStore {
  #chunks: Chunk[] = [];
  #chunksOfFile = new Map<number, Chunk[]>();
  #rejects: Blob[] = [];
  #rows = new Map<number, Row>();
  #count = 0;

  /** How many records there are. */
  get count(): number {
    return this.#count;
  }

  add(batch: OpenedBatch): void {
    if (batch.rejects) this.#rejects.push(batch.rejects);
    if (batch.lines.length === 0 || !batch.output) return;
    const chunk = {
      fileId: batch.fileId,
      blob: batch.output,
      first: this.#count,
      lines: Float64Array.from(batch.lines),
      ends: Uint32Array.from(batch.ends),
      sealed: new Set(batch.sealedRecords),
    };
    this.#chunks.push(chunk);
    const ofFile = this.#chunksOfFile.get(batch.fileId);
    if (ofFile) ofFile.push(chunk);
    else this.#chunksOfFile.set(batch.fileId, [chunk]);
    this.#count += batch.lines.length;
  }

  /** Reads one record. */
  async read(index: number): Promise<OpenedRecord> {
    const chunk = this.#chunkOf(index);
    const at = index - chunk.first;
    const begin = at === 0 ? 0 : (chunk.ends[at - 1] ?? 0);
    const end = (chunk.ends[at] ?? 0) - 1;
    const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(await chunk.blob.slice(begin, end).arrayBuffer());
    return { index, fileId: chunk.fileId, line: chunk.lines[at] ?? 0, text };
  }

  /** The row of a record, if it was made lately. */
  row(index: number): Row | undefined {
    return this.#rows.get(index);
  }

  /** Makes the rows from `first` up to, not including, `last`: one record's text at a time. */
  async makeRows(first: number, last: number): Promise<void> {
    for (let index = first; index < Math.min(last, this.#count); index++) {
      if (this.#rows.has(index)) continue;
      const { fileId, line, text } = await this.read(index);
      const chunk = this.#chunkOf(index);
      if (this.#rows.size >= ROWS_KEPT) this.#forgetRows(first, last);
      this.#rows.set(index, { fileId, line, sealed: chunk.sealed.has(index - chunk.first), ...summarise(text) });
    }
  }

  /** The number among all records of the one in this line of this file. */
  find(fileId: number, line: number): number | undefined {
    const chunks = this.#chunksOfFile.get(fileId) ?? [];
    const chunk = chunks[firstWhere(chunks.length, (i) => (chunks[i]?.lines.at(-1) ?? 0) >= line)];
    const at = chunk ? firstWhere(chunk.lines.length, (i) => (chunk.lines[i] ?? 0) >= line) : 0;
    return chunk?.lines[at] === line ? chunk.first + at : undefined;
  }

  /** All records as NDJSON, in the order of the files and their lines. */
  ndjson(): Blob {
    return new Blob(
      this.#chunks.map((chunk) => chunk.blob),
      { type: "application/x-ndjson" },
    );
  }

  /** All lines that are no records, as they were. */
  rejects(): Blob {
    return new Blob(this.#rejects, { type: "application/octet-stream" });
  }

  #chunkOf(index: number): Chunk {
    const chunk = this.#chunks[firstWhere(this.#chunks.length, (i) => (this.#chunks[i]?.first ?? 0) > index) - 1];
    if (!chunk || index >= this.#count) throw new RangeError(`there is no record ${index}`);
    return chunk;
  }

  /** Forgets all rows but those wanted now. */
  #forgetRows(first: number, last: number): void {
    for (const index of this.#rows.keys()) if (index < first || index >= last) this.#rows.delete(index);
  }
}

/** The first of so many numbers for which something holds that then holds for all after it. */
function firstWhere(length: number, holds: (index: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
