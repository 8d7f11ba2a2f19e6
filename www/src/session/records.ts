// The opened records: kept as blobs, which browsers can hold outside of the page's memory, with an
// index of where each record lies in them.
import type { OpenedBatch } from "./messages.ts";

interface Chunk {
  fileId: number;
  blob: Blob;
  /** The number of its first record among all. */
  first: number;
  lines: Float64Array;
  /** Where each record ends in the blob. */
  ends: Uint32Array;
}

/** One record among all that were opened. */
export interface OpenedRecord {
  index: number;
  fileId: number;
  /** Its line in its file, counted from 1. */
  line: number;
  /** The opened line. */
  text: string;
}

/** Records that were read and may be shown again at once. */
const REMEMBERED = 2000;

export class RecordStore {
  #chunks: Chunk[] = [];
  #rejects: Blob[] = [];
  #remembered = new Map<number, OpenedRecord>();
  #count = 0;
  #bytes = 0;

  /** How many records there are. */
  get count(): number {
    return this.#count;
  }

  /** Bytes of all records as NDJSON. */
  get bytes(): number {
    return this.#bytes;
  }

  add(batch: OpenedBatch): void {
    if (batch.rejects) this.#rejects.push(batch.rejects);
    if (batch.lines.length === 0) return;
    this.#chunks.push({
      fileId: batch.fileId,
      blob: batch.output,
      first: this.#count,
      lines: Float64Array.from(batch.lines),
      ends: Uint32Array.from(batch.ends),
    });
    this.#count += batch.lines.length;
    this.#bytes += batch.output.size;
  }

  /** The record if it was read lately; else it has to be read. */
  remembered(index: number): OpenedRecord | undefined {
    return this.#remembered.get(index);
  }

  /** Reads the records from `first` up to, not including, `last`. */
  async read(first: number, last: number): Promise<OpenedRecord[]> {
    const records: OpenedRecord[] = [];
    for (let index = first; index < Math.min(last, this.#count); ) {
      const chunk = this.#chunkOf(index);
      const from = index - chunk.first;
      const until = Math.min(last - chunk.first, chunk.ends.length);
      const begin = from === 0 ? 0 : (chunk.ends[from - 1] ?? 0);
      const bytes = new Uint8Array(await chunk.blob.slice(begin, chunk.ends[until - 1]).arrayBuffer());
      const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
      for (let at = from, start = 0; at < until; at++, index++) {
        const end = (chunk.ends[at] ?? 0) - begin;
        const text = decoder.decode(bytes.subarray(start, end - 1));
        records.push({ index, fileId: chunk.fileId, line: chunk.lines[at] ?? 0, text });
        start = end;
      }
    }
    for (const record of records) this.#remember(record);
    return records;
  }

  /** The number among all records of the one in this line of this file. */
  find(fileId: number, line: number): number | undefined {
    for (const chunk of this.#chunks) {
      if (chunk.fileId !== fileId || (chunk.lines.at(-1) ?? 0) < line) continue;
      const at = chunk.lines.indexOf(line);
      return at < 0 ? undefined : chunk.first + at;
    }
    return undefined;
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
    let low = 0;
    for (let high = this.#chunks.length - 1; low < high; ) {
      const middle = (low + high + 1) >> 1;
      if ((this.#chunks[middle]?.first ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    const chunk = this.#chunks[low];
    if (!chunk) throw new RangeError(`there is no record ${index}`);
    return chunk;
  }

  #remember(record: OpenedRecord): void {
    if (this.#remembered.size >= REMEMBERED) {
      const oldest = this.#remembered.keys().next().value;
      if (oldest !== undefined) this.#remembered.delete(oldest);
    }
    this.#remembered.set(record.index, record);
  }
}
