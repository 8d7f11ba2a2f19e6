// Opens files with the pool on Node.js' worker threads, in a process of its own.
//
//     node benches/node-pool.mjs WORKERS FILE [TIMES]
//
// With TIMES the file is read that often, as gzip members of one large file, and what comes out is counted only.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { keyFile, top } from "./data.mjs";

/** @type {typeof import("../js/node/main.ts")} */
const js = await import(pathToFileURL(path.join(top, "target/js/main.js")).href);
const { Opener, Pipeline, Pool, spawner, start } = js;

const [workers, file, times = "1"] = process.argv.slice(2);
const begin = performance.now();
const { modules, memory } = await start(path.join(top, "target/wasm"));
const opener = new Opener({});
opener.add(fs.readFileSync(keyFile));
const pool = new Pool({ spawn: spawner(modules), keys: () => opener.exportKeys(), size: Number(workers) });
const bytes = fs.readFileSync(file);
async function* slices() {
  for (let round = 0; round < Number(times); round++) {
    for (let at = 0; at < bytes.length; at += 1 << 20) yield Uint8Array.from(bytes.subarray(at, at + (1 << 20)));
  }
}
const came = { opened: 0, sealed: 0, operations: 0, output: 0, rss: 0 };
await Pipeline.opening(pool).open(slices(), ({ opened, offset: _offset }) => {
  came.opened += opened?.opened ?? 0;
  came.sealed += opened?.sealed ?? 0;
  came.operations += opened?.privateOperations ?? 0;
  came.output += opened?.output.length ?? 0;
  came.rss = Math.max(came.rss, process.memoryUsage.rss());
});
console.log(
  JSON.stringify({
    seconds: (performance.now() - begin) / 1000,
    ...came,
    wasm: memory.buffer.byteLength,
    engine: pool.info.engine?.name,
  }),
);
process.exit(0);
