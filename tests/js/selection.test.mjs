// The record that is selected, while rows change under it: what the page asks its worker is answered here.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { load } from "./bundle.mjs";

/**
 * What was asked for and not answered yet.
 *
 * @type {{ what: string, resolve: (answer: unknown) => void }[]}
 */
const asked = [];

/** @type {(what: string, answer: unknown) => Promise<unknown>} */
function answered(what, answer) {
  const at = asked.findIndex((each) => each.what === what);
  assert.notEqual(at, -1, `${what} was not asked for`);
  asked.splice(at, 1)[0].resolve(answer);
  // What waits for it goes on.
  return new Promise((resolve) => setImmediate(resolve));
}

// Of a browser that is all these modules need. Node.js 20 has none.
Object.defineProperty(globalThis, "navigator", { value: { hardwareConcurrency: 2 } });
const workerOfTests = {
  listen() {},
  /** @type {(what: string) => Promise<unknown>} */
  request: (what) => new Promise((resolve) => asked.push({ what, resolve })),
};
Object.assign(globalThis, { workerOfTests });

const { select, selected, selectedRecord, keepSelected, readRecord, lost, indexed } = await load(
  ["session/explore/selection.ts", "session/explore/news.ts"],
  { "session/worker.ts": "export const worker = globalThis.workerOfTests;" },
);

beforeEach(() => {
  asked.length = 0;
  indexed.value = { ...indexed.value, records: 10, rows: 10 };
});

/**
 * The pane reads the row in this place, which is this record.
 *
 * @type {(place: number, record: number) => Promise<void>}
 */
async function reads(place, record) {
  const reading = readRecord(place);
  await answered("read", { record, contents: { record } });
  await reading;
}

test("a record that another filter lets through stays selected, where its row is now", async () => {
  select(4);
  await reads(4, 40);
  assert.equal(selectedRecord(), 40);
  keepSelected(40, 2);
  assert.deepEqual([selected.value, selectedRecord(), asked.length], [2, 40, 0]);
});

test("instead of one that it does not, the first row is", async () => {
  select(4);
  await reads(4, 40);
  keepSelected(40, null);
  assert.deepEqual([selected.value, selectedRecord(), asked.length], [0, null, 0]);
});

test("one that was read while the filter was on its way is looked for, and what is in its place read if it is gone", async () => {
  select(0);
  // The filter was asked for when nobody knew which record that is.
  const record = selectedRecord();
  await reads(0, 40);
  const before = lost.value;
  keepSelected(record, null);
  await answered("rowOf", null);
  assert.deepEqual([selected.value, selectedRecord()], [0, null]);
  assert.ok(lost.value > before, "the pane is told to read the row again");
});

test("and it stays selected if it is there", async () => {
  select(0);
  const record = selectedRecord();
  await reads(0, 40);
  const before = lost.value;
  keepSelected(record, null);
  await answered("rowOf", 7);
  assert.deepEqual([selected.value, selectedRecord(), lost.value], [7, 40, before]);
});

test("what somebody selects while it is looked for is not taken away", async () => {
  select(0);
  const record = selectedRecord();
  await reads(0, 40);
  keepSelected(record, null);
  select(3, 50);
  await answered("rowOf", 7);
  assert.deepEqual([selected.value, selectedRecord()], [3, 50]);
});
