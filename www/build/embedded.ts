// What the page carries inside: the WebAssembly modules, and the worker's whole script, as texts.
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";
import { base85 } from "../../js/npm/base85.mjs";
import { bundled } from "./bundled.ts";

const WASM = "virtual:wasm";
const WORKER = "virtual:worker-source";

/**
 * Gives two modules to the page: `virtual:wasm`, the WebAssembly modules in gzip and base 85, and
 * `virtual:worker-source`, the worker's script in the same. `builds` are the folders of wasm-pack's builds.
 */
export function embedded({
  worker,
  builds,
}: {
  worker: string;
  builds: { core: string; kernelRelaxedSimd: string; kernelSimd: string; zstd: string };
}): Plugin {
  const pack = async (build: string) => packed(await readFile(resolve(build, "logpush_decrypt_bg.wasm")));
  const alias = {
    core: resolve(builds.core, "logpush_decrypt.js"),
    "kernel-relaxed-simd": resolve(builds.kernelRelaxedSimd, "logpush_decrypt.js"),
    "kernel-simd": resolve(builds.kernelSimd, "logpush_decrypt.js"),
    zstd: resolve(builds.zstd, "logpush_decrypt.js"),
  };
  return {
    name: "embedded",
    resolveId(id) {
      return id === WASM || id === WORKER ? `\0${id}` : null;
    },
    async load(id) {
      if (id === `\0${WASM}`) {
        const modules = Object.entries(builds).map(async ([name, build]) => [name, await pack(build)]);
        return `export default ${JSON.stringify(Object.fromEntries(await Promise.all(modules)))};`;
      }
      if (id === `\0${WORKER}`) {
        // A blob has no address that the worker could import from.
        return `export default ${JSON.stringify(packed(await bundled(worker, alias)))};`;
      }
      return null;
    },
  };
}

/** Bytes or a text in gzip and base 85. */
const packed = (content: Uint8Array | string) => base85(gzipSync(content, { level: 9 }));
