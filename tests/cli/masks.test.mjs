// `--mask`: values that do not leave.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { folder, run } from "./run.mjs";
import { envelope, logOf, owner } from "./sharing.mjs";

const body = JSON.stringify({ messages: [{ role: "user", content: "I am\nalice@example.com, EMP-123456" }] });
const stream = ["to ali", "ce@exam", "ple.com: 4111 11", "11 1111 1111."]
  .map((content) => `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`)
  .join("");
const key = `sk-proj-${"aB3".repeat(20)}`;
const log = logOf([
  JSON.stringify({ Model: "gpt-4o", RequestBody: envelope(body), ResponseBody: envelope(stream), StatusCode: 200 }),
  JSON.stringify({
    Metadata: envelope(JSON.stringify({ user: "bob@example.com", iban: "DE89 3704 0044 0532 0130 00" })),
    Note: `the key is ${key}`,
    RequestBody: envelope('{"card":4111111111111111}'),
  }),
]);

const lines = (/** @type {Buffer | string} */ text) =>
  text
    .toString()
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

describe("--mask", () => {
  test("masks bodies, streams, metadata and plain fields, and nothing else", async () => {
    const report = path.join(folder(), "report.json");
    const came = await run(["-k", owner, "--mask", "all", "--report", report, log]);
    assert.equal(came.code, 0, came.stderr);
    const [first, second] = lines(came.stdout);
    assert.equal(first.Model, "gpt-4o");
    assert.deepEqual(JSON.parse(first.RequestBody), {
      messages: [{ role: "user", content: "I am\n[email], EMP-123456" }],
    });
    const pieces = first.ResponseBody.split("\n\n").slice(0, -1);
    assert.deepEqual(
      pieces.map((/** @type {string} */ event) => JSON.parse(event.slice("data: ".length)).choices[0].delta.content),
      ["to [email]", "", ": [card]", "."],
    );
    assert.deepEqual(JSON.parse(second.Metadata), { user: "[email]", iban: "[iban]" });
    assert.equal(second.Note, "the key is [secret]");
    assert.deepEqual(JSON.parse(second.RequestBody), { card: "[card]" });
    assert.match(came.stderr, /Masked: 3 e-mail addresses, 1 key or token, 2 card numbers, 1 IBAN\./);
    const { masked } = JSON.parse(fs.readFileSync(report, "utf8"));
    assert.deepEqual(masked, { email: 3, secret: 1, card: 2, iban: 1, masked: 0 });
  });

  test("masks the kinds that are named, and own patterns", async () => {
    const came = await run(["-k", owner, "--mask", "card,iban", "--mask", "/EMP-[0-9]{6,}/", log]);
    const text = came.stdout.toString();
    assert.match(text, /alice@example\.com, \[masked\]/);
    assert.match(text, /\[iban\]/);
    assert.match(came.stderr, /Masked: 2 card numbers, 1 IBAN, 1 match of your patterns\./);
  });

  test("a filter sees what is masked", async () => {
    const came = await run(["-k", owner, "--mask", "email", "--where", 'user:"alice@example.com"', log]);
    assert.equal(came.code, 0, came.stderr);
    assert.equal(lines(came.stdout).length, 1);
    assert.doesNotMatch(came.stdout.toString(), /alice/);
  });

  test("conversations and usage are masked, with JSON bodies too", async () => {
    const said = await run(["conversations", "-k", owner, "--mask", "all", log]);
    assert.equal(said.code, 0, said.stderr);
    const [first] = lines(said.stdout);
    assert.equal(first.messages[0].text, "I am\n[email], EMP-123456");
    assert.equal(first.output.text, "to [email]: [card].");
    const usage = await run(["usage", "-k", owner, "--mask", "email", "--by", "metadata.user", log]);
    assert.doesNotMatch(usage.stdout.toString(), /bob@example/);
    const json = await run(["-k", owner, "--mask", "all", "--body", "json", log]);
    const [, second] = lines(json.stdout);
    assert.deepEqual([second.RequestBody.card, second.Metadata.user], ["[card]", "[email]"]);
    // A stream that is a list, as Gemini's without server-sent events, and numbers for patterns of one's own.
    const part = (/** @type {string} */ text) => ({ candidates: [{ content: { parts: [{ text }] } }] });
    const body = ["mail ali", "ce@exam", "ple.com at 123456"].map(part);
    const response = { ResponseBody: envelope(JSON.stringify(body)) };
    const listed = logOf([JSON.stringify({ Provider: "google", Duration: 123456, Cost: 0.123456, ...response })]);
    for (const form of ["json", "text"]) {
      const came = await run(["-k", owner, "--mask", "email", "--mask", "/\\b[0-9]{6}\\b/", "--body", form, listed]);
      const [{ ResponseBody, ...rest }] = lines(came.stdout);
      const events = form === "json" ? ResponseBody : JSON.parse(ResponseBody);
      assert.deepEqual(events, ["mail [email]", "", " at [masked]"].map(part), form);
      assert.deepEqual([rest.Duration, rest.Cost], ["[masked]", 0.123456]);
    }
  });

  test("exports are masked", async () => {
    for (const form of ["ndjson", "csv", "chat-jsonl"]) {
      const came = await run(["export", "--to", form, "-k", owner, "--mask", "all", log]);
      assert.equal(came.code, 0, came.stderr);
      assert.match(came.stderr, /Masked: 3 e-mail addresses/, form);
      assert.doesNotMatch(came.stdout.toString(), /example\.com|4111/, form);
    }
  });

  test("says when nothing was found", async () => {
    const came = await run(["-k", owner, "--mask", "/nowhere/", log]);
    assert.match(came.stderr, /Masked nothing/);
  });

  test("says what is wrong with a mask", async () => {
    const cases = /** @type {const} */ ([
      [["--mask", "emial"], /there is no mask 'emial'[\s\S]*Did you mean 'email'/],
      [["--mask", "names"], /there is no mask 'names'[\s\S]*email,secret,card,iban/],
      [["--mask", "/EMP-(/"], /--mask: The pattern \/EMP-\(\/ is not a regular expression: /],
      [["--mask", "/x*/"], /matches the empty text/],
      [["--mask", "email", "--mask", "//"], /matches the empty text/],
    ]);
    for (const [args, message] of cases) {
      const came = await run(["-k", owner, ...args, log]);
      assert.deepEqual([came.code, came.stdout.length], [2, 0], came.stderr);
      assert.match(came.stderr, message);
    }
  });
});
