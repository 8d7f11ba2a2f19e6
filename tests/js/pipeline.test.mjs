// The pipeline: order, and what it holds back. The work is done when a test says so.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { load } from "../common/modules.mjs";

const [{ Pipeline }] = await load(["pool/pipeline"]);

const CAPACITY = { size: 2, linesAtOnce: 1 };
/** Batches in flight for so many workers, and the one that is read next. */
const MOST = 4 * CAPACITY.size;

/** Lets everything happen that can happen by itself. */
async function settle() {
  for (let turns = 0; turns < 50; turns++) await new Promise((resolve) => setImmediate(resolve));
}

/** Batches of one line each, of these numbers; and how many were read. */
function batches(count = 100) {
  const read = { count: 0, returned: false };
  const generator = async function* () {
    try {
      for (let number = 0; number < count; number++) {
        read.count++;
        yield {
          bytes: Uint8Array.of(0x61),
          ends: [1],
          numbers: [number],
          rejects: new Uint8Array(),
          rejected: 0,
          faults: [],
          warnings: [],
          offset: number,
          drained: false,
        };
      }
    } finally {
      read.returned = true;
    }
  };
  return { read, generator: generator() };
}

/** Work that is done when it is let: gives the number of its line. */
function work() {
  /** @type {{ number: number, done: () => void, fail: (error: Error) => void }[]} */
  const under = [];
  /** @type {import("../../js/pool/pipeline.ts").Work<number>} */
  const begin = ({ numbers: [number] }) =>
    new Promise((resolve, reject) => under.push({ number, done: () => resolve(number), fail: reject }));
  return { under, begin };
}

describe("a pipeline", () => {
  test("hands on in order what is done in another", async () => {
    const { under, begin } = work();
    const { generator } = batches(3);
    /** @type {(number | undefined)[]} */
    const came = [];
    const running = new Pipeline(CAPACITY, begin).run(generator, ({ opened }) => void came.push(opened));
    await settle();
    assert.equal(under.length, 3);
    for (const each of [...under].reverse()) {
      each.done();
      await settle();
    }
    await running;
    assert.deepEqual(came, [0, 1, 2]);
  });

  test("hands on one file before the next, and begins with the next meanwhile", async () => {
    const { under, begin } = work();
    const pipeline = new Pipeline(CAPACITY, begin);
    /** @type {string[]} */
    const came = [];
    const running = ["a", "b"].map((file) =>
      pipeline.run(batches(2).generator, ({ opened }) => void came.push(`${file}${opened}`)),
    );
    await settle();
    assert.equal(under.length, 4, "both are worked on");
    for (const each of [...under].reverse()) each.done();
    await Promise.all(running);
    assert.deepEqual(came, ["a0", "a1", "b0", "b1"]);
  });

  test("reads no more than a bound while the work is not done", async () => {
    const { under, begin } = work();
    const { read, generator } = batches();
    const running = new Pipeline(CAPACITY, begin).run(generator, () => {});
    await settle();
    assert.deepEqual([read.count, under.length], [MOST, MOST]);
    under[0].done();
    await settle();
    assert.deepEqual([read.count, under.length], [MOST + 1, MOST + 1]);
    while (under.length < 100) {
      for (const each of under) each.done();
      await settle();
    }
    for (const each of under) each.done();
    await running;
  });

  test("reads no more than that while what came is not taken, and ends with what the taker throws", async () => {
    const { under, begin } = work();
    const { read, generator } = batches();
    let take = () => {};
    let taken = 0;
    const running = new Pipeline(CAPACITY, begin).run(generator, () => {
      if (++taken > 1) throw new Error("the disk is full");
      return new Promise((resolve) => (take = () => resolve()));
    });
    const failing = assert.rejects(running, /the disk is full/);
    await settle();
    for (const each of under) each.done();
    await settle();
    assert.deepEqual([taken, read.count], [1, MOST], "the first is still being taken");
    take();
    await settle();
    for (const each of under) each.done();
    await failing;
    assert.deepEqual([taken, read.returned], [2, true]);
  });

  test("that is cancelled hands on no more, and ends the reading", async () => {
    const { under, begin } = work();
    const { read, generator } = batches();
    const run = new AbortController();
    let taken = 0;
    const running = new Pipeline(CAPACITY, begin).run(
      generator,
      () => {
        taken++;
        run.abort();
      },
      run.signal,
    );
    await settle();
    for (const each of under) each.done();
    await assert.rejects(running, { code: "ERR_ABORTED" });
    assert.deepEqual([taken, read.returned], [1, true]);
  });

  test("ends with what the work throws, and the next file is read all the same", async () => {
    const { under, begin } = work();
    const pipeline = new Pipeline(CAPACITY, begin);
    const failing = pipeline.run(batches(1).generator, () => assert.fail("nothing came"));
    /** @type {(number | undefined)[]} */
    const came = [];
    const other = pipeline.run(batches(1).generator, ({ opened }) => void came.push(opened));
    await settle();
    under[0].fail(new Error("the worker is gone"));
    under[1].done();
    await assert.rejects(failing, /the worker is gone/);
    await other;
    assert.deepEqual(came, [0]);
  });
});
