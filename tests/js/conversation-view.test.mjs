// How a conversation is shown: in which order, what is folded, where code is, and where pictures are found.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { load } from "./bundle.mjs";

const { turnsOf } = await load("conversation/turns.ts");
const { partsOf } = await load("../../js/fences.ts");
const { chunks, isStream } = await load("conversation/chunks.ts");
const { contentOf, endingOf, mediaOf, pictureType } = await load("conversation/media.ts");
const { cutAt, inOneLine } = await load("conversation/room.ts");
const { bodyOf } = await load("json/bodies.ts");

const user = (/** @type {string} */ text) => ({ role: "user", text });
const said = (/** @type {string} */ text) => ({ role: "assistant", text });
const calls = (/** @type {{ id?: string, name: string }[]} */ ...toolCalls) => ({ role: "assistant", toolCalls });
const result = (/** @type {string | undefined} */ toolCallId, /** @type {unknown} */ toolResult) => ({
  role: "tool",
  ...(toolCallId !== undefined && { toolCallId }),
  toolResult,
});
const texts = (/** @type {{ text?: string }[]} */ turns) => turns.map(({ text }) => text);

describe("turns of a conversation", () => {
  test("the last question, what came before it, and what an agent did after it", () => {
    const { system, earlier, question, steps } = turnsOf({
      family: "x",
      messages: [
        { role: "system", text: "s" },
        user("1"),
        said("2"),
        user("3"),
        calls({ id: "a", name: "f" }),
        result("a", 1),
        said("4"),
      ],
    });
    assert.deepEqual([texts(system), texts(earlier), question.text], [["s"], ["1", "2"], "3"]);
    assert.deepEqual(texts(steps), [undefined, "4"]);
    assert.deepEqual(steps[0].calls[0].result, result("a", 1));
  });

  test("results find their calls by id, in whatever order they come, and each once", () => {
    const messages = [
      user("q"),
      calls({ id: "a", name: "f" }, { id: "b", name: "g" }),
      result("b", "of b"),
      result("a", "of a"),
      result("a", "again"),
    ];
    const { steps } = turnsOf({ family: "x", messages });
    assert.deepEqual(
      steps[0].calls.map((/** @type {any} */ { call, result }) => [call.name, result.toolResult]),
      [
        ["f", "of a"],
        ["g", "of b"],
      ],
    );
    assert.deepEqual([steps.length, steps[1].role, steps[1].result], [2, "tool", "again"]);
  });

  test("without ids they follow the order of the calls", () => {
    const messages = [
      calls({ name: "f" }, { name: "f" }),
      result(undefined, 1),
      result(undefined, 2),
      result(undefined, 3),
    ];
    const { question, steps } = turnsOf({ family: "x", messages });
    assert.equal(question, undefined);
    assert.deepEqual(
      steps[0].calls.map((/** @type {any} */ { result }) => result.toolResult),
      [1, 2],
    );
    assert.deepEqual([steps.length, steps[1].result], [2, 3]);
  });

  test("there may be no message, and none that asks", () => {
    assert.deepEqual(turnsOf({ family: "x" }), { system: [], earlier: [], steps: [] });
    assert.deepEqual(texts(turnsOf({ family: "x", messages: [said("a")] }).steps), ["a"]);
  });
});

describe("code in texts", () => {
  const prose = (/** @type {string} */ text) => ({ text });
  const code = (/** @type {string} */ text, language = "") => ({ text, language });
  for (const [name, text, parts] of /** @type {[string, string, object[]][]} */ ([
    ["none", "a\n\nb", [prose("a\n\nb")]],
    ["nothing at all", "", []],
    ["one block", "a\n```sql\nSELECT 1\n\n-- 2\n```\nb", [prose("a"), code("SELECT 1\n\n-- 2", "sql"), prose("b")]],
    ["never closed", "```js\nlet a", [code("let a", "js")]],
    ["tildes with backticks in them", "~~~\n```\n~~~", [code("```")]],
    ["a longer fence closes", "````\n```\n````` ", [code("```")]],
    ["text after marks is no end", "```\na\n``` b\n```", [code("a\n``` b")]],
    ["indented by three", "   ```\n  a\n   ```", [code("  a")]],
    ["indented by four is none", "    ```\na\n    ```", [prose("    ```\na\n    ```")]],
    ["marks in a line are none", "a ``` b ``` c\n```x``` y", [prose("a ``` b ``` c\n```x``` y")]],
    ["empty", "```\n```", [code("")]],
    ["lines end with CR LF", "a\r\n```js\r\nb\r\n```\r\nc", [prose("a\r"), code("b\r", "js"), prose("c")]],
  ]))
    test(name, () => {
      const found = /** @type {{ text: string, start: number }[]} */ (partsOf(text));
      assert.deepEqual(
        found.map(({ start: _, ...part }) => part),
        parts,
      );
      for (const { text: part, start } of found) assert.equal(text.slice(start, start + part.length), part);
    });

  test("is found in time that is linear in the text", () => {
    const text = "```\n".repeat(200_000);
    assert.equal(partsOf(text).length, 100_000);
    assert.equal(partsOf("`".repeat(1_000_000)).length, 1);
  });
});

describe("chunks of a stream", () => {
  const sse = 'event: a\ndata: {"x":1}\n\n: comment\n\ndata: one\ndata: two\n\nid: 7\r\ndata:three\r\n\r\ndata: [DONE]';
  const all = [
    { name: "a", data: '{"x":1}' },
    { name: "", data: "one\ntwo" },
    { name: "", data: "three" },
    { name: "", data: "[DONE]" },
  ];

  test("server-sent events", () => {
    assert.ok(isStream(sse) && isStream(`\n\n${sse}`) && isStream(": ping\n\ndata: 1\n\n"));
    assert.deepEqual(chunks(sse, 10), { chunks: all, rest: null });
  });

  test("a part at a time gives the same", () => {
    for (const most of [1, 2, 3, 4]) {
      const found = [];
      for (let at = /** @type {number | null} */ (0); at !== null; ) {
        const part = chunks(sse, most, at);
        assert.ok(part.chunks.length <= most);
        found.push(...part.chunks);
        at = part.rest;
      }
      assert.deepEqual(found, all, `${most} at a time`);
    }
  });

  test("JSON lines", () => {
    const lines = '{"a":1}\n{"b":2}\n\n{"c"';
    assert.ok(isStream(lines));
    assert.deepEqual(
      chunks(lines, 9).chunks.map((/** @type {any} */ { data }) => data),
      ['{"a":1}', '{"b":2}', '{"c"'],
    );
    assert.deepEqual(chunks(lines, 2), {
      chunks: [
        { name: "", data: '{"a":1}' },
        { name: "", data: '{"b":2}' },
      ],
      rest: 16,
    });
  });

  test("other bodies are not streams", () => {
    for (const text of ["", "text", '{"a":1}', '{"a":\n{"b":1}}', "[1]\n[2]", '"data: 1"', "database: 1"])
      assert.ok(!isStream(text), text);
  });
});

describe("pictures", () => {
  const digits = (/** @type {number} */ size, fill = 7) => Buffer.alloc(size, fill).toString("base64");

  test("are found by their size, and among equals by their place", () => {
    const [a, b, c] = [digits(100, 1), digits(100, 2), digits(31, 3)];
    const body = `{"x":"data:image/png;base64,${a}","text":"${"word ".repeat(30)}","y":"${c}","z":"${b}"}`;
    const all = [
      { type: "image/png", bytes: 100 },
      { type: "audio/wav", bytes: 31 },
      { type: "image", bytes: 100 },
    ];
    assert.deepEqual(
      all.map((media) => contentOf(body, all, media)),
      [a, c, b],
    );
    assert.equal(contentOf(body.replaceAll("/", "\\/"), all, all[2]), b);
    const gone = { type: "image/png", bytes: 99 };
    assert.equal(contentOf(body, [gone], gone), null);
    assert.equal(contentOf(body, [{ type: "image" }], { type: "image" }), null);
  });

  test("of the messages and of the answer are apart", () => {
    const [one, two] = [{ type: "image/png" }, { type: "audio" }];
    const conversation = {
      family: "x",
      messages: [user("a"), { role: "user", media: [one] }],
      output: { media: [two] },
    };
    assert.deepEqual(
      [mediaOf(conversation, "request"), mediaOf(conversation, "response"), mediaOf({ family: "x" }, "request")],
      [[one], [two], []],
    );
  });

  test("are shown if they begin as one does, whatever they are called", () => {
    const type = (/** @type {string | Uint8Array} */ bytes) => pictureType(Buffer.from(bytes).toString("base64"));
    assert.equal(type(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0)), "image/png");
    assert.equal(type(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0)), "image/jpeg");
    assert.equal(type("GIF89a"), "image/gif");
    assert.equal(type("<svg onload='x'>"), null);
    assert.equal(type("%PDF-1.7"), null);
    assert.deepEqual(["image/png", "image/svg+xml", "audio/x-wav", "file", ""].map(endingOf), [
      "png",
      "svg",
      "wav",
      "bin",
      "bin",
    ]);
  });
});

describe("room for a text", () => {
  test("short ones are whole, long ones are cut at a line or a character", () => {
    const room = { characters: 100, lines: 4 };
    assert.equal(cutAt("a".repeat(119), room), 119);
    assert.equal(cutAt("a".repeat(500), room), 100);
    assert.equal(cutAt("a\n".repeat(4), room), 8);
    assert.equal(cutAt("a\n".repeat(30), room), 7);
    assert.equal(cutAt("", room), 0);
  });

  test("values in one line", () => {
    assert.equal(inOneLine({ a: 1 }, 10), '{"a":1}');
    assert.equal(inOneLine("x", 10), "x");
    assert.equal(inOneLine("a\nb", 10), null);
    assert.equal(inOneLine([1, 2, 3, 4, 5, 6], 10), null);
  });
});

test("bodies are found where records have them", () => {
  const at = (/** @type {string} */ text) => {
    const found = bodyOf(text, "RequestBody");
    return found && [found.path, found.member.value];
  };
  assert.deepEqual(at('{"a":1,"RequestBody":"x"}'), ["RequestBody", '"x"']);
  assert.deepEqual(at('{"RequestBody":"x","RequestBody":"y"}'), ["RequestBody", '"y"']);
  assert.deepEqual(at('{"log":{"n":{"RequestBody":{"a":1}}}}'), ["log.n.RequestBody", '{"a":1}']);
  // A name is the same however it is written.
  assert.deepEqual(at('{"Request\\u0042ody":"x"}'), ["RequestBody", '"x"']);
  assert.deepEqual(at('{"l\\u006fg":{"Request\\u0042ody":"x"}}'), ["log.RequestBody", '"x"']);
  assert.equal(at('{"a":"\\"RequestBody\\""}'), null);
  assert.equal(at('[{"RequestBody":1}]'), null);
});
