// The benchmarks: tables of ratios, each taken in one run. `cargo xtask bench` builds what they need and says
// where the browsers are.
//
//     cargo xtask bench [--json FILE] [operations] [stages] [gcm] [index] [explorer] [files] [memory] [package] [cli]
import { execFile, execFileSync } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { parseArgs, promisify } from "node:util";
import zlib from "node:zlib";
import { engines } from "../tests/page/engines.mjs";
import { serve, Visitor } from "../tests/page/visitor.mjs";
import { firstRecord, memory } from "./cli.mjs";
import { file, keyFile, largeFile, manyFiles, ndjson, rsaOnly, top } from "./data.mjs";
import { LATE, million } from "./million.mjs";
import { explore, gcm, index, operations, stages } from "./operations.mjs";

const { values: options, positionals } = parseArgs({ options: { json: { type: "string" } }, allowPositionals: true });
const wanted = (name) => positionals.length === 0 || positionals.includes(name);
const result = { machine: os.cpus()[0]?.model, cores: os.cpus().length, node: process.version, tables: {} };
const run = promisify(execFile);

/** Prints a table and keeps it. */
function table(name, title, rows) {
  result.tables[name] = rows;
  console.log(`\n${title}`);
  console.table(rows);
}

const round = (number, digits = 2) => (number === undefined ? undefined : Number(number.toFixed(digits)));
const key = () => fs.readFileSync(keyFile);
const builds = { "relaxed SIMD kernel": "kernel-relaxed-simd", "SIMD kernel": "kernel-simd" };

// In an engine -----------------------------------------------------------------------------------

/** Runs a function of operations.mjs in a browser, on the builds in target/wasm. */
async function inBrowser(name, what, given) {
  const engine = await engines[name]();
  const server = http.createServer((request, response) => {
    const body = request.url === "/" ? "<!doctype html><title>bench</title>" : request.url === "/given" ? JSON.stringify(given) : undefined;
    const asked = path.join(top, request.url);
    if (body === undefined && !fs.existsSync(asked)) return response.writeHead(404).end();
    const type = request.url.endsWith("js") ? "text/javascript" : request.url.endsWith(".wasm") ? "application/wasm" : "text/html";
    return response.writeHead(200, { "content-type": type }).end(body ?? fs.readFileSync(asked));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await engine.driver.manage().setTimeouts({ script: 300_000 });
    await engine.driver.get(`http://127.0.0.1:${server.address().port}/`);
    const capabilities = await engine.driver.getCapabilities();
    const came = await engine.driver.executeAsyncScript(
      `const [what, builds, done] = arguments;
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
         const module = await import("/benches/operations.mjs");
         return module[what]({ core: await load("core"), kernels, key: bytes(key), gzip: gzip && bytes(gzip), ...given });
       })().then((came) => done({ came }), (error) => done({ error: String(error) }));`,
      what,
      builds,
    );
    if (came.error) throw new Error(`${engine.name}: ${came.error}`);
    return { came: came.came, version: `${engine.name} ${capabilities.getBrowserVersion?.() ?? capabilities.get("browserVersion") ?? ""}`.trim() };
  } finally {
    server.close();
    await engine.stop();
  }
}

/** The same in this process. */
async function here(run, given) {
  const load = async (build) => {
    const bytes = fs.readFileSync(path.join(top, `target/wasm/${build}/logpush_decrypt_bg.wasm`));
    if (!WebAssembly.validate(bytes)) return undefined;
    const glue = await import(path.join(top, `target/wasm/${build}/logpush_decrypt.js`));
    await glue.default({ module_or_path: bytes });
    return glue;
  };
  const kernels = {};
  for (const [name, build] of Object.entries(builds)) {
    const glue = await load(build);
    if (glue?.works()) kernels[name] = glue;
  }
  return run({ core: await load("core"), kernels, ...given });
}

// Tables -----------------------------------------------------------------------------------------

if (wanted("operations")) {
  // Three at a time: the clocks of browsers tick in tenths of milliseconds, Firefox's in whole ones.
  const lines = Array.from({ length: 8 }, () => rsaOnly(3).join("\n"));
  const rows = [];
  const add = (where, least) => {
    const native = least["crypto.subtle"];
    const portable = least["rsa crate in wasm"];
    for (const [who, milliseconds] of Object.entries(least)) {
      rows.push({ where, who, ms: round(milliseconds), "times crypto.subtle": round(milliseconds / native, 3), "times faster than the rsa crate": round(portable / milliseconds, 1) });
    }
  };
  for (const name of ["chromium", "firefox", "webkit"]) {
    const { came, version } = await inBrowser(name, "operations", { key: key().toString("base64"), lines, seconds: 25 });
    add(version, came);
  }
  add(`Node.js ${process.version}`, await here(operations, { key: key(), lines, seconds: 10 }));
  table("operations", "One RSA-4096 private operation (RSAES-OAEP-DECRYPT of 32 bytes), the least of many", rows);
}

if (wanted("stages")) {
  const given = { gzip: fs.readFileSync(file("one-key", 4000)), seconds: 10 };
  const rows = [];
  const add = (where, { megabytes, lines, scan, open }) => {
    const speed = (milliseconds) => round(megabytes / (milliseconds / 1000), 0);
    rows.push(
      { where, stage: "inflate, split into lines", "MB/s of NDJSON": speed(lines) },
      { where, stage: "scan for envelopes, base64 (no key)", "MB/s of NDJSON": speed(scan) },
      { where, stage: "both: everything but RSA and AES", "MB/s of NDJSON": speed(lines + scan) },
      { where, stage: "scan, AES, write (one wrapped key)", "MB/s of NDJSON": speed(open) },
    );
  };
  const { came, version } = await inBrowser("chromium", "stages", { ...given, key: key().toString("base64"), gzip: given.gzip.toString("base64") });
  add(version, came);
  add(`Node.js ${process.version}`, await here(stages, { ...given, key: key() }));
  table("stages", "The pipeline by stage, one core", rows);
}

if (wanted("gcm")) {
  const sizes = [1, 4, 8, 16, 32, 64, 256].map((kilobytes) => kilobytes * 1024);
  const lines = sizes.map((size) =>
    ndjson("one-key", 20, size)
      .trimEnd()
      .split("\n")
      .map((line) => `{"Body":${JSON.stringify(JSON.parse(line).RequestBody)}}`)
      .join("\n"),
  );
  const rows = [];
  for (const name of ["chromium", "firefox", "webkit"]) {
    const { came, version } = await inBrowser(name, "gcm", { key: key().toString("base64"), lines, sizes });
    for (const { size, native, wasm } of came) rows.push({ where: version, bytes: size, "crypto.subtle µs": round(native, 0), "wasm µs": round(wasm, 0) });
  }
  table("gcm", "Opening a field whose content key is known: AES-256-GCM by crypto.subtle and in wasm", rows);
}

if (wanted("index")) {
  const rows = [];
  for (const bodyBytes of [1500, 24_000]) {
    const gzip = fs.readFileSync(file("distinct", 200, bodyBytes));
    const megabytes = zlib.gunzipSync(gzip).length / 1e6;
    const add = (where, { milliseconds }) => rows.push({ where, "bytes of a body": bodyBytes, "MB/s of NDJSON": round(megabytes / (milliseconds / 1000), 0) });
    const given = { gzip: gzip.toString("base64"), key: "", seconds: 5 };
    for (const name of ["chromium", "firefox"]) {
      const { came, version } = await inBrowser(name, "index", given);
      add(version, came);
    }
    add(`Node.js ${process.version}`, await here(index, { gzip, seconds: 5 }));
  }
  table("index", "The index of a gzip file, one core", rows);

  const done = [];
  for (const name of ["chromium", "firefox"]) {
    const { came, version } = await inBrowser(name, "explore", { key: "" });
    for (const [what, milliseconds] of Object.entries(came.least)) done.push({ where: version, what, ms: round(milliseconds, 1) });
    done.push({ where: version, what: `bytes of the table of ${came.records} records, in MB`, ms: round(came.bytes / 1e6, 0) });
  }
  table("table", "A table of 1,000,000 records in 10,000 files", done);
}

/** The page with a large file: milliseconds from choosing it to its first rows, and of opening a record at its end. */
async function exploreInPage(name, logFile) {
  const engine = await engines[name]();
  const server = await serve();
  try {
    const visitor = new Visitor(engine);
    await visitor.visit(server.address);
    await engine.driver.executeScript(() => {
      document.addEventListener("change", () => (window.begun = performance.now()), true);
      new MutationObserver(() => {
        if (window.begun && !window.rows && document.querySelector(".table-row .cell.sealed")) requestAnimationFrame(() => (window.rows = performance.now()));
      }).observe(document.body, { subtree: true, childList: true });
    });
    await visitor.chooseLogs([logFile]);
    await visitor.until("the file is indexed", () => /records\. Now add/.test(document.querySelector(".outcome")?.textContent), 300);
    const indexed = await engine.driver.executeScript(() => performance.now());
    const { begun, rows } = await engine.driver.executeScript(() => ({ begun: window.begun, rows: window.rows }));
    // The last record is read and shown, sealed: no RSA is in it.
    const opened = await engine.driver.executeAsyncScript((done) => {
      const grid = document.querySelector("[role=grid]");
      const times = [];
      const keys = ["End", "Home", "End", "Home", "End", "Home", "End"];
      const next = () => {
        const key = keys.pop();
        if (!key) return done(times);
        const begin = performance.now();
        const before = document.querySelector(".record-view h2").textContent;
        const watch = new MutationObserver(() => {
          if (document.querySelector(".record-view h2")?.textContent === before) return;
          watch.disconnect();
          times.push(performance.now() - begin);
          setTimeout(next, 200);
        });
        watch.observe(document.querySelector(".split"), { subtree: true, childList: true, characterData: true });
        grid.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
      };
      next();
    });
    return { rows: rows - begun, indexed: indexed - begun, opened: Math.max(...opened), records: await visitor.text(".outcome") };
  } finally {
    server.stop();
    await engine.stop();
  }
}

if (wanted("explorer")) {
  // Some 1 GB of gzip.
  const logs = await largeFile(1.34e9);
  const { size } = fs.statSync(logs);
  const rows = [];
  for (const name of ["chromium", "firefox"]) {
    const { rows: first, indexed, opened } = await exploreInPage(name, logs);
    rows.push({ where: name, "GB of gzip": round(size / 1e9), "ms to the first rows": round(first, 0), "s to the last": round(indexed / 1000, 1), "ms to show another record, at most": round(opened, 0) });
  }
  table("explorer", "A file of one gzip member in the page, without a key", rows);

  const files = manyFiles(10_000, 100);
  const scrolling = [];
  const memory = [];
  for (const name of ["chromium", "firefox"]) {
    const { where, seconds, memory: taken, scrolls } = await million(name, files);
    for (const { what, intervals, longest } of scrolls) {
      scrolling.push({
        where,
        what,
        frames: intervals.length,
        "ms, at most": round(Math.max(...intervals), 0),
        [`above ${LATE} ms`]: intervals.filter((each) => each > LATE).length,
        ...Object.fromEntries(Object.entries(longest).map(([kind, milliseconds]) => [`${kind}, ms at most`, round(milliseconds, 1)])),
      });
    }
    const megabytes = (bytes) => (bytes === undefined ? undefined : round(bytes / 1e6, 0));
    memory.push({ where, "s to the last record": round(seconds, 1), "MB of the page": megabytes(taken.pages), "of them wasm": megabytes(taken.wasm), "MB of the browser besides": megabytes(taken.others) });
  }
  table("scrolling", "1,000,000 records in 10,000 files, scrolled: Chromium's frames from a trace, Firefox's from its animation frames", scrolling);
  table("explorer-memory", "1,000,000 records in 10,000 files: what is taken more than by an empty page (PSS)", memory);
}

/** Saves a file's records in the page, opened: seconds from choosing it until the browser has the whole file. */
async function inPage(name, logFile) {
  const engine = await engines[name]();
  const server = await serve();
  try {
    const visitor = new Visitor(engine);
    await visitor.visit(server.address);
    await visitor.chooseKey(keyFile);
    await visitor.until("the key is there", () => document.querySelector(".chip.key") !== null);
    await engine.driver.executeScript(() => {
      document.addEventListener("change", () => (window.begun = performance.now()), true);
      // Pressed as soon as it can be.
      new MutationObserver(() => {
        const button = [...document.querySelectorAll("button")].find(({ textContent }) => textContent === "Save opened records");
        if (!window.pressed && button && !document.querySelector(".status progress")) {
          window.pressed = true;
          button.click();
        }
        if (!window.ended && document.querySelector(".save-status dl")) window.ended = performance.now();
      }).observe(document.body, { subtree: true, childList: true, attributes: true });
    });
    await visitor.chooseLogs([logFile]);
    await visitor.until("it is saved", () => window.ended !== undefined, 300);
    const seconds = await engine.driver.executeScript(() => (window.ended - window.begun) / 1000);
    const saved = await visitor.text(".save-status");
    if (!/^1,000 records saved/.test(saved)) throw new Error(`${name} says: ${saved}`);
    return { seconds };
  } finally {
    server.stop();
    await engine.stop();
  }
}

if (wanted("files")) {
  const rows = [];
  const cores = os.cpus().length;
  const speed = execFileSync("openssl", ["speed", "-seconds", "3", "rsa4096"], { stdio: ["ignore", "pipe", "ignore"] }).toString();
  const signing = Number(/rsa\s+4096 bits\s+([\d.]+)s/.exec(speed)?.[1]);
  for (const kind of ["distinct", "content-key", "wrapped-key"]) {
    const logs = file(kind, 1000);
    const printed = await run(process.execPath, [path.join(top, "benches/reference.mjs"), keyFile, logs], { maxBuffer: 1 << 27 });
    const reference = JSON.parse(printed.stderr);
    const add = (who, { seconds, rss }) =>
      rows.push({ records: kind, who, seconds: round(seconds), "times faster than the reference": round(reference.seconds / seconds, 1), "MB in memory": rss && round(rss / 1e6, 0) });
    add(`as the documentation does it, Node.js ${process.version}`, reference);
    for (const workers of [1, 2, ...(cores > 2 ? [cores] : [])]) {
      const { stdout } = await run(process.execPath, [path.join(top, "benches/node-pool.mjs"), String(workers), logs]);
      add(`pool, ${workers} worker${workers > 1 ? "s" : ""}, Node.js`, JSON.parse(stdout));
    }
    for (const name of ["chromium", "firefox"]) add(`page in ${name}, ${cores} workers`, await inPage(name, logs));
    const operationsNeeded = kind === "distinct" ? 3000 : 1000;
    rows.push({ records: kind, who: `floor: openssl speed rsa4096 (${round(signing * 1000)} ms) on ${cores} cores`, seconds: round((operationsNeeded * signing) / cores) });
  }
  table("files", "1,000 records of RSA-4096 with bodies of 1.5 KB, end to end", rows);
}

if (wanted("memory")) {
  const logs = file("one-key", 4000);
  const times = Math.ceil(2e9 / fs.statSync(logs).size);
  const { stdout } = await run(process.execPath, [path.join(top, "benches/node-pool.mjs"), "2", logs, String(times)], { maxBuffer: 1 << 24 });
  const { seconds, rss, wasm, output } = JSON.parse(stdout);
  table("memory", "2 GB of gzip through the page's pipeline, two workers, one wrapped key", [
    { "GB of gzip": round((fs.statSync(logs).size * times) / 1e9), "GB opened": round(output / 1e9), seconds: round(seconds, 0), "MB of process, at most": round(rss / 1e6, 0), "MB of wasm in the reader": round(wasm / 1e6, 1) },
  ]);
}

if (wanted("cli")) {
  const rows = [];
  for (const records of [1, 20, 300]) {
    const { first, end } = await firstRecord(file("distinct", records));
    rows.push({ records, "ms to the first record": round(first, 0), "ms to the end": round(end, 0) });
  }
  table("cli", "The command line tool on a small file, from its start, the least of 10", rows);

  const logs = file("one-key", 4000);
  const times = Math.ceil(2e9 / fs.statSync(logs).size);
  const { seconds, peak, records } = await memory(logs, times);
  table("cli-memory", "2 GB of gzip through the command line tool, one worker a core, one wrapped key", [
    { "GB of gzip": round((fs.statSync(logs).size * times) / 1e9), records, seconds: round(seconds, 0), "MB of process, at most": round(peak / 1e6, 0) },
  ]);
}

/** The package in dist/npm against the documentation's script, in each Node.js that is there. */
if (wanted("package")) {
  const installed = ["node22", "node24"].map((name) => path.join(top, "tests/package/node_modules", name, "bin/node"));
  const rows = [];
  const open = async (node, ...given) => {
    const { stdout } = await run(node, [path.join(top, "benches/package.mjs"), keyFile, "2", ...given], { maxBuffer: 1 << 24 });
    const came = JSON.parse(stdout);
    if (came.sealed > 0) throw new Error(`${came.sealed} fields stayed sealed`);
    return came;
  };
  for (const node of [process.execPath, ...installed.filter((program) => fs.existsSync(program))]) {
    const version = execFileSync(node, ["--version"]).toString().trim();
    for (const kind of ["distinct", "content-key"]) {
      const logs = file(kind, 1000);
      const reference = JSON.parse((await run(node, [path.join(top, "benches/reference.mjs"), keyFile, logs], { maxBuffer: 1 << 27 })).stderr);
      const { seconds, first } = await open(node, logs);
      rows.push({ "Node.js": version, records: kind, "reference, s": round(reference.seconds), "package, s": round(seconds), "times faster": round(reference.seconds / seconds, 1), "ms from start to the first record": round(first, 0) });
    }
  }
  table("package", "1,000 records of RSA-4096 with bodies of 1.5 KB, the npm package with two workers", rows);
  const logs = file("one-key", 4000);
  const times = Math.ceil(2e9 / fs.statSync(logs).size);
  const { seconds, rss } = await open(process.execPath, logs, String(times));
  const { stdout } = await run("npm", ["pack", "--dry-run", "--json", "--ignore-scripts", path.join(top, "dist/npm")]);
  const [{ size, unpackedSize }] = Object.values(JSON.parse(stdout));
  table("package-sizes", "The npm package", [
    { "GB of gzip read": round((fs.statSync(logs).size * times) / 1e9), seconds: round(seconds, 0), "MB of process, at most": round(rss / 1e6, 0), "KB packed": round(size / 1000, 0), "KB unpacked": round(unpackedSize / 1000, 0) },
  ]);
}

if (options.json) fs.writeFileSync(options.json, `${JSON.stringify(result, null, 2)}\n`);
process.exit(0);
