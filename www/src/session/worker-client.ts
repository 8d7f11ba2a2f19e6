// The page's end of the wire to its worker: requests that are answered, and records that come by
// themselves.
import packedModule from "virtual:core-wasm";
import workerSource from "virtual:worker-source";
import { texts } from "../texts.ts";
import {
  type Answer,
  type Arguments,
  LogpushError,
  type OpenedBatch,
  type PageMessage,
  type ReadRequest,
  type RequestMessage,
  type RequestName,
  toFailure,
  type WorkerMessage,
} from "./messages.ts";

interface Pending {
  resolve(answer: Answer<RequestName>): void;
  reject(error: Error): void;
}

/** A worker of the page's own script, which the page's policy allows and confines. */
function startWorker(): Worker {
  const url = URL.createObjectURL(new Blob([workerSource], { type: "text/javascript" }));
  // The policy asks for a named place where a text becomes a script's address. This is the only one.
  const trusted = globalThis.trustedTypes?.createPolicy("logpush-decrypt", {
    createScriptURL: (address) => (address === url ? address : ""),
  });
  const worker = new Worker((trusted?.createScriptURL(url) as string | undefined) ?? url);
  URL.revokeObjectURL(url);
  return worker;
}

/** Unpacks and compiles the WebAssembly module that the page carries inside. */
async function compileModule(): Promise<WebAssembly.Module> {
  const packed = Uint8Array.from(atob(packedModule), (character) => character.charCodeAt(0));
  const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return WebAssembly.compile(await new Response(unpacked).arrayBuffer());
}

export class WorkerClient {
  readonly #worker = startWorker();
  readonly #pending = new Map<number, Pending>();
  readonly #started: Promise<unknown>;
  #broken: LogpushError | undefined;
  #lastId = 0;

  /** `onBroken` is called once, when it turns out that the worker cannot work, or no longer. */
  constructor(onBatch: (batch: OpenedBatch) => void, onBroken: (error: LogpushError) => void) {
    this.#worker.onmessage = ({ data }: MessageEvent<WorkerMessage>) => {
      if (data.type === "batch") return onBatch(data.batch);
      if (data.type === "read") return void this.#read(data.read);
      const pending = this.#pending.get(data.id);
      this.#pending.delete(data.id);
      if (data.type === "answer") pending?.resolve(data.answer);
      else pending?.reject(new LogpushError(data.failure));
    };
    const broke = (why: string) => {
      this.#broken ??= new LogpushError({ code: "ERR_IO", message: `${texts.broken} (${why})` });
      onBroken(this.#broken);
      // Nothing that was asked will be answered.
      for (const pending of this.#pending.values()) pending.reject(this.#broken);
      this.#pending.clear();
    };
    this.#worker.onerror = (event) => broke(event.message || "the worker stopped");
    this.#started = compileModule().then((module) => this.#send("start", { module }));
    this.#started.catch((error) => broke(toFailure(error).message));
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

  /** Reads for a worker that cannot, and moves the bytes over: none of them stay here. */
  async #read({ id, file, start, end }: ReadRequest): Promise<void> {
    try {
      const bytes = await file.slice(start, end).arrayBuffer();
      this.#say({ type: "bytes", id, bytes }, [bytes]);
    } catch (error) {
      this.#say({ type: "unreadable", id, failure: toFailure(error) });
    }
  }

  #say(message: PageMessage, moved: Transferable[] = []): void {
    this.#worker.postMessage(message, moved);
  }
}
