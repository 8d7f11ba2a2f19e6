// The conversation module in Node.js, Deno and Bun: read and compiled at once, for it is small.
import { readFileSync } from "node:fs";
import { initSync } from "conversation";

initSync({ module: readFileSync(new URL("./conversation.wasm", import.meta.url)) });
