// Indexing many files on Node.js' worker threads. `cargo xtask test page` builds what this runs.
import assert from "node:assert/strict";
import fs from "node:fs";
import { describe, test } from "node:test";
import zlib from "node:zlib";
import { indexAll, indexFiles, poolOf } from "../common/pool.mjs";
import { logFile, opened } from "../page/fixtures.mjs";

describe("indexing", () => {
  const blobs = (/** @type {string[]} */ files) =>
    files.map((/** @type {string} */ name) => new Blob([fs.readFileSync(logFile(name))]));
  /**
   * What is found in files.
   *
   * @param {Pick<ReturnType<typeof poolOf>, "pool">} made
   * @param {Blob[]} files
   */
  const indexed = async (made, files, onPart = () => {}) => {
    /** @type {string[]} */
    const none = [];
    const came = files.map(() => ({ records: 0, rejected: 0, codes: [...none], ends: 0, parts: 0 }));
    /** @type {number[]} */
    const order = [];
    await indexAll(made.pool, files, ({ file, indexed: part, failure, last }) => {
      onPart();
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
      order.slice().sort((a, b) => a - b),
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
      const came = await indexed(poolOf([], size), blobs(opened.map(({ name }) => name)));
      for (const [i, { name, records, rejected, errors }] of opened.entries()) {
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
    const came = await indexed(poolOf([], 3), files);
    for (const [i, { records, parts }] of came.entries()) {
      assert.equal(records, i % 100 === 50 ? 1_000_000 : i);
      // Parts have 65,536 records at most; a small file is one.
      assert.ok(i % 100 === 50 ? parts >= 16 : parts === 1, `${parts} parts`);
    }
  });

  test("reports a file that cannot be read, and continues", async () => {
    const files = [new Blob(["{}\n"]), new Blob(["{}\n".repeat(1_000_000)]), new Blob([]), new Blob(["{}\n{}\n"])];
    /** @type {import("../../js/pool/messages.ts").FilePart[]} */
    const parts = [];
    const read = async (/** @type {Blob} */ file, /** @type {number} */ start, /** @type {number} */ end) => {
      if (file === files[1] && start > 0) throw new DOMException("changed", "NotReadableError");
      return file.slice(start, end).arrayBuffer();
    };
    await indexFiles(
      files,
      read,
      async (part) => void parts.push(part),
      () => true,
    );
    const ofSecond = parts.filter(({ file }) => file === 1);
    const end = ofSecond.pop();
    assert.deepEqual([end?.indexed, end?.failure?.code, end?.last], [undefined, "ERR_IO", true]);
    const records = ofSecond.map(({ indexed: part }) => part?.records ?? 0);
    assert.ok(records.length > 1 && records.every((count) => count <= 65_536));
    assert.ok(ofSecond.every(({ indexed: part, failure, last }) => part?.faults.length === 0 && !failure && !last));
    assert.equal(
      records.reduce((sum, count) => sum + count, 0),
      349_525,
    );
    assert.deepEqual(
      parts.flatMap(({ file, indexed: part, failure, last }) =>
        file === 1 ? [] : [[file, part?.records, part?.faults[0]?.code ?? failure?.code, last]],
      ),
      [
        [0, 1, undefined, true],
        [2, 0, "ERR_GZIP_TRUNCATED", true],
        [3, 2, undefined, true],
      ],
    );
  });

  test("waits while many parts wait for their turn, also within one slice of a file", async () => {
    // 50 MB in one slice, whose index is as large: each record has a text of its own.
    const record = (/** @type {unknown} */ _, /** @type {number} */ i) => `{"a":"${String(i).padStart(480, "-")}"}\n`;
    const bomb = new Blob([zlib.gzipSync(Array.from({ length: 100_000 }, record).join(""))]);
    assert.ok(bomb.size < 1 << 20, `${bomb.size}`);
    const made = poolOf([], 1);
    let take = () => {};
    const taken = new Promise((resolve) => (take = () => resolve(undefined)));
    const came = { bytes: 0, records: 0, parts: 0 };
    let resume = () => {};
    const held = new Promise((resolve) => (resume = () => resolve(undefined)));
    const indexing = made.pool.index([bomb, new Blob(["{}\n"])], ({ indexed: part }) => {
      came.bytes += part?.chunk.length ?? 0;
      came.records += part?.records ?? 0;
      came.parts++;
      if (came.bytes > 32 << 20) resume();
      return taken;
    });
    await held;
    const before = { ...came };
    // What the worker does meanwhile, if it does not wait, is heard by then.
    const other = poolOf([], 1);
    await other.pool.index([bomb], () => {});
    assert.deepEqual(came, before, "nothing more came");
    assert.ok(came.bytes < 44 << 20, `${came.bytes} bytes`);
    take();
    await indexing;
    assert.equal(came.records, 100_001);
  });

  test("is done again where a worker died, and nothing comes twice", async () => {
    const made = poolOf([], 2);
    const files = Array.from({ length: 4 }, () => new Blob(['{"a":1}\n'.repeat(1_500_000)]));
    let parts = 0;
    const indexing = indexed(made, files, () => {
      if (++parts === 3) void made.threads[0].terminate();
    });
    for (const { records } of await indexing) assert.equal(records, 1_500_000);
    assert.ok(made.threads.length > 2, "another worker came");
  });

  test("is cancelled with the pool", async () => {
    const made = poolOf([], 2);
    const files = Array.from({ length: 50 }, () => new Blob(['{"a":1}\n'.repeat(500_000)]));
    const run = new AbortController();
    const indexing = indexAll(made.pool, files, () => run.abort(), run.signal);
    await assert.rejects(indexing, { code: "ERR_ABORTED" });
  });

  test("is cancelled while files wait for those before them", async () => {
    const made = poolOf([], 2);
    // More than may be ahead of the file that is handed on, most of it the same bytes.
    const large = new Blob(['{"a":1}\n'.repeat(1 << 20)]);
    const files = Array.from({ length: 20 }, () => new Blob(Array(10).fill(large)));
    const run = new AbortController();
    const indexing = indexAll(made.pool, files, () => run.abort(), run.signal);
    await assert.rejects(indexing, { code: "ERR_ABORTED" });
  });
});
