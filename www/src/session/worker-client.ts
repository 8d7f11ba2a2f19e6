// The page's end of the wire to its worker: requests that are answered, and news that come by themselves.

import packed from "virtual:wasm";
import workerSource from "virtual:worker-source";
import { unpack } from "../../../js/entries/web/unpack.ts";
import { LogpushError, toFailure } from "../../../js/errors.ts";
import { compileKernels } from "../../../js/kernel-modules.ts";
import type { Modules } from "../../../js/pool/messages.ts";
import type { Try } from "../proof/tries.ts";
import type { PageMessage, ReadRequest, RelayedField, WorkerMessage } from "../protocol/messages.ts";
import type { Told } from "../protocol/news.ts";
import type { Answer, Arguments, RequestMessage, RequestName } from "../protocol/requests.ts";
import type { RunKind, RunNews } from "../protocol/runs.ts";
import { pageTexts } from "../texts/page.ts";
import { inBackground } from "./background.ts";

interface Pending {
  resolve(answer: Answer<RequestName>): void;
  reject(error: Error): void;
}

/** The address of the worker's script, as a blob: it stays, for workers of the pool are started later. */
const workerUrl = URL.createObjectURL(new Blob([await unpack(workerSource)], { type: "text/javascript" }));

// The policy asks for a named place where a text becomes a script's address. This is the only one.
const trusted = globalThis.trustedTypes?.createPolicy("logpush-decrypt", {
  createScriptURL: (address) => (address === workerUrl ? address : ""),
});

/** A worker of the page's own script, which the page's policy allows and confines. */
const startWorker = () => new Worker((trusted?.createScriptURL(workerUrl) as string | undefined) ?? workerUrl);

/** Compiles what the page carries inside, once for all workers. */
async function compileModules(): Promise<Modules> {
  const [core, kernels] = await Promise.all([
    unpack(packed.core).then((bytes) => WebAssembly.compile(bytes)),
    compileKernels({ relaxedSimd: () => unpack(packed.kernelRelaxedSimd), simd: () => unpack(packed.kernelSimd) }),
  ]);
  return { core, kernels };
}

/** Decrypts a field for a worker that lacks `crypto.subtle`. The page may lack it too: then the worker does it itself. */
async function decryptField(worker: Worker, { id, key, iv, sealed }: RelayedField): Promise<void> {
  let text: ArrayBuffer | null = null;
  try {
    const imported = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"]);
    text = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, imported, sealed);
  } catch {
    // The worker tries it once more by itself, and says what is wrong.
  }
  key.fill(0);
  const message: PageMessage = { type: "field", id, text };
  worker.postMessage(message, text ? [text] : []);
}

/** Who is told what comes by itself. */
export interface Listener {
  indexed?(told: Told): void;
  run?(kind: RunKind, news: RunNews): void;
  /** The next piece of the file that is being made by this number; the one after it waits for what this returns. */
  piece?(save: number, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** It turned out that the worker cannot work or, if it did before, no longer: then it can be restarted. Told once. */
  broken?(error: LogpushError, restartable: boolean): void;
}

export class WorkerClient {
  #worker!: Worker;
  readonly #pending = new Map<number, Pending>();
  readonly #pool = new Map<number, Worker>();
  readonly #proving = new Map<Worker, (tries: Try[] | null) => void>();
  readonly #modules = compileModules();
  #started!: Promise<unknown>;
  #broken: LogpushError | undefined;
  #lastId = 0;

  readonly #listeners: Listener[] = [];

  /** `workers`: how many there are to be in its pool. */
  constructor(workers: number) {
    this.#start(workers);
  }

  /** Takes a new worker in place of one that stopped. It knows neither keys nor files. */
  restart(workers: number): void {
    this.#worker.terminate();
    for (const id of [...this.#pool.keys()]) this.#end(id);
    this.#broken = undefined;
    this.#start(workers);
  }

  #start(workers: number): void {
    const worker = startWorker();
    this.#worker = worker;
    let worked = false;
    const broke = (why: string) => {
      if (this.#worker !== worker) return;
      const first = this.#broken === undefined;
      this.#broken ??= new LogpushError({
        code: "ERR_IO",
        message: worked ? pageTexts.stoppedWorking(why) : `${pageTexts.broken} (${why})`,
      });
      if (first) for (const listener of this.#listeners) listener.broken?.(this.#broken, worked);
      // Nothing that was asked will be answered.
      for (const pending of this.#pending.values()) pending.reject(this.#broken);
      this.#pending.clear();
      this.#proved(worker, null);
    };
    worker.onmessage = ({ data }: MessageEvent<WorkerMessage>) =>
      data.type === "died" ? broke(data.why) : this.#hear(data);
    worker.onerror = (event) => broke(event.message || "the worker stopped");
    this.#started = this.#modules.then((modules) =>
      this.#send("start", {
        modules,
        packedZstd: packed.zstd,
        workers,
      }),
    );
    this.#started.then(
      () => (worked = true),
      (error) => broke(toFailure(error).message),
    );
  }

  /** Adds somebody who is told what comes by itself. */
  listen(listener: Listener): void {
    this.#listeners.push(listener);
  }

  #hear(data: Exclude<WorkerMessage, { type: "died" }>): void {
    if (data.type === "indexed") for (const listener of this.#listeners) listener.indexed?.(data.told);
    else if (data.type === "run") for (const listener of this.#listeners) listener.run?.(data.run, data.news);
    else if (data.type === "piece") inBackground(this.#take(data.save, data.bytes));
    else if (data.type === "read") inBackground(this.#read(this.#worker, data.read));
    else if (data.type === "field") inBackground(decryptField(this.#worker, data.field));
    else if (data.type === "spawn") inBackground(this.#spawn(data.worker, data.port));
    else if (data.type === "end") this.#end(data.worker);
    else if (data.type === "proved") this.#proved(this.#worker, data.tries);
    else {
      const pending = this.#pending.get(data.id);
      this.#pending.delete(data.id);
      if (data.type === "answer") pending?.resolve(data.answer);
      else pending?.reject(new LogpushError(data.failure));
    }
  }

  /** Has every worker that there is try every way out. One that ends meanwhile has nothing to tell. */
  async tryWaysOut(): Promise<Try[][]> {
    const workers = [this.#worker, ...this.#pool.values()];
    const tries = await Promise.all(
      workers.map((worker) => {
        const message: PageMessage = { type: "prove" };
        worker.postMessage(message);
        return new Promise<Try[] | null>((resolve) => this.#proving.set(worker, resolve));
      }),
    );
    return tries.filter((each) => each !== null);
  }

  #proved(worker: Worker, tries: Try[] | null): void {
    this.#proving.get(worker)?.(tries);
    this.#proving.delete(worker);
  }

  /** Answers each piece, whatever became of it: the worker counts them. */
  async #take(save: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await Promise.allSettled(this.#listeners.map((listener) => listener.piece?.(save, bytes)));
    this.#say({ type: "took" });
  }

  /** Asks the worker for something and waits for its answer. */
  async request<Name extends RequestName>(name: Name, given: Arguments<Name>): Promise<Answer<Name>> {
    await this.#started;
    if (this.#broken) throw this.#broken;
    return this.#send(name, given);
  }

  #send<Name extends RequestName>(name: Name, given: Arguments<Name>): Promise<Answer<Name>> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve: resolve as Pending["resolve"], reject });
      this.#say({ type: "request", request: { id, name, arguments: given } as RequestMessage });
    });
  }

  /** Starts a worker of the pool, and lets the one that asked know if it dies. */
  async #spawn(id: number, port: MessagePort): Promise<void> {
    const worker = startWorker();
    this.#pool.set(id, worker);
    worker.onmessage = ({ data }: MessageEvent<WorkerMessage>) => {
      if (data.type === "read") inBackground(this.#read(worker, data.read));
      else if (data.type === "field") inBackground(decryptField(worker, data.field));
      else if (data.type === "proved") this.#proved(worker, data.tries);
    };
    worker.onerror = (event) => this.#say({ type: "broken", worker: id, why: event.message || "the worker stopped" });
    const message: PageMessage = { type: "serve", port, modules: await this.#modules };
    worker.postMessage(message, [port]);
  }

  #end(id: number): void {
    const worker = this.#pool.get(id);
    if (!worker) return;
    worker.terminate();
    this.#pool.delete(id);
    this.#proved(worker, null);
  }

  /** Reads for a worker that cannot, and moves the bytes over: none of them stay here. */
  async #read(worker: Worker, { id, file, start, end }: ReadRequest): Promise<void> {
    const say = (message: PageMessage, moved: Transferable[] = []) => worker.postMessage(message, moved);
    try {
      const bytes = await file.slice(start, end).arrayBuffer();
      say({ type: "bytes", id, bytes }, [bytes]);
    } catch (error) {
      say({ type: "unreadable", id, failure: toFailure(error) });
    }
  }

  #say(message: PageMessage): void {
    this.#worker.postMessage(message);
  }
}
