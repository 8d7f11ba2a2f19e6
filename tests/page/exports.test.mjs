// @ts-nocheck Most of this runs in the page, whose elements it knows by their selectors.
// Exports of the page in every form, read by other programs: they have what was sealed, but for what is hidden.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { DuckDBInstance } from "@duckdb/node-api";
import { NAME, RECORDS, SECRET, WINDOW } from "../cli/export-records.mjs";
import { engines } from "./engines.mjs";
import { keyFile, scratch, sealer, writeLogs } from "./fixtures.mjs";
import { complaintsOf } from "./guidelines.mjs";
import { visiting } from "./visitor.mjs";

const seal = sealer("rsa2048.pem");
const KEY = keyFile("rsa2048.pem");
const THEIRS = crypto.createPrivateKey(fs.readFileSync(keyFile("rsa3072.pem")));
const THEIR_PEM = crypto.createPublicKey(THEIRS).export({ type: "spki", format: "pem" });

/** A record on a line, with its sealed fields as `make` has them. */
const lineOf = ({ plain, metadata, request, response }, make) => {
  const members = plain === "" ? [] : [plain];
  const texts = { Metadata: metadata, RequestBody: request, ResponseBody: response };
  for (const [name, text] of Object.entries(texts)) if (text !== undefined) members.push(`"${name}":${make(text)}`);
  return `{${members.join(",")}}`;
};
/** The text of a field in decrypted records. */
const asString = (text) => JSON.stringify(typeof text === "string" ? text : { base64: text.toString("base64") });

const all = Object.values(RECORDS);
const formsLog = writeLogs(
  "forms",
  NAME,
  all.map((record) => lineOf(record, seal)),
);

/** Values of each kind, with what stands in their places. */
const MAIL = "alice@example.com";
const TOKEN = "ghp_0123456789abcdefghijABCDEFGHIJ012345";
const CARD = "4111 1111 1111 1111";
const BADGE = "EMP-004711";
const hidden = (text) =>
  text
    .replaceAll(MAIL, "[email]")
    .replaceAll(TOKEN, "[secret]")
    .replaceAll(CARD, "[card]")
    .replaceAll(BADGE, "[masked]");
const private_ = [
  {
    plain: '"Provider":"openai","Model":"gpt-4o","StatusCode":200',
    metadata: `{"user":"${MAIL}"}`,
    request: JSON.stringify({
      model: "gpt-4o",
      messages: [{ role: "user", content: `I am ${MAIL}, my card is ${CARD}, "quoted" \n ${BADGE}` }],
    }),
    response: JSON.stringify({
      model: "gpt-4o",
      choices: [{ index: 0, message: { role: "assistant", content: `Use ${TOKEN}.` }, finish_reason: "stop" }],
    }),
  },
  { plain: '"Provider":"openai","StatusCode":200', request: '{"messages":[{"role":"user","content":"no secrets"}]}' },
];
const privateLog = writeLogs(
  "private",
  NAME,
  private_.map((record) => lineOf(record, seal)),
);

let duck;
before(async () => {
  duck = await (await DuckDBInstance.create(":memory:")).connect();
  await duck.run("SET autoinstall_known_extensions = false; SET TimeZone = 'UTC'");
});
after(() => duck.closeSync());

async function rows(sql) {
  const reader = await duck.runAndReadAll(sql);
  return reader
    .getRowObjects()
    .map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [
          name,
          typeof value === "bigint"
            ? Number(value)
            : value !== null && typeof value === "object"
              ? String(value)
              : value,
        ]),
      ),
    );
}

/** Keeps what was saved where DuckDB reads it. */
function kept({ name, bytes }) {
  const file = path.join(scratch, name);
  fs.writeFileSync(file, bytes);
  return file;
}

/** Opens an envelope by node:crypto. */
function opened(envelope, key) {
  const part = (name) => Buffer.from(envelope[name], "base64");
  const contentKey = crypto.privateDecrypt({ key, oaepHash: "sha256" }, part("key"));
  const data = part("data");
  const cipher = crypto.createDecipheriv("aes-256-gcm", contentKey, part("iv"));
  cipher.setAuthTag(data.subarray(-16));
  return Buffer.concat([cipher.update(data.subarray(0, -16)), cipher.final()]).toString();
}

for (const start of Object.values(engines)) {
  describe(`exports in ${start.name}`, () => {
    let [engine, visitor, server] = [];
    visiting(start, {}, (there) => {
      ({ server, engine, visitor } = there);
    });
    const look = (see, ...given) => engine.driver.executeScript(see, ...given);
    const given = async (log) => {
      await visitor.visit(server.address);
      await visitor.chooseKey(KEY);
      await visitor.chooseLogs([log]);
      await visitor.untilOpened();
    };
    /** Sets a check box. */
    const tick = (name, value, wanted = true) =>
      look(
        (name, value, wanted) => {
          const box = document.querySelector(`.export-dialog [name='${name}'][value='${value}']`);
          if (box.checked !== wanted) box.click();
        },
        name,
        value,
        wanted,
      );
    const type = (name, text) =>
      look(
        (name, text) => {
          const field = document.querySelector(`.export-dialog [name='${name}']`);
          field.value = text;
          field.dispatchEvent(new Event("input", { bubbles: true }));
        },
        name,
        text,
      );
    const link = (label) =>
      look((label) => {
        const links = [...document.querySelectorAll(".export-columns button")];
        links.find(({ textContent }) => textContent === label).click();
      }, label);
    const chosen = () =>
      look(() =>
        [...document.querySelectorAll("[name='export-column']")].filter((box) => box.checked).map((box) => box.value),
      );
    const says = (selector, words) =>
      visitor.until(
        `${selector} says ${words}`,
        `return (${words}).test(document.querySelector("${selector}")?.textContent)`,
      );

    describe("each form", () => {
      before(() => given(formsLog));

      test("Parquet has every value as it was sealed", async () => {
        const saved = await visitor.exported({ form: "parquet" });
        assert.match(saved.name, /^20260418T.*_decrypted\.parquet$/);
        const found = await rows(`SELECT * FROM '${kept(saved)}'`);
        assert.equal(found.length, all.length);
        const [first, second] = found;
        assert.deepEqual([first.file, first.line, first.status, first.cached], [NAME, 1, 200, false]);
        assert.deepEqual(
          [first.model, first.question, first.answer],
          ["gpt-4o-2024-08-06", "Which knot?", "A bowline."],
        );
        assert.deepEqual([first.inputTokens, first.outputTokens, first.costUsd], [1000, 200, 0.0045]);
        assert.deepEqual([first.request, first.response], [RECORDS.ordinary.request, RECORDS.ordinary.response]);
        assert.equal(first.metadata, RECORDS.ordinary.metadata);
        assert.equal(second.metadata, '"not JSON"');
        const [{ time }] = await rows(`SELECT strftime(time, '%Y-%m-%dT%H:%M:%SZ') AS time FROM '${kept(saved)}'`);
        assert.equal(time, WINDOW);
        assert.ok(!found[2].request.includes(SECRET));
      });

      test("CSV has the columns that were chosen, and they stay chosen", async () => {
        await visitor.openExport({ form: "csv" });
        assert.equal((await chosen()).length, 22);
        await link("None");
        await says(".export-dialog .problem", /Choose a column/);
        assert.equal(await (await visitor.find(".export-start")).isEnabled(), false);
        for (const name of ["line", "model", "question", "metadata.team"]) await tick("export-column", name);
        const saved = await visitor.exported();
        assert.match(saved.name, /\.csv$/);
        const lines = saved.bytes.toString().split("\r\n");
        assert.deepEqual(lines.slice(0, 3), [
          "line,model,question,metadata.team",
          "1,gpt-4o-2024-08-06,Which knot?,blue",
          "2,gpt-4o-2024-08-06,,",
        ]);
        assert.equal(lines.length, all.length + 2);
        await visitor.openExport({ form: "csv" });
        assert.deepEqual(await chosen(), ["line", "model", "question", "metadata.team"]);
        await link("Usual");
        assert.equal((await chosen()).length, 22);
        await visitor.closeExport();
      });

      test("NDJSON has the records, or columns of them", async () => {
        const expected = all.map((record) => `${lineOf(record, asString)}\n`).join("");
        assert.equal((await visitor.exported({ form: "ndjson" })).bytes.toString(), expected);
        await visitor.openExport();
        for (const name of ["line", "answer"]) await tick("export-column", name);
        const saved = await visitor.exported();
        assert.deepEqual(saved.bytes.toString().split("\n").slice(0, 2).map(JSON.parse), [
          { line: 1, answer: "A bowline." },
          { line: 2, answer: "Two." },
        ]);
        await visitor.openExport();
        await link("None");
        await visitor.closeExport();
      });

      test("Markdown has a section for each, and no credentials", async () => {
        const saved = await visitor.exported({ form: "markdown" });
        assert.match(saved.name, /\.md$/);
        const text = saved.bytes.toString();
        assert.equal(text.match(/^## /gm).length, all.length);
        assert.match(text, /### User\n\nWhich knot\?\n\n### Answer\n\nA bowline\./);
        assert.ok(!text.includes(SECRET));
      });

      test("OTLP has a span for each, compressed if that was chosen", async () => {
        const saved = await visitor.exported({ form: "otlp", gzip: true });
        assert.match(saved.name, /\.otlp\.jsonl\.gz$/);
        const { gunzipSync } = await import("node:zlib");
        const lines = gunzipSync(saved.bytes)
          .toString()
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line));
        assert.equal(lines.length, all.length);
        const [{ attributes, name }] = lines[0].resourceSpans[0].scopeSpans[0].spans;
        const value = (key) => attributes.find((each) => each.key === key)?.value;
        assert.equal(name, "chat gpt-4o");
        assert.deepEqual(value("gen_ai.usage.input_tokens"), { intValue: "1000" });
        await visitor.openExport({ gzip: false });
        await visitor.closeExport();
      });

      test("examples for fine-tuning have what is one, and the others are counted", async () => {
        const saved = await visitor.exported({ form: "chat-jsonl" });
        assert.match(saved.name, /\.chat\.jsonl$/);
        const [first, ...others] = saved.bytes
          .toString()
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line));
        assert.deepEqual(first.messages, [
          { role: "user", content: "Which knot?" },
          { role: "assistant", content: "A bowline." },
        ]);
        assert.equal(others.length, 1);
        assert.match(saved.status, /2 examples; 5 records left out: .*an error \(1 record\)/);
      });
    });

    describe("what is hidden", () => {
      before(() => given(privateLog));

      test("is shown before anything is saved, and what is wrong with a pattern is said at its field", async () => {
        await visitor.openExport({ form: "ndjson" });
        await look(() => document.querySelector(".export-dialog details:has(textarea) summary").click());
        await type("export-patterns", "EMP-[0-9]{6}\n\n(");
        await says("[name='export-patterns'] ~ .problem", /^Line 3: /);
        assert.equal(await (await visitor.find(".export-start")).isEnabled(), false);
        await type("export-patterns", "EMP-[0-9]{6}");
        for (const kind of ["email", "secret", "card", "iban"]) await tick("export-mask", kind);
        await visitor.until(
          "the pattern is taken",
          () => document.querySelector(".export-start:not(:disabled)") !== null,
        );
        await visitor.press("Show what is hidden");
        await says(
          ".mask-preview p",
          /In record 1, the selected one: 2 e-mail addresses, 1 key or token, 1 card number and 1 match of your patterns\./,
        );
        const [marks, text] = await look(() => [
          [...document.querySelectorAll(".mask-preview mark")].map(({ textContent }) => textContent),
          document.querySelector(".mask-preview").textContent,
        ]);
        assert.deepEqual(marks, ["[email]", "[email]", "[card]", "[masked]", "[secret]"]);
        for (const value of [MAIL, TOKEN, CARD, BADGE]) assert.ok(!text.includes(value));
        assert.deepEqual(await complaintsOf(engine.driver), []);
        await visitor.screenshot("export-hidden");
      });

      test("is in no form, and everything else is there", async () => {
        const saved = await visitor.exported({ form: "ndjson" });
        assert.match(saved.name, /_decrypted_masked\.ndjson$/);
        const expected = private_.map((record) => `${hidden(lineOf(record, asString))}\n`).join("");
        assert.equal(saved.bytes.toString(), expected);
        assert.match(
          saved.status,
          /Hidden: 2 e-mail addresses, 1 key or token, 1 card number and 1 match of your patterns\./,
        );
        for (const form of ["csv", "markdown", "otlp", "chat-jsonl", "parquet"]) {
          const { bytes, status } = await visitor.exported({ form });
          const text = bytes.toString();
          for (const value of [MAIL, TOKEN, CARD, BADGE]) assert.ok(!text.includes(value), form);
          assert.match(status, /Hidden: 2 e-mail addresses/);
        }
      });
    });

    describe("sealing for another key", () => {
      before(() => given(privateLog));

      test("a private key, and what is not a key, are refused with what to do", async () => {
        await visitor.openExport({ form: "resealed" });
        assert.equal(await (await visitor.find(".export-start")).isEnabled(), false);
        const paste = async (text) => {
          await type("recipient", text);
          await visitor.press("Use key");
        };
        await paste("nonsense");
        await says("[name='recipient-file'] ~ .problem", /This is not a public key/);
        await paste(fs.readFileSync(keyFile("rsa3072.pem"), "utf8"));
        await says("[name='recipient-file'] ~ .problem", /This is a private key/);
        await paste(THEIR_PEM);
        await says(".recipient", /RSA, 3072 bits/);
        assert.equal(await visitor.text(".readers").then((text) => /Anyone/.test(text)), false);
        assert.deepEqual(await complaintsOf(engine.driver), []);
      });

      test("their private key opens what was sealed, and ours does not", async () => {
        const saved = await visitor.exported({ form: "resealed" });
        const fingerprint = crypto
          .createHash("sha256")
          .update(crypto.createPublicKey(THEIRS).export({ type: "spki", format: "der" }))
          .digest("hex");
        assert.match(saved.name, new RegExp(`_for-${fingerprint.slice(0, 8)}\\.ndjson$`));
        const lines = saved.bytes
          .toString()
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line));
        assert.equal(lines.length, private_.length);
        for (const [at, { metadata, request, response }] of private_.entries()) {
          const texts = { Metadata: metadata, RequestBody: request, ResponseBody: response };
          for (const [name, text] of Object.entries(texts))
            if (text !== undefined) assert.equal(opened(lines[at][name], THEIRS), text);
          assert.throws(() => opened(lines[at].RequestBody, crypto.createPrivateKey(fs.readFileSync(KEY))));
        }
        assert.match(saved.status, /^2 records exported.*encrypted for the other key/);
      });

      test("texts are masked before they are sealed; what cannot be sealed again is left out, and said", async () => {
        const other = sealer("rsa4096.pem");
        const records = [
          lineOf(private_[0], seal),
          `{"RequestBody":${other("not ours")}}`,
          '{"Model":"nothing is sealed"}',
        ];
        await given(writeLogs("mixed", NAME, records));
        await visitor.openExport({ form: "resealed" });
        const file = path.join(scratch, "public.pem");
        fs.writeFileSync(file, THEIR_PEM);
        await (await visitor.find("[name='recipient-file']")).sendKeys(file);
        await says(".recipient", /RSA, 3072 bits/);
        await tick("export-mask", "email");
        const saved = await visitor.exported();
        const [record, ...others] = saved.bytes
          .toString()
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line));
        assert.deepEqual(others, []);
        assert.equal(opened(record.Metadata, THEIRS), '{"user":"[email]"}');
        assert.match(
          saved.status,
          /^1 record exported.*2 records are not in the file: 1 with a field that could not be decrypted and 1 in which nothing was encrypted\./,
        );
      });
    });

    describe("copies of a record", () => {
      before(async () => {
        await given(formsLog);
        await look(() => {
          window.copies = [];
          const clipboard = { writeText: async (text) => void window.copies.push(text) };
          Object.defineProperty(navigator, "clipboard", { configurable: true, get: () => clipboard });
        });
      });
      /** What is copied of the record in this line. */
      const copied = async (line, label) => {
        await look((at) => document.querySelectorAll(".table-row")[at].click(), line - 1);
        await visitor.until(
          "the record is there",
          `return document.querySelector(".record-where .path")?.textContent.endsWith("line ${line}")`,
        );
        await visitor.openMenu("copy-menu");
        const before = await look(() => window.copies.length);
        await visitor.press(label);
        await visitor.until("it is copied", `return window.copies.length > ${before}`);
        return look(() => window.copies.at(-1));
      };

      test("have its messages, as text and as APIs take them", async () => {
        assert.equal(await copied(1, "Conversation as text"), "User:\nWhich knot?\n\nAnswer:\nA bowline.");
        assert.match(await copied(1, "Conversation as Markdown"), /^## gpt-4o.*### Answer\n\nA bowline\.$/s);
        const asked = [
          { role: "user", content: "Which knot?" },
          { role: "assistant", content: "A bowline." },
        ];
        assert.deepEqual(JSON.parse(await copied(1, "OpenAI messages")), asked);
        assert.deepEqual(JSON.parse(await copied(1, "Anthropic messages")), {
          messages: asked.map(({ role, content }) => ({ role, content: [{ type: "text", text: content }] })),
        });
      });

      test("as curl, a shell sends the request to the provider, with the key that it has", async () => {
        /** What curl gets. */
        const sent = (command) =>
          execFileSync("sh", ["-c", `curl() { printf '%s\\0' "$@"; }; ${command}`], { env: { API_KEY: "k3y" } })
            .toString()
            .split("\0")
            .slice(0, -1);
        const [address, , key, , type, , body] = sent(await copied(1, "curl command"));
        assert.deepEqual(
          [address, key, type],
          ["https://api.openai.com/v1/chat/completions", "Authorization: Bearer k3y", "Content-Type: application/json"],
        );
        assert.equal(body, RECORDS.ordinary.request);
        const universal = sent(await copied(3, "curl command"));
        assert.equal(universal[0], "https://api.openai.com/v1/chat/completions");
        assert.deepEqual(JSON.parse(universal.at(-1)), JSON.parse(RECORDS.universal.request)[0].query);
        const anthropic = sent(await copied(4, "curl command"));
        assert.ok(anthropic.includes("x-api-key: k3y"));
        assert.equal(anthropic.at(-1), RECORDS.failed.request);
        for (const all of [universal, anthropic]) assert.ok(!all.join().includes(SECRET));
        await look(() => document.querySelector(".record-where").scrollIntoView());
        assert.deepEqual(await complaintsOf(engine.driver), []);
        await visitor.screenshot("copy-as");
        await visitor.closeMenu();
      });
    });

    test("without a key only unchanged records are offered", async () => {
      await visitor.visit(server.address);
      await visitor.chooseLogs([formsLog]);
      await visitor.outcome(/^7 records/);
      await visitor.openExport({ says: "Export" });
      const offered = await look(() =>
        [...document.querySelectorAll("[name='export-form']")]
          .filter((each) => !each.disabled)
          .map(({ value }) => value),
      );
      assert.deepEqual(offered, ["sealed"]);
      assert.match(await visitor.text(".readers"), /need your private key\. Only holders of the private key/);
      await visitor.closeExport();
    });

    test("the console is silent", async () => {
      assert.deepEqual(await engine.complaints(), []);
    });
  });
}

after(() => fs.rmSync(scratch, { recursive: true, force: true }));
