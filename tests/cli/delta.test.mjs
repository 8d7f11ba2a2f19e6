// Bytes as copies out of others: what the package has of the page's module.
import assert from "node:assert/strict";
import crypto from "node:crypto";
import { test } from "node:test";
import { deltaOf } from "../../js/npm/delta.mjs";
import { load } from "../common/modules.mjs";

const [{ restored }] = await load(["delta"]);
const [a, b, c] = [5000, 300, 90_000].map((length) => crypto.randomBytes(length));
const changed = Buffer.from(c);
for (let at = 1000; at < changed.length; at += 1000) changed[at] = (changed[at] ?? 0) ^ 1;

for (const [name, bytes, others, most] of /** @type {[string, Buffer, Buffer, number][]} */ ([
  ["nothing", Buffer.alloc(0), a, 2],
  ["bytes that are nowhere else", a, b, 5010],
  ["bytes out of nothing", b, Buffer.alloc(0), 310],
  ["the same bytes", c, c, 20],
  [
    "parts in another order",
    Buffer.concat([c.subarray(50_000), b, c.subarray(0, 40_000), a]),
    Buffer.concat([a, c]),
    350,
  ],
  ["bytes changed here and there", changed, c, 1000],
  ["the same byte over and over", Buffer.alloc(70_000, 7), Buffer.alloc(100, 7), 5000],
  ["the end of others", c.subarray(-30), c, 20],
])) {
  test(`a delta of ${name} gives them back`, () => {
    const delta = deltaOf(bytes, others);
    assert.ok(delta.length <= most, `${delta.length} bytes`);
    assert.deepEqual(Buffer.from(restored(delta, others)), bytes);
  });
}
