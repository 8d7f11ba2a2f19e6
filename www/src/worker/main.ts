// The worker: the only place in the page where keys and sealed files are.
import init, { generateKeyPair, KeyRing } from "core";
import {
  type Answer,
  type Arguments,
  type PageMessage,
  type RequestMessage,
  type RequestName,
  toFailure,
  type WorkerMessage,
} from "../session/messages.ts";
import { addKeys, areKeys, forgetLocked, unlockKeys } from "./keys.ts";
import { openFile } from "./open.ts";
import { bytesCame, startReading } from "./read.ts";
import { makeSample } from "./sample.ts";
import { tryKeys } from "./trial.ts";

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
    await startReading((read) => say({ type: "read", read }));
    return null;
  },
  async areKeys({ files }) {
    return areKeys(files);
  },
  async addKeys({ source }) {
    return addKeys(keys(), source);
  },
  async unlockKeys({ passphrase }) {
    return unlockKeys(keys(), passphrase);
  },
  async tryKeys({ files }) {
    return tryKeys(keys(), files);
  },
  async forgetKeys() {
    forgetLocked();
    keys().clear();
    return null;
  },
  async resetUsage() {
    keys().resetUsage();
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
  async makeKeys({ bits, passphrase }) {
    const { privatePem, ...pair } = await generateKeyPair(bits, passphrase);
    return { ...pair, privateFile: new File([privatePem], "private.pem") };
  },
  async makeSample() {
    return makeSample();
  },
};

async function answer({ id, name, arguments: given }: RequestMessage): Promise<void> {
  try {
    // The name and the arguments of a request belong together; the type system cannot follow that
    // through the table.
    const handle = handlers[name] as (given: unknown) => Promise<Answer<RequestName>>;
    say({ type: "answer", id, answer: await handle(given) });
  } catch (error) {
    say({ type: "failure", id, failure: toFailure(error) });
  }
}

self.onmessage = ({ data }: MessageEvent<PageMessage>) => {
  if (data.type === "request") void answer(data.request);
  else bytesCame(data);
};
