// Web workers, as browsers have them.

import type { Served, WorkerEvents, WorkerLink } from "../../package/platform.ts";
import type { Modules } from "../../pool/messages.ts";

/** A started worker with a port of its own. */
export function webWorker(worker: Worker, modules: Modules, { ready, broken }: WorkerEvents): WorkerLink {
  const { port1, port2 } = new MessageChannel();
  worker.onmessage = ({ data: { why } }: MessageEvent<Served>) => (why === undefined ? ready() : broken(why));
  worker.onmessageerror = () => broken("the worker does not take WebAssembly modules");
  worker.onerror = (event) => {
    // It is reported by what happens next, and not in the console.
    event.preventDefault();
    broken(event.message || "the worker's script cannot be loaded");
  };
  worker.postMessage({ port: port2, modules }, [port2]);
  return {
    port: port1,
    end: () => {
      port1.close();
      worker.terminate();
    },
  };
}
