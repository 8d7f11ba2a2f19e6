// Conditions that are put into a filter and taken out as a whole.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./bundle.mjs";

const { hasTerm, withTerm } = await load("session/explore/terms.ts");

test("a term is put in, found, and taken out", () => {
  for (const [without, within] of [
    ["", "cached:true"],
    ["model:gpt*", "model:gpt* cached:true"],
    ["a or b", "(a or b) cached:true"],
    ["A OR B", "(A OR B) cached:true"],
  ]) {
    assert.equal(withTerm(without, "cached:true", true), within);
    assert.ok(hasTerm(within, "cached:true") && !hasTerm(without, "cached:true"));
    assert.equal(withTerm(within, "cached:true", true), within);
    assert.equal(withTerm(within, "cached:true", false), / or /i.test(without) ? `(${without})` : without);
    assert.equal(withTerm(without, "cached:true", false), without);
  }
});

test("it is found wherever it stands, in any case", () => {
  assert.equal(withTerm("a Cached:TRUE  b", "cached:true", false), "a b");
  assert.equal(withTerm("cached:true", "cached:true", false), "");
});

test("what only looks like it is left alone", () => {
  for (const filter of [
    "-cached:true",
    "not cached:true",
    "x or cached:true",
    "cached:true or x",
    "(cached:true)",
    "uncached:true",
    "cached:trueish",
    '"cached:true"',
  ])
    assert.ok(!hasTerm(filter, "cached:true"), filter);
  assert.ok(hasTerm("-cached:true cached:true", "cached:true"));
});
