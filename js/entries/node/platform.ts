// Node.js, Deno and Bun: modules from the disk, worker threads.
import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { usePlatform } from "../../package/platform.ts";
import { compileForThreads, startThread, THREAD_OPTIONS } from "./thread.ts";

const read = async (file: URL) => Uint8Array.from(await readFile(file));

const MEMORY_ADVICE =
  "Node.js reserves 10 GB of virtual memory for each WebAssembly memory, so a limit on virtual memory is the usual reason. " +
  "Take the limit away: ulimit -v unlimited. Or have Node.js reserve no more than is used: node --disable-wasm-trap-handler PROGRAM";

// The addresses stand here in full: bundlers look for them, and copy the files.
usePlatform({
  parallelism: availableParallelism,
  memoryAdvice: MEMORY_ADVICE,
  load: () =>
    compileForThreads({
      core: () => read(new URL("./core.wasm", import.meta.url)),
      relaxedSimd: () => read(new URL("./kernel-relaxed-simd.wasm", import.meta.url)),
      simd: () => read(new URL("./kernel-simd.wasm", import.meta.url)),
    }),
  spawn: (modules, events) =>
    startThread(() => new Worker(new URL("./node-worker.js", import.meta.url), THREAD_OPTIONS), modules, events),
  selection: async (where) => (await import("./filter-load.ts")).selectionOf(where),
});
