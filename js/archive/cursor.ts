// Reading forward: headers, and what lies between them.
import { type Bytes, joined, type RandomAccess } from "./bytes.ts";

export interface Cursor {
  /** Bytes before the next one that is read. */
  readonly position: number;
  /** The next bytes; fewer than `count` only at the end. */
  take(count: number): Promise<Bytes>;
  /** Skips bytes, and returns how many there were. */
  skip(count: number): Promise<number>;
}

/** Bytes of a file read at once, for headers that lie near each other. */
const NEARBY = 64 * 1024;

/** Reads a file that can be read from anywhere: skipped bytes are not read. */
export class FileCursor implements Cursor {
  readonly #file: RandomAccess;
  /** What was read last, and where it begins. */
  #have: Bytes = new Uint8Array();
  #begin = 0;
  position = 0;

  constructor(file: RandomAccess) {
    this.#file = file;
  }

  async take(count: number): Promise<Bytes> {
    const { size } = this.#file;
    const end = Math.min(this.position + count, size);
    if (this.position < this.#begin || end > this.#begin + this.#have.length) {
      this.#have = await this.#file.read(this.position, Math.min(Math.max(this.position + NEARBY, end), size));
      this.#begin = this.position;
    }
    const taken = this.#have.slice(this.position - this.#begin, end - this.#begin);
    this.position = end;
    return taken;
  }

  async skip(count: number): Promise<number> {
    const skipped = Math.min(count, this.#file.size - this.position);
    this.position += skipped;
    return skipped;
  }
}

/** Reads what comes in slices, each of which may be gone when the next one comes. */
export class StreamCursor implements Cursor {
  readonly #slices: AsyncIterator<Bytes>;
  #rest: Bytes = new Uint8Array();
  position = 0;
  /** What the slices threw. */
  failure: { error: unknown } | undefined;

  constructor(slices: AsyncIterable<Bytes>) {
    this.#slices = slices[Symbol.asyncIterator]();
  }

  async take(count: number): Promise<Bytes> {
    const parts: Bytes[] = [];
    for await (const part of this.slices(count)) parts.push(part.slice());
    const [first] = parts;
    return parts.length === 1 && first ? first : joined(parts);
  }

  async skip(count: number): Promise<number> {
    let skipped = 0;
    for await (const { length } of this.slices(count)) skipped += length;
    return skipped;
  }

  /** The next bytes as they come. */
  async *slices(count: number): AsyncGenerator<Bytes> {
    for (let left = count; left > 0; ) {
      if (this.#rest.length === 0 && !(await this.#fill())) return;
      const part = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(part.length);
      this.position += part.length;
      left -= part.length;
      yield part;
    }
  }

  /** Nothing more is wanted. */
  async close(): Promise<void> {
    await this.#slices.return?.();
  }

  async #fill(): Promise<boolean> {
    if (this.failure) throw this.failure.error;
    try {
      const { done, value } = await this.#slices.next();
      if (done) return false;
      this.#rest = value;
      return true;
    } catch (error) {
      this.failure = { error };
      throw error;
    }
  }
}
