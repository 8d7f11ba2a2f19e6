// Starting worker threads of Node.js, Deno and Bun for the pool.
import { MessageChannel, type MessagePort, type Worker } from "node:worker_threads";
import { compileModules, type Modules } from "../../kernel-modules.ts";
import type { Served, WorkerEvents, WorkerLink } from "../../package/platform.ts";
import { roomForWorkers } from "./memory.ts";
import { portOf } from "./port.ts";

/**
 * Megabytes of young objects in a worker before the engine collects garbage. Its objects are few and short-lived; the
 * buffers that belong to them are many, and stay as long as the objects do.
 */
const YOUNG_MB = 2;

/** How a worker is started. */
export const THREAD_OPTIONS = { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } };

/** What a thread is sent first. */
export interface Beginning {
  port: MessagePort;
  modules: Modules;
}

/** Compiles the modules for threads of this process. */
export async function compileForThreads(bytes: Parameters<typeof compileModules>[0]): Promise<Modules> {
  return { ...(await compileModules(bytes)), fastNative: true };
}

/** How many more workers may be started; not known before the first. */
let room: number | undefined;

/** Starts a thread by `start`, with a port of its own. Throws where there is no room for another one. */
export function startThread(start: () => Worker, modules: Modules, { ready, broken }: WorkerEvents): WorkerLink {
  room ??= roomForWorkers();
  if (room === 0) throw new Error("the limit on virtual memory leaves no room for another worker");
  room--;
  let counted = true;
  const leave = () => {
    if (counted) room = (room ?? 0) + 1;
    counted = false;
  };
  const worker = start();
  const { port1, port2 } = new MessageChannel();
  worker.once("message", ({ why }: Served) => (why === undefined ? ready() : broken(why)));
  worker.on("error", (error) => broken(error.message));
  worker.on("exit", () => {
    leave();
    broken("the worker ended");
  });
  worker.postMessage({ port: port2, modules } satisfies Beginning, [port2]);
  // The port alone says whether there is something to wait for.
  worker.unref();
  return {
    port: portOf(port1),
    ref: () => port1.ref(),
    unref: () => port1.unref(),
    end: () => {
      leave();
      port1.close();
      void worker.terminate();
    },
  };
}
