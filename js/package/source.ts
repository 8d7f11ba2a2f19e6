// Whatever bytes come from, as slices.
import { aborted } from "../errors.ts";

/** Where the bytes of one file come from: gzip or plain. */
export type ByteSource = Blob | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array> | Uint8Array;

/** Bytes handed on at once. */
const SLICE = 1 << 20;

/** The source gives something else than bytes. */
export class NotBytes extends TypeError {}

type Bytes = Uint8Array<ArrayBuffer>;

const isStream = (source: ByteSource): source is ReadableStream<Uint8Array> => typeof (source as ReadableStream).getReader === "function";
const isBlob = (source: ByteSource): source is Blob => typeof (source as Blob).slice === "function" && typeof (source as Blob).arrayBuffer === "function";

/** The name of a source, and how many bytes it has, if that is known. */
export function describe(source: ByteSource): { name: string | undefined; size: number | undefined } {
  if (source instanceof Uint8Array) return { name: undefined, size: source.length };
  if (isBlob(source)) return { name: "name" in source && typeof source.name === "string" ? source.name : undefined, size: source.size };
  return { name: undefined, size: undefined };
}

/** The bytes of a source. Stops waiting for them when the signal says so, and then lets go of the source. */
export async function* slices(source: ByteSource, signal: AbortSignal): AsyncGenerator<Bytes> {
  if (source instanceof Uint8Array) {
    for (let at = 0; at < source.length; at += SLICE) yield source.subarray(at, at + SLICE) as Bytes;
  } else if (isBlob(source)) {
    yield* slicesOfBlob(source);
  } else {
    yield* pieces(isStream(source) ? readerOf(source) : iteratorOf(source), signal);
  }
}

async function* slicesOfBlob(blob: Blob): AsyncGenerator<Bytes> {
  const read = (at: number) => blob.slice(at, at + SLICE).arrayBuffer();
  let reading = read(0);
  for (let at = 0; at < blob.size; at += SLICE) {
    const bytes = await reading;
    // The next slice is read while this one is worked on.
    reading = read(at + SLICE);
    reading.catch(() => {});
    yield new Uint8Array(bytes);
  }
}

/** What is read piece by piece, and can be let go of. */
interface Pieces {
  next(): Promise<IteratorResult<Uint8Array, unknown>>;
  /** Nothing more is wanted. */
  leave(reason: unknown): void;
}

// By its reader, for not every browser's streams can be iterated.
function readerOf(stream: ReadableStream<Uint8Array>): Pieces {
  const reader = stream.getReader();
  return {
    next: () => reader.read() as Promise<IteratorResult<Uint8Array, unknown>>,
    leave: (reason) => {
      reader.cancel(reason).catch(() => {});
      reader.releaseLock();
    },
  };
}

function iteratorOf(source: AsyncIterable<Uint8Array>): Pieces {
  const iterator = source[Symbol.asyncIterator]();
  return {
    next: () => iterator.next(),
    leave: () => void iterator.return?.().catch(() => {}),
  };
}

async function* pieces({ next, leave }: Pieces, signal: AbortSignal): AsyncGenerator<Bytes> {
  let stop = () => {};
  const stopped = new Promise<never>((_, reject) => (stop = () => reject(aborted(signal.reason))));
  stopped.catch(() => {});
  signal.addEventListener("abort", stop);
  let over = false;
  try {
    for (;;) {
      const { done, value } = await Promise.race([next(), stopped]);
      if (done) {
        over = true;
        return;
      }
      if (!(value instanceof Uint8Array)) throw new NotBytes(`The source must give bytes (Uint8Array); it gave ${typeof value}.`);
      // One piece may be a whole file.
      for (let at = 0; at < value.length; at += SLICE) yield value.subarray(at, at + SLICE) as Bytes;
    }
  } catch (error) {
    // A source that failed is over, one that is no longer wanted is not.
    over = !signal.aborted && !(error instanceof NotBytes);
    throw error;
  } finally {
    signal.removeEventListener("abort", stop);
    if (!over) leave(signal.reason);
  }
}

/** Whether this can be a source. */
export function isSource(source: unknown): source is ByteSource {
  if (typeof source !== "object" || source === null) return false;
  return source instanceof Uint8Array || isBlob(source as Blob) || isStream(source as ReadableStream) || Symbol.asyncIterator in source;
}
