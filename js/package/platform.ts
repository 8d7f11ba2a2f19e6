// What differs from one runtime to another. Each entry (js/entries) defines it in a few lines.
import * as core from "core";
import { LogpushError } from "../errors.ts";
import { instantiate } from "../instantiate.ts";
import type { Modules } from "../pool/messages.ts";
import type { Batch, Part } from "../pool/pipeline.ts";
import type { Link } from "../pool/pool.ts";

/** A worker that can keep the program running, or not. */
export interface WorkerLink extends Link {
  ref?(): void;
  unref?(): void;
}

/** Callbacks for a worker: once it serves, and when it dies. */
export interface WorkerEvents {
  ready(): void;
  broken(why: string): void;
}

/** The first message of a worker: it serves, or why it does not. */
export interface Served {
  why: string | undefined;
}

/** Records that a filter lets through (see `js/conversation/selection.ts`). */
export interface Selection {
  /** Leaves out the records of which plain fields say no. */
  before(batches: AsyncIterable<Batch>, file: string): AsyncGenerator<Batch>;
  /** Leaves out the opened records that do not match. */
  after(part: Part, file: string): Part;
  /** What to say of a name in the filter that no record has. */
  neverFound(): string | undefined;
}

/** A runtime. */
export interface Platform {
  /** The WebAssembly modules, compiled. */
  load(): Promise<Modules>;
  /** Starts a worker; absent in runtimes without workers. May throw. */
  spawn?(modules: Modules, events: WorkerEvents): WorkerLink;
  /** Work that one event begins ends with that event, so nothing is kept for the next use. */
  separate?: boolean;
  /** What to do where there is no memory for WebAssembly. */
  memoryAdvice?: string;
  /** Loads the conversation module, and understands a filter. */
  selection(where: string): Promise<Selection>;
  /** How many workers run at the same time here. */
  parallelism(): number;
}

let platform: Platform | undefined;
let started: Promise<Modules> | undefined;

/** Sets the runtime. Each entry does this first. */
export function usePlatform(here: Platform): void {
  platform = here;
}

/** The runtime. */
export function thePlatform(): Platform {
  if (!platform) throw new Error("no entry of the package was loaded");
  return platform;
}

/** Engines throw a RangeError (WebAssembly JavaScript Interface, section 7.2) if there is no room for a memory. */
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
      ? `WebAssembly gets no memory here (${why}). ${thePlatform().memoryAdvice ?? "Close other pages, or restart the program."}`
      : `The package's WebAssembly modules cannot be loaded: ${why}`;
    throw new LogpushError({ code: "ERR_IO", message }, { cause: error });
  }
}
