// The packed package in everything that it is made for: one suite, many runtimes. `cargo xtask test package` builds
// what this packs, installs the runtimes and says where the browsers are.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fs from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { engines } from "../page/engines.mjs";
import { fixture, keyFile, logFile } from "../page/fixtures.mjs";
import { nodeInline, sites, workerd } from "./bundles.mjs";
import { app, dataFile, installed, pack, printed, tool } from "./packed.mjs";

pack();

/** Runs the suite in a process, and counts. */
async function suite(program, args) {
  const [, passed] = /^(\d+) passed, 0 failed$/m.exec(await printed(program, args)) ?? [];
  assert.ok(Number(passed) > 150, `the suite ran ${passed} tests`);
}

// Each has a core: most tests of the suite take one.
const TOGETHER = { concurrency: 2 };

describe("the suite", TOGETHER, () => {
  const skip = (program, what) => (program ? false : `${what} is not installed in tests/package`);
  const node22 = tool("node22/bin/node");

  test(`in Node.js ${process.version}`, () => suite(process.execPath, ["runner.mjs", dataFile]));

  for (const version of ["node22", "node24"]) {
    const program = tool(`${version}/bin/node`);
    test(`in Node.js ${version.slice(4)}`, { skip: skip(program, version) }, () =>
      suite(program, ["runner.mjs", dataFile]),
    );
  }

  // Of these, newer ones free memory that is handed over.
  for (const program of [process.execPath, node22, tool("node24/bin/node")].filter((program) => program !== undefined))
    test(`the tool seals records anew with ${path.relative(import.meta.dirname, program)}`, async () => {
      const { records } = fixture("ordinary-rsa2048");
      // What is printed is the standard error too.
      const key = ["-q", "-k", keyFile("rsa2048.pem")];
      const tool = path.join(installed, "cli.js");
      const sealed = await printed(program, [
        tool,
        "reseal",
        "--for",
        keyFile("rsa2048.public.pem"),
        ...key,
        logFile("ordinary-rsa2048"),
      ]);
      assert.equal(sealed.trimEnd().split("\n").length, records);
      const file = path.join(fs.mkdtempSync(path.join(app, "resealed-")), "resealed.ndjson");
      fs.writeFileSync(file, sealed);
      assert.equal(await printed(program, [tool, ...key, file]), String(fixture("ordinary-rsa2048").output));
      fs.rmSync(path.dirname(file), { recursive: true });
    });

  test("and a line of 100 MB, which comes in parts", async () => {
    const { decrypt, PrivateKey } = await import(pathToFileURL(path.join(installed, "node.js")).href);
    const { keys, output, records, rejected, longReject } = fixture("line-of-100-mb");
    const [hash, came] = [createHash("sha256"), { text: "", bytes: 0, lines: 0, largest: 0 }];
    const onReject = ({ line, bytes, more, error }) => {
      assert.deepEqual([line, error.code], [2, "ERR_LIMIT"]);
      hash.update(bytes).update(more ? "" : "\n");
      came.bytes += bytes.length + (more ? 0 : 1);
      came.lines += more ? 0 : 1;
      came.largest = Math.max(came.largest, bytes.length);
    };
    const key = await PrivateKey.import(fs.readFileSync(keyFile(`${keys[0]}.pem`)));
    const opened = [];
    for await (const { text } of decrypt(fs.createReadStream(logFile("line-of-100-mb")), { keys: key, onReject }))
      opened.push(`${text}\n`);
    assert.equal(opened.join(""), output.toString());
    assert.deepEqual([opened.length, came.lines, came.bytes], [records, rejected, longReject?.bytes]);
    assert.equal(hash.digest("hex"), longReject?.sha256);
    assert.ok(came.largest < 64 << 20, "no part is the whole line");
  });

  test(`in Node.js ${process.version}, everything in one file`, async () =>
    suite(process.execPath, [await nodeInline(), dataFile, "inline"]));

  const deno = tool(".bin/deno");
  test("in Deno", { skip: skip(deno, "Deno") }, () =>
    suite(deno, [
      "run",
      "--no-prompt",
      "--no-remote",
      "--node-modules-dir=manual",
      "--allow-read",
      "--allow-env",
      "runner.mjs",
      dataFile,
    ]),
  );

  const bun = tool(".bin/bun");
  test("in Bun", { skip: skip(bun, "Bun") }, () => suite(bun, ["runner.mjs", dataFile]));

  test("in workerd", { skip: skip(node22 && tool(".bin/workerd"), "workerd") }, async () => {
    await suite(node22, [path.join(import.meta.dirname, "miniflare.mjs"), await workerd(), dataFile]);
  });
});

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
  ".json": "application/json",
};

/** Serves a folder, and the data. */
async function serve(folder) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const file =
      pathname === "/data.json"
        ? dataFile
        : path.join(folder, pathname === "/" ? "index.html" : path.normalize(pathname));
    if (!fs.existsSync(file)) return response.writeHead(404).end();
    response
      .writeHead(200, { "content-type": TYPES[path.extname(file)] ?? "application/octet-stream" })
      .end(fs.readFileSync(file));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { address: `http://127.0.0.1:${port}/`, close: () => server.close() };
}

/** Which sites are tried in which engine: each bundler in one, each way of getting modules and workers in all. */
const tried = {
  chromium: Object.keys(sites),
  firefox: ["Vite", "Rollup, inline"],
  webkit: ["no bundler, with an import map", "Rollup, inline"],
};

const built = new Map();
/** A site, built once. */
const site = (name) => built.get(name) ?? built.set(name, sites[name]()).get(name);

describe("the suite in browsers", TOGETHER, () => {
  for (const [name, start] of Object.entries(engines)) {
    describe(name, { concurrency: 1 }, () => {
      let engine;
      before(async () => (engine = await start()));
      after(() => engine?.stop());

      for (const kind of tried[name]) {
        test(kind, async () => {
          const { folder, workers } = await site(kind);
          const server = await serve(folder);
          try {
            const filters = !kind.includes("inline");
            const [has, filtersRecords] = [workers, filters].map((is) => (is ? "yes" : "no"));
            await engine.driver.get(`${server.address}?workers=${has}&filters=${filtersRecords}`);
            const finished = await engine.driver.wait(
              () => engine.driver.executeScript("return window.finished"),
              900_000,
            );
            assert.deepEqual(finished.failures, []);
            assert.ok(finished.passed > 150, `the suite ran ${finished.passed} tests`);
          } catch (error) {
            if (error instanceof Error)
              error.message += `\nit was at: ${await engine.driver.getTitle()}\nthe console says: ${(await engine.complaints()).slice(-5).join("\n")}`;
            throw error;
          } finally {
            server.close();
          }
        });
      }
    });
  }
});
