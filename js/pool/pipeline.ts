// From lines to what comes of them, in order: one reader, many workers.
import { FileCheckpoint, type LineBatch, LineReader } from "core";
import { aborted } from "../errors.ts";
import { release } from "../release.ts";
import { wipeKeys } from "./batches.ts";
import { breathe } from "./breathe.ts";
import type { Lines, Opened } from "./messages.ts";
import type { Pool } from "./pool.ts";

/** The most bytes of lines in a batch. */
const BATCH_BYTES = 256 * 1024;
/** Batches per worker that are read and not handed on yet. They bound the memory. */
const IN_FLIGHT = 4;

/** Lines of a file. */
export interface Batch extends LineBatch {
  /** Of lines that were chosen from a table: the number of their file, and which record each is. */
  file?: number;
  records?: Uint32Array<ArrayBuffer>;
  /** Their known content keys, if these must be kept. */
  contentKeys?: Uint8Array<ArrayBuffer>;
  /** Whether a filter let all of these lines through already. */
  decided?: boolean;
}

/** The result of a part of a file: what came of its lines, `undefined` without lines, and what was found after them. */
export interface Part<T = Opened> extends Omit<Batch, "bytes" | "ends" | "numbers" | "cutOff" | "contentKeys"> {
  opened: T | undefined;
}

/** Takes a part. The next one waits for what it returns. */
export type OnPart<T = Opened> = (part: Part<T>) => void | Promise<void>;

/** What is done with lines, of the file of this number. */
export type Work<T> = (lines: Lines, signal?: AbortSignal, file?: number) => Promise<T>;

/** What reading has to know of the pool. */
export type Capacity = Pick<Pool, "size" | "linesAtOnce">;

/** Which records of a file are read: from a checkpoint on, and those before this position, another point's. */
export interface Segment {
  from?: Uint8Array | undefined;
  end?: number | undefined;
}

/** Milliseconds of reading after which other events have their turn, such as signals. A slice may unpack to a GB. */
const TURN = 50;

/**
 * Reads the records of a file, or of a segment, that comes in slices, some that make a batch at a time. Longer ones than
 * `maxRecordBytes` go to the rejects.
 */
export async function* readLines(
  slices: AsyncIterable<Uint8Array<ArrayBuffer>>,
  pool: Capacity,
  { from, end }: Segment = {},
  maxRecordBytes?: number,
): AsyncGenerator<LineBatch> {
  const reader = LineReader.ofSegment(from && FileCheckpoint.fromBytes(from), end, maxRecordBytes);
  let turn = performance.now();
  let pushed = 0;
  try {
    for await (const slice of slices) {
      reader.push(slice);
      pushed += slice.length;
      for (const batch of drain(reader, pool)) {
        // Handing a batch on takes as long as a thousand such slices.
        if (pushed < TINY && isEmpty(batch)) continue;
        pushed = 0;
        yield batch;
        if (performance.now() - turn < TURN) continue;
        await breathe();
        turn = performance.now();
      }
      if (reader.hasGivenAll) return;
    }
    reader.finish();
    yield* drain(reader, pool);
  } finally {
    release(reader);
  }
}

/** Bytes of slices of which nothing is said when nothing was found in them: they may be single bytes. */
const TINY = 64;

/** Whether nothing was found in what was pushed. */
const isEmpty = ({ ends, rejects, rejected, faults, warnings }: LineBatch): boolean =>
  ends.length + rejects.length + rejected + faults.length + warnings.length === 0;

/** The lines that were pushed. */
export function* drain(reader: LineReader, pool: Capacity): Generator<LineBatch> {
  for (let drained = false; !drained; ) {
    const batch = reader.read(BATCH_BYTES, pool.linesAtOnce);
    ({ drained } = batch);
    yield batch;
  }
}

/**
 * Reads files one after the other and has the pool work on their lines. While the last lines of one file
 * are being opened, the next is read already; what comes out keeps the order of the files and of their
 * lines.
 */
export class Pipeline<T = Opened> {
  readonly #pool: Capacity;
  readonly #work: Work<T>;
  /** Resolves when the file before was read. */
  #reading: Promise<unknown> = Promise.resolve();
  /** Resolves when everything before was handed on. */
  #handing: Promise<unknown> = Promise.resolve();
  #inFlight = 0;
  #waiting: (() => void)[] = [];

  constructor(pool: Capacity, work: Work<T>) {
    this.#pool = pool;
    this.#work = work;
  }

  /** A pipeline that opens lines. */
  static opening(pool: Pool): Pipeline {
    return new Pipeline(pool, (lines, signal) => pool.open(lines, signal));
  }

  /**
   * Processes a file given as slices, best of 100 KB to a few MB. Each part is handed on in order, and
   * everything before this resolves. Rejects with what the slices, the workers or `onPart` throw, or with
   * `ERR_ABORTED`.
   */
  open(slices: AsyncIterable<Uint8Array<ArrayBuffer>>, onPart: OnPart<T>, signal?: AbortSignal): Promise<void> {
    return this.run(readLines(slices, this.#pool), onPart, signal);
  }

  /** The same with lines that were read already. */
  async run(batches: AsyncGenerator<Batch>, onPart: OnPart<T>, signal?: AbortSignal): Promise<void> {
    let done: Promise<unknown> = this.#handing;
    const failure: { error?: unknown } = {};
    const stopIfOver = () => {
      if (signal?.aborted) throw aborted();
      if ("error" in failure) throw failure.error;
    };
    const read = this.#reading.then(async () => {
      try {
        for (;;) {
          // Waited for before more is read: what was read and not handed on is bounded.
          await this.#room();
          stopIfOver();
          const next = await batches.next();
          stopIfOver();
          if (next.done) break;
          done = this.#handOn(next.value, onPart, failure, signal);
        }
      } finally {
        await batches.return(undefined);
      }
    });
    this.#reading = read.catch(() => {});
    try {
      await read;
    } finally {
      await done;
    }
    stopIfOver();
  }

  /** Has lines worked on and, when everything before was handed on, hands on what came of them. */
  #handOn(
    batch: Batch,
    onPart: OnPart<T>,
    failure: { error?: unknown },
    signal: AbortSignal | undefined,
  ): Promise<unknown> {
    const { bytes, ends, numbers, cutOff, contentKeys, ...found } = batch;
    const working =
      ends.length > 0
        ? this.#work(
            { bytes, ends: Uint32Array.from(ends), numbers: Float64Array.from(numbers), cutOff, contentKeys },
            signal,
            found.file,
          )
        : Promise.resolve(undefined);
    this.#inFlight++;
    const before = this.#handing;
    const handOn = async () => {
      try {
        const [worked] = await Promise.allSettled([working, before]);
        if (signal?.aborted || "error" in failure) {
          if (worked.status === "fulfilled") wipeKeys(worked.value);
          return;
        }
        if (worked.status === "rejected") throw worked.reason;
        await onPart({ ...found, opened: worked.value });
      } catch (error) {
        failure.error ??= error;
      } finally {
        this.#inFlight--;
        for (const resolve of this.#waiting.splice(0)) resolve();
      }
    };
    this.#handing = handOn();
    return this.#handing;
  }

  /** Waits until there is room for another batch. */
  async #room(): Promise<void> {
    while (this.#inFlight >= IN_FLIGHT * this.#pool.size)
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
