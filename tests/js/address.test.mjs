// A view as the fragment of an address, and back.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./bundle.mjs";

const { fragmentOf, viewOf } = await load("session/explore/address.ts");

const views = [
  ["", { filter: "", sort: null }],
  ["#filter=status:429", { filter: "status:429", sort: null }],
  ["#filter=status:%3E%3D400%20provider:openai", { filter: "status:>=400 provider:openai", sort: null }],
  ["#filter=a%26b%23c%25", { filter: "a&b#c%", sort: null }],
  ["#sort=-StatusCode", { filter: "", sort: { name: "StatusCode", descending: true } }],
  ["#filter=model:@cf/x,y&sort=time", { filter: "model:@cf/x,y", sort: { name: "time", descending: false } }],
  ["#sort=a%26b", { filter: "", sort: { name: "a&b", descending: false } }],
];

test("a view is written so that it can be read, and read as it was", () => {
  for (const [fragment, view] of views) {
    assert.equal(fragmentOf(view), fragment);
    assert.deepEqual(viewOf(fragment), view);
  }
});

test("what browsers write into addresses is read, and what is broken is left out", () => {
  assert.deepEqual(viewOf("#filter=status%3A%3E%3D400"), { filter: "status:>=400", sort: null });
  assert.deepEqual(viewOf("#filter=status:>=400"), { filter: "status:>=400", sort: null });
  assert.deepEqual(viewOf("#filter=100%&sort=-"), { filter: "", sort: null });
  assert.deepEqual(viewOf("#else"), { filter: "", sort: null });
});
