// The WebAssembly modules beside this script, and worker threads that run them.
import { readFile } from "node:fs/promises";
import { MessageChannel as NodeChannel, Worker } from "node:worker_threads";
import init from "core";
import { compileKernels, type KernelModules } from "../kernel-modules.ts";
import type { Link, Spawn } from "../pool/pool.ts";

const read = async (name: string) => Uint8Array.from(await readFile(new URL(`./${name}.wasm`, import.meta.url)));

/** What is done once, when it is first asked for. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

const core = once(async () => WebAssembly.compile(await read("core")));

/** Makes the core ready in this thread. */
export const startCore = once(async () => init({ module_or_path: await core() }));

/** The kernels, which only workers need as a rule. */
export const loadKernels = once((): Promise<KernelModules> => compileKernels({ relaxedSimd: () => read("kernel-relaxed-simd"), simd: () => read("kernel-simd") }));

/** Starts worker threads. What they are told before they have their modules waits in their port. */
export function spawner(): Spawn {
  return (broken): Link => {
    const worker = new Worker(new URL("./worker.js", import.meta.url));
    const { port1, port2 } = new NodeChannel();
    worker.on("error", (error) => broken(error.message));
    worker.on("exit", () => broken("the worker ended"));
    const begin = async () => worker.postMessage({ port: port2, modules: { core: await core(), kernels: await loadKernels() } }, [port2]);
    begin().catch((error: unknown) => broken(String(error)));
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
