// Markdown of `logpush-decrypt export`, read by markdown-it with everything that it knows turned on.
import assert from "node:assert/strict";
import path from "node:path";
import { describe, test } from "node:test";
import MarkdownIt from "markdown-it";
import { sealedLog } from "./conversation-logs.mjs";
import { key, NAME, RECORDS, writeLog } from "./export-records.mjs";
import { folder, run } from "./run.mjs";

const markdown = new MarkdownIt({ html: true, linkify: true });
// Mail addresses are the one thing that is left to be found.
markdown.linkify.set({ fuzzyEmail: false });

/** @param {string} log */
async function exported(log) {
  const { code, stdout, stderr } = await run(["export", "--to", "markdown", "-k", key, log]);
  assert.equal(code, 0, stderr);
  return stdout.toString();
}

/** What is made of a text: the kinds of blocks and marks, the headings, the text of paragraphs, and blocks of code. */
function readOf(/** @type {string} */ text) {
  const tokens = markdown.parse(text, {});
  const inline = tokens.flatMap(({ children }) => children ?? []);
  const kinds = new Set([...tokens, ...inline].map(({ type }) => type));
  const after = (/** @type {string} */ opening) =>
    tokens.flatMap(({ type }, at) => (type === opening ? [textOf(tokens[at + 1]?.children ?? [])] : []));
  return {
    kinds,
    headings: after("heading_open"),
    paragraphs: after("paragraph_open"),
    code: tokens.flatMap(({ type, content }) => (type === "fence" ? [content] : [])),
  };
}

const textOf = (/** @type {{ type: string, content: string }[]} */ children) =>
  children.map(({ type, content }) => (type === "hardbreak" ? "\n" : content)).join("");

/** All that this form itself makes. */
const KINDS = [
  "bullet_list_close bullet_list_open em_close em_open fence hardbreak heading_close heading_open inline",
  "list_item_close list_item_open paragraph_close paragraph_open text text_special",
].join(" ");

const HOSTILE = [
  "# heading",
  "Setext\n===",
  "Setext\n---",
  "- item\n+ item\n* item\n1. item\n2) item",
  "> quote",
  "    indented code",
  "\tindented by a tab",
  "---",
  "***",
  "[link](http://evil.example)",
  "[link][1]\n\n[1]: http://evil.example",
  "![picture](http://evil.example/x.png)",
  "<http://evil.example>",
  "http://evil.example and www.evil.example and ftp://evil.example",
  "<img src=x onerror=alert(1)><script>alert(1)</script>",
  "<!-- comment",
  "&lt;b&gt; &#35; &copy;",
  "| a | b |\n|---|---|\n| 1 | 2 |",
  "~~struck~~ **strong** __strong__ *em* _em_ `code`",
  "\\# not escaped \\",
  "two  \nlines",
  "a_b_c and 2*3*4",
  "[^1]: note\n\n[^1]",
  "$x^2$",
  "1986\\. A great year",
];

describe("markdown", () => {
  test("makes nothing of hostile texts but the texts", async () => {
    const records = HOSTILE.map((text) => ({
      plain: `"Provider":${JSON.stringify(text)},"Model":${JSON.stringify(text)}`,
      metadata: JSON.stringify({ [text]: text }),
      request: JSON.stringify({
        messages: [
          { role: "system", content: text },
          { role: "user", content: text },
        ],
        tools: [{ type: "function", function: { name: text } }],
      }),
      response: JSON.stringify({ choices: [{ message: { content: text, reasoning_content: text } }] }),
    }));
    const { kinds, headings, paragraphs, code } = readOf(await exported(writeLog(records)));
    for (const kind of kinds) assert.ok(KINDS.split(" ").includes(kind), kind);
    assert.deepEqual(code, []);
    assert.equal(headings.length, HOSTILE.length * 4);
    assert.deepEqual(headings.slice(1, 4), ["System", "User", "Answer"]);
    // Where a line begins with spaces, they are spaces that do not break; spaces at the end of lines are not shown.
    const shown = paragraphs.map((text) => text.replaceAll("\u00a0", " "));
    for (const text of HOSTILE) {
      // As instructions, as a question, as thinking and as an answer.
      for (const part of text.replaceAll("\t", "    ").replaceAll("  \n", "\n").split("\n\n"))
        assert.equal(shown.filter((paragraph) => paragraph === part).length, 4, part);
    }
  });

  test("keeps code between fences, in fences that nothing in it ends", async () => {
    const inner = "```html\n<b>not HTML</b>\n``\n```";
    const texts = [inner, `~~~~md\n${inner}\n~~~~\n# after`, "```\nnever closed\n# still code", "` `` ``` ````"];
    const call = {
      id: "c",
      type: "function",
      function: { name: "run", arguments: JSON.stringify({ code: "````\n# x" }) },
    };
    const records = texts.map((text) => ({
      plain: '"Provider":"openai"',
      request: JSON.stringify({ messages: [{ role: "user", content: text }] }),
      response: JSON.stringify({ choices: [{ message: { content: null, tool_calls: [call] } }] }),
    }));
    const { headings, code, paragraphs } = readOf(await exported(writeLog(records)));
    const given = `{\n  "code": ${JSON.stringify("````\n# x")}\n}\n`;
    assert.deepEqual(code, [
      "<b>not HTML</b>\n``\n",
      given,
      `${inner}\n`,
      given,
      "never closed\n# still code\n",
      given,
      given,
    ]);
    assert.equal(headings.length, texts.length * 3);
    assert.ok(paragraphs.includes("# after"));
    assert.ok(paragraphs.includes(texts[3] ?? ""));
  });

  test("has every conversation, and bodies of no known form as they are", async () => {
    const file = path.join(folder(), NAME);
    const all = sealedLog(file);
    const { headings, paragraphs, code } = readOf(await exported(file));
    const titles = headings.filter((heading) => heading.includes(" · "));
    assert.deepEqual(
      titles,
      all.map(({ plain, expected }) => {
        const { model, created, family } = /** @type {any} */ (expected);
        const time = (created ?? "2026-04-18T00:02:10").slice(0, 19).replace("T", " ");
        return `${model ?? plain.Model ?? family} · ${time} · status ${plain.StatusCode}`;
      }),
    );
    const shown = paragraphs.join("\n\n").replaceAll("\u00a0", " ");
    let texts = 0;
    for (const { expected } of all) {
      const { messages = [], output } = /** @type {any} */ (expected);
      for (const { text } of [...messages, output ?? {}]) {
        if (text === undefined || text.includes("```")) continue;
        const lines = text
          .split("\n")
          .map((/** @type {string} */ line) => line.trimEnd())
          .filter((/** @type {string} */ line) => line !== "");
        for (const line of lines) assert.ok(shown.includes(line.replaceAll("\t", "    ")), line);
        texts++;
      }
    }
    assert.ok(texts > 150, `${texts} texts`);
    const bytes = readOf(await exported(writeLog([RECORDS.bytes ?? assert.fail()])));
    assert.deepEqual(
      bytes.code,
      ['{"base64":"//4A"}\n', "plain text\r\nof two lines\n"].map((text) => text.replace("\r", "")),
    );
    assert.ok(code.length > 0);
  });
});
