// All sources of bytes, as slices.
import { aborted, LogpushError } from "../errors.ts";

/** Bytes in memory: an `ArrayBuffer`, or a view of one such as a `Uint8Array`, a `DataView` or a `Buffer`. */
export type Bytes = ArrayBuffer | ArrayBufferView;

/** As much of a `Response` as is asked for: its body is read. */
export interface ResponseLike {
  readonly body: ReadableStream<Uint8Array> | null;
  readonly ok: boolean;
  readonly status: number;
  readonly bodyUsed: boolean;
}

/** Where the bytes of one file come from: gzip or plain. */
export type ByteSource = Blob | ResponseLike | ReadableStream<Bytes> | AsyncIterable<Bytes> | Bytes;

/** Bytes handed on at once. */
const SLICE = 1 << 20;

/** The source gives something else than bytes. */
export class NotBytes extends TypeError {}

type Slice = Uint8Array<ArrayBuffer>;

// By what they can do, and not by their class: each realm has classes of its own (an iframe, node:vm, a test runner).
const isStream = (source: object): source is ReadableStream<Bytes> =>
  typeof (source as ReadableStream).getReader === "function";
export const isBlob = (source: object): source is Blob =>
  typeof (source as Blob).slice === "function" && typeof (source as Blob).arrayBuffer === "function";
const isResponse = (source: object): source is ResponseLike =>
  "body" in source && "bodyUsed" in source && typeof (source as { arrayBuffer?: unknown }).arrayBuffer === "function";
const isIterable = (source: object): source is AsyncIterable<Bytes> => Symbol.asyncIterator in source;
const isBuffer = (source: object): source is ArrayBuffer =>
  Object.prototype.toString.call(source) === "[object ArrayBuffer]";

/** Bytes as a `Uint8Array` over the same memory; `undefined` for anything else. */
export function asBytes(source: unknown): Slice | undefined {
  if (typeof source !== "object" || source === null) return undefined;
  if (ArrayBuffer.isView(source))
    return new Uint8Array(source.buffer as ArrayBuffer, source.byteOffset, source.byteLength);
  return isBuffer(source) ? new Uint8Array(source) : undefined;
}

/** The name of a source, and how many bytes it has, if that is known. */
export function describe(source: ByteSource): { name: string | undefined; size: number | undefined } {
  const bytes = asBytes(source);
  if (bytes) return { name: undefined, size: bytes.length };
  if (isBlob(source))
    return { name: "name" in source && typeof source.name === "string" ? source.name : undefined, size: source.size };
  return { name: undefined, size: undefined };
}

/** The bytes of a source. An abort of the signal ends the wait for them and releases the source. */
export async function* slices(source: ByteSource, signal: AbortSignal): AsyncGenerator<Slice> {
  const bytes = asBytes(source);
  if (bytes) yield* slicesOf(bytes);
  else if (isBlob(source)) yield* slicesOfBlob(source);
  else if (isResponse(source)) yield* slicesOfResponse(source, signal);
  else yield* chunks(isStream(source) ? readerOf(source) : iteratorOf(source as AsyncIterable<Bytes>), signal);
}

function* slicesOf(bytes: Slice): Generator<Slice> {
  for (let at = 0; at < bytes.length; at += SLICE) yield bytes.subarray(at, at + SLICE);
}

async function* slicesOfBlob(blob: Blob): AsyncGenerator<Slice> {
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

async function* slicesOfResponse(
  { body, bodyUsed, ok, status }: ResponseLike,
  signal: AbortSignal,
): AsyncGenerator<Slice> {
  if (!ok)
    throw new LogpushError({
      code: "ERR_IO",
      message: `The response is not a file: the server answered with status ${status}. Look at its text before you decrypt it.`,
    });
  if (bodyUsed)
    throw new LogpushError({
      code: "ERR_IO",
      message: "The body of this response was read before. Give the response as it came, or a clone.",
    });
  if (body) yield* chunks(readerOf(body), signal);
}

/** A source that is read chunk by chunk, and can be released. */
interface Chunks {
  next(): Promise<IteratorResult<unknown, unknown>>;
  /** Nothing more is wanted. */
  leave(reason: unknown): void;
}

// By its reader, because not every browser's streams can be iterated.
function readerOf(stream: ReadableStream<Bytes>): Chunks {
  const reader = stream.getReader();
  return {
    next: () => reader.read() as Promise<IteratorResult<unknown, unknown>>,
    leave: (reason) => {
      reader.cancel(reason).catch(() => {});
      reader.releaseLock();
    },
  };
}

function iteratorOf(source: AsyncIterable<Bytes>): Chunks {
  const iterator = source[Symbol.asyncIterator]();
  return {
    next: () => iterator.next(),
    leave: () => void iterator.return?.().catch(() => {}),
  };
}

async function* chunks({ next, leave }: Chunks, signal: AbortSignal): AsyncGenerator<Slice> {
  let stop = () => {};
  const onAbort = () => stop();
  signal.addEventListener("abort", onAbort);
  // A promise for each chunk: a race with one that stays keeps all chunks for as long (nodejs/node#17469).
  const nextOrStopped = () =>
    new Promise<IteratorResult<unknown, unknown>>((resolve, reject) => {
      stop = () => reject(aborted(signal.reason));
      if (signal.aborted) stop();
      else next().then(resolve, reject);
    });
  let over = false;
  try {
    for (;;) {
      const { done, value } = await nextOrStopped();
      if (done) {
        over = true;
        return;
      }
      const bytes = asBytes(value);
      if (!bytes) throw new NotBytes(notBytes(value));
      // One chunk may be a whole file.
      yield* slicesOf(bytes);
    }
  } catch (error) {
    // A source that failed is over, one that is no longer wanted is not.
    over = !signal.aborted && !(error instanceof NotBytes);
    throw error;
  } finally {
    signal.removeEventListener("abort", onAbort);
    if (!over) leave(signal.reason);
  }
}

function notBytes(value: unknown): string {
  const what = "The source must give chunks of bytes: ArrayBuffer, or a view such as Uint8Array.";
  if (typeof value === "string")
    return `${what} It gave a string. Text has lost bytes already: read the file without an encoding.`;
  return `${what} It gave ${value === null ? "null" : typeof value}.`;
}

/** Whether this can be a source. */
export function isSource(source: unknown): source is ByteSource {
  if (typeof source !== "object" || source === null) return false;
  return (
    asBytes(source) !== undefined || isBlob(source) || isResponse(source) || isStream(source) || isIterable(source)
  );
}
