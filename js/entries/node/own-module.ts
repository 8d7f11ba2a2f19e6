// Modules that the tool alone loads. The package has what they do not have in common with those of programs, in Brotli
// (js/npm/own-modules.mjs).
import { readFileSync } from "node:fs";
import { brotliDecompressSync } from "node:zlib";
import { restored } from "../../delta.ts";

/** Modules of programs, in the order in which they are gone through. */
const OTHERS = ["core.wasm", "conversation.wasm", "filter.wasm"];

const read = (name: string) => readFileSync(new URL(`./${name}`, import.meta.url));

/** The module of this name, such as `masks.wasm`. */
export const ownModule = (name: string): Uint8Array<ArrayBuffer> =>
  restored(brotliDecompressSync(read(`${name}.delta.br`)), Buffer.concat(OTHERS.map(read)));
