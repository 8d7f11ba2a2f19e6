// What the page carries inside: the WebAssembly module, and the worker's whole script, as texts.
import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { build, type Plugin } from "vite";

const WASM = "virtual:core-wasm";
const WORKER = "virtual:worker-source";

/**
 * Gives two modules to the page: `virtual:core-wasm`, the module's bytes in gzip and base64, and
 * `virtual:worker-source`, the worker's script.
 */
export function embedded(files: { wasm: string; core: string; worker: string }): Plugin {
  return {
    name: "embedded",
    resolveId(id) {
      return id === WASM || id === WORKER ? `\0${id}` : null;
    },
    async load(id) {
      if (id === `\0${WASM}`) {
        const packed = gzipSync(await readFile(files.wasm), { level: 9 });
        return `export default ${JSON.stringify(packed.toString("base64"))};`;
      }
      if (id === `\0${WORKER}`) {
        return `export default ${JSON.stringify(await bundleWorker(files.worker, files.core))};`;
      }
      return null;
    },
  };
}

/** The worker as one classic script: a blob has no address that it could import from. */
async function bundleWorker(entry: string, core: string): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: "warn",
    resolve: { alias: { core } },
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
