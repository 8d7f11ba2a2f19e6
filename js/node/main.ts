// The pool on Node.js' worker threads.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { MessageChannel as NodeChannel, Worker } from "node:worker_threads";
import init from "core";
import { compileModules } from "../kernel-modules.ts";
import type { Modules } from "../pool/messages.ts";
import type { Link, Spawn } from "../pool/pool.ts";

export { FileIndexer, LineReader, Opener, RecordTable } from "core";
export { directCrypto } from "../entries/node-crypto.ts";
export { loadKernel } from "../kernel.ts";
export { indexFiles } from "../pool/index-files.ts";
export { indexAll } from "../pool/indexing.ts";
export { Pipeline } from "../pool/pipeline.ts";
export { Pool } from "../pool/pool.ts";

/** Compiles the builds in this folder, and makes the core ready in this thread. Returns its memory too. */
export async function start(folder: string): Promise<{ modules: Modules; memory: WebAssembly.Memory }> {
  const read = async (build: string) => Uint8Array.from(await readFile(`${folder}/${build}/logpush_decrypt_bg.wasm`));
  const modules = await compileModules({
    core: () => read("core"),
    relaxedSimd: () => read("kernel-relaxed-simd"),
    simd: () => read("kernel-simd"),
  });
  const { memory } = await init({ module_or_path: modules.core });
  return { modules, memory };
}

/** Starts worker threads. `workers` gets each of them. */
export function spawner(modules: Modules, workers: Worker[] = []): Spawn {
  return (broken): Link => {
    const worker = new Worker(fileURLToPath(new URL("./worker.js", import.meta.url)));
    workers.push(worker);
    const { port1, port2 } = new NodeChannel();
    worker.on("error", (error) => broken(error.message));
    worker.on("exit", () => broken("the worker ended"));
    worker.postMessage({ port: port2, modules }, [port2]);
    // A pool that has nothing to do keeps no program running.
    worker.unref();
    return {
      port: port1 as unknown as MessagePort,
      end: () => {
        port1.close();
        void worker.terminate();
      },
    };
  };
}
