// The pool and its pipeline on Node.js' worker threads: order, bounds, cancelling, workers that die, and
// every fixture through them. `cargo xtask test page` builds what this runs.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, describe, test } from "node:test";
import { loadKernel, Opener, Pipeline, Pool, spawner, start } from "../../target/js/main.js";
import { fixture, keyFile, logFile, manyRecords, top } from "../page/fixtures.mjs";

const { modules } = await start(path.join(top, "target/wasm"));

/** A pool with these keys, its pipeline, and the worker threads it started. */
function pool(keys, size = 2) {
  const threads = [];
  const opener = new Opener({});
  for (const name of keys) opener.add(fs.readFileSync(keyFile(`${name}.pem`)));
  const made = new Pool({ spawn: spawner(modules, threads), keys: () => opener.exportKeys(), size });
  after(() => made.end());
  return { pool: made, pipeline: new Pipeline(made), threads };
}

async function* slices(bytes, size) {
  for (let at = 0; at < bytes.length; at += size) yield Uint8Array.from(bytes.subarray(at, at + size));
}

/** Opens a file and gathers what comes out. */
async function open({ pipeline }, file, { size = 1 << 20, onPart = () => {} } = {}) {
  const came = { output: [], rejects: [], faults: [], warnings: [], records: 0, opened: 0, sealed: 0, rejected: 0, operations: 0 };
  await pipeline.open(slices(fs.readFileSync(file), size), (part) => {
    onPart(part);
    came.output.push(part.opened?.output ?? new Uint8Array());
    came.rejects.push(part.opened?.rejects ?? new Uint8Array(), part.rejects);
    came.faults.push(...(part.opened?.faults ?? []), ...part.faults);
    came.warnings.push(...part.warnings);
    came.records += part.opened?.lines.length ?? 0;
    came.opened += part.opened?.opened ?? 0;
    came.sealed += part.opened?.sealed ?? 0;
    came.rejected += (part.opened?.rejected ?? 0) + part.rejected;
    came.operations += part.opened?.privateOperations ?? 0;
  });
  return { ...came, output: Buffer.concat(came.output), rejects: Buffer.concat(came.rejects) };
}

const names = fs
  .readdirSync(path.join(top, "tests/fixtures"))
  .flatMap((name) => (name.endsWith(".log.gz") ? [name.slice(0, -".log.gz".length)] : []))
  .map(fixture)
  .filter(({ body, longReject }) => body === "text" && !longReject);

describe("every fixture through the pool", () => {
  for (const { name, keys, ...expected } of names) {
    for (const size of [1 << 20, 1000]) {
      test(`${name}, in slices of ${size}`, async () => {
        const came = await open(pool(keys), logFile(name), { size });
        assert.deepEqual(came.output, expected.output);
        assert.deepEqual(came.rejects, expected.rejects);
        const counts = ({ records, opened, sealed, rejected }) => ({ records, opened, sealed, rejected });
        assert.deepEqual(counts(came), counts(expected));
        assert.deepEqual(came.faults.map(({ code }) => code), expected.errors.map(({ code }) => code));
        assert.deepEqual(came.warnings.map(({ offset }) => offset), expected.warnings.map(({ offset }) => offset));
      });
    }
  }
});

describe("the pool", () => {
  const many = manyRecords(120);

  /** The numbers in the opened bodies, which tell the order. */
  const order = (output) => [...output.toString().matchAll(/"RequestBody":"question (\d+)"/g)].map(([, number]) => Number(number));
  const all = Array.from({ length: 120 }, (_, i) => i);

  for (const size of [1, 2, 5]) {
    test(`of ${size} keeps the order`, async () => {
      const came = await open(pool(["rsa4096"], size), many);
      assert.deepEqual(order(came.output), all);
      assert.equal(came.sealed, 0);
    });
  }

  test("opens several files at once, one after the other", async () => {
    const made = pool(["rsa4096"]);
    const seen = [];
    const files = [0, 1, 2].map((file) => open(made, many, { onPart: () => seen.push(file) }));
    for (const came of await Promise.all(files)) assert.deepEqual(order(came.output), all);
    assert.deepEqual(seen, [...seen].sort((a, b) => a - b), "what comes of one file comes before the next");
  });

  test("takes another worker when one dies, and does its lines again", async () => {
    const made = pool(["rsa4096"]);
    let parts = 0;
    const came = await open(made, many, {
      onPart: () => {
        parts++;
        if (parts === 2 || parts === 5) void made.threads.at(-1).terminate();
      },
    });
    assert.deepEqual(order(came.output), all);
    assert.ok(made.threads.length >= 3, "there was another worker");
  });

  test("gives lines up over which workers die again and again, and goes on with others", async () => {
    const made = pool(["rsa4096"], 1);
    const spawn = spawner(modules, made.threads);
    let deaths = 0;
    const dying = new Pool({
      spawn: (broken) => {
        const link = spawn(broken);
        if (deaths++ < 2) setTimeout(() => broken("it was told to"), 50);
        return link;
      },
      keys: () => [],
      size: 1,
    });
    after(() => dying.end());
    const lines = { bytes: new TextEncoder().encode('{"a":1}'), ends: Uint32Array.of(7), numbers: Float64Array.of(9), cutOff: undefined };
    // Workers start in more than 50 ms, so two of them die over the first lines.
    const [first, second] = await Promise.allSettled([dying.open(lines), dying.open(lines)]);
    if (first.status === "rejected") {
      assert.equal(first.reason.code, "ERR_IO");
      assert.match(first.reason.message, /lines 9 to 9/);
    }
    assert.equal(second.status, "fulfilled");
  });

  test("is cancelled at once, and opens again afterwards", async () => {
    const made = pool(["rsa4096"]);
    let cancelled = 0;
    const opening = open(made, many, {
      onPart: () => {
        if (cancelled === 0) {
          cancelled = performance.now();
          made.pipeline.cancel();
        }
      },
    });
    await assert.rejects(opening, { code: "ERR_ABORTED" });
    assert.ok(performance.now() - cancelled < 200, "within a fifth of a second");
    assert.deepEqual(order((await open(made, many)).output), all);
  });

  test("has a bound on what is in flight", async () => {
    const made = pool(["rsa4096"]);
    let read = 0;
    let handedOn = 0;
    let most = 0;
    const open2 = made.pool.open.bind(made.pool);
    made.pool.open = (lines) => {
      most = Math.max(most, ++read - handedOn);
      return open2(lines);
    };
    await open(made, many, { onPart: () => handedOn++ });
    assert.ok(most <= 8 + 1, `${most} jobs for two workers`);
  });

  test("unwraps once where all fields of a record have one content key, and every key when strict", async () => {
    const { records } = fixture("one-content-key");
    const shared = await open(pool(["rsa4096", "rsa2048"]), logFile("one-content-key"));
    const made = pool(["rsa4096", "rsa2048"]);
    made.pool.choose({ engine: "auto", strict: true });
    const strict = await open(made, logFile("one-content-key"));
    assert.deepEqual(strict.output, shared.output);
    assert.ok(shared.operations < strict.operations, `${shared.operations} operations instead of ${strict.operations} for ${records} records`);
  });

  for (const engine of ["native", "wasm"]) {
    test(`opens with the engine '${engine}' alone`, async () => {
      const made = pool(["rsa4096"]);
      made.pool.choose({ engine, strict: false });
      assert.deepEqual(order((await open(made, many)).output), all);
      assert.equal(made.pool.info.engine?.name, engine === "native" ? "native" : made.pool.info.kernel ? "kernel" : "portable");
    });
  }
});

test("a kernel is there wherever WebAssembly has SIMD", async () => {
  const kernel = await loadKernel(modules.kernels);
  assert.ok(kernel, "at least the plain one");
});
