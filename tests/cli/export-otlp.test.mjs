// OTLP of `logpush-decrypt export`, read by the definitions of OpenTelemetry's protocol.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { describe, test } from "node:test";
import root from "@opentelemetry/otlp-transformer/build/src/generated/root.js";
import { logFile, top } from "../page/fixtures.mjs";
import { sealedLog } from "./conversation-logs.mjs";
import { key, NAME, RECORDS, writeLog } from "./export-records.mjs";
import { folder, run } from "./run.mjs";

/** @type {any} */
const Request = /** @type {any} */ (root).lookupType
  ? /** @type {any} */ (root).lookupType("opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest")
  : /** @type {any} */ (root).opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;

const WINDOW_NS = "1776470530000000000";

/**
 * The spans of an export. Each line goes through the protocol's binary form and back: what its definitions do not know, or
 * know as another type, would not be there again.
 *
 * @param {string} log
 * @param {string[]} args
 */
async function spansOf(log, ...args) {
  const { code, stdout, stderr } = await run(["export", "--to", "otlp", "-k", key, ...args, log]);
  assert.equal(code, 0, stderr);
  const lines = stdout.toString().split("\n").slice(0, -1);
  const spans = lines.map((line) => {
    const given = JSON.parse(line);
    const [span] = given.resourceSpans[0].scopeSpans[0].spans;
    const message = Request.fromObject(changed(given, (id) => Buffer.from(id, "hex")));
    assert.equal(Request.verify(message), null);
    const back = Request.toObject(Request.decode(Request.encode(message).finish()), {
      longs: String,
      enums: Number,
      arrays: false,
    });
    assert.deepEqual(
      changed(back, (id) => Buffer.from(id).toString("hex")),
      given,
    );
    return span;
  });
  return { spans, stderr, lines };
}

const IDS = ["traceId", "spanId", "parentSpanId"];

/** A value with its ids changed. @type {(value: any, change: (id: any) => unknown) => any} */
function changed(value, change) {
  if (Array.isArray(value)) return value.map((item) => changed(item, change));
  if (value === null || typeof value !== "object" || Buffer.isBuffer(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      IDS.includes(name) ? change(member) : changed(member, change),
    ]),
  );
}

/** The attributes of a span as an object: integers as texts. */
const attributesOf = (/** @type {any} */ { attributes }) =>
  Object.fromEntries(
    attributes.map((/** @type {any} */ { key, value }) => {
      const [[kind, held]] = Object.entries(value);
      return [key, kind === "arrayValue" ? held.values.map((/** @type {any} */ { stringValue }) => stringValue) : held];
    }),
  );

describe("otlp", () => {
  const file = path.join(folder(), NAME);
  const all = sealedLog(file);

  test("has an id of its own for each of several records on a line", async () => {
    const { spans } = await spansOf(logFile("several-on-a-line"));
    assert.ok(spans.length > 2);
    assert.equal(new Set(spans.map(({ spanId }) => spanId)).size, spans.length);
  });

  test("is a span a record, which the protocol's definitions know in every member", async () => {
    const { spans } = await spansOf(file);
    assert.equal(spans.length, all.length);
    assert.equal(new Set(spans.map(({ spanId }) => spanId)).size, all.length);
    for (const [at, { plain, metadata, expected }] of all.entries()) {
      const span = spans[at];
      const {
        family,
        model,
        usage = {},
        error,
        output,
        messages = [],
        parameters = {},
        created,
        durationMs = 0,
        inputs = [],
      } = /** @type {any} */ (expected);
      assert.match(span.traceId, /^(?!0+$)[0-9a-f]{32}$/);
      assert.match(span.spanId, /^(?!0+$)[0-9a-f]{16}$/);
      const start = created ? `${Date.parse(created)}000000` : WINDOW_NS;
      assert.deepEqual(
        [span.kind, span.startTimeUnixNano, span.endTimeUnixNano],
        [3, start, String(BigInt(start) + BigInt(durationMs) * 1_000_000n)],
      );
      const found = attributesOf(span);
      const has = (/** @type {string} */ name, /** @type {unknown} */ value) =>
        assert.deepEqual(found[name], value === undefined ? undefined : value, `${name} of record ${at + 1}`);
      const count = (/** @type {number | undefined} */ value) => (value === undefined ? undefined : String(value));
      has("gen_ai.usage.input_tokens", count(usage.input));
      has("gen_ai.usage.output_tokens", count(usage.output));
      has("gen_ai.usage.cache_read.input_tokens", count(usage.cachedInput));
      has("gen_ai.usage.cache_write.input_tokens", count(usage.cacheWrite));
      has("gen_ai.usage.reasoning.output_tokens", count(usage.reasoning));
      has("gen_ai.request.model", plain.Model);
      has("gen_ai.response.model", output && model);
      has("gen_ai.request.temperature", parameters.temperature);
      has("ai_gateway.line", String(at + 1));
      has("ai_gateway.metadata.team", metadata.team);
      has("http.response.status_code", String(plain.StatusCode));
      has("ai_gateway.cached", plain.Cached || undefined);
      assert.equal(span.name, `${found["gen_ai.operation.name"]}${plain.Model ? ` ${plain.Model}` : ""}`);
      if (family === "embeddings") has("gen_ai.operation.name", "embeddings");
      if (family === "gemini") has("gen_ai.operation.name", "generate_content");
      if (family === "openai-chat") has("gen_ai.operation.name", "chat");
      if (error || plain.StatusCode >= 400) {
        has("error.type", error?.type ?? String(plain.StatusCode));
        assert.equal(span.status.code, 2);
        assert.ok(span.status.message.includes(error.message ?? ""));
      } else {
        has("error.type", undefined);
        assert.equal(span.status, undefined);
      }
      const system = JSON.parse(found["gen_ai.system_instructions"] ?? "[]");
      const input = JSON.parse(found["gen_ai.input.messages"] ?? "[]");
      const texts = (/** @type {any[]} */ parts) =>
        parts.flatMap(({ type, content }) => (type === "text" ? [content] : []));
      assert.deepEqual(
        [...texts(system), ...input.flatMap((/** @type {any} */ { parts }) => texts(parts))],
        [...messages, ...inputs.map((/** @type {string} */ text) => ({ text }))].flatMap(({ text }) => text ?? []),
        `texts of record ${at + 1}`,
      );
      const [answer] = JSON.parse(found["gen_ai.output.messages"] ?? '[{"parts":[]}]');
      assert.deepEqual(texts(answer.parts), output?.text === undefined ? [] : [output.text]);
      assert.deepEqual(
        answer.parts.flatMap((/** @type {any} */ { type, name }) => (type === "tool_call" ? [name] : [])),
        (output?.toolCalls ?? []).map((/** @type {any} */ { name }) => name),
      );
      if (output) assert.ok(["stop", "length", "content_filter", "tool_call", "error"].includes(answer.finish_reason));
    }
  });

  test("has the same ids wherever the log lies", async () => {
    const elsewhere = path.join(folder(), NAME);
    fs.copyFileSync(file, elsewhere);
    const ids = (/** @type {any[]} */ spans) => spans.map(({ traceId, spanId }) => [traceId, spanId]);
    const [here, there] = await Promise.all([spansOf(file), spansOf(elsewhere)]);
    assert.deepEqual(ids(here.spans), ids(there.spans));
  });

  test("puts requests that continue each other into one trace, and links them", async () => {
    const chat = (/** @type {string[]} */ said, /** @type {string} */ answer) => ({
      plain: '"Provider":"openai"',
      request: JSON.stringify({
        model: "gpt-4o",
        messages: said.map((content, at) => ({ role: at % 2 === 0 ? "user" : "assistant", content })),
      }),
      response: JSON.stringify({ choices: [{ message: { content: answer }, finish_reason: "stop" }] }),
    });
    const log = writeLog([
      chat(["Knot?"], "Bowline."),
      chat(["Sail?"], "Jib."),
      chat(["Knot?", "Bowline.", "Why?"], "It holds."),
      chat(["Knot?", "Bowline.", "Why?", "It holds.", "So?"], "Use it."),
    ]);
    const { spans } = await spansOf(log);
    const [first, second, third, fourth] = spans;
    assert.notEqual(first.traceId, second.traceId);
    assert.deepEqual([third.traceId, fourth.traceId], [first.traceId, first.traceId]);
    assert.deepEqual([first.links, second.links], [undefined, undefined]);
    assert.deepEqual(third.links, [{ traceId: first.traceId, spanId: first.spanId }]);
    assert.deepEqual(fourth.links, [{ traceId: first.traceId, spanId: third.spanId }]);
  });

  test("says which spans have no time", async () => {
    const { spans, stderr } = await spansOf(writeLog(Object.values(RECORDS), "logs.gz"));
    assert.deepEqual(
      spans.map(({ startTimeUnixNano }) => startTimeUnixNano),
      spans.map(() => "0"),
    );
    assert.match(stderr, /^7 spans have no time: neither the answer nor the name of the file says one\.$/m);
  });

  test("is sent by the script of docs/exports.md, all of it", async () => {
    const text = fs.readFileSync(path.join(top, "docs/exports.md"), "utf8");
    const [, script] = /^```js\n(.*?)^```/ms.exec(text) ?? assert.fail("there is no script");
    const made = folder();
    fs.writeFileSync(path.join(made, "send.mjs"), script ?? "");
    const { lines } = await spansOf(file);
    fs.writeFileSync(path.join(made, "spans.jsonl"), lines.map((line) => `${line}\n`).join(""));
    /** @type {any[]} */
    const got = [];
    /** @type {(string | undefined)[]} */
    const heads = [];
    const server = http.createServer(async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      got.push(...JSON.parse(body).resourceSpans);
      heads.push(request.url, request.headers.authorization, request.headers["content-type"]);
      response.end("{}");
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
    const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
    const child = spawn(process.execPath, ["send.mjs", "spans.jsonl"], {
      cwd: made,
      env: {
        ...process.env,
        LANGFUSE_PUBLIC_KEY: "pk",
        LANGFUSE_SECRET_KEY: "sk",
        LANGFUSE_HOST: `http://127.0.0.1:${port}`,
      },
      stdio: "inherit",
    });
    const code = await new Promise((resolve) => child.on("close", resolve));
    server.close();
    assert.equal(code, 0);
    assert.deepEqual(
      got,
      lines.flatMap((line) => JSON.parse(line).resourceSpans),
    );
    assert.deepEqual(heads.slice(0, 3), [
      "/api/public/otel/v1/traces",
      `Basic ${Buffer.from("pk:sk").toString("base64")}`,
      "application/json",
    ]);
    assert.equal(heads.length, 3 * Math.ceil(lines.length / 100));
  });
});
