// What the page carries inside: the WebAssembly modules, and the worker's whole script, as texts.
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { build, type Plugin } from "vite";

const WASM = "virtual:wasm";
const WORKER = "virtual:worker-source";

/**
 * Gives two modules to the page: `virtual:wasm`, the WebAssembly modules in gzip and base64, and
 * `virtual:worker-source`, the worker's script. `builds` are the folders of wasm-pack's builds.
 */
export function embedded({
  worker,
  builds,
}: {
  worker: string;
  builds: { core: string; conversation: string; kernelRelaxedSimd: string; kernelSimd: string; zstd: string };
}): Plugin {
  const pack = async (build: string) =>
    gzipSync(await readFile(resolve(build, "logpush_decrypt_bg.wasm")), { level: 9 }).toString("base64");
  const alias = {
    core: resolve(builds.core, "logpush_decrypt.js"),
    "page-conversation": resolve(builds.conversation, "logpush_decrypt.js"),
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
        const packed = Object.entries(builds).map(async ([name, build]) => [name, await pack(build)]);
        return `export default ${JSON.stringify(Object.fromEntries(await Promise.all(packed)))};`;
      }
      if (id === `\0${WORKER}`) {
        return `export default ${JSON.stringify(await bundleWorker(worker, alias))};`;
      }
      return null;
    },
  };
}

/** The worker as one classic script: a blob has no address that it could import from. */
async function bundleWorker(entry: string, alias: Record<string, string>): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: "warn",
    resolve: { alias },
    build: {
      write: false,
      target: "es2022",
      lib: { entry, formats: ["iife"], name: "worker" },
    },
  });
  const outputs = (Array.isArray(result) ? result : [result]).flatMap((each) => ("output" in each ? each.output : []));
  const [chunk, ...others] = outputs;
  if (chunk?.type !== "chunk" || others.length > 0) throw new Error("the worker did not become one script");
  return chunk.code;
}
