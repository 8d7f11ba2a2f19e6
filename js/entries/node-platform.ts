// Node.js, Deno and Bun: modules from the disk, worker threads.
import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { MessageChannel as NodeChannel, Worker } from "node:worker_threads";
import { compileModules } from "../kernel-modules.ts";
import { type Served, usePlatform } from "../package/platform.ts";
import { roomForWorkers } from "./node-memory.ts";

// The addresses stand here in full: bundlers look for them, and copy the files.
const read = async (file: URL) => Uint8Array.from(await readFile(file));

/**
 * How much of what a worker made may lie about before the engine looks through it. Its objects are few and soon done
 * with; the bytes that hang on them are many, and lie about as long.
 */
const YOUNG_MB = 2;

const MEMORY_ADVICE =
  "Node.js reserves 10 GB of virtual memory for each WebAssembly memory, so a limit on virtual memory is the usual reason. " +
  "Take the limit away: ulimit -v unlimited. Or have Node.js reserve no more than is used: node --disable-wasm-trap-handler PROGRAM";

/** How many more workers may be started; not known before the first. */
let room: number | undefined;

usePlatform({
  parallelism: availableParallelism,
  memoryAdvice: MEMORY_ADVICE,
  async load() {
    const modules = await compileModules({
      core: () => read(new URL("./core.wasm", import.meta.url)),
      relaxedSimd: () => read(new URL("./kernel-relaxed-simd.wasm", import.meta.url)),
      simd: () => read(new URL("./kernel-simd.wasm", import.meta.url)),
    });
    return { ...modules, fastNative: true };
  },
  spawn(modules, { ready, broken }) {
    room ??= roomForWorkers();
    if (room === 0) throw new Error("the limit on virtual memory leaves no room for another worker");
    room--;
    let counted = true;
    const leave = () => {
      if (counted) room = (room ?? 0) + 1;
      counted = false;
    };
    const worker = new Worker(new URL("./node-worker.js", import.meta.url), {
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    const { port1, port2 } = new NodeChannel();
    worker.once("message", ({ why }: Served) => (why === undefined ? ready() : broken(why)));
    worker.on("error", (error) => broken(error.message));
    worker.on("exit", () => {
      leave();
      broken("the worker ended");
    });
    worker.postMessage({ port: port2, modules }, [port2]);
    // The port alone says whether there is something to wait for.
    worker.unref();
    return {
      port: port1 as unknown as MessagePort,
      ref: () => port1.ref(),
      unref: () => port1.unref(),
      end: () => {
        leave();
        port1.close();
        void worker.terminate();
      },
    };
  },
});
