// The pool: one worker a core, each opening lines of its own. Knows nothing of where workers come from.
import type { ColumnTest, EngineInfo } from "core";
import { aborted, LogpushError } from "../errors.ts";
import type { KernelName } from "../kernel-modules.ts";
import { givenUp } from "./given-up.ts";
import type { Choices, FilePart, FromWorker, Lines, Opened, Searched, ToWorker } from "./messages.ts";

/** A started worker. */
export interface Link {
  /** The way to it alone. */
  port: MessagePort;
  /** Ends it. */
  end(): void;
}

/** Starts a worker that serves the pool; `broken` is to be called if its thread dies. */
export type Spawn = (broken: (why: string) => void) => Link;

/** Lines to be opened. */
interface OpenBatch {
  type: "open";
  lines: Lines;
  resolve(opened: Opened): void;
  reject(error: unknown): void;
  /** Workers that broke over it. */
  broke: number;
}

/** Lines of which tests are to be asked. */
interface SearchBatch {
  type: "search";
  lines: Lines;
  tests: ColumnTest[];
  resolve(searched: Searched): void;
  reject(error: unknown): void;
  broke: number;
}

/** Files to be indexed. */
interface IndexBatch {
  type: "index";
  files: Blob[];
  onPart(part: FilePart): void | Promise<void>;
  /** Parts handed on so far. A batch that is done once more gives the same ones again. */
  handed: number;
  /** Parts that came from the worker that does it now. */
  came: number;
  resolve(): void;
  reject(error: unknown): void;
  broke: number;
}

type Batch = OpenBatch | SearchBatch | IndexBatch;

interface PoolWorker {
  link: Link;
  /** What was sent to it and is not answered yet, by number. */
  batches: Map<number, Batch>;
  engine: EngineInfo | undefined;
  kernel: KernelName | undefined;
}

/** Batches sent to a worker ahead, so that it need not wait for the next. Files are of all sizes: one may take minutes. */
const AHEAD = { open: 2, search: 2, index: 1 };
/** Workers that may break over a batch before it is given up. */
const PATIENCE = 2;
/** How long a batch should take, in milliseconds: long against what sending it costs, short for order's sake. */
const GOAL = 100;
/** The most lines of a batch. */
const MOST_LINES = 1024;

/** What is told of the pool. */
export interface PoolInfo {
  workers: number;
  kernel: KernelName | undefined;
  engine: EngineInfo | undefined;
}

export class Pool {
  readonly #spawn: Spawn;
  /** The keys, for one worker, which may be moved there. */
  readonly #keys: () => Uint8Array[];
  readonly #workers = new Set<PoolWorker>();
  readonly #queue: Batch[] = [];
  #size: number;
  #choices: Choices = { engine: "auto", strict: false };
  #lastBatch = 0;
  #lines = 4;

  constructor(options: { spawn: Spawn; keys: () => Uint8Array[]; size: number }) {
    this.#spawn = options.spawn;
    this.#keys = options.keys;
    this.#size = options.size;
  }

  /** How many workers there are to be. */
  get size(): number {
    return this.#size;
  }

  set size(size: number) {
    this.#size = size;
    for (const worker of this.#workers) {
      if (this.#workers.size <= size) break;
      this.#release(worker);
    }
    this.#dispatch();
  }

  /** How many lines make a batch of the right length, by the pace so far. */
  get linesAtOnce(): number {
    return this.#lines;
  }

  get info(): PoolInfo {
    const workers = [...this.#workers];
    const [first] = workers.filter(({ engine }) => engine);
    return { workers: this.#size, kernel: (first ?? workers[0])?.kernel, engine: first?.engine };
  }

  /** Changes who does the RSA operations, and whether every wrapped key is unwrapped. */
  choose(choices: Choices): void {
    this.#choices = choices;
    for (const worker of this.#workers) {
      worker.engine = undefined;
      this.#say(worker, { type: "choose", choices });
    }
  }

  /** The keys have changed. */
  renewKeys(): void {
    for (const worker of this.#workers) this.#sendKeys(worker);
  }

  /** Opens lines on whichever worker is free first. Rejects with `ERR_ABORTED` when that is no longer wanted. */
  open(lines: Lines, signal?: AbortSignal): Promise<Opened> {
    return this.#submit(signal, (resolve, reject) => ({ type: "open", lines, resolve, reject, broke: 0 }));
  }

  /** Asks tests of lines on whichever worker is free first. Rejects as `open` does. */
  search(lines: Lines, tests: ColumnTest[], signal?: AbortSignal): Promise<Searched> {
    return this.#submit(signal, (resolve, reject) => ({ type: "search", lines, tests, resolve, reject, broke: 0 }));
  }

  /**
   * Indexes files on whichever worker is free first. `onPart` gets what is found of each, in order; while many parts
   * wait for the promises that it returns, their worker waits too. Rejects with `ERR_ABORTED` when that is no longer
   * wanted.
   */
  index(files: Blob[], onPart: (part: FilePart) => void | Promise<void>, signal?: AbortSignal): Promise<void> {
    return this.#submit(signal, (resolve, reject) => ({
      type: "index",
      files,
      onPart,
      handed: 0,
      came: 0,
      resolve,
      reject,
      broke: 0,
    }));
  }

  #submit<T>(
    signal: AbortSignal | undefined,
    make: (resolve: (value: T) => void, reject: (error: unknown) => void) => Batch,
  ): Promise<T> {
    if (signal?.aborted) return Promise.reject(aborted());
    const { promise, resolve, reject } = withResolvers<T>();
    const batch = make(resolve, reject);
    const drop = () => this.#drop(batch);
    signal?.addEventListener("abort", drop);
    this.#queue.push(batch);
    this.#dispatch();
    return promise.finally(() => {
      signal?.removeEventListener("abort", drop);
      if (batch.type !== "index") batch.lines.contentKeys?.fill(0);
    });
  }

  /** Forgets a batch, wherever it is. */
  #drop(batch: Batch): void {
    const queued = this.#queue.indexOf(batch);
    if (queued >= 0) this.#queue.splice(queued, 1);
    for (const worker of this.#workers) {
      for (const [id, other] of worker.batches) {
        if (other !== batch) continue;
        worker.batches.delete(id);
        this.#say(worker, { type: "stop", batch: id });
      }
    }
    batch.reject(aborted());
    this.#dispatch();
  }

  /** Ends all workers. */
  end(): void {
    const dropped = [...this.#queue.splice(0), ...[...this.#workers].flatMap(({ batches }) => [...batches.values()])];
    for (const worker of this.#workers) worker.link.end();
    this.#workers.clear();
    for (const batch of dropped) batch.reject(aborted());
  }

  #dispatch(): void {
    while (this.#queue.length > 0) {
      if (this.#workers.size < this.#size && [...this.#workers].every(({ batches }) => batches.size > 0))
        this.#spawnWorker();
      const [free] = [...this.#workers].sort((a, b) => a.batches.size - b.batches.size);
      const [batch] = this.#queue;
      if (!batch || !free || free.batches.size >= AHEAD[batch.type]) return;
      this.#queue.shift();
      const id = ++this.#lastBatch;
      free.batches.set(id, batch);
      if (batch.type === "index") {
        batch.came = 0;
        this.#say(free, { type: "index", batch: id, files: batch.files });
      } else {
        // Copied, not moved: if the worker breaks, its lines are sent once more.
        this.#say(
          free,
          batch.type === "open"
            ? { type: "open", batch: id, lines: batch.lines }
            : { type: "search", batch: id, lines: batch.lines, tests: batch.tests },
        );
      }
    }
  }

  #spawnWorker(): void {
    const worker: PoolWorker = {
      link: this.#spawn((why) => this.#broke(worker, why)),
      batches: new Map(),
      engine: undefined,
      kernel: undefined,
    };
    worker.link.port.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#hear(worker, data);
    this.#workers.add(worker);
    this.#say(worker, { type: "choose", choices: this.#choices });
    this.#sendKeys(worker);
  }

  #hear(worker: PoolWorker, message: FromWorker): void {
    if (message.type === "broken") return this.#broke(worker, message.why);
    if (message.type === "ready") {
      worker.kernel = message.kernel;
      return;
    }
    const batch = worker.batches.get(message.batch);
    if (message.type === "part") {
      if (batch?.type !== "index") return;
      const took = () => this.#say(worker, { type: "took", batch: message.batch, bytes });
      const bytes = message.part.indexed?.chunk.length ?? 0;
      if (++batch.came <= batch.handed) return took();
      batch.handed++;
      // One that is dropped is told so by its batch.
      Promise.resolve(batch.onPart(message.part)).then(took, () => {});
      return;
    }
    worker.batches.delete(message.batch);
    if (message.type === "indexed") {
      if (batch?.type === "index") batch.resolve();
      return this.#dispatch();
    }
    const done = message.type === "opened" ? message.opened : message.searched;
    worker.engine = done.engine ?? worker.engine;
    // Not so if it was dropped meanwhile.
    if (batch && batch.type !== "index") {
      const pace = Math.max(0.5, Math.min(2, GOAL / Math.max(done.took, 1)));
      this.#lines = Math.max(1, Math.min(MOST_LINES, Math.round(batch.lines.ends.length * pace)));
    }
    if (batch?.type === "open" && message.type === "opened") batch.resolve(message.opened);
    if (batch?.type === "search" && message.type === "searched") batch.resolve(message.searched);
    this.#dispatch();
  }

  /** Takes another worker in place of one that broke, and has its batches done again. */
  #broke(worker: PoolWorker, why: string): void {
    if (!this.#workers.has(worker)) return;
    // Batches are done in order: it broke over the first.
    const [first] = worker.batches.values();
    if (first) first.broke++;
    this.#release(worker);
    if (first && first.broke >= PATIENCE) {
      this.#queue.splice(this.#queue.indexOf(first), 1);
      this.#giveUp(first, why);
    }
    this.#dispatch();
  }

  /** Ends a batch over which workers stopped again and again. Lines to be opened are rejected, and others go on. */
  #giveUp(batch: Batch, why: string): void {
    if (batch.type === "open") return batch.resolve(givenUp(batch.lines, why));
    const numbers = batch.type === "index" ? undefined : batch.lines.numbers;
    const over = numbers ? `over lines ${numbers[0]} to ${numbers.at(-1)}` : "while it was indexed";
    const message = `Workers stopped again and again ${over} (${why}). Open the other files without this one.`;
    batch.reject(new LogpushError({ code: "ERR_IO", message }));
  }

  /** Ends a worker. Its batches go back to the head of the queue. */
  #release(worker: PoolWorker): void {
    this.#workers.delete(worker);
    worker.link.end();
    this.#queue.unshift(...worker.batches.values());
  }

  #sendKeys(worker: PoolWorker): void {
    const keys = this.#keys();
    this.#say(
      worker,
      { type: "keys", keys },
      keys.map((key) => key.buffer as ArrayBuffer),
    );
  }

  #say(worker: PoolWorker, message: ToWorker, moved: Transferable[] = []): void {
    worker.link.port.postMessage(message, moved);
  }
}

/** `Promise.withResolvers`, which Node.js 20 lacks. */
function withResolvers<T>() {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((resolved, rejected) => ([resolve, reject] = [resolved, rejected]));
  return { promise, resolve, reject };
}
