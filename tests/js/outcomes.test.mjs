// What came of records, for the dialog of exports: never by keys that are not those of now.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./bundle.mjs";

const { Outcomes } = await load("worker/outcomes.ts");

const records = Uint32Array.of(3, 4, 5000);
const of = (/** @type {InstanceType<typeof Outcomes>} */ outcomes) => outcomes.of([records]);

test("what came of records is known, the last time they were opened", () => {
  const outcomes = new Outcomes();
  assert.ok(outcomes.isEmpty);
  outcomes.noting()(records, [1]);
  assert.deepEqual(of(outcomes), { decrypted: 2, encrypted: 1, unknown: 0 });
  outcomes.noting()(records.subarray(1, 2), []);
  assert.deepEqual(of(outcomes), { decrypted: 3, encrypted: 0, unknown: 0 });
});

test("what was opened with the keys before says nothing of those of now", () => {
  const outcomes = new Outcomes();
  const note = outcomes.noting();
  outcomes.clear();
  note(records, [0, 1, 2]);
  assert.ok(outcomes.isEmpty);
  outcomes.noting()(records, []);
  note(records, [0, 1, 2]);
  assert.deepEqual(of(outcomes), { decrypted: 3, encrypted: 0, unknown: 0 });
});
