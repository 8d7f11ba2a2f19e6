// What `js/pool`, `js/package` and `js/archive` use of the web's standards, and no more: browsers, Node.js, Deno, Bun and
// workerd have it. The projects of the entries check the same files with the types of each runtime.

// https://html.spec.whatwg.org/multipage/
declare function atob(base64: string): string;
declare function setTimeout(action: () => void, milliseconds?: number): number | object;
declare function clearTimeout(timer: number | object | undefined): void;

interface MessagePort {
  postMessage(message: unknown): void;
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
  start(): void;
  close(): void;
}

// Older versions of workerd have none.
declare class MessageChannel {
  readonly port1: MessagePort;
  readonly port2: MessagePort;
}

// https://w3c.github.io/hr-time/
declare const performance: { now(): number };

// https://webidl.spec.whatwg.org/#idl-DOMException
declare class DOMException extends Error {}

// https://dom.spec.whatwg.org/#aborting-ongoing-activities
interface AbortSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

declare class AbortController {
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
}

// https://encoding.spec.whatwg.org/
declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
  encodeInto(text: string, bytes: Uint8Array): { read: number; written: number };
}

declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(bytes?: Uint8Array, options?: { stream?: boolean }): string;
}

// https://w3c.github.io/FileAPI/
interface Blob {
  readonly size: number;
  slice(start: number, end: number): Blob;
  arrayBuffer(): Promise<ArrayBuffer>;
}

// https://streams.spec.whatwg.org/
interface ReadableStreamDefaultReader<Chunk> {
  read(): Promise<{ done: boolean; value?: Chunk | undefined }>;
  cancel(reason?: unknown): Promise<void>;
  releaseLock(): void;
}

interface ReadableStreamDefaultController<Chunk> {
  enqueue(chunk: Chunk): void;
  close(): void;
}

interface ReadableStream<Chunk = unknown> {
  readonly locked: boolean;
  getReader(): ReadableStreamDefaultReader<Chunk>;
  cancel(reason?: unknown): Promise<void>;
}

declare const ReadableStream: new <Chunk>(
  source: {
    pull?(controller: ReadableStreamDefaultController<Chunk>): void | Promise<void>;
    cancel?(reason: unknown): void | Promise<void>;
  },
  strategy?: { highWaterMark: number },
) => ReadableStream<Chunk>;

// Its writer belongs to callers.
interface WritableStream<Chunk = unknown> {
  readonly locked: boolean;
  abort(reason?: Chunk | unknown): Promise<void>;
}

declare class TransformStream<In, Out> {
  readonly readable: ReadableStream<Out>;
  readonly writable: WritableStream<In>;
}

// https://w3c.github.io/webcrypto/
interface CryptoKey {
  readonly type: "private" | "public" | "secret";
}

declare const crypto: {
  readonly subtle: { exportKey(format: "pkcs8", key: CryptoKey): Promise<ArrayBuffer> };
};
