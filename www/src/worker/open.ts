// From one file to opened records: slices in, batches out, nothing held longer than needed.
import { Decryptor, type KeyRing } from "core";
import type { OpenedBatch } from "../session/messages.ts";
import { readBytes } from "./read.ts";

/** Bytes of a file read at once. */
const SLICE = 1 << 20;
/** Bytes of opened records after which a batch is handed on. */
const BATCH = 256 * 1024;
/** How long the worker may go without looking for messages, in milliseconds. */
const TURN = 50;

/** What opening a file tells while it goes on. */
interface Listener {
  batch(batch: Omit<OpenedBatch, "fileId">): void;
  cancelled(): boolean;
}

/** A blob of these bytes, if there are any. */
const blob = (bytes: Uint8Array<ArrayBuffer>) => (bytes.length > 0 ? new Blob([bytes]) : null);

/** Lets messages in that came meanwhile. A timer would wait for some milliseconds each time. */
function breathe(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** Opens a file; the batches come in the order of its lines. */
export async function openFile(file: File, keys: KeyRing, listener: Listener): Promise<{ cancelled: boolean }> {
  const decryptor = new Decryptor({});
  // RSA private operations for one turn: adapted, for they take from 1 to 100 ms each.
  let operations = 1;
  try {
    for (let at = 0; ; at += SLICE) {
      if (at < file.size) {
        decryptor.push(new Uint8Array(await readBytes(file, at, at + SLICE)));
      } else {
        decryptor.finish();
      }
      for (let drained = false; !drained; ) {
        const begin = performance.now();
        const { output, rejects, drained: done, kind: _kind, ...rest } = decryptor.read(keys, BATCH, operations);
        const took = performance.now() - begin;
        operations = Math.max(1, Math.min(1024, Math.round((operations * TURN) / Math.max(took, 1))));
        drained = done;
        const says = rest.lines.length + rejects.length + rest.faults.length + rest.warnings.length > 0;
        // A part of a file without records tells only how far it is, and once for each slice.
        if (says || (drained && at < file.size)) {
          listener.batch({ output: blob(output), rejects: blob(rejects), usage: keys.usage(), ...rest });
        }
        await breathe();
        if (listener.cancelled()) return { cancelled: true };
      }
      if (at >= file.size) return { cancelled: false };
    }
  } finally {
    decryptor.free();
  }
}
