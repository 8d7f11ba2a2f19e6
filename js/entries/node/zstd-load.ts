// The module for Zstandard in Node.js, Deno and Bun: read and compiled at once, for it is small.
import { readFileSync } from "node:fs";
import { initSync } from "zstd";

initSync({ module: readFileSync(new URL("./zstd.wasm", import.meta.url)) });

export { unzstd } from "../../archive/zstd.ts";
