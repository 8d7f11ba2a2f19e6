// Runs functions of operations.mjs on the builds in target/wasm: in a browser, or in this process.
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { engines } from "../tests/page/engines.mjs";
import { top } from "./data.mjs";

/** The kernels, and their builds in wasm-pack.toml. */
const KERNELS = { "relaxed SIMD kernel": "kernel-relaxed-simd", "SIMD kernel": "kernel-simd" };
/** The core as it ships, and the one in which all dependencies are built for speed. */
const CORES = { core: "core", fastCore: "core-speed" };

const CONTENT_TYPES = { js: "text/javascript", mjs: "text/javascript", wasm: "application/wasm" };

/** Runs a function of operations.mjs in a browser. `given` goes there as JSON; `key` and `gzip` in it as base64. */
export async function inBrowser(name, what, given) {
  const engine = await engines[name]();
  const server = http.createServer(({ url = "/" }, response) => {
    const body =
      url === "/" ? "<!doctype html><title>bench</title>" : url === "/given" ? JSON.stringify(given) : undefined;
    const asked = path.join(top, url);
    if (body === undefined && !fs.existsSync(asked)) return response.writeHead(404).end();
    const type = CONTENT_TYPES[url.split(".").at(-1) ?? ""] ?? "text/html";
    return response.writeHead(200, { "content-type": type }).end(body ?? fs.readFileSync(asked));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  try {
    await engine.driver.manage().setTimeouts({ script: 300_000 });
    await engine.driver.get(`http://127.0.0.1:${port}/`);
    const capabilities = await engine.driver.getCapabilities();
    const came = await engine.driver.executeAsyncScript(
      `const [what, builds, cores, done] = arguments;
       (async () => {
         const load = async (build) => {
           const bytes = await (await fetch("/target/wasm/" + build + "/logpush_decrypt_bg.wasm")).arrayBuffer();
           if (!WebAssembly.validate(bytes)) return undefined;
           const glue = await import("/target/wasm/" + build + "/logpush_decrypt.js");
           await glue.default({ module_or_path: bytes });
           return glue;
         };
         const kernels = {};
         for (const [name, build] of Object.entries(builds)) {
           const glue = await load(build);
           if (glue?.works()) kernels[name] = glue;
         }
         const { key, gzip, ...given } = await (await fetch("/given")).json();
         const bytes = (text) => Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
         for (const [name, build] of Object.entries(cores)) given[name] = await load(build);
         const module = await import("/benches/operations.mjs");
         return module[what]({ kernels, key: bytes(key), gzip: gzip && bytes(gzip), ...given });
       })().then((came) => done({ came }), (error) => done({ error: String(error) }));`,
      what,
      KERNELS,
      CORES,
    );
    if (came.error) throw new Error(`${engine.name}: ${came.error}`);
    return {
      came: came.came,
      version:
        `${engine.name} ${capabilities.getBrowserVersion?.() ?? capabilities.get("browserVersion") ?? ""}`.trim(),
    };
  } finally {
    server.close();
    await engine.stop();
  }
}

/** The same in this process. */
export async function here(run, given) {
  const load = async (build) => {
    const bytes = fs.readFileSync(path.join(top, `target/wasm/${build}/logpush_decrypt_bg.wasm`));
    if (!WebAssembly.validate(bytes)) return undefined;
    const glue = await import(path.join(top, `target/wasm/${build}/logpush_decrypt.js`));
    await glue.default({ module_or_path: bytes });
    return glue;
  };
  const loaded = { kernels: {} };
  for (const [name, build] of Object.entries(KERNELS)) {
    const glue = await load(build);
    if (glue?.works()) loaded.kernels[name] = glue;
  }
  for (const [name, build] of Object.entries(CORES)) loaded[name] = await load(build);
  return run({ ...loaded, ...given });
}
