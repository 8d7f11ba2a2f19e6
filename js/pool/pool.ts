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
interface OpenJob {
  type: "open";
  lines: Lines;
  resolve(opened: Opened): void;
  reject(error: unknown): void;
  /** Workers that broke over it. */
  broke: number;
}

/** Lines of which tests are to be asked. */
interface SearchJob {
  type: "search";
  lines: Lines;
  tests: ColumnTest[];
  resolve(searched: Searched): void;
  reject(error: unknown): void;
  broke: number;
}

/** Files to be indexed. */
interface IndexJob {
  type: "index";
  files: Blob[];
  onPart(part: FilePart): void | Promise<void>;
  /** Parts handed on so far. A job that is done once more gives the same ones again. */
  handed: number;
  /** Parts that came from the worker that does it now. */
  came: number;
  resolve(): void;
  reject(error: unknown): void;
  broke: number;
}

type Job = OpenJob | SearchJob | IndexJob;

interface Member {
  link: Link;
  /** What was sent to it and is not answered yet, by number. */
  jobs: Map<number, Job>;
  engine: EngineInfo | undefined;
  kernel: KernelName | undefined;
}

/** Jobs sent to a worker ahead, so that it need not wait for the next. Files are of all sizes: one may take minutes. */
const AHEAD = { open: 2, search: 2, index: 1 };
/** Workers that may break over a job before it is given up. */
const PATIENCE = 2;
/** How long a job should take, in milliseconds: long against what sending it costs, short for order's sake. */
const GOAL = 100;
/** The most lines of a job. */
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
  readonly #members = new Set<Member>();
  readonly #queue: Job[] = [];
  #size: number;
  #choices: Choices = { engine: "auto", strict: false };
  #lastJob = 0;
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
    for (const member of this.#members) {
      if (this.#members.size <= size) break;
      this.#dismiss(member);
    }
    this.#dispatch();
  }

  /** How many lines make a job of the right length, by the pace so far. */
  get linesAtOnce(): number {
    return this.#lines;
  }

  get info(): PoolInfo {
    const members = [...this.#members];
    const [first] = members.filter(({ engine }) => engine);
    return { workers: this.#size, kernel: (first ?? members[0])?.kernel, engine: first?.engine };
  }

  /** Changes who does the RSA operations, and whether every wrapped key is unwrapped. */
  choose(choices: Choices): void {
    this.#choices = choices;
    for (const member of this.#members) {
      member.engine = undefined;
      this.#say(member, { type: "choose", choices });
    }
  }

  /** The keys have changed. */
  renewKeys(): void {
    for (const member of this.#members) this.#sendKeys(member);
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
    return this.#submit(signal, (resolve, reject) => ({ type: "index", files, onPart, handed: 0, came: 0, resolve, reject, broke: 0 }));
  }

  #submit<T>(signal: AbortSignal | undefined, make: (resolve: (value: T) => void, reject: (error: unknown) => void) => Job): Promise<T> {
    if (signal?.aborted) return Promise.reject(aborted());
    const { promise, resolve, reject } = withResolvers<T>();
    const job = make(resolve, reject);
    const drop = () => this.#drop(job);
    signal?.addEventListener("abort", drop);
    this.#queue.push(job);
    this.#dispatch();
    return promise.finally(() => {
      signal?.removeEventListener("abort", drop);
      if (job.type !== "index") job.lines.contentKeys?.fill(0);
    });
  }

  /** Forgets a job, wherever it is. */
  #drop(job: Job): void {
    const queued = this.#queue.indexOf(job);
    if (queued >= 0) this.#queue.splice(queued, 1);
    for (const member of this.#members) {
      for (const [id, other] of member.jobs) {
        if (other !== job) continue;
        member.jobs.delete(id);
        this.#say(member, { type: "stop", job: id });
      }
    }
    job.reject(aborted());
    this.#dispatch();
  }

  /** Ends all workers. */
  end(): void {
    const dropped = [...this.#queue.splice(0), ...[...this.#members].flatMap(({ jobs }) => [...jobs.values()])];
    for (const member of this.#members) member.link.end();
    this.#members.clear();
    for (const job of dropped) job.reject(aborted());
  }

  #dispatch(): void {
    while (this.#queue.length > 0) {
      if (this.#members.size < this.#size && [...this.#members].every(({ jobs }) => jobs.size > 0)) this.#hire();
      const [free] = [...this.#members].sort((a, b) => a.jobs.size - b.jobs.size);
      const [job] = this.#queue;
      if (!job || !free || free.jobs.size >= AHEAD[job.type]) return;
      this.#queue.shift();
      const id = ++this.#lastJob;
      free.jobs.set(id, job);
      if (job.type === "index") {
        job.came = 0;
        this.#say(free, { type: "index", job: id, files: job.files });
      } else {
        // Copied, not moved: if the worker breaks, its lines are sent once more.
        this.#say(free, job.type === "open" ? { type: "open", job: id, lines: job.lines } : { type: "search", job: id, lines: job.lines, tests: job.tests });
      }
    }
  }

  #hire(): void {
    const member: Member = {
      link: this.#spawn((why) => this.#broke(member, why)),
      jobs: new Map(),
      engine: undefined,
      kernel: undefined,
    };
    member.link.port.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#hear(member, data);
    this.#members.add(member);
    this.#say(member, { type: "choose", choices: this.#choices });
    this.#sendKeys(member);
  }

  #hear(member: Member, message: FromWorker): void {
    if (message.type === "broken") return this.#broke(member, message.why);
    if (message.type === "ready") {
      member.kernel = message.kernel;
      return;
    }
    const job = member.jobs.get(message.job);
    if (message.type === "part") {
      if (job?.type !== "index") return;
      const took = () => this.#say(member, { type: "took", job: message.job, bytes });
      const bytes = message.part.indexed?.chunk.length ?? 0;
      if (++job.came <= job.handed) return took();
      job.handed++;
      // One that is dropped is told so by its job.
      Promise.resolve(job.onPart(message.part)).then(took, () => {});
      return;
    }
    member.jobs.delete(message.job);
    if (message.type === "indexed") {
      if (job?.type === "index") job.resolve();
      return this.#dispatch();
    }
    const done = message.type === "opened" ? message.opened : message.searched;
    member.engine = done.engine ?? member.engine;
    // Not so if it was dropped meanwhile.
    if (job && job.type !== "index") {
      const pace = Math.max(0.5, Math.min(2, GOAL / Math.max(done.took, 1)));
      this.#lines = Math.max(1, Math.min(MOST_LINES, Math.round(job.lines.ends.length * pace)));
    }
    if (job?.type === "open" && message.type === "opened") job.resolve(message.opened);
    if (job?.type === "search" && message.type === "searched") job.resolve(message.searched);
    this.#dispatch();
  }

  /** Takes another worker in place of one that broke, and has its jobs done again. */
  #broke(member: Member, why: string): void {
    if (!this.#members.has(member)) return;
    // Jobs are done in order: it broke over the first.
    const [first] = member.jobs.values();
    if (first) first.broke++;
    this.#dismiss(member);
    if (first && first.broke >= PATIENCE) {
      this.#queue.splice(this.#queue.indexOf(first), 1);
      this.#giveUp(first, why);
    }
    this.#dispatch();
  }

  /** Ends a job over which workers stopped again and again. Lines to be opened are rejected, and others go on. */
  #giveUp(job: Job, why: string): void {
    if (job.type === "open") return job.resolve(givenUp(job.lines, why));
    const numbers = job.type === "index" ? undefined : job.lines.numbers;
    const over = numbers ? `over lines ${numbers[0]} to ${numbers.at(-1)}` : "while it was indexed";
    const message = `Workers stopped again and again ${over} (${why}). Open the other files without this one.`;
    job.reject(new LogpushError({ code: "ERR_IO", message }));
  }

  /** Ends a worker. Its jobs go back to the head of the queue. */
  #dismiss(member: Member): void {
    this.#members.delete(member);
    member.link.end();
    this.#queue.unshift(...member.jobs.values());
  }

  #sendKeys(member: Member): void {
    const keys = this.#keys();
    this.#say(
      member,
      { type: "keys", keys },
      keys.map((key) => key.buffer as ArrayBuffer),
    );
  }

  #say(member: Member, message: ToWorker, moved: Transferable[] = []): void {
    member.link.port.postMessage(message, moved);
  }
}

/** `Promise.withResolvers`, which Node.js 20 lacks. */
function withResolvers<T>() {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((resolved, rejected) => ([resolve, reject] = [resolved, rejected]));
  return { promise, resolve, reject };
}
