// Modules that the tool alone loads: the page's, and that of masks. They are made of the same code as those of programs, so they
// are written as what they do not have in common with these (delta.mjs), in Brotli; js/entries/node/own-module.ts reads them.
import fs from "node:fs";
import path from "node:path";
import { constants } from "node:zlib";
import { brotli } from "./brotli.mjs";
import { deltaOf } from "./delta.mjs";

/** Modules of programs, in the order in which js/entries/node/own-module.ts goes through them. */
const OTHERS = ["core.wasm", "conversation.wasm", "filter.wasm"];

/** For deltas: numbers of three kinds, and code. A thousandth smaller. */
const SMALL_BLOCKS = { [constants.BROTLI_PARAM_LGBLOCK]: constants.BROTLI_MIN_INPUT_BLOCK_BITS };

/** Writes modules into `out`, where the others are: by the name of the file, each from its path. @type {(out: string, own: Record<string, string>) => void} */
export function writeOwn(out, own) {
  const others = Buffer.concat(OTHERS.map((name) => fs.readFileSync(path.join(out, name))));
  for (const [name, file] of Object.entries(own))
    fs.writeFileSync(path.join(out, `${name}.delta.br`), brotli(deltaOf(fs.readFileSync(file), others), SMALL_BLOCKS));
}
