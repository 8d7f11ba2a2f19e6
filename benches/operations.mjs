// One RSA-4096 private operation, and stages of the pipeline. Runs in a browser and in Node.js alike, on
// the builds in target/wasm, which it is given as imported modules and compiled bytes.
import { median } from "./measure.mjs";

/** The lines of a text as an opener takes them. */
function split(text) {
  const lines = text
    .trimEnd()
    .split("\n")
    .map((line) => new TextEncoder().encode(line));
  const bytes = new Uint8Array(lines.reduce((sum, line) => sum + line.length, 0));
  const ends = new Uint32Array(lines.length);
  let at = 0;
  for (const [i, line] of lines.entries()) {
    bytes.set(line, at);
    ends[i] = at += line.length;
  }
  return { bytes, ends, numbers: Float64Array.from(lines, (_, i) => i + 1) };
}

const goOn = async () => true;

/**
 * The times of one operation with each of the means, in milliseconds, taken in alternation. `lines` are some
 * records with one text under RSA alone; opening such a record costs one operation and microseconds beside.
 * The `rsa` crate runs in `fastCore`, where it and what it computes with are built for speed as the kernels are.
 */
export async function operations({ core, fastCore, kernels, key, lines, seconds }) {
  const sealed = lines.map(split);
  const openers = {};
  const add = (name, settings, kernel, from = core) => {
    const opener = new from.Opener(settings);
    if (kernel) opener.useKernel({ prepare: (...numbers) => new kernel.RsaKernel(numbers) });
    opener.add(key.slice());
    openers[name] = opener;
  };
  if (globalThis.crypto?.subtle) add("crypto.subtle", { engine: "native" });
  for (const [name, kernel] of Object.entries(kernels)) add(name, { engine: "wasm" }, kernel);
  const crate = "rsa crate in wasm, opt-level 3";
  add(crate, { engine: "wasm" }, undefined, fastCore);
  /** @type {Record<string, number[]>} */
  const times = Object.fromEntries(Object.keys(openers).map((name) => [name, []]));
  let next = 0;
  const once = async (name) => {
    const opener = openers[name];
    const { bytes, ends, numbers } = sealed[next++ % sealed.length];
    const begin = performance.now();
    const opened = await opener.open(bytes, ends, numbers, undefined, goOn);
    const took = (performance.now() - begin) / ends.length;
    if (opened.opened !== ends.length || opened.privateOperations !== ends.length)
      throw new Error(`${name} opened ${opened.opened} of ${ends.length}`);
    times[name].push(took);
  };
  // Engines compile well what ran for a while.
  for (let i = 0; i < 12; i++) for (const name of Object.keys(openers)) if (name !== crate || i < 3) await once(name);
  for (const all of Object.values(times)) all.length = 0;
  const end = performance.now() + seconds * 1000;
  for (let i = 0; performance.now() < end || i < 9; i++) {
    // One operation of the crate takes as long as ten of the others.
    for (const name of Object.keys(openers)) if (name !== crate || i % 3 === 0) await once(name);
  }
  return times;
}

/** Milliseconds of each stage on one core, medians, and how many megabytes of NDJSON went through. */
export async function stages({ core, kernels, key, gzip, seconds }) {
  const [kernel] = Object.values(kernels);
  /** @type {Record<"records" | "scan" | "open", number[]>} */
  const times = { records: [], scan: [], open: [] };
  const opener = () => {
    const made = new core.Opener({});
    if (kernel) made.useKernel({ prepare: (...numbers) => new kernel.RsaKernel(numbers) });
    return made;
  };
  const without = opener();
  const withKey = opener();
  withKey.add(key.slice());
  let megabytes = 0;
  const end = performance.now() + seconds * 1000;
  for (let round = 0; performance.now() < end || round < 3; round++) {
    const batches = [];
    let begin = performance.now();
    const reader = new core.LineReader();
    for (let at = 0; at < gzip.length; at += 1 << 20) {
      reader.push(gzip.subarray(at, at + (1 << 20)));
      for (let batch; !batch?.drained; ) batches.push((batch = reader.read(256 * 1024, 1024)));
    }
    reader.finish();
    for (let batch; !batch?.drained; ) batches.push((batch = reader.read(256 * 1024, 1024)));
    times.records.push(performance.now() - begin);
    reader.free();
    megabytes = batches.reduce((sum, { bytes }) => sum + bytes.length, 0) / 1e6;
    for (const [name, each] of [
      ["scan", without],
      ["open", withKey],
    ]) {
      begin = performance.now();
      for (const { bytes, ends, numbers } of batches)
        await each.open(bytes, Uint32Array.from(ends), Float64Array.from(numbers), undefined, goOn);
      times[name].push(performance.now() - begin);
    }
  }
  return { megabytes, ...Object.fromEntries(Object.entries(times).map(([name, all]) => [name, median(all)])) };
}

/** AES-256-GCM of some sizes: microseconds by `crypto.subtle` (with the import of the key) and in WebAssembly. */
export async function gcm({ core, key, lines, sizes }) {
  const rows = [];
  for (const [i, size] of sizes.entries()) {
    const { bytes, ends, numbers } = split(lines[i]);
    const row = { size };
    for (const engine of ["native", "wasm"]) {
      const opener = new core.Opener(engine === "native" ? { largeField: 0 } : { engine: "wasm" });
      opener.add(key.slice());
      row[engine] = Number.POSITIVE_INFINITY;
      for (let round = 0; round < 30; round++) {
        const begin = performance.now();
        await opener.open(bytes, ends, numbers, undefined, goOn);
        // The first round unwraps the key, which all records have in common.
        if (round > 0) row[engine] = Math.min(row[engine], ((performance.now() - begin) * 1000) / ends.length);
      }
    }
    rows.push(row);
  }
  return rows;
}

/** Pushes a file in slices of 1 MiB through an indexer and shows each part. */
function indexOf(core, gzip, show) {
  const indexer = new core.FileIndexer();
  for (let at = 0; at < gzip.length; at += 1 << 20) {
    indexer.push(gzip.subarray(at, at + (1 << 20)));
    show(indexer.take());
  }
  indexer.finish();
  show(indexer.take());
  indexer.free();
}

/** The index of a file: the milliseconds of each run. */
export async function index({ core, gzip, seconds }) {
  const times = [];
  for (let round = 0, end = performance.now() + seconds * 1000; performance.now() < end || round < 3; round++) {
    const begin = performance.now();
    indexOf(core, gzip, () => {});
    times.push(performance.now() - begin);
  }
  return times;
}

/** A table of a million records in ten thousand files: the milliseconds of what is done with it, and its bytes. */
export async function explore({ core, rounds = 9 }) {
  const times = {};
  const time = (name, action) => {
    const begin = performance.now();
    const came = action();
    (times[name] ??= []).push(performance.now() - begin);
    return came;
  };
  const table = new core.RecordTable();
  const providers = ["openai", "anthropic", "workers-ai", "google-ai-studio"];
  for (let file = 0; file < 10_000; file++) {
    const hour = String(Math.floor(file / 417)).padStart(2, "0");
    const minute = String(file % 60).padStart(2, "0");
    table.addFile(`20260418/20260418T${hour}${minute}10Z_20260418T${hour}${minute}43Z_${file}.log.gz`);
    const sealed = `{"key":"${file}","iv":"${file}","data":"${"A".repeat(64)}"}`;
    const line = (i) =>
      `{"Cached":${i % 6 === 0},"Endpoint":"v1/chat/completions","Gateway":"g${i % 3}","Id":"${(file * 100 + i).toString(36)}","User":"user ${(file * 13 + i * 7) % 4000}","Metadata":${sealed},"Model":"model ${(file * 7 + i) % 40}","Provider":"${providers[i % 4]}","RateLimited":false,"RequestBody":${sealed},"ResponseBody":${sealed},"StatusCode":${i % 25 === 0 ? 429 : 200}}\n`;
    const bytes = new TextEncoder().encode(Array.from({ length: 100 }, (_, i) => line(file + i)).join(""));
    indexOf(core, bytes, ({ chunk }) => table.append(chunk));
  }
  const columns = Uint32Array.from(table.columns().keys());
  const number = (name) => table.columns().findIndex((column) => column.name === name);
  for (let round = 0; round < rounds; round++) {
    time("filter, three fields", () => table.filter('provider:openai status:>=400 model:"model 1*"'));
    time("filter, a word in any plain field", () => table.filter("anthropic"));
    time("filter, a regular expression", () => table.filter("model:/^model [13579]$/"));
    time("values of five fields counted", () =>
      ["Model", "Provider", "StatusCode", "Gateway", "Cached"].map((name) => table.facet(number(name), 12)),
    );
    time("spread over time", () => table.histogram(number("Model"), 96));
    table.filter("");
    time("sort by a field, and the first rows", () => {
      table.sort(number("Model"), round % 2 === 0);
      return table.rows(0, 128, columns);
    });
    table.sort(null, false);
    time("128 rows from the middle", () => table.rows(500_000, 500_128, columns));
  }
  return { records: table.records, bytes: table.bytes, times };
}
