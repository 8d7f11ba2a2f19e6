// The pool and its pipeline on Node.js' worker threads: order, cancelling, workers that die, and every fixture through
// them. `cargo xtask test page` builds what this runs. What the pool says to its workers is in pool-workers.test.mjs.
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { after, describe, test } from "node:test";
import { loadKernel, modules, open, Pipeline, Pool, poolOf, spawner } from "../common/pool.mjs";
import { fixture, logFile, manyRecords, opened, scratch } from "../page/fixtures.mjs";

describe("every fixture through the pool", () => {
  // A pool for all fixtures with the same keys: starting its workers takes longer than opening one. It has none before.
  /** @type {Map<string, ReturnType<typeof poolOf>>} */
  const pools = new Map();
  for (const { keys } of opened) if (!pools.has(String(keys))) pools.set(String(keys), poolOf(keys));

  for (const { name, keys, ...expected } of opened) {
    for (const size of [1 << 20, 1000]) {
      test(`${name}, in slices of ${size}`, async () => {
        const pool = pools.get(String(keys)) ?? assert.fail("there is no pool");
        const came = await open(pool, logFile(name), { size });
        assert.deepEqual(came.output, expected.output);
        assert.deepEqual(came.rejects, expected.rejects);
        /** @type {(of: Record<"records" | "opened" | "sealed" | "rejected", number>) => object} */
        const counts = ({ records, opened, sealed, rejected }) => ({ records, opened, sealed, rejected });
        assert.deepEqual(counts(came), counts(expected));
        assert.deepEqual(
          came.faults.map(({ code }) => code),
          expected.errors.map(({ code }) => code),
        );
        // That no field is sealed is said of a whole file, by those who use the pool: offset 0.
        const warnings = expected.warnings.filter(({ offset }) => offset > 0);
        assert.deepEqual(
          came.warnings.map(({ offset }) => offset),
          warnings.map(({ offset }) => offset),
        );
      });
    }
  }
});

describe("the pool", () => {
  const many = manyRecords(120);

  /** The numbers in the opened bodies, which tell the order. */
  const order = (/** @type {Buffer} */ output) =>
    [...output.toString().matchAll(/"RequestBody":"question (\d+)"/g)].map(([, number]) => Number(number));
  const all = Array.from({ length: 120 }, (_, i) => i);

  for (const size of [1, 2, 5]) {
    test(`of ${size} keeps the order`, async () => {
      const came = await open(poolOf(["rsa4096"], size), many);
      assert.deepEqual(order(came.output), all);
      assert.equal(came.sealed, 0);
    });
  }

  test("opens several files at once, one after the other", async () => {
    const made = poolOf(["rsa4096"]);
    /** @type {number[]} */
    const seen = [];
    const files = [0, 1, 2].map((file) => open(made, many, { onPart: () => seen.push(file) }));
    for (const came of await Promise.all(files)) assert.deepEqual(order(came.output), all);
    assert.deepEqual(
      seen,
      [...seen].sort((a, b) => a - b),
      "what comes of one file comes before the next",
    );
  });

  test("takes another worker when one dies, and does its lines again", async () => {
    const made = poolOf(["rsa4096"]);
    let parts = 0;
    const came = await open(made, many, {
      onPart: () => {
        parts++;
        if (parts === 2 || parts === 5) void made.threads.at(-1)?.terminate();
      },
    });
    assert.deepEqual(order(came.output), all);
    assert.ok(made.threads.length >= 3, "there was another worker");
  });

  test("rejects lines over which workers die again and again, each with its number, and opens the rest of the file", async () => {
    const lines = Array.from({ length: 3000 }, (_, i) => `{"number":${i}}`);
    lines[1234] = '{"number":1234,"text":"poison"}';
    /** @type {import("../common/pool.mjs").Worker[]} */
    const threads = [];
    let deaths = 0;
    const spawn = spawner(modules, threads);
    /** A worker that dies over the poison, once it has done what it was sent before. */
    const dying = (/** @type {(why: string) => void} */ broken) => {
      const link = spawn(broken);
      const { port } = link;
      const send = port.postMessage.bind(port);
      /** @type {("poison" | "others")[]} */
      const sent = [];
      const die = () => {
        if (sent[0] !== "poison") return;
        deaths++;
        setImmediate(broken, "as the test wants");
      };
      port.postMessage = (given, moved) => {
        const message = /** @type {import("../../js/pool/messages.ts").ToWorker} */ (given);
        if (message.type !== "open") return send(message, moved);
        sent.push(Buffer.from(message.lines.bytes).includes("poison") ? "poison" : "others");
        if (sent.at(-1) === "others") return send(message, moved);
        if (sent.length === 1) die();
      };
      port.addEventListener("message", ({ data }) => {
        if (data.type !== "opened") return;
        sent.shift();
        die();
      });
      return link;
    };
    const made = new Pool({ spawn: dying, keys: () => [], size: 2 });
    after(() => made.end());
    const file = path.join(scratch, "poison.ndjson");
    fs.writeFileSync(file, `${lines.join("\n")}\n`);
    const came = await open({ pipeline: Pipeline.opening(made) }, file);
    assert.equal(deaths, 2);
    const rejects = came.rejects.toString().trimEnd().split("\n");
    const output = came.output.toString().trimEnd().split("\n");
    assert.ok(rejects.includes(lines[1234]));
    assert.ok(rejects.length <= 1024, "no more than a batch");
    const first = lines.indexOf(rejects[0]);
    assert.deepEqual(rejects, lines.slice(first, first + rejects.length), "byte for byte, one after the other");
    assert.deepEqual(
      output,
      lines.filter((line) => !rejects.includes(line)),
      "all others were opened, in order",
    );
    assert.deepEqual([came.rejected, came.records], [rejects.length, output.length]);
    assert.deepEqual(
      came.faults.map(({ code, line }) => [code, line]),
      rejects.map((_, i) => ["ERR_IO", first + i + 1]),
    );
    assert.match(
      came.faults[0].message,
      new RegExp(`over lines? ${first + 1}( to ${first + rejects.length})? \\(as the test wants\\)`),
    );
  });

  test("is cancelled, and opens again afterwards", async () => {
    const made = poolOf(["rsa4096"]);
    const run = new AbortController();
    const opening = open(made, many, { signal: run.signal, onPart: () => run.abort() });
    await assert.rejects(opening, { code: "ERR_ABORTED" });
    assert.deepEqual(order((await open(made, many)).output), all);
  });

  test("listens once to a signal, however many batches wait for it, and not at all afterwards", async () => {
    const { pool } = poolOf(["rsa4096"]);
    const { signal } = new AbortController();
    const line = () => ({
      bytes: new Uint8Array([0x7b, 0x7d]),
      ends: Uint32Array.of(2),
      numbers: Float64Array.of(1),
      cutOff: undefined,
    });
    const waiting = Array.from({ length: 30 }, () => pool.open(line(), signal));
    assert.equal(getEventListeners(signal, "abort").length, 1);
    await Promise.all(waiting);
    assert.equal(getEventListeners(signal, "abort").length, 0);
  });

  test("cancels one run and leaves another alone", async () => {
    const made = poolOf(["rsa4096"]);
    const run = new AbortController();
    const [cancelled, other] = [
      open({ pipeline: Pipeline.opening(made.pool) }, many, { signal: run.signal }),
      // When something came of it, both are under way: they have the same workers.
      open(made, many, { onPart: () => run.abort() }),
    ];
    await assert.rejects(cancelled, { code: "ERR_ABORTED" });
    assert.deepEqual(order((await other).output), all);
  });

  test("unwraps once where all fields of a record have one content key, and every key when strict", async () => {
    const { records } = fixture("one-content-key");
    const shared = await open(poolOf(["rsa4096", "rsa2048"]), logFile("one-content-key"));
    const made = poolOf(["rsa4096", "rsa2048"]);
    made.pool.choose({ engine: "auto", strict: true });
    const strict = await open(made, logFile("one-content-key"));
    assert.deepEqual(strict.output, shared.output);
    assert.ok(
      shared.operations < strict.operations,
      `${shared.operations} operations instead of ${strict.operations} for ${records} records`,
    );
  });

  test("reports a damaged wrapped key when strict, whatever the same worker opened before", async () => {
    const made = poolOf(["rsa2048"], 1);
    for (const strict of [false, true, false, true]) {
      made.pool.choose({ engine: "auto", strict });
      const came = await open(made, logFile("damaged-wrapped-key"));
      const codes = came.faults.map(({ code }) => code);
      assert.deepEqual([came.opened, codes], strict ? [1, ["ERR_UNWRAP"]] : [2, []]);
    }
  });

  for (const engine of /** @type {const} */ (["native", "wasm"])) {
    test(`opens with the engine '${engine}' alone`, async () => {
      const made = poolOf(["rsa4096"]);
      made.pool.choose({ engine, strict: false });
      assert.deepEqual(order((await open(made, many)).output), all);
      assert.equal(
        made.pool.info.engine?.name,
        engine === "native" ? "native" : made.pool.info.kernel ? "kernel" : "portable",
      );
    });
  }
});

test("a kernel is there wherever WebAssembly has SIMD", async () => {
  const kernel = await loadKernel(modules.kernels);
  assert.ok(kernel, "at least the plain one");
});
