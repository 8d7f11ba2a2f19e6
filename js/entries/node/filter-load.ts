// The filter module in Node.js, Deno and Bun: read and compiled at once, for it is small.
import { readFileSync } from "node:fs";
import { initSync } from "filter";

initSync({ module: readFileSync(new URL("./filter.wasm", import.meta.url)) });

export { pricesOf, selectionOf } from "../../conversation/filter-module.ts";
