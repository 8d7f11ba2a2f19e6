// Bytes of files: read here or, where the engine does not allow that, by the page.
//
// WebKitGTK gives the worker of a page from `file://` an origin of its own and lets it read no file
// at all. The page then reads, and moves the bytes over.
import { LogpushError } from "../../../js/errors.ts";
import type { PageMessage, ReadRequest } from "../protocol/messages.ts";

interface Pending {
  resolve(bytes: ArrayBuffer): void;
  reject(error: Error): void;
}

const pending = new Map<number, Pending>();
let lastId = 0;
/** Asks the page to read; `undefined` where the worker can read by itself. */
let askPage: ((read: ReadRequest) => void) | undefined;

/** Finds out who can read. */
export async function startReading(ask: (read: ReadRequest) => void): Promise<void> {
  const readable = await new Blob(["x"]).arrayBuffer().then(
    () => true,
    () => false,
  );
  askPage = readable ? undefined : ask;
}

/** The bytes of a file from `start` to before `end`. */
export function readBytes(file: Blob, start = 0, end = file.size): Promise<ArrayBuffer> {
  const ask = askPage;
  if (!ask) return file.slice(start, end).arrayBuffer();
  const id = ++lastId;
  return new Promise((resolve, reject) => {
    pending.set(id, { resolve, reject });
    ask({ id, file, start, end });
  });
}

/** The page answers a request to read. */
export function bytesCame(message: Extract<PageMessage, { type: "bytes" | "unreadable" }>): void {
  const asked = pending.get(message.id);
  pending.delete(message.id);
  if (message.type === "bytes") asked?.resolve(message.bytes);
  else asked?.reject(new LogpushError(message.failure));
}
