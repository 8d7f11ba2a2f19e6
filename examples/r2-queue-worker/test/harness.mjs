// The Worker in workerd, with R2 and Queues as miniflare has them: bundled as wrangler does it, with the
// package's entry for workerd and its WebAssembly modules as modules.
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { build } from "vite";

export const top = path.resolve(import.meta.dirname, "../../..");
const folder = path.join(top, "dist/npm");
/** The package's entry for workerd, as its manifest names it. */
const entry = path.join(
  folder,
  JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8")).exports["."].workerd,
);
const { Miniflare } = createRequire(path.join(top, "tests/package/package.json"))("miniflare");

/** The modules of the Worker under test. */
async function bundle() {
  const modules = new Map();
  const wasm = {
    name: "wasm-modules",
    enforce: "pre",
    async resolveId(source, importer) {
      if (!source.endsWith(".wasm")) return;
      const { id } = (await this.resolve(source, importer, { skipSelf: true })) ?? {
        id: path.resolve(path.dirname(importer), source),
      };
      if (!modules.has(id))
        modules.set(id, { type: "CompiledWasm", path: `module-${modules.size}.wasm`, contents: fs.readFileSync(id) });
      return { id: `./${modules.get(id).path}`, external: true };
    },
  };
  const [{ output }] = await build({
    configFile: false,
    logLevel: "warn",
    plugins: [wasm],
    resolve: { alias: { "logpush-decrypt": entry } },
    build: {
      write: false,
      minify: false,
      target: "esnext",
      lib: { entry: path.join(import.meta.dirname, "chaos.js"), formats: ["es"] },
    },
  });
  const code = output
    .filter(({ type }) => type === "chunk")
    .map(({ fileName, code }) => ({ type: "ESModule", path: fileName, contents: code }));
  return [...code, ...modules.values()];
}

let bundled;

/** Starts it. `bindings` are variables and secrets. */
export async function start(bindings, { batch = 40, retries = 10 } = {}) {
  bundled ??= bundle();
  const miniflare = new Miniflare({
    host: "127.0.0.1",
    port: 0,
    modules: await bundled,
    compatibilityDate: "2026-04-01",
    r2Buckets: ["LOGS", "OPENED", "SEEN"],
    queueProducers: { QUEUE: "work" },
    queueConsumers: {
      work: { maxBatchSize: batch, maxBatchTimeout: 0, maxRetries: retries, retryDelay: 0, deadLetterQueue: "dead" },
      dead: { maxBatchSize: 10, maxBatchTimeout: 0 },
    },
    bindings: { TOKEN: "a token", RETRY_SECONDS: "0", FAILURE_RATE: "0", DOUBLED: "no", ...bindings },
  });
  const buckets = {
    logs: await miniflare.getR2Bucket("LOGS"),
    opened: await miniflare.getR2Bucket("OPENED"),
    seen: await miniflare.getR2Bucket("SEEN"),
  };
  const queue = await miniflare.getQueueProducer("QUEUE");
  const request = (path, { method = "GET", token = "a token" } = {}) =>
    miniflare.dispatchFetch(`http://127.0.0.1${path}`, { method, headers: { Authorization: `Bearer ${token}` } });
  return { ...buckets, queue, request, stop: () => miniflare.dispose() };
}

/** All names in a bucket. */
export async function names(bucket, prefix) {
  const found = [];
  for (let cursor, more = true; more; ) {
    const page = await bucket.list({ prefix, cursor });
    found.push(...page.objects.map(({ key }) => key));
    ({ truncated: more, cursor } = page);
  }
  return found;
}

export const bytesOf = async (bucket, key) => {
  const object = await bucket.get(key);
  return object && Buffer.from(await object.arrayBuffer());
};

/** Does something with each of a list, some at a time. */
export async function each(list, action) {
  const rest = list[Symbol.iterator]();
  const one = async () => {
    for (const item of rest) await action(item);
  };
  await Promise.all(Array.from({ length: 16 }, one));
}

/** Waits until something is so, for twenty minutes at most: a machine may have much else to do. */
export async function until(what, isSo, pause = 200) {
  let reason = "it is not so";
  for (
    const begin = Date.now();
    Date.now() - begin < 1_200_000;
    await new Promise((resolve) => setTimeout(resolve, pause))
  ) {
    try {
      if (await isSo()) return;
    } catch (error) {
      // A machine with much else to do does not get to answering in time.
      if (error.message !== "fetch failed") throw error;
      reason = `${error.message}: ${error.cause?.message}`;
      console.error(reason);
    }
  }
  throw new Error(`not within twenty minutes: ${what} (${reason})`);
}
