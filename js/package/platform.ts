// What differs from one runtime to another. Each entry (js/entries) says it in a few lines.
import * as core from "core";
import { LogpushError } from "../errors.ts";
import { instantiate } from "../instantiate.ts";
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

/** What a worker says of itself once: that it serves, or why it does not. */
export interface Served {
  why: string | undefined;
}

/** A runtime. */
export interface Platform {
  /** The WebAssembly modules, compiled. */
  load(): Promise<Modules>;
  /** Starts a worker; absent where there are none. May throw. */
  spawn?(modules: Modules, events: WorkerEvents): WorkerLink;
  /** What one event begins ends with it, and others wait for it in vain: nothing is kept for the next use. */
  separate?: boolean;
  /** What to do where there is no memory for WebAssembly. */
  memoryAdvice?: string;
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

/** Engines say by a RangeError (WebAssembly JavaScript Interface, section 7.2) that there is no room for a memory. */
const isOutOfMemory = (error: unknown) =>
  error instanceof RangeError ||
  (error instanceof Error && /out of memory|could not allocate|cannot allocate/i.test(error.message));

/** Makes the core ready in this thread, once. */
export function start(): Promise<Modules> {
  started ??= load();
  return started;
}

async function load(): Promise<Modules> {
  try {
    const modules = await thePlatform().load();
    await instantiate(core, modules.core);
    return modules;
  } catch (error) {
    // Perhaps the network was away: the next call tries again.
    started = undefined;
    const why = error instanceof Error ? error.message : String(error);
    const message = isOutOfMemory(error)
      ? `WebAssembly gets no memory here (${why}). ${thePlatform().memoryAdvice ?? "Close other pages, or start the program anew."}`
      : `The package's WebAssembly modules cannot be loaded: ${why}`;
    throw new LogpushError({ code: "ERR_IO", message }, { cause: error });
  }
}
