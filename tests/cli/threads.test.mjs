// `logpush-decrypt conversations --threads`: which requests continue which, for programs and on a terminal.
import assert from "node:assert/strict";
import path from "node:path";
import { describe, test } from "node:test";
import { keyFile } from "../page/fixtures.mjs";
import { sealRecords } from "./conversation-logs.mjs";
import { folder, onTerminal, run } from "./run.mjs";

const key = keyFile("rsa2048.pem");
const log = path.join(folder(), "20260418T000210Z_20260418T000243Z_a1.log.gz");

/**
 * A request of a chat, whose messages are of the user and the assistant in turn, and its answer.
 *
 * @param {string[]} messages
 * @param {string} answer
 * @param {number} at seconds after midnight
 */
function chat(messages, answer, at) {
  const roles = ["user", "assistant"];
  const request = {
    model: "gpt-4o-mini",
    messages: messages.map((content, number) => ({ role: roles[number % 2], content })),
  };
  const response = {
    object: "chat.completion",
    model: "gpt-4o-mini",
    created: Date.UTC(2026, 3, 18) / 1000 + at,
    choices: [{ index: 0, message: { role: "assistant", content: answer }, finish_reason: "stop" }],
    usage: { prompt_tokens: 1_000_000 * messages.length, completion_tokens: 10 },
  };
  return {
    plain: { Endpoint: "v1/chat/completions", Model: "gpt-4o-mini", Provider: "openai", StatusCode: 200 },
    metadata: { user: "ada" },
    request: JSON.stringify(request),
    response: JSON.stringify(response),
  };
}

sealRecords(log, [
  chat(["Which knot?"], "A bowline.", 60),
  chat(["Which sail?"], "The jib.", 61),
  chat(["Which knot?", "A bowline.", "Why?"], "It holds.", 90),
  chat(["(shortened)", "Yes.", "Why?", "It holds.", "And to undo it?"], "Push the loop.", 120),
]);

describe("conversations --threads", () => {
  test("names the thread of each record, and the record that it continues", async () => {
    const { code, stdout, stderr } = await run(["conversations", "--threads", "-k", key, log]);
    assert.equal(code, 0, stderr);
    const lines = stdout.toString().trim().split("\n");
    const found = lines.map((line) => {
      const { line: number, thread, continues, mayContinue, family } = JSON.parse(line);
      assert.equal(family, "openai-chat");
      return { line: number, thread, continues, mayContinue };
    });
    const none = { continues: undefined, mayContinue: undefined };
    assert.deepEqual(found, [
      { ...none, line: 1, thread: 1 },
      { ...none, line: 2, thread: 2 },
      { ...none, line: 3, thread: 1, continues: { file: log, line: 1 } },
      { ...none, line: 4, thread: 1, mayContinue: { file: log, line: 3 } },
    ]);
  });

  test("is without them if it is not asked for them", async () => {
    const { stdout } = await run(["conversations", "-k", key, log]);
    for (const line of stdout.toString().trim().split("\n"))
      assert.ok(!("thread" in JSON.parse(line)) && !("continues" in JSON.parse(line)), line);
  });

  test("shows a thread as one on a terminal", async () => {
    const { code, shown } = await onTerminal(["conversations", "--threads", "-k", key, log], []);
    assert.equal(code, 0, shown);
    const text = shown.replaceAll("\r", "");
    const first = text.indexOf("2026-04-18 00:01:00  gpt-4o-mini  user ada  3 requests until 2026-04-18 00:02:00  ");
    const second = text.indexOf("2026-04-18 00:01:01  gpt-4o-mini  user ada  ");
    assert.ok(first >= 0 && second > first, text);
    const [thread, alone] = [text.slice(first, second), text.slice(second)];
    assert.match(thread, /\.gz:1-4\n {2}\? Which knot\?\n {2}> Push the loop\.\n {4}9,000,000 in, 30 out, \$1\.35/);
    assert.match(alone, /\.gz:2\n {2}\? Which sail\?\n {2}> The jib\.\n {4}1,000,000 in, 10 out, \$0\.15/);
  });
});
