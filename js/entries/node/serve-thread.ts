// A worker thread of Node.js, Deno or Bun that serves the pool.
import { parentPort } from "node:worker_threads";
import type { Served } from "../../package/platform.ts";
import { type Abilities, serve } from "../../pool/worker.ts";
import { directCrypto } from "./crypto.ts";
import { portOf } from "./port.ts";
import type { Beginning } from "./thread.ts";

/** Serves the pool in this thread. */
export function serveThread(abilities: Omit<Abilities, "directCrypto"> = {}): void {
  parentPort?.once("message", ({ port, modules }: Beginning) => {
    void serve(portOf(port), modules, { ...abilities, directCrypto }).then((why) =>
      parentPort?.postMessage({ why } satisfies Served),
    );
  });
}
