// What a run says of how long unwrapping takes: of the workers' own time, whatever the rest of the run took.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./bundle.mjs";

const { secondsPerField } = await load("session/estimate.ts");

/** A search over 273 records, one field each, spread over 2,003 files: the files took four times as long as the fields. */
const search = {
  records: 273,
  total: 273,
  opened: 273,
  sealed: 0,
  privateOperations: 273,
  toUnwrap: 273,
  seconds: 0.9,
  workSeconds: 0.42,
};

test("a small run over many files says what its fields took, and not its files", () => {
  assert.equal(secondsPerField(search), 0.42 / 273);
  assert.equal(secondsPerField({ ...search, seconds: 60 }), 0.42 / 273);
});

test("fields whose content key was known count for nothing", () => {
  // Half of them were opened before.
  assert.equal(secondsPerField({ ...search, records: 546, total: 546, opened: 546 }), 0.42 / 273);
});

test("fields that have their key in common count as they come", () => {
  assert.equal(secondsPerField({ ...search, opened: 819, toUnwrap: 819 }), 0.42 / 819);
});

test("a run that unwrapped next to nothing, or was stopped, says nothing", () => {
  assert.equal(secondsPerField({ ...search, privateOperations: 19 }), null);
  assert.equal(secondsPerField({ ...search, toUnwrap: 0 }), null);
  assert.equal(secondsPerField({ ...search, records: 100 }), null);
  assert.equal(secondsPerField({ ...search, workSeconds: 0 }), null);
});
