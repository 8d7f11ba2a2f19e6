// What a row says of a conversation, and which member of the metadata says who asked.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { load } from "./bundle.mjs";

const { beginning, summaryOf, whoName } = await load("conversation/summary.ts");

const summary = (/** @type {object} */ conversation) => {
  const { who, question, answer, failed, cutOff, tokens } = summaryOf({ family: "x", ...conversation });
  return { who, question, answer, failed, cutOff, tokens };
};
const usual = { who: [], question: "", answer: "", failed: false, cutOff: undefined, tokens: undefined };

describe("a conversation in a few words", () => {
  test("the last question and the answer, each in one line", () => {
    const messages = [
      { role: "system", text: "s" },
      { role: "user", text: "first" },
      { role: "assistant", text: "a" },
      { role: "user", text: "  second\n\n  line " },
      { role: "tool", toolResult: 1 },
    ];
    assert.deepEqual(
      summary({ messages, output: { text: "It is\nso." }, usage: { input: 10, output: 2, reasoning: 1 } }),
      {
        ...usual,
        question: "second line",
        answer: "It is so.",
        tokens: 12,
      },
    );
  });

  test("an error takes the place of the answer", () => {
    const failed = { ...usual, failed: true };
    assert.deepEqual(summary({ error: { type: "t", message: "m" }, output: { text: "half" } }), {
      ...failed,
      answer: "m",
    });
    assert.deepEqual(summary({ error: { type: "t" } }), { ...failed, answer: "t" });
    assert.deepEqual(summary({ error: {}, output: { text: "half", complete: false } }), {
      ...failed,
      answer: "half",
      cutOff: "body",
    });
  });

  test("an answer without its end was cut off", () => {
    for (const [output, cutOff] of [
      [{ text: "half", complete: false }, "body"],
      [{ text: "half", complete: false, stopKind: "length" }, "body"],
      [{ text: "half", stop: "max_tokens", stopKind: "length" }, "limit"],
      [{ text: "whole", complete: true }, undefined],
      [{ text: "whole", stop: "stop", stopKind: "stop" }, undefined],
      [undefined, undefined],
    ])
      assert.equal(summary({ output }).cutOff, cutOff);
  });

  test("what is not text is named", () => {
    const says = (/** @type {object} */ output) => summary({ output }).answer;
    assert.equal(says({ refusal: "no" }), "no");
    assert.equal(says({ toolCalls: [{ name: "f", arguments: { a: 1 } }, { name: "g" }] }), 'f({"a":1}), g()');
    assert.equal(says({ media: [{ type: "image/png" }, { type: "audio" }] }), "[image/png] [audio]");
    assert.equal(says({ thinking: "hm" }), "hm");
    assert.equal(says({}), "");
    const asks = (/** @type {object[]} */ ...messages) => summary({ messages }).question;
    assert.equal(asks({ role: "user", media: [{ type: "image/png" }] }), "[image/png]");
    assert.equal(asks({ role: "tool", toolResult: { a: 1 } }), '{"a":1}');
    assert.equal(summary({ inputs: ["embed this", "and this"] }).question, "embed this");
  });

  test("tokens are counted where one of both is known, and a 0 is one", () => {
    assert.equal(summary({ usage: { input: 0 } }).tokens, 0);
    assert.equal(summary({ usage: { output: 3 } }).tokens, 3);
    assert.equal(summary({ usage: {} }).tokens, undefined);
  });

  test("short members of the metadata", () => {
    const Metadata = { user: "alice", n: 7, on: true, deep: { a: 1 }, none: null, empty: "", long: "x".repeat(500) };
    assert.deepEqual(summary({ Metadata }).who, [
      ["user", "alice"],
      ["n", "7"],
      ["on", "true"],
      ["long", `${"x".repeat(59)}…`],
    ]);
  });

  test("texts of any length are cut without being read", () => {
    const long = "a b\n".repeat(5_000_000);
    assert.equal(beginning(long).length, 200);
    assert.equal(beginning(" ".repeat(1000)), "");
  });
});

test("who asked is the user, else the member that most have", () => {
  const of = (/** @type {string[][]} */ ...names) =>
    whoName(names.map((all) => ({ ...usual, who: all.map((name) => [name, "x"]) })));
  assert.equal(of(), null);
  assert.equal(of([], []), null);
  assert.equal(of(["team"], ["team"], ["User"]), "User");
  assert.equal(of(["a", "team"], ["team"], ["b"]), "team");
  assert.equal(of(["a"], ["b"]), "a");
});
