// JSON as a tree: held against JSON.parse, and bounded.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { load } from "./bundle.mjs";

const { children, openAtFirst, root } = await load("json/tree.ts");
const { scan } = await load("json/scan.ts");
const { members, textStart, utf8Bytes } = await load("json/tokens.ts");

/** @typedef {{ text: string }} Json */
/** @typedef {{ kind: string, name: string | number | null, nameStart?: number, start: number, end: number }} Node */
/** @typedef {{ nodes: Node[], rest: unknown }} Children */

/**
 * The value that the tree says, a few children at a time.
 *
 * @param {Json} json
 * @param {Node} node
 * @param {number} most
 * @returns {unknown}
 */
function value(json, node, most) {
  if (node.kind !== "object" && node.kind !== "array") return JSON.parse(json.text.slice(node.start, node.end));
  const all = [];
  /** @type {unknown} */
  let rest = null;
  do {
    /** @type {Children} */
    const part = children(json, node, most, rest);
    assert.ok(part.nodes.length <= most);
    all.push(...part.nodes);
    ({ rest } = part);
  } while (rest);
  if (node.kind === "array") {
    assert.deepEqual(
      all.map(({ name }) => name),
      all.map((_, number) => number),
    );
    return all.map((child) => value(json, child, most));
  }
  for (const child of all) assert.ok(json.text.startsWith(String(child.name), child.nameStart), "its name is there");
  return Object.fromEntries(all.map((child) => [JSON.parse(String(child.name)), value(json, child, most)]));
}

let seed = 7;
const random = (/** @type {number} */ most) => (seed = (seed * 48271) % 2147483647) % most;

/**
 * @param {number} depth
 * @returns {unknown}
 */
function anything(depth) {
  const kinds = depth > 0 ? 7 : 5;
  switch (random(kinds)) {
    case 0:
      return ["", "a", '"\\', "]}[{,:", "\n\u0000é😀", '\\\\"'][random(6)];
    case 1:
      return [0, -1.5e-9, 12345678901][random(3)];
    case 2:
      return true;
    case 3:
      return null;
    case 4:
      return `${random(1000)}`;
    case 5:
      return Array.from({ length: random(5) }, () => anything(depth - 1));
    default:
      return Object.fromEntries(
        Array.from({ length: random(5) }, () => [
          ['k"', "}", "name", "", "é"][random(5)] + random(9),
          anything(depth - 1),
        ]),
      );
  }
}

describe("JSON as a tree", () => {
  test("has the values that JSON.parse gives, however they are spaced", () => {
    for (let i = 0; i < 300; i++) {
      const made = anything(5);
      for (const text of [JSON.stringify(made), ` ${JSON.stringify(made, null, " \t")}\n`]) {
        const json = scan(text);
        assert.deepEqual(value(json, root(json), 1 + random(4)), JSON.parse(text));
      }
    }
  });

  test("is open at first from outside to inside, in bounds", () => {
    const wide = scan(JSON.stringify({ a: Array.from({ length: 1000 }, (_, i) => ({ i })), b: { c: { d: 1 } } }));
    const open = openAtFirst(wide, 150);
    // The top, a with its first hundred, b, and as many of the objects in them as there is room for.
    assert.ok(open.has(0) && open.has(wide.text.indexOf("[")) && open.has(wide.text.indexOf('{"c"')));
    assert.ok(open.size <= 52, `${open.size}`);
    assert.deepEqual([...openAtFirst(scan("[1]"), 0)], []);
  });

  test("a long array is passed over without being taken apart", () => {
    const json = scan(`{"long":[${'[1,"]"],'.repeat(200_000)}0],"after":1}`);
    const { nodes } = children(json, root(json), 10);
    assert.deepEqual(
      nodes.map((/** @type {Node} */ { name, kind }) => [name, kind]),
      [
        ['"long"', "array"],
        ['"after"', "number"],
      ],
    );
    // The top and the array, and none of the 200,000 in it.
    assert.deepEqual(
      [...json.ends],
      [
        [8, nodes[0].end],
        [0, json.text.length],
      ],
    );
  });

  test("16 MiB of members make a hundred nodes at a time", () => {
    const json = scan(`{${'"a":1,'.repeat((16 << 20) / 6)}"b":2}`);
    assert.deepEqual([...openAtFirst(json, 300)], [0]);
    const first = children(json, root(json), 100);
    assert.equal(first.nodes.length, 100);
    const second = children(json, root(json), 100, first.rest);
    assert.deepEqual([second.nodes.length, second.nodes[0].name, second.nodes[0].start], [100, '"a"', 1 + 100 * 6 + 4]);
  });

  test("a value within 400 others is passed over by each of them in one step", () => {
    const inner = `[${"1,".repeat(1 << 20)}1]`;
    const json = scan(`${'{"a":'.repeat(400)}${inner}${"}".repeat(400)}`);
    assert.equal(json.ends.size, 401);
    let node = root(json);
    for (let level = 0; level < 400; level++) [node] = children(json, node, 1).nodes;
    assert.deepEqual([node.kind, node.end - node.start], ["array", inner.length]);
  });
});

describe("Whether a text is JSON", () => {
  const isJson = (/** @type {string} */ text) => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };

  test("is what JSON.parse says of it, with any character of it changed, left out or put in", () => {
    const strange = [
      "",
      ",",
      ":",
      '"',
      "\\",
      "{",
      "}",
      "[",
      "]",
      "0",
      "-",
      ".",
      "e",
      "t",
      "u",
      " ",
      "\n",
      "\u0000",
      "\u00a0",
      "\u2028",
      "é",
      "😀",
      "\ufeff",
    ];
    for (let i = 0; i < 300; i++) {
      const text = [
        JSON.stringify(anything(4)),
        JSON.stringify(anything(3), null, 1),
        "01",
        "1.e1",
        "-",
        "+1",
        "1E+9",
        "tru",
        '"\\u12g4"',
        "[1,]",
        '{"a":1,}',
        "{1:2}",
        '{"a" "b"}',
        "[1 2]",
        "",
        " ",
      ][i % 16];
      assert.equal(scan(text) !== null, isJson(text), text);
      for (let change = 0; change < 40; change++) {
        const at = random(text.length + 1);
        const changed = text.slice(0, at) + strange[random(strange.length)] + text.slice(at + random(3));
        assert.equal(scan(changed) !== null, isJson(changed), changed);
      }
    }
  });

  test("is not asked of what is nested too deep to be shown", () => {
    assert.notEqual(scan("[".repeat(500) + "]".repeat(500)), null);
    assert.equal(scan("[".repeat(501) + "]".repeat(501)), null);
    assert.equal(scan("[".repeat(16 << 20)), null);
  });
});

describe("The members of a record", () => {
  test("are those that JSON.parse gives, some at a time, however they are spaced", () => {
    for (let i = 0; i < 200; i++) {
      const made = { ...Object.fromEntries([["b", anything(3)]]), [`k${i}`]: anything(2), é: anything(1), "": "}" };
      for (const text of [JSON.stringify(made), JSON.stringify(made, null, "\t")]) {
        for (const most of [1, 2, 100]) {
          const found = [];
          let rest = null;
          do {
            /** @type {{ members: { name: string, value: string }[], rest: unknown }} */
            const part = members(text, most, rest);
            assert.ok(part.members.length <= most);
            found.push(...part.members);
            ({ rest } = part);
          } while (rest !== null);
          assert.deepEqual(Object.fromEntries(found.map(({ name, value }) => [name, JSON.parse(value)])), made);
        }
      }
    }
    for (const none of ['"text"', "[1]", "1", "{}", " { } "])
      assert.deepEqual(members(none, 9), { members: [], rest: null });
  });

  test("are looked at as far as they are asked for", () => {
    const text = `{${'"a":1,'.repeat((16 << 20) / 6)}"b":2}`;
    const { members: first, rest } = members(text, 200);
    assert.deepEqual([first.length, rest], [200, 1 + 200 * 6]);
  });
});

describe("Texts", () => {
  test("begin as the whole text does, wherever an escape stands", () => {
    const text = 'a"\\\n\u0001é😀'.repeat(5);
    const escaped = `"${[...text].map((c) => (c.length === 1 ? `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}` : c)).join("")}"`;
    for (const written of [JSON.stringify(text), escaped, JSON.stringify(text.repeat(100))]) {
      for (let most = 0; most < 45; most++) {
        // Half of a pair is a character of its own here, as it is where texts are cut.
        assert.equal(
          textStart(written, most),
          JSON.parse(written).slice(0, most),
          `${most} of ${written.slice(0, 50)}`,
        );
      }
    }
  });

  test("have as many bytes as TextEncoder makes of them", () => {
    for (const text of ["", "a", "é", "€", "😀", "\ud83d", "\ude00", "\ud83d\ud83d\ude00a", "a\ude00é"]) {
      assert.equal(utf8Bytes(text), new TextEncoder().encode(text).length, JSON.stringify(text));
    }
  });
});
