// The Worker in workerd: every record comes out once and byte for byte, whatever happens to deliveries.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import zlib from "node:zlib";
import { log, nameOf, privateKey } from "./data.mjs";
import { bytesOf, each, names, start, top, until } from "./harness.mjs";

const outputOf = (key) => key.replace(/\.log\.gz$/, ".ndjson");
const reportOf = async (opened, key) => JSON.parse(await bytesOf(opened, key.replace(/\.log\.gz$/, ".report.json")));

/** As R2 sends it for a new object. */
const notification = (key) => ({
  body: {
    account: "a",
    bucket: "ai-gateway-logs",
    action: "PutObject",
    eventTime: "2026-04-18T00:02:43.000Z",
    object: { key, size: 1, eTag: "e" },
  },
});

async function announce(worker, keys) {
  for (let at = 0; at < keys.length; at += 100)
    await worker.queue.sendBatch(keys.slice(at, at + 100).map(notification));
}

/** Starts the Worker for a test. */
async function worker(context, bindings, options) {
  const started = await start({ LOGPUSH_PRIVATE_KEY: privateKey, ...bindings }, options);
  context.after(started.stop);
  return started;
}

describe("a thousand small objects, deliveries doubled, reordered and failing", () => {
  const OBJECTS = 1000;
  const objects = new Map(
    Array.from({ length: OBJECTS }, (_, number) => [nameOf(number), log(`object ${number}`, 1 + (number % 3))]),
  );
  const keys = [...objects.keys()];
  let w;
  before(async () => (w = await start({ LOGPUSH_PRIVATE_KEY: privateKey, DOUBLED: "yes", FAILURE_RATE: "0.02" })));
  after(() => w.stop());

  test("are opened, each once, byte for byte", async () => {
    await each(objects, ([key, { stored }]) => w.logs.put(key, zlib.gzipSync(stored)));
    for (const foreign of ["ownership-challenge-1a2b.txt", "20260418/test.txt.gz", "notes.md"])
      await w.logs.put(foreign, "not a log");
    await w.logs.put("poison.log.gz", "whatever");
    // A tenth is announced as R2 does, all is found by the back-fill; and each delivery is doubled.
    await announce(w, ["poison.log.gz", "ownership-challenge-1a2b.txt", ...keys.slice(0, OBJECTS / 10)]);
    let sent = 0;
    let passedOver = 0;
    for (let cursor = ""; cursor !== undefined; ) {
      const response = await w.request(`/back-fill?${new URLSearchParams({ ...(cursor && { cursor }) })}`, {
        method: "POST",
      });
      // The chaos reaches the consumer alone.
      assert.equal(response.status, 200);
      const page = await response.json();
      sent += page.sent;
      passedOver += page.passedOver;
      cursor = page.cursor;
    }
    assert.deepEqual({ sent, passedOver }, { sent: OBJECTS + 1, passedOver: 3 });
    await until(
      "all objects are opened",
      async () => (await names(w.opened)).filter((name) => name.endsWith(".ndjson")).length === OBJECTS,
      2000,
    );
    await each(objects, async ([key, { opened }]) =>
      assert.equal(String(await bytesOf(w.opened, outputOf(key))), opened, key),
    );
  });

  test("the poisoned one ends in the dead-letter queue, with a reason", async () => {
    await until("the dead letters are there", async () => (await names(w.seen, "dead/")).length === 2);
    for (const name of await names(w.seen, "dead/"))
      assert.equal(JSON.parse(await bytesOf(w.seen, name)).object.key, "poison.log.gz");
    const failure = JSON.parse(await bytesOf(w.opened, "poison.failed.json"));
    assert.equal(failure.message, "poison");
  });

  test("are counted once", async () => {
    const sums = {};
    for (let cursor = ""; cursor !== undefined; ) {
      const { cursor: next, ...page } = await (
        await w.request(`/counts?${new URLSearchParams({ ...(cursor && { cursor }) })}`)
      ).json();
      for (const [name, count] of Object.entries(page)) sums[name] = (sums[name] ?? 0) + count;
      cursor = next;
    }
    const records = keys.reduce((sum, _, number) => sum + 1 + (number % 3), 0);
    assert.deepEqual(sums, { files: OBJECTS, records, opened: records, sealed: 0, rejected: 0, failed: 1 });
    const report = await reportOf(w.opened, keys[0]);
    assert.deepEqual(
      { records: report.records, opened: report.opened, errors: report.errors },
      { records: 1, opened: 1, errors: [] },
    );
  });

  test("nothing else is written, and what is opened stays as it is", async () => {
    const written = await names(w.opened);
    const expected = keys.flatMap((key) => [outputOf(key), key.replace(/\.log\.gz$/, ".report.json")]);
    assert.deepEqual(written.sort(), [...expected, "poison.failed.json"].sort());
    const before = (await w.opened.head(outputOf(keys[7]))).version;
    await announce(w, [keys[7], keys[8]]);
    await new Promise((resolve) => setTimeout(resolve, 2000));
    assert.equal((await w.opened.head(outputOf(keys[7]))).version, before);
  });
});

describe("a large object", () => {
  // 6 MB of opened text, in parts of 5 MiB; segments of 512 KiB; plans of 4 MiB, so that one goes on where
  // another ended. A line that is no record in every part of it.
  const pieces = Array.from({ length: 8 }, (_, number) => ({
    ...log(`piece ${number}`, 75, 9000),
    bad: `no record ${number}\n`,
  }));
  const stored = Buffer.from(pieces.map(({ stored, bad }) => stored + bad).join(""));
  const opened = pieces.map(({ opened }) => opened).join("");
  const rejects = pieces.map(({ bad }) => bad).join("");
  const third = Math.floor(stored.length / 3);
  const members = [stored.subarray(0, third), stored.subarray(third, 2 * third), stored.subarray(2 * third)];
  const forms = {
    "one-member": zlib.gzipSync(stored),
    "three-members": Buffer.concat(members.map((member) => zlib.gzipSync(member))),
    plain: stored,
  };
  const sizes = { SEGMENT_BYTES: String(512 << 10), PLAN_BYTES: String(4 << 20), PART_BYTES: String(5 << 20) };

  for (const [form, bytes] of Object.entries(forms)) {
    test(`of ${form} is opened in segments and put together`, async (t) => {
      const w = await worker(t, { ...sizes, DOUBLED: "yes", FAILURE_RATE: "0.01" });
      const key = `20260418/${form}.log.gz`;
      await w.logs.put(key, bytes);
      await announce(w, [key]);
      await until("it is put together", () => w.opened.head(outputOf(key)));
      assert.ok(String(await bytesOf(w.opened, outputOf(key))) === opened, "the output is another");
      assert.equal(String(await bytesOf(w.opened, `20260418/${form}.rejects`)), rejects);
      const { records, rejected, errors, source } = await reportOf(w.opened, key);
      assert.deepEqual({ records, rejected, size: source.size }, { records: 600, rejected: 8, size: bytes.length });
      assert.deepEqual(
        errors.map(({ line }) => line),
        pieces.map((_, number) => 76 * (number + 1)),
      );
      await until("what was kept meanwhile is removed", async () => (await names(w.opened, ".work/")).length === 0);
      assert.deepEqual(await names(w.seen, "dead/"), []);
    });
  }

  test("that is damaged gives all lines before, and says where it is damaged", async (t) => {
    const w = await worker(t, sizes);
    const bytes = Buffer.from(forms["three-members"]);
    const cut = Math.floor(bytes.length * 0.9);
    // The first member's checksum is wrong, and the object ends too early.
    const first = zlib.gzipSync(members[0]).length;
    bytes[first - 8] ^= 1;
    await w.logs.put("damaged.log.gz", bytes.subarray(0, cut));
    await announce(w, ["damaged.log.gz"]);
    await until("it is put together", () => w.opened.head("damaged.ndjson"));
    const output = String(await bytesOf(w.opened, "damaged.ndjson"));
    assert.ok(output.length > opened.length * 0.8 && opened.startsWith(output));
    const { errors } = await reportOf(w.opened, "damaged.log.gz");
    const codes = errors
      .filter(({ code }) => code.startsWith("ERR_GZIP"))
      .map(({ code, line }) => [code, line === undefined]);
    assert.deepEqual(codes, [
      ["ERR_GZIP_TRUNCATED", false],
      ["ERR_GZIP", true],
      ["ERR_GZIP_TRUNCATED", true],
    ]);
  });
});

describe("what is not as it should be", () => {
  const folder = path.join(top, "tests/fixtures");
  const cases = fs
    .readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .map((file) => ({ name: file.slice(0, -5), ...JSON.parse(fs.readFileSync(path.join(folder, file), "utf8")) }))
    // A line of 100 MB has no room in an isolate.
    .filter(({ name, keys, body }) => keys?.join() === "rsa2048" && body === "text" && name !== "line-of-100-mb");

  test("the fixtures come out as they do everywhere", async (t) => {
    assert.ok(cases.length > 15);
    const w = await worker(t, {});
    for (const { name } of cases)
      await w.logs.put(`${name}.log.gz`, fs.readFileSync(path.join(folder, `${name}.log.gz`)));
    await announce(
      w,
      cases.map(({ name }) => `${name}.log.gz`),
    );
    for (const { name, records, opened, sealed, rejected, errors } of cases) {
      await until(`${name} is opened`, () => w.opened.head(`${name}.ndjson`));
      for (const extension of ["ndjson", "rejects"]) {
        const expected = fs.readFileSync(path.join(folder, `${name}.${extension}`));
        assert.deepEqual(
          (await bytesOf(w.opened, `${name}.${extension}`)) ?? Buffer.alloc(0),
          expected,
          `${name}.${extension}`,
        );
      }
      const report = await reportOf(w.opened, `${name}.log.gz`);
      const counts = {
        records: report.records,
        opened: report.opened,
        sealed: report.sealed,
        rejected: report.rejected,
      };
      assert.deepEqual(counts, { records, opened, sealed, rejected }, name);
      assert.deepEqual(
        report.errors.map(({ code }) => code),
        errors.map(({ code }) => code),
        name,
      );
    }
    assert.deepEqual(await names(w.seen, "dead/"), []);
  });

  test("what stayed sealed is opened when the key has come, and what was opened is left alone", async (t) => {
    const other = fs.readFileSync(path.join(folder, "keys/other2048.pem"), "utf8");
    const key = nameOf(0);
    const { stored, opened } = log("sealed", 3);
    const w = await worker(t, { LOGPUSH_PRIVATE_KEY: other });
    await w.logs.put(key, zlib.gzipSync(stored));
    await announce(w, [key]);
    await until("it was tried", () => w.opened.head(outputOf(key)));
    assert.equal(String(await bytesOf(w.opened, outputOf(key))), stored);
    const both = await worker(t, { LOGPUSH_PRIVATE_KEY: `${other}\n${privateKey}` });
    await both.logs.put(key, zlib.gzipSync(stored));
    const { etag } = await both.logs.head(key);
    const { customMetadata } = await w.opened.head(outputOf(key));
    assert.equal(customMetadata.source, etag);
    await both.opened.put(outputOf(key), stored, { customMetadata });
    await announce(both, [key]);
    await until("it is opened", async () => String(await bytesOf(both.opened, outputOf(key))) === opened);
  });

  test("without a token nothing is shown", async (t) => {
    const w = await worker(t, {});
    for (const token of ["", "another token"]) {
      assert.equal((await w.request("/back-fill", { method: "POST", token })).status, 401);
      assert.equal((await w.request("/counts", { token })).status, 401);
    }
    const open = await worker(t, { TOKEN: "" });
    assert.equal((await open.request("/counts", { token: "" })).status, 401);
  });

  test("a secret that is no key leaves the objects for later", async (t) => {
    const w = await worker(t, { LOGPUSH_PRIVATE_KEY: "no key" }, { retries: 2 });
    await w.logs.put("a.log.gz", zlib.gzipSync(log("a", 1).stored));
    await announce(w, ["a.log.gz"]);
    await until("it is a dead letter", async () => (await names(w.seen, "dead/")).length === 1);
    assert.equal(JSON.parse(await bytesOf(w.opened, "a.failed.json")).code, "ERR_KEY_FORMAT");
    assert.equal(await w.opened.head("a.ndjson"), null);
  });
});
