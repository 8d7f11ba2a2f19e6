// A worker thread of Node.js, Deno or Bun.
import { parentPort } from "node:worker_threads";
import type { Served } from "../package/platform.ts";
import type { Modules } from "../pool/messages.ts";
import { serve } from "../pool/worker.ts";
import { directCrypto } from "./node-crypto.ts";

parentPort?.once("message", ({ port, modules }: { port: MessagePort; modules: Modules }) => {
  void serve(port, modules, { directCrypto }).then((why) => parentPort?.postMessage({ why } satisfies Served));
});
