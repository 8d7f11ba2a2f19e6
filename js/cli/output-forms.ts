// What takes the bytes of an output, and what these are put into before they are written: gzip, or what a terminal may be shown.
import { createGzip } from "node:zlib";
import { escapedLines } from "./terminal.ts";

/** Takes bytes. Each write is waited for, so that no more is in memory than was read ahead. */
export interface Output {
  write(bytes: Uint8Array): Promise<void>;
  /** Nothing more comes: all of it goes where it will stay. */
  finish(): Promise<void>;
  /** Gives it its name, after `finish`. */
  appear(): void;
}

/** One gzip member. */
export class GzipOutput implements Output {
  readonly #to: Output;
  readonly #gzip = createGzip();
  /** Resolves when all was written, and rejects with what kept it from being written. */
  readonly #written: Promise<void>;

  constructor(to: Output) {
    this.#to = to;
    this.#written = this.#writeOn();
    // The write that fails reports it.
    this.#written.catch(() => {});
  }

  async #writeOn(): Promise<void> {
    for await (const chunk of this.#gzip as AsyncIterable<Buffer>) await this.#to.write(chunk);
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return;
    const taken = new Promise<void>((resolve, reject) => {
      this.#gzip.write(bytes, (error) => (error ? reject(error) : resolve()));
    });
    try {
      // A stream that was ended in the middle does not answer.
      await Promise.race([taken, this.#written]);
    } catch (error) {
      // The stream was ended by what failed after it.
      await this.#written;
      throw error;
    }
  }

  async finish(): Promise<void> {
    this.#gzip.end();
    await this.#written;
    await this.#to.finish();
  }

  appear(): void {
    this.#to.appear();
  }
}

/** A terminal. What it would obey is shown as text; in JSON that is the same value. */
export class EscapingOutput implements Output {
  readonly #to: Output;
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  readonly #encoder = new TextEncoder();

  constructor(to: Output) {
    this.#to = to;
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.#to.write(this.#encoder.encode(escapedLines(this.#decoder.decode(bytes, { stream: true }))));
  }

  finish(): Promise<void> {
    return this.#to.finish();
  }

  appear(): void {
    this.#to.appear();
  }
}
