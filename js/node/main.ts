// What tests and benchmarks use of `js` in Node.js: the pool, on the threads that the package starts.
import { readFile } from "node:fs/promises";
import { Worker } from "node:worker_threads";
import init from "core";
import { compileForThreads, startThread, THREAD_OPTIONS } from "../entries/node/thread.ts";
import type { Modules } from "../kernel-modules.ts";
import type { Spawn } from "../pool/pool.ts";

export { FileIndexer, LineReader, Opener, RecordTable } from "core";
export { directCrypto } from "../entries/node/crypto.ts";
export { loadKernel } from "../kernel.ts";
export { indexFiles } from "../pool/index-files.ts";
export { indexAll } from "../pool/indexing.ts";
export { Pipeline } from "../pool/pipeline.ts";
export { Pool } from "../pool/pool.ts";

/** Compiles the builds in this folder, and makes the core ready in this thread. Returns its memory too. */
export async function start(folder: string): Promise<{ modules: Modules; memory: WebAssembly.Memory }> {
  const read = async (build: string) => Uint8Array.from(await readFile(`${folder}/${build}/logpush_decrypt_bg.wasm`));
  const modules = await compileForThreads({
    core: () => read("core"),
    relaxedSimd: () => read("kernel-relaxed-simd"),
    simd: () => read("kernel-simd"),
  });
  const { memory } = await init({ module_or_path: modules.core });
  return { modules, memory };
}

/** Starts worker threads. `workers` gets each of them. */
export function spawner(modules: Modules, workers: Worker[] = []): Spawn {
  return (broken) => {
    const startWorker = () => {
      const worker = new Worker(new URL("./worker.js", import.meta.url), THREAD_OPTIONS);
      workers.push(worker);
      return worker;
    };
    return startThread(startWorker, modules, { ready: () => {}, broken });
  };
}
