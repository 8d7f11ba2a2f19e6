// The texts of a conversation and of a record in which hits are looked for: all that is shown, in its order, under different keys.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { load } from "./bundle.mjs";

const { conversationUnits, fieldUnits } = await load("hits/units.ts");

/** @typedef {{ key: string, field: string | null, text: string, skip?: number }} Unit */

const fields = { request: "log.RequestBody", response: "ResponseBody" };

describe("texts in which hits are looked for", () => {
  test("all of a conversation, in the order in which it is shown", () => {
    const conversation = {
      family: "x",
      tools: ["look", "find"],
      parameters: { temperature: 0.5, stop: ["a", "b"] },
      messages: [
        { role: "system", text: "instructions" },
        { role: "user", text: "before" },
        { role: "assistant", thinking: "thought", text: "answer before" },
        { role: "user", text: "question" },
        { role: "assistant", toolCalls: [{ id: "1", name: "look", arguments: { at: "sea" } }] },
        { role: "tool", toolCallId: "1", toolResult: "x".repeat(100), text: "beside it" },
      ],
      inputs: ["input"],
      output: {
        thinking: "why",
        text: "answer",
        refusal: "no",
        toolCalls: [{ name: "find" }],
        citations: [{ url: "u" }],
      },
      error: { type: "t", message: "m" },
    };
    const units = /** @type {Unit[]} */ (conversationUnits(conversation, fields));
    assert.deepEqual(
      units.map(({ key, text }) => [key, text]),
      [
        ["o.t0", "look"],
        ["o.t1", "find"],
        ["o.s0", "0.5"],
        ["o.s1", '["a","b"]'],
        ["s0.t", "instructions"],
        ["e0.t", "before"],
        ["e1.k", "thought"],
        ["e1.t", "answer before"],
        ["q.t", "question"],
        ["p0.c0.n", "look"],
        ["p0.c0.a", '{"at":"sea"}'],
        ["p0.c0.r", "x".repeat(100)],
        ["p0.c0.t", "beside it"],
        ["i0.", "input"],
        ["a.k", "why"],
        ["a.t", "answer"],
        ["a.f", "no"],
        ["a.c0.n", "find"],
        ["a.s0", '{\n  "url": "u"\n}'],
        ["x.n", "t"],
        ["x.t", "m"],
      ],
    );
    for (const { key, field } of units)
      assert.equal(field, /^[ax]/.test(key) ? "ResponseBody" : "log.RequestBody", key);
  });

  test("the fields of a record: texts as they read, others as they are written, short ones first", () => {
    const record = '{"Body":"{\\"a\\":1}","Model":"gpt","Sealed":{},"StatusCode":429,"Object":{"n":1}}';
    const units = /** @type {Unit[]} */ (
      fieldUnits(
        record,
        (/** @type {string} */ value) => JSON.parse(value),
        (/** @type {string} */ name) => name === "Sealed",
        (/** @type {string} */ value) => !value.includes("{"),
      )
    );
    assert.deepEqual(
      units.map(({ key, field, text, skip = 0 }) => [key, field, text.slice(skip)]),
      [
        ["f1.", "Model", "gpt"],
        ["f3.", null, "429}"],
        ["f0.", "Body", '{"a":1}'],
        ["f4.", null, '{"n":1}}'],
      ],
    );
    for (const { field, text } of units) if (field === null) JSON.parse(text);
  });
});
