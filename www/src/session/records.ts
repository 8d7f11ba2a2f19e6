// What was opened: kept as blobs, which browsers can hold outside of the page's memory, until it is saved.
import type { OpenedBatch } from "./messages.ts";

export class RecordStore {
  #output: Blob[] = [];
  #rejects: Blob[] = [];
  #count = 0;

  /** How many records there are. */
  get count(): number {
    return this.#count;
  }

  add(batch: OpenedBatch): void {
    if (batch.rejects) this.#rejects.push(batch.rejects);
    if (batch.output) this.#output.push(batch.output);
    this.#count += batch.lines.length;
  }

  /** All records as NDJSON, in the order of the files and their lines. */
  ndjson(): Blob {
    return new Blob(this.#output, { type: "application/x-ndjson" });
  }

  /** All lines that are no records, as they were. */
  rejects(): Blob {
    return new Blob(this.#rejects, { type: "application/octet-stream" });
  }
}
