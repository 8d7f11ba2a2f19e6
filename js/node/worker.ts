// A worker thread of Node.js that serves the pool.
import { parentPort } from "node:worker_threads";
import { directCrypto } from "../entries/node-crypto.ts";
import { indexFiles } from "../pool/index-files.ts";
import type { Modules } from "../pool/messages.ts";
import { serve } from "../pool/worker.ts";

const read = (file: Blob, start: number, end: number) => file.slice(start, end).arrayBuffer();

parentPort?.once("message", ({ port, modules }: { port: MessagePort; modules: Modules }) => {
  void serve(port, modules, {
    directCrypto,
    indexFiles: (files, show, wanted) => indexFiles(files, read, show, wanted),
  });
});
