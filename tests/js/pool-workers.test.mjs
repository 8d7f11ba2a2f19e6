// What the pool says to its workers, and what comes of what they answer. The workers are none: each answers when a test
// lets it.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { load } from "../common/modules.mjs";

const [{ Pool }, { BatchSize }, { indexAll }] = await load(["pool/pool", "pool/batch-size", "pool/indexing"]);

/** @typedef {import("../../js/pool/messages.ts").ToWorker} ToWorker */
/** @typedef {import("../../js/pool/messages.ts").FromWorker} FromWorker */
/** @typedef {import("../../js/pool/messages.ts").Opened} Opened */
/** @typedef {import("../../js/pool/messages.ts").Lines} Lines */

/** A worker as the pool sees it. */
class Fake {
  /** @type {ToWorker[]} */
  sent = [];
  ended = false;
  /** @type {(message: FromWorker) => void} */
  say = () => assert.fail("nobody listens");
  /** @param {(why: string) => void} broken */
  constructor(broken) {
    this.broken = broken;
  }

  get link() {
    return {
      port: {
        /** @param {unknown} message */
        postMessage: (message) => void this.sent.push(/** @type {ToWorker} */ (message)),
        /** @type {(type: "message", listener: (event: { data: FromWorker }) => void) => void} */
        addEventListener: (_, listener) => {
          this.say = (data) => listener({ data });
        },
        start: () => {},
      },
      end: () => {
        this.ended = true;
      },
    };
  }

  /**
   * The messages of a type that it was sent.
   *
   * @template {ToWorker["type"]} Type
   * @param {Type} type
   * @returns {Extract<ToWorker, { type: Type }>[]}
   */
  got(type) {
    return /** @type {Extract<ToWorker, { type: Type }>[]} */ (this.sent.filter((message) => message.type === type));
  }

  /** The numbers of the lines that it was sent, batch by batch. */
  get lines() {
    return this.got("open").map(({ lines }) => [...lines.numbers]);
  }

  /**
   * Answers a batch: the first, unless another one is named.
   *
   * @param {Partial<Opened>} came
   */
  answer(came = {}, at = 0) {
    const { batch } = this.got("open")[at] ?? assert.fail("it has no such batch");
    this.say({ type: "opened", batch, opened: opened(came) });
  }
}

/**
 * What comes of lines.
 *
 * @param {Partial<Opened>} came
 * @returns {Opened}
 */
const opened = (came) => ({
  output: new Uint8Array(),
  lines: [],
  ends: [],
  sealedRecords: [],
  rejects: new Uint8Array(),
  rejectEnds: [],
  opened: 0,
  sealed: 0,
  rejected: 0,
  faults: [],
  usage: [],
  privateOperations: 0,
  contentKeys: new Uint8Array(),
  memberNotes: new Uint8Array(),
  stopped: false,
  took: 100,
  ...came,
});

/** Lines of these numbers, each of one letter. */
const lines = (/** @type {number[]} */ ...numbers) => ({
  bytes: new Uint8Array(numbers.length).fill(0x61),
  ends: Uint32Array.from(numbers, (_, i) => i + 1),
  numbers: Float64Array.from(numbers),
  cutOff: undefined,
});

/** A pool of so many fake workers. */
function pool(size = 1) {
  /** @type {Fake[]} */
  const workers = [];
  const made = new Pool({
    size,
    keys: () => [Uint8Array.of(1, 2, 3)],
    spawn: (broken) => {
      const worker = new Fake(broken);
      workers.push(worker);
      return worker.link;
    },
  });
  return { pool: made, workers };
}

/** Whether a promise is settled by now. */
const isSettled = async (/** @type {Promise<unknown>} */ promise) => {
  const pending = Symbol("pending");
  await new Promise((resolve) => setImmediate(resolve));
  return (await Promise.race([promise.catch(() => {}), Promise.resolve(pending)])) !== pending;
};

describe("workers", () => {
  test("are started when all others have work, and not more than there may be", () => {
    const made = pool(3);
    const counts = [1, 2, 3, 4, 5].map((number) => {
      void made.pool.open(lines(number));
      return made.workers.length;
    });
    assert.deepEqual(counts, [1, 2, 3, 3, 3]);
  });

  test("are sent two batches ahead, the next when one is answered, and the least busy first", async () => {
    const made = pool(2);
    const opening = [1, 2, 3, 4, 5, 6].map((number) => made.pool.open(lines(number)));
    const [first, second] = made.workers;
    assert.deepEqual(
      [first.lines, second.lines],
      [
        [[1], [3]],
        [[2], [4]],
      ],
    );
    second.answer();
    await opening[1];
    assert.deepEqual(
      [first.lines, second.lines],
      [
        [[1], [3]],
        [[2], [4], [5]],
      ],
    );
    first.answer();
    await opening[0];
    assert.deepEqual(first.lines, [[1], [3], [6]]);
  });

  test("have the choices and the keys before anything else, and again when these change", () => {
    const made = pool();
    made.pool.choose({ engine: "wasm", strict: true });
    void made.pool.open(lines(1));
    const [worker] = made.workers;
    assert.deepEqual(
      worker.sent.map(({ type }) => type),
      ["choose", "keys", "open"],
    );
    assert.deepEqual(worker.got("choose")[0].choices, { engine: "wasm", strict: true });
    made.pool.choose({ engine: "native", strict: false });
    made.pool.renewKeys();
    assert.deepEqual(worker.got("choose")[1].choices, { engine: "native", strict: false });
    assert.deepEqual(
      worker.got("keys").map(({ keys }) => keys),
      [[Uint8Array.of(1, 2, 3)], [Uint8Array.of(1, 2, 3)]],
    );
  });

  test("beyond a smaller size are ended, and their batches are done by the others", async () => {
    const made = pool(2);
    const opening = [made.pool.open(lines(1)), made.pool.open(lines(2))];
    made.pool.size = 1;
    const [first, second] = made.workers;
    assert.deepEqual([first.ended, second.ended], [true, false]);
    assert.deepEqual(second.lines, [[2], [1]]);
    second.answer();
    second.answer({}, 1);
    await Promise.all(opening);
  });

  test("are not heard any more once they are ended: what they still say is done again", async () => {
    const made = pool(2);
    const opening = [made.pool.open(lines(1)), made.pool.open(lines(2))];
    made.pool.size = 1;
    const [first, second] = made.workers;
    first.answer({ opened: 99 });
    assert.equal(await isSettled(opening[0]), false);
    second.answer({ opened: 22 });
    second.answer({ opened: 11 }, 1);
    assert.deepEqual(
      (await Promise.all(opening)).map(({ opened }) => opened),
      [11, 22],
    );
  });

  test("are ended with the pool, and what is under way or waits is cancelled", async () => {
    const made = pool();
    const opening = [1, 2, 3].map((number) => made.pool.open(lines(number)));
    made.pool.end();
    assert.ok(made.workers[0].ended);
    for (const each of opening) await assert.rejects(each, { code: "ERR_ABORTED" });
  });
});

describe("what a worker answers", () => {
  test("goes to whom it belongs, in whatever order it comes", async () => {
    const made = pool();
    const opening = [made.pool.open(lines(1)), made.pool.open(lines(2))];
    const [worker] = made.workers;
    worker.answer({ opened: 22 }, 1);
    assert.equal((await opening[1]).opened, 22);
    assert.equal(await isSettled(opening[0]), false);
    worker.answer({ opened: 11 });
    assert.equal((await opening[0]).opened, 11);
  });

  test("says which kernel and which engine the pool has", async () => {
    const made = pool();
    const opening = made.pool.open(lines(1));
    assert.deepEqual(made.pool.info, { workers: 1, kernel: undefined, engine: undefined });
    made.workers[0].say({ type: "ready", kernel: "simd" });
    made.workers[0].answer({ engine: { name: "kernel" } });
    await opening;
    assert.deepEqual(made.pool.info, { workers: 1, kernel: "simd", engine: { name: "kernel" } });
    made.pool.choose({ engine: "native", strict: false });
    const { engine } = made.pool.info;
    assert.equal(engine, undefined, "it may be another one now");
  });

  test("wipes the content keys that came with the lines", async () => {
    for (const end of ["answered", "cancelled"]) {
      const made = pool();
      const contentKeys = new Uint8Array(32).fill(7);
      const run = new AbortController();
      const opening = made.pool.open({ ...lines(1), contentKeys }, run.signal);
      if (end === "answered") made.workers[0].answer();
      else run.abort();
      await opening.catch(() => {});
      assert.deepEqual(contentKeys, new Uint8Array(32), end);
    }
  });
});

describe("what is no longer wanted", () => {
  test("is cancelled without waiting for a worker, which hears of it, and others go on", async () => {
    const made = pool();
    const run = new AbortController();
    const [cancelled, other] = [made.pool.open(lines(1), run.signal), made.pool.open(lines(2))];
    run.abort();
    await assert.rejects(cancelled, { code: "ERR_ABORTED" });
    const [worker] = made.workers;
    assert.deepEqual(worker.got("stop"), [{ type: "stop", batch: worker.got("open")[0].batch }]);
    // It may have been answered already.
    worker.answer({ opened: 11 });
    worker.answer({ opened: 22 }, 1);
    assert.equal((await other).opened, 22);
  });

  test("is taken out of the queue, and makes room for others", async () => {
    const made = pool();
    const run = new AbortController();
    const waiting = [1, 2, 3, 4].map((number) => made.pool.open(lines(number), number === 3 ? run.signal : undefined));
    run.abort();
    await assert.rejects(waiting[2], { code: "ERR_ABORTED" });
    const [worker] = made.workers;
    worker.answer();
    await waiting[0];
    assert.deepEqual(worker.lines, [[1], [2], [4]]);
    assert.deepEqual(worker.got("stop"), [], "it never had it");
  });

  test("is not begun", async () => {
    const made = pool();
    await assert.rejects(made.pool.open(lines(1), AbortSignal.abort()), { code: "ERR_ABORTED" });
    assert.equal(made.workers.length, 0);
  });
});

describe("a worker that breaks", () => {
  test("is ended, and another one does its batches, in order and before all others", async () => {
    const made = pool();
    const opening = [1, 2, 3].map((number) => made.pool.open(lines(number)));
    made.workers[0].broken("out of memory");
    const [first, second] = made.workers;
    assert.ok(first.ended);
    assert.deepEqual(second.lines, [[1], [2]]);
    second.answer();
    second.answer({}, 1);
    second.answer({}, 2);
    await Promise.all(opening);
    first.broken("once more");
    assert.equal(made.workers.length, 2, "it is gone already");
  });

  test("can say so itself", () => {
    const made = pool();
    void made.pool.open(lines(1));
    made.workers[0].say({ type: "broken", why: "unreachable" });
    assert.deepEqual(made.workers[1].lines, [[1]]);
  });

  test("over the same lines as the one before has them rejected, each with its number, and others go on", async () => {
    const made = pool();
    const opening = [made.pool.open(lines(7, 8)), made.pool.open(lines(9))];
    made.workers[0].broken("unreachable");
    made.workers[1].broken("unreachable");
    const came = await opening[0];
    assert.deepEqual([came.rejected, Buffer.from(came.rejects).toString(), came.rejectEnds], [2, "a\na\n", [2, 4]]);
    assert.deepEqual(
      came.faults.map(({ code, line }) => [code, line]),
      [
        ["ERR_IO", 7],
        ["ERR_IO", 8],
      ],
    );
    assert.match(came.faults[0].message, /over lines 7 to 8 \(unreachable\)/);
    assert.deepEqual(made.workers[2].lines, [[9]]);
    made.workers[2].answer();
    await opening[1];
  });

  test("over a search or an index, again and again, ends it with an error", async () => {
    const made = pool();
    const searching = made.pool.search(lines(5), [{ column: null, member: null, said: null, source: "a" }]);
    made.workers[0].broken("unreachable");
    made.workers[1].broken("unreachable");
    await assert.rejects(searching, { code: "ERR_IO", message: /over lines 5 to 5 \(unreachable\)/ });
    const indexing = made.pool.index([new Blob(["{}"])], () => {});
    made.workers.at(-1)?.broken("unreachable");
    made.workers.at(-1)?.broken("unreachable");
    await assert.rejects(indexing, { code: "ERR_IO", message: /while it was indexed/ });
  });
});

describe("parts of an index", () => {
  /** @type {(number: number) => import("../../js/pool/messages.ts").FilePart} */
  const part = (number) => ({
    file: 0,
    last: false,
    indexed: {
      chunk: new Uint8Array(number),
      records: number,
      sealed: 0,
      rejected: 0,
      faults: [],
      moreFaults: 0,
      warnings: [],
      moreWarnings: 0,
      offset: 0,
      members: 0,
      more: true,
    },
  });

  test("come once, also where the worker that does them again says them again", async () => {
    const made = pool();
    /** @type {number[]} */
    const came = [];
    const indexing = made.pool.index([new Blob(["{}"])], ({ indexed }) => void came.push(indexed?.records ?? 0));
    const say = (/** @type {Fake} */ worker, /** @type {number} */ number) =>
      worker.say({ type: "part", batch: worker.got("index")[0].batch, part: part(number) });
    say(made.workers[0], 1);
    say(made.workers[0], 2);
    made.workers[0].broken("out of memory");
    for (const number of [1, 2, 3]) say(made.workers[1], number);
    made.workers[1].say({ type: "indexed", batch: made.workers[1].got("index")[0].batch });
    await indexing;
    assert.deepEqual(came, [1, 2, 3]);
  });

  test("are said to be taken when they were, with their bytes", async () => {
    const made = pool();
    let take = () => {};
    void made.pool.index([new Blob(["{}"])], () => new Promise((resolve) => (take = () => resolve())));
    const [worker] = made.workers;
    const [{ batch }] = worker.got("index");
    worker.say({ type: "part", batch, part: part(9) });
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(worker.got("took"), []);
    take();
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(worker.got("took"), [{ type: "took", batch, bytes: 9 }]);
  });

  test("are said to be taken also where they are not wanted any more: a worker counts those that wait", async () => {
    const made = pool(2);
    const abort = new AbortController();
    const files = Array.from({ length: 2 }, () => new Blob([new Uint8Array(5 << 20)]));
    const indexing = indexAll(made.pool, files, () => {}, abort.signal);
    const ahead = made.workers[1];
    const [{ batch }] = ahead.got("index");
    ahead.say({ type: "part", batch, part: part(9) });
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(ahead.got("took"), [], "it is the second one's turn after the first");
    abort.abort();
    await assert.rejects(indexing, { code: "ERR_ABORTED" });
    ahead.say({ type: "part", batch, part: part(7) });
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(
      ahead
        .got("took")
        .map(({ bytes }) => bytes)
        .sort(),
      [7, 9],
    );
  });
});

describe("the size of batches", () => {
  for (const { lines: begin, took, expected } of [
    { lines: 4, took: 100, expected: 4 },
    { lines: 4, took: 50, expected: 8 },
    { lines: 4, took: 1, expected: 8 },
    { lines: 4, took: 200, expected: 2 },
    { lines: 4, took: 10_000, expected: 2 },
    { lines: 10, took: 80, expected: 13 },
    { lines: 1, took: 10_000, expected: 1 },
    { lines: 1024, took: 1, expected: 1024 },
  ]) {
    test(`of ${begin} lines in ${took} ms is ${expected} lines`, () => {
      const size = new BatchSize();
      size.learn(begin, took);
      assert.equal(size.lines, expected);
    });
  }

  test("is what the pool goes by", async () => {
    const made = pool();
    assert.equal(made.pool.linesAtOnce, 4);
    const opening = made.pool.open(lines(1, 2, 3, 4));
    made.workers[0].answer({ took: 50 });
    await opening;
    assert.equal(made.pool.linesAtOnce, 8);
  });
});
