// The pool: one worker a core, each opening lines of its own. Knows nothing of where workers come from.
import type { ColumnTest, EngineInfo } from "core";
import { aborted } from "../errors.ts";
import type { KernelName } from "../kernel-modules.ts";
import { BatchSize } from "./batch-size.ts";
import { abort, type Batch, giveUp, handOnPart, isHopeless, promised, settle, wipe, wipeKeys } from "./batches.ts";
import type { Choices, FilePart, FromWorker, Lines, Opened, Searched } from "./messages.ts";
import { type Link, PoolWorker } from "./pool-worker.ts";

export type { Link } from "./pool-worker.ts";

/** Starts a worker that serves the pool; it calls `broken` if its thread dies. */
export type Spawn = (broken: (why: string) => void) => Link;

/** What is known of the pool. */
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
  /** What each signal drops. Node.js warns of more than ten listeners of one signal, and more batches than that wait. */
  readonly #watched = new Map<AbortSignal, { batches: Set<Batch>; drop: () => void }>();
  readonly #batchSize = new BatchSize();
  #size: number;
  #choices: Choices = { engine: "auto", strict: false };
  #prices: string | undefined;
  /** How many lists of prices there were. */
  #pricesVersion = 0;
  #lastBatch = 0;

  constructor(options: { spawn: Spawn; keys: () => Uint8Array[]; size: number }) {
    this.#spawn = options.spawn;
    this.#keys = options.keys;
    this.#size = options.size;
  }

  /** How many workers there may be. */
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
    return this.#batchSize.lines;
  }

  get info(): PoolInfo {
    const workers = [...this.#workers];
    const [first] = workers.filter(({ engine }) => engine);
    return { workers: this.#size, kernel: (first ?? workers[0])?.kernel, engine: first?.engine };
  }

  /** Changes who does the RSA operations, and whether every wrapped key is unwrapped. */
  choose(choices: Choices): void {
    this.#choices = choices;
    for (const worker of this.#workers) worker.choose(choices);
  }

  /** Has costs of records that are opened from now on estimated by this list of prices, without one by the core's own. */
  usePrices(prices: string | undefined): void {
    this.#prices = prices;
    this.#pricesVersion++;
    for (const worker of this.#workers) worker.usePrices(prices, this.#pricesVersion);
  }

  /** Which prices these are: what is opened has the version by which it was. */
  get pricesVersion(): number {
    return this.#pricesVersion;
  }

  /** The keys have changed. */
  renewKeys(): void {
    for (const worker of this.#workers) worker.giveKeys(this.#keys());
  }

  /** Opens lines on the worker that is free first. Rejects with `ERR_ABORTED` if the signal aborts. */
  open(lines: Lines, signal?: AbortSignal): Promise<Opened> {
    return this.#submit<Opened>(signal, (work) => ({ type: "open", lines, ...work }));
  }

  /** Runs tests on lines on the worker that is free first. Rejects as `open` does. */
  search(lines: Lines, tests: ColumnTest[], signal?: AbortSignal): Promise<Searched> {
    return this.#submit<Searched>(signal, (work) => ({ type: "search", lines, tests, ...work }));
  }

  /**
   * Indexes files on the worker that is free first. `onPart` gets what is found of each, in order; while many parts wait
   * for the promises that it returns, their worker waits too. Rejects with `ERR_ABORTED` when that is no longer wanted.
   */
  index(files: Blob[], onPart: (part: FilePart) => void | Promise<void>, signal?: AbortSignal): Promise<void> {
    return this.#submit<void>(signal, (work) => ({ type: "index", files, onPart, handed: 0, came: 0, ...work }));
  }

  #submit<T>(signal: AbortSignal | undefined, make: Parameters<typeof promised<T>>[0]): Promise<T> {
    if (signal?.aborted) return Promise.reject(aborted());
    const { batch, promise } = promised(make);
    const unwatch = signal && this.#watch(signal, batch);
    this.#queue.push(batch);
    this.#dispatch();
    return promise.finally(() => {
      unwatch?.();
      wipe(batch);
    });
  }

  /** Drops a batch when a signal aborts, until the function that is returned is called. */
  #watch(signal: AbortSignal, batch: Batch): () => void {
    const watched = this.#watched.get(signal) ?? {
      batches: new Set<Batch>(),
      drop: () => {
        for (const each of watched.batches) this.#drop(each);
      },
    };
    if (watched.batches.size === 0) {
      this.#watched.set(signal, watched);
      signal.addEventListener("abort", watched.drop);
    }
    watched.batches.add(batch);
    return () => {
      watched.batches.delete(batch);
      if (watched.batches.size > 0) return;
      this.#watched.delete(signal);
      signal.removeEventListener("abort", watched.drop);
    };
  }

  /** Forgets a batch, wherever it is. */
  #drop(batch: Batch): void {
    const queued = this.#queue.indexOf(batch);
    if (queued >= 0) this.#queue.splice(queued, 1);
    for (const worker of this.#workers) worker.stop(batch);
    abort(batch);
    this.#dispatch();
  }

  /** Ends all workers. */
  end(): void {
    const dropped = [...this.#queue.splice(0), ...[...this.#workers].flatMap(({ batches }) => batches)];
    for (const worker of this.#workers) worker.end();
    this.#workers.clear();
    for (const batch of dropped) abort(batch);
  }

  /** Sends batches of the queue to workers, as far as these have room for them. */
  #dispatch(): void {
    while (this.#queue.length > 0) {
      if (this.#workers.size < this.#size && [...this.#workers].every(({ load }) => load > 0)) this.#spawnWorker();
      const [free] = [...this.#workers].sort((a, b) => a.load - b.load);
      const [batch] = this.#queue;
      if (!batch || !free?.hasRoomFor(batch)) return;
      this.#queue.shift();
      free.send(++this.#lastBatch, batch);
    }
  }

  #spawnWorker(): void {
    const worker: PoolWorker = new PoolWorker(this.#spawn((why) => this.#broke(worker, why)));
    worker.listen((message) => this.#hear(worker, message));
    this.#workers.add(worker);
    worker.choose(this.#choices);
    // Only the page's core has prices.
    if (this.#pricesVersion > 0) worker.usePrices(this.#prices, this.#pricesVersion);
    worker.giveKeys(this.#keys());
  }

  #hear(worker: PoolWorker, message: FromWorker): void {
    // It was let go of, and its batches are done anew elsewhere: what it still says would be taken twice.
    if (!this.#workers.has(worker)) return;
    if (message.type === "broken") return this.#broke(worker, message.why);
    if (message.type === "ready") {
      worker.kernel = message.kernel;
      return;
    }
    // It may have been dropped meanwhile.
    const batch = worker.batch(message.batch);
    if (message.type === "part") {
      const bytes = message.part.indexed?.chunk.length ?? 0;
      const took = () => worker.took(message.batch, bytes);
      if (batch) handOnPart(batch, message.part, took);
      else took();
      return;
    }
    worker.answered(message.batch);
    if (message.type !== "indexed") {
      const came = message.type === "opened" ? message.opened : message.searched;
      const { engine, took } = came;
      if (!batch) wipeKeys(came);
      worker.engine = engine ?? worker.engine;
      if (batch && batch.type !== "index") this.#batchSize.learn(batch.lines.ends.length, took);
    }
    if (batch) settle(batch, message);
    this.#dispatch();
  }

  /** Takes another worker in place of one that broke, and has its batches done again. */
  #broke(worker: PoolWorker, why: string): void {
    if (!this.#workers.has(worker)) return;
    // Batches are done in order: it broke over the first.
    const [first] = worker.batches;
    if (first) first.broke++;
    this.#release(worker);
    if (first && isHopeless(first)) {
      this.#queue.splice(this.#queue.indexOf(first), 1);
      giveUp(first, why);
    }
    this.#dispatch();
  }

  /** Ends a worker. Its batches go back to the head of the queue. */
  #release(worker: PoolWorker): void {
    this.#workers.delete(worker);
    worker.end();
    this.#queue.unshift(...worker.batches);
  }
}
