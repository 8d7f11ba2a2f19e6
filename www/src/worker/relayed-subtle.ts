// Large fields are decrypted by the browser's own AES, ten times as fast as in WebAssembly. Chromium's workers in a sandboxed
// frame have no `crypto.subtle`, but the page in the frame has: so it does this for them. Only keys of single fields go there,
// and the private key stays in the workers.
import type { PageMessage, RelayedField, WorkerMessage } from "../protocol/messages.ts";

declare const self: DedicatedWorkerGlobalScope;

/** What the core asks `crypto.subtle` for when it decrypts a large field (src/wasm/subtle.rs), and nothing else of it. */
interface RelayedSubtle {
  importKey(format: "raw", key: Uint8Array): Promise<Uint8Array<ArrayBuffer>>;
  decrypt(algorithm: { iv: Uint8Array }, key: Uint8Array<ArrayBuffer>, sealed: Uint8Array): Promise<ArrayBuffer>;
}

const pending = new Map<number, { resolve(text: ArrayBuffer): void; reject(error: Error): void }>();
let lastId = 0;

const relayed: RelayedSubtle = {
  // A copy: the core wipes its own when this resolves.
  importKey: async (_format, key) => Uint8Array.from(key),
  decrypt: ({ iv }, key, sealed) =>
    new Promise((resolve, reject) => {
      const field: RelayedField = { id: ++lastId, key, iv: Uint8Array.from(iv), sealed: Uint8Array.from(sealed) };
      pending.set(field.id, { resolve, reject });
      const message: WorkerMessage = { type: "field", field };
      self.postMessage(message, [key.buffer, field.sealed.buffer]);
    }),
};

/** Takes the page's answer. */
export function fieldCame({ id, text }: Extract<PageMessage, { type: "field" }>): void {
  const waiting = pending.get(id);
  pending.delete(id);
  if (text) waiting?.resolve(text);
  else waiting?.reject(new Error("the tag does not fit"));
}

/** Lets the core use the page's `crypto.subtle` for large fields where this worker has none. */
export function relaySubtle(): void {
  if (!(crypto.subtle as SubtleCrypto | undefined)) Object.assign(globalThis, { relayedSubtle: relayed });
}
