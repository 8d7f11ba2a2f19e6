// What differs from one runtime to another. Each entry (js/entries) says it in a few lines.
import init from "core";
import { LogpushError } from "../errors.ts";
import type { Modules } from "../pool/messages.ts";
import type { Link } from "../pool/pool.ts";

/** A worker that can be told whether it should keep the program running. */
export interface WorkerLink extends Link {
  ref?(): void;
  unref?(): void;
}

/** What is heard of a worker before it serves, and when it dies. */
export interface WorkerEvents {
  ready(): void;
  broken(why: string): void;
}

/** A runtime. */
export interface Platform {
  /** The WebAssembly modules, compiled. */
  load(): Promise<Modules>;
  /** Starts a worker; absent where there are none. May throw. */
  spawn?(modules: Modules, events: WorkerEvents): WorkerLink;
  /** How many workers run at the same time here. */
  parallelism(): number;
}

let platform: Platform | undefined;
let started: Promise<Modules> | undefined;

/** Says what runtime this is: the first thing that an entry does. */
export function usePlatform(here: Platform): void {
  platform = here;
}

/** The runtime. */
export function thePlatform(): Platform {
  if (!platform) throw new Error("no entry of the package was loaded");
  return platform;
}

/** Makes the core ready in this thread, once. */
export function start(): Promise<Modules> {
  started ??= load();
  return started;
}

async function load(): Promise<Modules> {
  try {
    const modules = await thePlatform().load();
    await init({ module_or_path: modules.core });
    return modules;
  } catch (error) {
    // Perhaps the network was away: the next call tries again.
    started = undefined;
    const message = `The package's WebAssembly modules cannot be loaded: ${error instanceof Error ? error.message : String(error)}`;
    throw new LogpushError({ code: "ERR_IO", message }, { cause: error });
  }
}
