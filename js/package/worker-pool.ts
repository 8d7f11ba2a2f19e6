// Opens lines: in the calling thread at first, and on workers once there is enough work for them.
//
// Most exported files are small. They are done before a worker has started, which takes about 100 ms and a core each; so
// none is started before as much time was spent on opening.
import type { Lines, Modules, Opened } from "../pool/messages.ts";
import { Pool } from "../pool/pool.ts";
import { serveHere } from "./local.ts";
import { start, thePlatform, type WorkerLink } from "./platform.ts";
import { type PrivateKey, pkcs8Of } from "./private-key.ts";

/** Milliseconds of opening after which workers are started. */
const ENOUGH = 100;
/** The most workers that are started without being asked for. */
const MOST_WORKERS = 16;
/** Milliseconds for which a pool without work is kept: often the next file comes at once. */
const PATIENCE = 1000;

/** What a pool is made for. */
export interface WorkerPoolSettings {
  keys: readonly PrivateKey[];
  body: "text" | "json";
  engine: "auto" | "native" | "wasm";
  strict: boolean;
  concurrency: number | undefined;
}

/** A worker that has started, and what to call if it dies. */
interface Started {
  link: WorkerLink;
  broken(why: string): void;
  /** It died before anything was sent to it. */
  isDead: boolean;
}

export class WorkerPool {
  readonly #settings: WorkerPoolSettings;
  readonly #modules: Modules;
  readonly #here: Pool;
  readonly #most: number;
  #workers: Pool | undefined;
  readonly #links = new Set<WorkerLink>();
  #spawning = false;
  #ended = false;
  /** Milliseconds spent on opening in this thread. */
  #spent = 0;
  #users = 0;

  /** `modulesHere` are those for the calling thread, if it is to have others than the workers. */
  constructor(settings: WorkerPoolSettings, modules: Modules, modulesHere = modules) {
    this.#settings = settings;
    this.#modules = modules;
    const { parallelism, spawn } = thePlatform();
    this.#most = spawn ? (settings.concurrency ?? Math.min(parallelism(), MOST_WORKERS)) : 0;
    this.#here = this.#pool(1, () => serveHere(modulesHere));
  }

  /** How many work at the same time. */
  get size(): number {
    return (this.#workers ?? this.#here).size;
  }

  /** How many of them are workers. */
  get workers(): number {
    return this.#workers?.size ?? 0;
  }

  get linesAtOnce(): number {
    // The first record does not wait for others.
    if (this.#spent === 0) return 1;
    return (this.#workers ?? this.#here).linesAtOnce;
  }

  /** Opens lines. */
  async open(lines: Lines, signal?: AbortSignal): Promise<Opened> {
    if (this.#workers) return this.#workers.open(lines, signal);
    if (this.#spent >= ENOUGH && this.#most > 0 && !this.#spawning) void this.#spawnAll();
    const opened = await this.#here.open(lines, signal);
    this.#spent += opened.took;
    return opened;
  }

  /** Another user begins to use it. */
  enter(): void {
    if (this.#users++ === 0) for (const link of this.#links) link.ref?.();
  }

  /** A user is done with it. Returns whether it is unused now. */
  leave(): boolean {
    if (--this.#users > 0) return false;
    // Workers without work keep no program running.
    for (const link of this.#links) link.unref?.();
    return true;
  }

  /** Ends the workers, and forgets the keys here. */
  end(): void {
    this.#ended = true;
    this.#workers?.end();
    this.#here.end();
    // Those that nothing was sent to are not the pool's.
    for (const link of this.#links) link.end();
    this.#links.clear();
  }

  #pool(size: number, spawn: ConstructorParameters<typeof Pool>[0]["spawn"]): Pool {
    const { keys, engine, strict, body } = this.#settings;
    const pool = new Pool({ spawn, keys: () => keys.map(pkcs8Of), size });
    pool.choose({ engine, strict, body });
    return pool;
  }

  /** Starts the workers, and gives them the work once they are there. Where none starts, all stays as it is. */
  async #spawnAll(): Promise<void> {
    this.#spawning = true;
    const starting = Array.from({ length: this.#most }, () => this.#start());
    const started = (await Promise.all(starting)).filter((each) => each !== undefined);
    if (this.#ended) for (const { link } of started) link.end();
    if (this.#ended || started.length === 0) return;
    this.#workers = this.#pool(started.length, (broken) => {
      let first = started.pop();
      while (first?.isDead) first = started.pop();
      if (first) first.broken = broken;
      return first?.link ?? this.#spawn({ ready: () => {}, broken });
    });
  }

  /** Starts a worker; `undefined` if it does not start. */
  #start(): Promise<Started | undefined> {
    return new Promise((resolve) => {
      try {
        const started: Started = {
          link: this.#spawn({ ready: () => resolve(started), broken: (why) => started.broken(why) }),
          broken: () => {
            started.isDead = true;
            started.link.end();
            resolve(undefined);
          },
          isDead: false,
        };
      } catch {
        resolve(undefined);
      }
    });
  }

  #spawn(events: { ready(): void; broken(why: string): void }): WorkerLink {
    const { spawn } = thePlatform();
    if (!spawn) throw new Error("there are no workers here");
    const link = spawn(this.#modules, events);
    if (this.#users === 0) link.unref?.();
    this.#links.add(link);
    const end = () => {
      this.#links.delete(link);
      link.end();
    };
    return { ...link, end };
  }
}

/** The pools, by their settings. */
const pools = new Map<string, { pool: WorkerPool; expiry: ReturnType<typeof setTimeout> | undefined }>();

/** A pool for these settings, and how to release it. */
export async function acquirePool(settings: WorkerPoolSettings): Promise<{ pool: WorkerPool; release(): void }> {
  const modules = await start();
  if (thePlatform().separate) {
    const pool = new WorkerPool(settings, modules);
    return { pool, release: () => pool.end() };
  }
  const { keys, ...others } = settings;
  const name = JSON.stringify([keys.map(({ fingerprint }) => fingerprint), others]);
  const shared = pools.get(name) ?? { pool: new WorkerPool(settings, modules), expiry: undefined };
  pools.set(name, shared);
  clearTimeout(shared.expiry);
  shared.pool.enter();
  const release = () => {
    if (!shared.pool.leave()) return;
    shared.expiry = setTimeout(() => {
      pools.delete(name);
      shared.pool.end();
    }, PATIENCE);
    // A number in browsers; in Node.js something that would keep the program running.
    if (typeof shared.expiry === "object") (shared.expiry as { unref?(): void }).unref?.();
  };
  return { pool: shared.pool, release };
}
