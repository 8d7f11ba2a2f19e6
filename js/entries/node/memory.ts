// How many worker threads the limit on virtual memory (`ulimit -v`) leaves room for. One thread more ends the whole
// process: the engine aborts if it cannot reserve what a thread needs.
import { readFileSync } from "node:fs";

/** Bytes that the engine reserves for each WebAssembly memory, so that accesses need no checks, and for each thread. */
const RESERVED = { memory: 10 * 2 ** 30, thread: 2 ** 30 };
/** The memories of a worker: the core's and the kernel's. */
const MEMORIES = 2;

/** A number in a file of Linux' `/proc`; `undefined` without it or without the file. */
function found(file: string, pattern: RegExp): number | undefined {
  try {
    const [, digits] = pattern.exec(readFileSync(file, "utf8")) ?? [];
    return digits === undefined ? undefined : Number(digits);
  } catch {
    return undefined;
  }
}

/** How many workers there is room for beside what is reserved now. */
export function roomForWorkers(): number {
  const limit = found("/proc/self/limits", /^Max address space +(\d+)/m);
  if (limit === undefined) return Number.POSITIVE_INFINITY;
  const used = (found("/proc/self/status", /^VmSize:\s+(\d+) kB/m) ?? 0) * 1024;
  const flags = [...process.execArgv, process.env.NODE_OPTIONS ?? ""].join(" ");
  const each = RESERVED.thread + (flags.includes("--disable-wasm-trap-handler") ? 0 : MEMORIES * RESERVED.memory);
  return Math.max(0, Math.floor((limit - used) / each));
}
