// From a file's bytes to opened records, in order: one reader, many openers.
import { type LineBatch, LineReader } from "core";
import { aborted } from "../errors.ts";
import type { Opened } from "./messages.ts";
import type { Pool } from "./pool.ts";

/** The most bytes of lines in a job. */
const JOB_BYTES = 256 * 1024;
/** Jobs per worker that are read and not handed on yet. They bound the memory. */
const IN_FLIGHT = 4;

/** What came out of a part of a file: opened lines, or none if there were none, and what was found behind them. */
export interface Part extends Pick<LineBatch, "rejects" | "rejected" | "faults" | "warnings" | "offset"> {
  opened: Opened | undefined;
}

/**
 * Reads files one after the other and has the pool open their lines. While the last lines of one file
 * are being opened, the next is read already; what comes out keeps the order of the files and of their
 * lines.
 */
export class Pipeline {
  readonly #pool: Pool;
  /** Resolves when the file before was read. */
  #reading: Promise<unknown> = Promise.resolve();
  /** Resolves when everything before was handed on. */
  #handing: Promise<unknown> = Promise.resolve();
  #inFlight = 0;
  #waiting: (() => void)[] = [];
  #era = 0;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /**
   * Opens a file given as slices of some hundred KB to a few MB. Each part is handed on in order, and
   * everything before this resolves. Rejects with what the slices or the workers throw, or with
   * `ERR_ABORTED`.
   */
  async open(slices: AsyncIterable<Uint8Array<ArrayBuffer>>, onPart: (part: Part) => void): Promise<void> {
    const era = this.#era;
    let done: Promise<unknown> = this.#handing;
    let failed: unknown;
    const read = this.#reading.then(async () => {
      const lines = new LineReader();
      try {
        const drain = async () => {
          for (let drained = false; !drained; ) {
            await this.#room();
            if (era !== this.#era) throw aborted();
            if (failed) throw failed;
            const batch = lines.read(JOB_BYTES, this.#pool.linesAtOnce);
            drained = batch.drained;
            done = this.#handOn(batch, onPart, (error) => (failed ??= error));
          }
        };
        for await (const slice of slices) {
          if (era !== this.#era) throw aborted();
          lines.push(slice);
          await drain();
        }
        lines.finish();
        await drain();
      } finally {
        lines.free();
      }
    });
    this.#reading = read.catch(() => {});
    await read.finally(() => done);
    if (era !== this.#era) throw aborted();
    if (failed) throw failed;
  }

  /** Drops everything that is under way. */
  cancel(): void {
    this.#era++;
    this.#pool.cancel();
  }

  /** Has lines opened and, when everything before was handed on, hands them on. */
  #handOn(batch: LineBatch, onPart: (part: Part) => void, onFailure: (error: unknown) => void): Promise<unknown> {
    const { bytes, ends, numbers, cutOff, rejects, rejected, faults, warnings, offset } = batch;
    const era = this.#era;
    const opening =
      ends.length > 0
        ? this.#pool.open({ bytes, ends: Uint32Array.from(ends), numbers: Float64Array.from(numbers), cutOff })
        : Promise.resolve(undefined);
    this.#inFlight++;
    this.#handing = Promise.allSettled([opening, this.#handing]).then(([opened]) => {
      this.#inFlight--;
      for (const resolve of this.#waiting.splice(0)) resolve();
      if (era !== this.#era) return;
      if (opened.status === "rejected") onFailure(opened.reason);
      else onPart({ opened: opened.value, rejects, rejected, faults, warnings, offset });
    });
    return this.#handing;
  }

  /** Waits until there is room for another job. */
  async #room(): Promise<void> {
    while (this.#inFlight >= IN_FLIGHT * this.#pool.size) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
