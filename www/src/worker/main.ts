// The worker: the only place in the page where keys and sealed files are.
import init, { KeyRing } from "core";
import type { Answer, Arguments, Failure, RequestMessage, RequestName, WorkerMessage } from "../session/messages.ts";
import { areKeys, readKey } from "./keys.ts";
import { openFile } from "./open.ts";
import { makeSample } from "./sample.ts";

declare const self: DedicatedWorkerGlobalScope;

const say = (message: WorkerMessage) => self.postMessage(message);

let ring: KeyRing | undefined;
let cancelled = false;

/** The keys; the page sends `start` before anything else. */
function keys(): KeyRing {
  if (!ring) throw new Error("the worker was not started");
  return ring;
}

const handlers: { [Name in RequestName]: (given: Arguments<Name>) => Promise<Answer<Name>> } = {
  async start({ module }) {
    await init({ module_or_path: module });
    ring = new KeyRing();
    return null;
  },
  async areKeys({ files }) {
    return areKeys(files);
  },
  async addKey({ source }) {
    return keys().add(await readKey(source));
  },
  async forgetKeys() {
    keys().clear();
    return null;
  },
  async open({ fileId, file }) {
    cancelled = false;
    return openFile(file, keys(), {
      batch: (batch) => say({ type: "batch", batch: { fileId, ...batch } }),
      cancelled: () => cancelled,
    });
  },
  async cancel() {
    cancelled = true;
    return null;
  },
  async makeSample() {
    return makeSample();
  },
};

/** Whatever was thrown, as a code and a sentence. */
function failure(error: unknown): Failure {
  if (error instanceof DOMException && error.name === "NotReadableError") {
    return { code: "ERR_IO", message: "The browser cannot read the file: it was moved, changed or locked after it was chosen. Choose it again." };
  }
  if (error instanceof Error) {
    const code = "code" in error && typeof error.code === "string" ? error.code : "ERR_IO";
    return { code, message: error.message };
  }
  return { code: "ERR_IO", message: String(error) };
}

self.onmessage = async ({ data }: MessageEvent<RequestMessage>) => {
  const { id, name } = data;
  try {
    // The name and the arguments of a request belong together; the type system cannot follow that
    // through the table.
    const handle = handlers[name] as (given: unknown) => Promise<Answer<RequestName>>;
    say({ type: "answer", id, answer: await handle(data.arguments) });
  } catch (error) {
    say({ type: "failure", id, failure: failure(error) });
  }
};
