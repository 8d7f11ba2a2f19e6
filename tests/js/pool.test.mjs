// The pool and its pipeline on Node.js' worker threads: order, bounds, cancelling, workers that die, and
// every fixture through them. `cargo xtask test page` builds what this runs.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, describe, test } from "node:test";
import zlib from "node:zlib";
import { indexAll, indexFiles, loadKernel, Opener, Pipeline, Pool, spawner, start } from "../../target/js/main.js";
import { fixture, keyFile, logFile, manyRecords, scratch, top } from "../page/fixtures.mjs";

const { modules } = await start(path.join(top, "target/wasm"));

/** A pool with these keys, its pipeline, and the worker threads it started. */
function pool(keys, size = 2) {
  const threads = [];
  const opener = new Opener({});
  for (const name of keys) opener.add(fs.readFileSync(keyFile(`${name}.pem`)));
  const made = new Pool({ spawn: spawner(modules, threads), keys: () => opener.exportKeys(), size });
  after(() => made.end());
  return { pool: made, pipeline: Pipeline.opening(made), threads };
}

async function* slices(bytes, size) {
  for (let at = 0; at < bytes.length; at += size) yield Uint8Array.from(bytes.subarray(at, at + size));
}

/** Opens a file and gathers what comes out. */
async function open({ pipeline }, file, { size = 1 << 20, onPart = () => {}, signal } = {}) {
  const came = {
    output: [],
    rejects: [],
    faults: [],
    warnings: [],
    records: 0,
    opened: 0,
    sealed: 0,
    rejected: 0,
    operations: 0,
  };
  await pipeline.open(
    slices(fs.readFileSync(file), size),
    (part) => {
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
    },
    signal,
  );
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
  const order = (output) =>
    [...output.toString().matchAll(/"RequestBody":"question (\d+)"/g)].map(([, number]) => Number(number));
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
    assert.deepEqual(
      seen,
      [...seen].sort((a, b) => a - b),
      "what comes of one file comes before the next",
    );
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

  test("rejects lines over which workers die again and again, each with its number, and opens the rest of the file", async () => {
    const lines = Array.from({ length: 3000 }, (_, i) => `{"number":${i}}`);
    lines[1234] = '{"number":1234,"text":"poison"}';
    const threads = [];
    let deaths = 0;
    const spawn = spawner(modules, threads);
    /** A worker that dies over the poison, once it has done what it was sent before. */
    const dying = (broken) => {
      const link = spawn(broken);
      const { port } = link;
      const send = port.postMessage.bind(port);
      const sent = [];
      const die = () => {
        if (sent[0] !== "poison") return;
        deaths++;
        setImmediate(broken, "it was told to");
      };
      port.postMessage = (message, moved) => {
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
      new RegExp(`over lines? ${first + 1}( to ${first + rejects.length})? \\(it was told to\\)`),
    );
  });

  test("is cancelled at once, and opens again afterwards", async () => {
    const made = pool(["rsa4096"]);
    let cancelled = 0;
    const run = new AbortController();
    const opening = open(made, many, {
      signal: run.signal,
      onPart: () => {
        if (cancelled === 0) {
          cancelled = performance.now();
          run.abort();
        }
      },
    });
    await assert.rejects(opening, { code: "ERR_ABORTED" });
    assert.ok(performance.now() - cancelled < 200, "within a fifth of a second");
    assert.deepEqual(order((await open(made, many)).output), all);
  });

  test("cancels one run and leaves another alone", async () => {
    const made = pool(["rsa4096"]);
    const run = new AbortController();
    const [cancelled, other] = [
      open({ pipeline: Pipeline.opening(made.pool) }, many, { signal: run.signal }),
      open(made, many),
    ];
    setTimeout(() => run.abort(), 50);
    await assert.rejects(cancelled, { code: "ERR_ABORTED" });
    assert.deepEqual(order((await other).output), all);
  });

  test("holds the reader back while what came is being taken, and ends with what the taker throws", async () => {
    const made = pool(["rsa4096"]);
    let slicesRead = 0;
    const bytes = fs.readFileSync(many);
    async function* counted() {
      for await (const slice of slices(bytes, 4096)) {
        slicesRead++;
        yield slice;
      }
    }
    let taken = 0;
    const opening = made.pipeline.open(counted(), async ({ opened }) => {
      if (!opened) return;
      if (++taken > 1) throw new Error("the disk is full");
      await new Promise((resolve) => setTimeout(resolve, 500));
      assert.ok(slicesRead * 4096 < bytes.length / 2, `${slicesRead} slices were read meanwhile`);
    });
    await assert.rejects(opening, /the disk is full/);
  });

  test("has a bound on what is in flight", async () => {
    const made = pool(["rsa4096"]);
    let read = 0;
    let handedOn = 0;
    let most = 0;
    const open2 = made.pool.open.bind(made.pool);
    made.pool.open = (...given) => {
      most = Math.max(most, ++read - handedOn);
      return open2(...given);
    };
    await open(made, many, { onPart: () => handedOn++ });
    assert.ok(most <= 8 + 1, `${most} batches for two workers`);
  });

  test("unwraps once where all fields of a record have one content key, and every key when strict", async () => {
    const { records } = fixture("one-content-key");
    const shared = await open(pool(["rsa4096", "rsa2048"]), logFile("one-content-key"));
    const made = pool(["rsa4096", "rsa2048"]);
    made.pool.choose({ engine: "auto", strict: true });
    const strict = await open(made, logFile("one-content-key"));
    assert.deepEqual(strict.output, shared.output);
    assert.ok(
      shared.operations < strict.operations,
      `${shared.operations} operations instead of ${strict.operations} for ${records} records`,
    );
  });

  test("reports a damaged wrapped key when strict, whatever the same worker opened before", async () => {
    const made = pool(["rsa2048"], 1);
    for (const strict of [false, true, false, true]) {
      made.pool.choose({ engine: "auto", strict });
      const came = await open(made, logFile("damaged-wrapped-key"));
      const codes = came.faults.map(({ code }) => code);
      assert.deepEqual([came.opened, codes], strict ? [1, ["ERR_UNWRAP"]] : [2, []]);
    }
  });

  for (const engine of ["native", "wasm"]) {
    test(`opens with the engine '${engine}' alone`, async () => {
      const made = pool(["rsa4096"]);
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

describe("indexing", () => {
  const blobs = (files) => files.map((name) => new Blob([fs.readFileSync(logFile(name))]));
  const indexed = async (made, files) => {
    const came = files.map(() => ({ records: 0, rejected: 0, codes: [], ends: 0, parts: 0 }));
    const order = [];
    await indexAll(made.pool, files, ({ file, indexed: part, failure, last }) => {
      order.push(file);
      const one = came[file];
      one.parts++;
      one.records += part?.records ?? 0;
      one.rejected += part?.rejected ?? 0;
      one.codes.push(...(part?.faults ?? []).map(({ code }) => code), ...(failure ? [failure.code] : []));
      one.ends += Number(last);
    });
    assert.deepEqual(
      order,
      order.toSorted?.((a, b) => a - b) ?? order.slice().sort((a, b) => a - b),
      "in the order of the files",
    );
    assert.ok(
      came.every(({ ends }) => ends === 1),
      "each file ends once",
    );
    return came;
  };

  for (const size of [1, 2, 5]) {
    test(`finds the records of every fixture, with ${size} workers`, async () => {
      const came = await indexed(pool([], size), blobs(names.map(({ name }) => name)));
      for (const [i, { name, records, rejected, errors }] of names.entries()) {
        assert.deepEqual([came[i].records, came[i].rejected], [records, rejected], name);
        assert.deepEqual(
          came[i].codes,
          errors.filter(({ field }) => field === undefined).map(({ code }) => code),
          name,
        );
      }
    });
  }

  test("keeps the order of many small files and of large ones between them", async () => {
    const large = '{"a":1}\n'.repeat(1_000_000);
    const files = Array.from({ length: 300 }, (_, i) => new Blob([i % 100 === 50 ? large : '{"a":1}\n'.repeat(i)]));
    const came = await indexed(pool([], 3), files);
    for (const [i, { records, parts }] of came.entries()) {
      assert.equal(records, i % 100 === 50 ? 1_000_000 : i);
      // Parts have 65,536 records at most; a small file is one.
      assert.ok(i % 100 === 50 ? parts >= 16 : parts === 1, `${parts} parts`);
    }
  });

  test("tells of a file that cannot be read, and goes on", async () => {
    const files = [new Blob(["{}\n"]), new Blob(["{}\n".repeat(1_000_000)]), new Blob([]), new Blob(["{}\n{}\n"])];
    const parts = [];
    const read = async (file, start, end) => {
      if (file === files[1] && start > 0) throw new DOMException("changed", "NotReadableError");
      return file.slice(start, end).arrayBuffer();
    };
    await indexFiles(
      files,
      read,
      async (part) => void parts.push(part),
      () => true,
    );
    const told = parts.map(({ file, indexed: part, failure, last }) => [
      file,
      part?.records,
      part?.faults[0]?.code ?? failure?.code,
      last,
    ]);
    const ofSecond = told.filter(([file]) => file === 1);
    assert.deepEqual(ofSecond.pop(), [1, undefined, "ERR_IO", true]);
    assert.ok(ofSecond.every(([, records, code, last]) => records <= 65_536 && code === undefined && !last));
    assert.equal(
      ofSecond.reduce((sum, [, records]) => sum + records, 0),
      349_525,
    );
    assert.deepEqual(
      told.filter(([file]) => file !== 1),
      [
        [0, 1, undefined, true],
        [2, 0, "ERR_GZIP_TRUNCATED", true],
        [3, 2, undefined, true],
      ],
    );
  });

  test("waits while many parts wait for their turn, also within one slice of a file", async () => {
    // 50 MB in one slice, whose index is as large: each record has a text of its own.
    const record = (_, i) => `{"a":"${String(i).padStart(480, "-")}"}\n`;
    const bomb = new Blob([zlib.gzipSync(Array.from({ length: 100_000 }, record).join(""))]);
    assert.ok(bomb.size < 1 << 20, `${bomb.size}`);
    const made = pool([], 1);
    let take = () => {};
    const taken = new Promise((resolve) => (take = resolve));
    const came = { bytes: 0, records: 0, parts: 0 };
    let resume = () => {};
    const held = new Promise((resolve) => (resume = resolve));
    const indexing = made.pool.index([bomb, new Blob(["{}\n"])], ({ indexed: part }) => {
      came.bytes += part.chunk.length;
      came.records += part.records;
      came.parts++;
      if (came.bytes > 32 << 20) resume();
      return taken;
    });
    await held;
    const before = { ...came };
    // What the worker does meanwhile, if it does not wait, is heard by then.
    const other = pool([], 1);
    await other.pool.index([bomb], () => {});
    assert.deepEqual(came, before, "nothing more came");
    assert.ok(came.bytes < 44 << 20, `${came.bytes} bytes`);
    take();
    await indexing;
    assert.equal(came.records, 100_001);
  });

  test("is done again where a worker died, and nothing comes twice", async () => {
    const made = pool([], 2);
    const files = Array.from({ length: 4 }, () => new Blob(['{"a":1}\n'.repeat(1_500_000)]));
    const indexing = indexed(made, files);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await made.threads[0].terminate();
    for (const { records } of await indexing) assert.equal(records, 1_500_000);
    assert.ok(made.threads.length > 2, "another worker came");
  });

  test("is cancelled with the pool", async () => {
    const made = pool([], 2);
    const files = Array.from({ length: 50 }, () => new Blob(['{"a":1}\n'.repeat(500_000)]));
    const run = new AbortController();
    const indexing = indexAll(made.pool, files, () => {}, run.signal);
    setTimeout(() => run.abort(), 100);
    await assert.rejects(indexing, { code: "ERR_ABORTED" });
  });
});
