// Opens a file with the npm package in dist/npm, in a process of its own, and prints how long that took from the
// process' beginning on.
//
//     node benches/package.mjs KEY WORKERS FILE [TIMES]
//
// With TIMES the file is read that often, as gzip members of one large file.
import fs from "node:fs";

/** @type {typeof import("../js/package/index.ts")} */
const { decrypt, PrivateKey } = await import(String(new URL("../dist/npm/node.js", import.meta.url)));

const [keyFile, workers, file, times = "1"] = process.argv.slice(2);
const bytes = fs.readFileSync(file);
async function* source() {
  for (let round = 0; round < Number(times); round++) {
    for (let at = 0; at < bytes.length; at += 1 << 20) yield bytes.subarray(at, at + (1 << 20));
  }
}
/** @type {{ records: number, sealed: number, characters: number, rss: number, first?: number }} */
const came = { records: 0, sealed: 0, characters: 0, rss: 0 };
const keys = await PrivateKey.import(fs.readFileSync(keyFile));
const onProgress = () => (came.rss = Math.max(came.rss, process.memoryUsage.rss()));
for await (const { text, errors } of decrypt(source(), { keys, concurrency: Number(workers), onProgress })) {
  came.first ??= performance.now();
  came.records++;
  came.sealed += errors.length;
  came.characters += text.length;
}
console.log(JSON.stringify({ seconds: performance.now() / 1000, ...came }));
