// JSON as a tree: held against JSON.parse, and bounded.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { load } from "./bundle.mjs";

const { children, openAtFirst, root } = await load("json/tree.ts");

/** The value that the tree says, a few children at a time. */
function value(json, node, most) {
  if (node.kind !== "object" && node.kind !== "array") return JSON.parse(json.slice(node.start, node.end));
  const all = [];
  let rest = null;
  do {
    const part = children(json, node, most, rest);
    assert.ok(part.nodes.length <= most);
    all.push(...part.nodes);
    ({ rest } = part);
  } while (rest);
  if (node.kind === "array") {
    assert.deepEqual(all.map(({ name }) => name), all.map((_, number) => number));
    return all.map((child) => value(json, child, most));
  }
  return Object.fromEntries(all.map((child) => [JSON.parse(child.name), value(json, child, most)]));
}

let seed = 7;
const random = (most) => (seed = (seed * 48271) % 2147483647) % most;

function anything(depth) {
  const kinds = depth > 0 ? 7 : 5;
  switch (random(kinds)) {
    case 0: return ["", "a", '"\\', "]}[{,:", "\n\u0000é😀", "\\\\\""][random(6)];
    case 1: return [0, -1.5e-9, 12345678901][random(3)];
    case 2: return true;
    case 3: return null;
    case 4: return `${random(1000)}`;
    case 5: return Array.from({ length: random(5) }, () => anything(depth - 1));
    default: return Object.fromEntries(Array.from({ length: random(5) }, () => [['k"', "}", "name", "", "é"][random(5)] + random(9), anything(depth - 1)]));
  }
}

describe("JSON as a tree", () => {
  test("has the values that JSON.parse gives, however they are spaced", () => {
    for (let i = 0; i < 300; i++) {
      const made = anything(5);
      for (const json of [JSON.stringify(made), ` ${JSON.stringify(made, null, " \t")}\n`]) {
        assert.deepEqual(value(json, root(json), 1 + random(4)), JSON.parse(json));
      }
    }
  });

  test("is open at first from outside to inside, in bounds", () => {
    const wide = JSON.stringify({ a: Array.from({ length: 1000 }, (_, i) => ({ i })), b: { c: { d: 1 } } });
    const open = openAtFirst(wide, 150);
    // The top, a with its first hundred, b, and as many of the objects in them as there is room for.
    assert.ok(open.has(0) && open.has(wide.indexOf("[")) && open.has(wide.indexOf('{"c"')));
    assert.ok(open.size <= 52, `${open.size}`);
    assert.deepEqual([...openAtFirst("[1]", 0)], []);
  });

  test("a long array is passed over without being taken apart", () => {
    const json = `{"long":[${"[1,\"]\"],".repeat(200_000)}0],"after":1}`;
    const { nodes } = children(json, root(json), 10);
    assert.deepEqual(nodes.map(({ name, kind }) => [name, kind]), [['"long"', "array"], ['"after"', "number"]]);
  });
});
