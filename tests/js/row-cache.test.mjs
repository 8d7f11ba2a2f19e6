// The rows near the screen. A worker is played by `Worker`, whose answers come when the test says so.
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { setImmediate as settled } from "node:timers/promises";
import { load } from "./bundle.mjs";

const { RowCache, BLOCK } = await load("table/row-cache.ts");

/** @typedef {{ version: number, first: number, last: number, columns: number[] }} Asked */
/** @typedef {{ record: number, cells: unknown[] }} Row */
/** @typedef {Asked & { resolve: (rows: Row[]) => void, reject: (error: unknown) => void }} Request */

test("rows that are there already are taken at once", () => {
  let drawn = 0;
  const cache = new RowCache(
    (/** @type {number} */ _version, /** @type {number} */ first, /** @type {number} */ last) =>
      Array.from({ length: last - first }, (_, i) => ({ record: first + i, cells: [] })),
    () => drawn++,
  );
  cache.want({ version: 1, total: 1000, between: false, columns: [0], first: 70, last: 90 });
  for (const place of [64, 70, 127]) assert.equal(cache.row(place)?.record, place);
  // Who asked for them draws them: nobody is to be called.
  assert.equal(drawn, 0);
});

test("what is known meanwhile stands in the place of another view's rows, and never of newer ones", async () => {
  /** @type {((rows: Row[]) => void)[]} */
  const waiting = [];
  const rowsFrom = (/** @type {number} */ first) => [1, 2, 3].map((i) => ({ record: first + i, cells: [] }));
  const cache = new RowCache(
    (/** @type {number} */ version) =>
      Object.assign(new Promise((resolve) => waiting.push(resolve)), {
        meanwhile: version === 1 ? undefined : rowsFrom(100 * version),
      }),
    () => {},
  );
  const wanted = { between: true, columns: [0], first: 0, last: 3, total: 3 };
  const shown = () => [0, 1, 2, 3].map((place) => cache.at(place)?.rows[place]?.record);
  cache.want({ ...wanted, version: 1, noted: 1 });
  assert.deepEqual(shown(), [undefined, undefined, undefined, undefined], "nothing is known");
  waiting.shift()?.(rowsFrom(0));
  await settled();
  assert.deepEqual(shown(), [1, 2, 3, undefined]);
  cache.want({ ...wanted, version: 2, noted: 1 });
  assert.deepEqual(shown(), [201, 202, 203, undefined], "at once");
  assert.equal(cache.row(0), undefined, "nothing is done with what is not of now");
  assert.equal(cache.drawn(0)?.record, 201, "but for what somebody sees and presses");
  assert.equal(waiting.length, 1, "and the rows of now are asked for");
  waiting.shift()?.(rowsFrom(50));
  await settled();
  assert.deepEqual([shown()[0], cache.row(0)?.record], [51, 51]);
  // More was noted: the rows of before stay, which are newer than what is known meanwhile.
  cache.want({ ...wanted, version: 2, noted: 2 });
  assert.deepEqual([shown()[0], waiting.length], [51, 1]);
  assert.deepEqual([cache.row(0), cache.drawn(0)?.record], [undefined, 51]);
  // Of the view before nothing is, also where it is still drawn.
  cache.want({ ...wanted, version: 1, noted: 2 });
  assert.deepEqual([shown()[0], cache.drawn(0)], [51, undefined]);
});

test("rows that are there already are drawn as well where those of the view before were still on their way", async () => {
  /** @type {(() => void)[]} */
  const waiting = [];
  const rowsFrom = (/** @type {number} */ first) => [1, 2, 3].map((i) => ({ record: first + i, cells: [] }));
  for (const ofTheFilter of [
    () => rowsFrom(200),
    () => Object.assign(new Promise(() => {}), { meanwhile: rowsFrom(200) }),
  ]) {
    let drawn = 0;
    const cache = new RowCache(
      (/** @type {number} */ version) =>
        version === 2 ? ofTheFilter() : new Promise((_, reject) => waiting.push(() => reject(new Error("gone")))),
      () => drawn++,
    );
    const wanted = { between: false, columns: [0], first: 0, last: 3, total: 3 };
    cache.want({ ...wanted, version: 1 });
    cache.want({ ...wanted, version: 2 });
    assert.equal(cache.at(0), undefined, "a block is asked for once at a time");
    waiting.shift()?.();
    await settled();
    assert.equal(cache.at(0)?.rows[0]?.record, 201);
    assert.equal(drawn, 1, "who wanted them has drawn before they were there");
  }
});

class Worker {
  /** @type {Request[]} */
  waiting = [];
  drawn = 0;
  cache = new RowCache(
    (
      /** @type {number} */ version,
      /** @type {number} */ first,
      /** @type {number} */ last,
      /** @type {number[]} */ columns,
    ) =>
      new Promise((resolve, reject) => {
        this.waiting.push({ version, first, last, columns, resolve, reject });
      }),
    () => this.drawn++,
  );

  rows = (/** @type {Asked} */ { version, first, last }) =>
    Array.from({ length: last - first }, (_, i) => ({ record: version * 1_000_000 + first + i, cells: [] }));

  /** Answers the request that waits longest. */
  async answer(rows = this.rows) {
    const request = this.waiting.shift() ?? assert.fail("nothing waits");
    request.resolve(rows(request));
    await settled();
    return request;
  }

  /** Answers until nothing waits; the first rows of what was asked for. */
  async answerAll() {
    const asked = [];
    while (this.waiting.length > 0) {
      asked.push((await this.answer()).first);
      assert.ok(asked.length < 1000, "it asks for ever");
    }
    return asked;
  }

  want(/** @type {object} */ wanted) {
    this.cache.want({ version: 1, total: 1_000_000, between: false, columns: [0, 2], first: 0, last: 30, ...wanted });
  }

  record(/** @type {number} */ position) {
    const block = this.cache.at(position);
    return block?.rows[position - block.first]?.record;
  }
}

/** @type {Worker} */
let worker;
beforeEach(() => {
  worker = new Worker();
});

describe("what is asked for", () => {
  test("what is seen first, then what comes next where it scrolls to", async () => {
    // They lie in two blocks, both times.
    const first = 2 * BLOCK - 20;
    worker.want({ first, last: first + 30 });
    assert.deepEqual(
      await worker.answerAll(),
      [1, 2, 3, 4, 5].map((block) => block * BLOCK),
    );
    worker.want({ first: first + 5 * BLOCK, last: first + 5 * BLOCK + 30 });
    await worker.answerAll();
    worker.want({ first: first + 5 * BLOCK - 10, last: first + 5 * BLOCK + 20 });
    assert.deepEqual(await worker.answerAll(), [], "those above were seen before");
    worker.want({ first: first + BLOCK, last: first + BLOCK + 30 });
    worker.want({ first: first + BLOCK - 10, last: first + BLOCK + 20 });
    assert.deepEqual(await worker.answerAll(), [0]);
  });

  test("nothing ahead of somebody who jumps, until he goes on from there", async () => {
    worker.want({});
    await worker.answerAll();
    const first = 100 * BLOCK;
    worker.want({ first, last: first + 30 });
    assert.deepEqual(await worker.answerAll(), [100 * BLOCK]);
    worker.want({ first: first + 1, last: first + 31 });
    assert.deepEqual(
      await worker.answerAll(),
      [101, 102, 103].map((block) => block * BLOCK),
    );
  });

  test("nothing twice, and not beyond the end", async () => {
    const total = BLOCK + 20;
    worker.want({ total });
    assert.deepEqual(await worker.answerAll(), [0, BLOCK]);
    assert.equal(worker.record(total - 1), 1_000_000 + total - 1);
    assert.equal(worker.record(total), undefined);
    worker.want({ total, last: 31 });
    assert.equal(worker.waiting.length, 0);
  });

  test("few requests at once: what was passed over is not asked for", async () => {
    for (let first = 0; first < 500_000; first += 10_000) worker.want({ first, last: first + 30 });
    assert.equal(worker.waiting.length, 2);
    const asked = await worker.answerAll();
    assert.ok(asked.includes(Math.floor(490_000 / BLOCK) * BLOCK));
    assert.ok(asked.length <= 6, asked.join());
    assert.equal(worker.record(490_000), 1_490_000);
  });

  test("nothing for an empty view", () => {
    worker.want({ total: 0, last: 0 });
    assert.equal(worker.waiting.length, 0);
  });

  test("a block that failed is asked for again when something else is wanted", async () => {
    worker.want({ total: 50 });
    worker.waiting.shift()?.reject(new Error("gone"));
    await settled();
    assert.equal(worker.waiting.length, 0);
    worker.want({ total: 50, last: 31 });
    await worker.answerAll();
    assert.equal(worker.record(10), 1_000_010);
  });

  test("an answer shorter than asked for is not asked for again", async () => {
    worker.want({ total: 50 });
    await worker.answer((request) => worker.rows(request).slice(0, 20));
    assert.equal(worker.waiting.length, 0);
    assert.equal(worker.record(19), 1_000_019);
    assert.equal(worker.record(20), undefined);
  });
});

describe("another view", () => {
  test("its rows take the place of the former ones when they come, and not before", async () => {
    worker.want({});
    await worker.answerAll();
    worker.want({ version: 2 });
    assert.equal(worker.record(5), 1_000_005);
    assert.equal(worker.cache.row(5), undefined);
    await worker.answerAll();
    assert.equal(worker.record(5), 2_000_005);
    assert.equal(worker.cache.row(5).record, 2_000_005);
  });

  test("answers of the former one that come late are dropped", async () => {
    worker.want({ total: 50 });
    worker.want({ total: 50, version: 2 });
    const { version } = await worker.answer();
    assert.equal(version, 1);
    assert.equal(worker.record(5), undefined);
    assert.equal(worker.drawn, 0);
    await worker.answerAll();
    assert.equal(worker.record(5), 2_000_005);
  });

  test("other columns are asked for, and blocks say which they have", async () => {
    worker.want({});
    await worker.answerAll();
    worker.want({ columns: [1] });
    assert.deepEqual(worker.cache.at(0).columns, [0, 2]);
    await worker.answerAll();
    assert.deepEqual(worker.cache.at(0).columns, [1]);
  });

  test("a shorter one has no rows after its end", async () => {
    worker.want({});
    await worker.answerAll();
    worker.want({ version: 2, total: 10, last: 10 });
    assert.equal(worker.record(9), 1_000_009);
    assert.equal(worker.record(10), undefined);
  });
});

describe("a view that grows", () => {
  test("at its end: only the last block is asked for anew", async () => {
    worker.want({ total: BLOCK + 20 });
    await worker.answerAll();
    worker.want({ total: BLOCK + 50 });
    assert.deepEqual(await worker.answerAll(), [BLOCK]);
    assert.equal(worker.record(BLOCK + 49), 1_000_049 + BLOCK);
    worker.want({ total: 100_000 });
    assert.deepEqual(
      await worker.answerAll(),
      [1, 2, 3].map((block) => block * BLOCK),
    );
  });

  test("in between: all that is seen is asked for anew, and stays until it comes", async () => {
    worker.want({ total: 1000, between: true });
    await worker.answerAll();
    worker.want({ total: 1200, between: true });
    assert.equal(worker.record(5), 1_000_005);
    assert.deepEqual(
      await worker.answerAll(),
      [0, 1, 2, 3].map((block) => block * BLOCK),
    );
  });

  test("rows whose cells may say something else are asked for anew, and stay until they come", async () => {
    worker.want({ total: 200, noted: 0 });
    await worker.answerAll();
    worker.want({ total: 200, noted: 1 });
    assert.equal(worker.record(5), 1_000_005, "they stay");
    assert.equal(worker.cache.row(5), undefined, "and are not taken for what they are now");
    assert.deepEqual(
      await worker.answerAll(),
      [0, 1, 2, 3].map((block) => block * BLOCK),
    );
    assert.equal(worker.cache.row(5)?.record, 1_000_005);
    worker.want({ total: 200, noted: 1 });
    assert.deepEqual(await worker.answerAll(), [], "once");
  });

  test("what rows said is forgotten at once, also what is on its way", async () => {
    worker.want({ total: 200, forgotten: 0 });
    await worker.answerAll();
    worker.want({ total: 200, forgotten: 0, columns: [1] });
    worker.want({ total: 200, forgotten: 1, columns: [1] });
    assert.equal(worker.record(5), undefined);
    await worker.answer();
    assert.equal(worker.record(5), undefined, "it was asked for before");
    await worker.answerAll();
    assert.equal(worker.record(5), 1_000_005);
  });

  test("in between, quicker than answers come: they are shown all the same", async () => {
    for (let total = 1000; total < 2000; total += 100) {
      worker.want({ total, between: true });
      await worker.answer();
    }
    assert.equal(worker.record(5), 1_000_005);
  });
});

test("few blocks are kept, and the ones on the screen always", async () => {
  worker.want({});
  await worker.answerAll();
  for (let first = 0; first < 100_000; first += 100) {
    worker.want({ first, last: first + 30 });
    await worker.answerAll();
    assert.equal(worker.record(first), 1_000_000 + first);
    assert.equal(worker.record(first + 29), 1_000_029 + first);
  }
  assert.equal(worker.record(0), undefined);
});

test("what one comes back to is kept longer than what one left", async () => {
  const show = async (/** @type {number} */ block) => {
    worker.want({ first: block * BLOCK, last: block * BLOCK + 30 });
    return worker.answerAll();
  };
  for (let block = 500; block < 593; block++) await show(block);
  // With the three ahead no more are kept than these. Upwards from the first others come, in place of those that were
  // left longest ago.
  assert.deepEqual(await show(500), []);
  worker.want({ first: 500 * BLOCK - 1, last: 500 * BLOCK + 29 });
  assert.deepEqual(
    await worker.answerAll(),
    [499, 498, 497, 496].map((block) => block * BLOCK),
  );
  assert.deepEqual([worker.record(500 * BLOCK), worker.record(501 * BLOCK)], [1_000_000 + 500 * BLOCK, undefined]);
});

test("nothing is asked for or reported once it is closed", async () => {
  worker.want({});
  worker.cache.close();
  await worker.answerAll();
  assert.equal(worker.drawn, 0);
});
