// What stays encrypted is neither a value of an export nor an answer to a filter, in whichever form it is.
import assert from "node:assert/strict";
import crypto from "node:crypto";
import { describe, test } from "node:test";
import { run } from "./run.mjs";
import { envelope, logOf, owner, recipient } from "./sharing.mjs";

const whole = envelope('{"team":"x"}');
const older = { data: crypto.randomBytes(256).toString("base64") };
const { iv: _, ...damaged } = whole;

/** What a field may be that the key does not open. */
const FORMS = {
  "an object": whole,
  "a string": JSON.stringify(whole),
  "an object of 2024": older,
  "a string of 2024": JSON.stringify(older),
  "a damaged object": damaged,
};

describe("what stays encrypted", () => {
  for (const [form, value] of Object.entries(FORMS)) {
    const record = { Provider: "p", Metadata: value, RequestBody: value, ResponseBody: value };
    test(`as ${form}`, async () => {
      const log = logOf([JSON.stringify(record)]);
      const columns = "request,response,metadata,question,answer";
      const csv = await run(["export", "--to", "csv", "--columns", columns, "-k", recipient, log]);
      assert.deepEqual([csv.code, csv.stdout.toString()], [1, `${columns}\r\n,,,,\r\n`], csv.stderr);
      const lines = await run(["export", "--to", "ndjson", "--columns", columns, "-k", recipient, log]);
      assert.deepEqual([lines.code, lines.stdout.toString()], [1, "{}\n"], lines.stderr);
      const markdown = await run(["export", "--to", "markdown", "-k", recipient, log]);
      assert.doesNotMatch(markdown.stdout.toString(), new RegExp((whole.data + older.data).slice(0, 12)));
      for (const filter of ["-metadata.team:x", "-user:hello", "-answer:hello"]) {
        const came = await run(["-k", recipient, "--where", filter, log]);
        assert.equal(came.stdout.toString(), "", `${filter}: ${came.stderr}`);
      }
    });
  }
});

test("a line of an export is one for readers that end lines at U+2028, and its numbers have 64 bits", async () => {
  const text = "one\u2028two\u2029three";
  const log = logOf([
    JSON.stringify({
      Provider: "openai",
      Model: "gpt-4o",
      StatusCode: 200,
      RequestBody: envelope(JSON.stringify({ model: "gpt-4o", messages: [{ role: "user", content: text }] })),
      ResponseBody: envelope(
        JSON.stringify({
          choices: [{ index: 0, message: { role: "assistant", content: text }, finish_reason: "stop" }],
          usage: { prompt_tokens: 1, completion_tokens: 2 },
        }).replace('"prompt_tokens":1', '"prompt_tokens":9223372036854775808'),
      ),
    }),
  ]);
  const exported = async (/** @type {string[]} */ ...args) => {
    const came = await run(["export", "-k", owner, ...args, log]);
    assert.equal(came.code, 0, came.stderr);
    assert.doesNotMatch(came.stdout.toString(), /[\u2028\u2029]/);
    return JSON.parse(came.stdout.toString());
  };
  assert.equal((await exported("--to", "ndjson", "--columns", "question")).question, text);
  assert.deepEqual(
    (await exported("--to", "chat-jsonl")).messages.map((/** @type {{ content: string }} */ { content }) => content),
    [text, text],
  );
  const [span] = (await exported("--to", "otlp")).resourceSpans[0].scopeSpans[0].spans;
  const usage = span.attributes.filter((/** @type {{ key: string }} */ { key }) => key.startsWith("gen_ai.usage."));
  assert.deepEqual(usage, [{ key: "gen_ai.usage.output_tokens", value: { intValue: "2" } }]);
});
