// The examples of the READMEs, run as they stand there, with the packed package.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { app, pack, printed, top } from "./packed.mjs";

pack();

/** A file of records as the examples name it, its key, and what comes of it. */
const LOG = "20260418T000210Z_20260418T000243Z_a3cfe972.log.gz";
const fixtures = path.join(top, "tests/fixtures");
const expected = fs.readFileSync(path.join(fixtures, "ordinary-rsa4096.ndjson"), "utf8");
const lines = expected.trimEnd().split("\n");
const key = fs.readFileSync(path.join(fixtures, "keys/rsa4096.pem"), "utf8");
fs.copyFileSync(path.join(fixtures, "ordinary-rsa4096.log.gz"), path.join(app, LOG));
fs.writeFileSync(path.join(app, "private.pem"), key);

// An archive of them, made by Info-ZIP.
fs.mkdirSync(path.join(app, "20260418"), { recursive: true });
fs.copyFileSync(path.join(app, LOG), path.join(app, "20260418", LOG));
execFileSync("zip", ["-q", "day.zip", `20260418/${LOG}`], { cwd: app });

/** What must come of each example, which something that is in it alone identifies. */
const outcomes = [
  {
    mark: "logpush-decrypt/archive",
    check: (output) => {
      for (const [at, line] of lines.entries())
        assert.ok(output.includes(`day.zip/20260418/${LOG} ${at + 1} ${JSON.parse(line).Model}`), output);
    },
  },
  {
    mark: "estimateCost",
    check: (output) => {
      assert.match(output, /^Grüße, 東京! 🗼$/m);
      // 21 tokens of input and 9 of output, at the prices of gpt-4o-mini.
      assert.match(output, /input: 21, output: 9 \} 0\.00000855$/m);
    },
  },
  {
    mark: "new Threads()",
    check: (output) =>
      // As the document shows it.
      assert.equal(
        output.trim(),
        [
          "openai-chat { number: 0, thread: 1 }",
          "openai-chat { number: 1, thread: 2 }",
          "openai-chat { number: 2, thread: 1, continues: 0 }",
        ].join("\n"),
      ),
  },
  {
    mark: "openAsBlob",
    check: (output) => {
      for (const [at, line] of lines.entries())
        assert.ok(output.includes(`${at + 1} ${JSON.parse(line).Model}`), output);
      assert.ok(!output.includes("stayed sealed"), output);
    },
  },
  {
    mark: "createWriteStream",
    check: () => assert.equal(fs.readFileSync(path.join(app, "opened.ndjson"), "utf8"), expected),
  },
  {
    mark: "instanceof LogpushError",
    check: (output) => assert.match(output, /^ERR_GZIP_TRUNCATED cut-off.log.gz \d+$/m),
  },
  {
    mark: "generateKeyPair",
    check: (output) =>
      assert.match(output, /-----BEGIN PUBLIC KEY-----[\s\S]*^true {"bits":2048,"fingerprint":"[0-9a-f]{64}"}$/m),
  },
];

for (const readme of ["js/npm/README.md", "README.md"]) {
  const text = fs.readFileSync(path.join(top, readme), "utf8");
  const blocks = [...text.matchAll(/^```js( \w+)?\n([\s\S]*?)^```$/gm)].map(([, kind = "", code]) => ({
    kind: kind.trim(),
    code,
  }));

  describe(`the examples of ${readme}`, () => {
    test("are there", () => assert.ok(blocks.length > 0));

    for (const [at, { kind, code }] of blocks.entries()) {
      const file = path.join(app, `${path.basename(path.dirname(path.join(top, readme)))}-example-${at + 1}.mjs`);
      fs.writeFileSync(file, code);
      if (kind === "worker") {
        test(`${at + 1}, a Cloudflare Worker`, async () => {
          const { default: worker } = await import(pathToFileURL(file).href);
          const body = fs.readFileSync(path.join(app, LOG));
          const response = await worker.fetch(new Request("http://localhost/", { method: "POST", body }), {
            PRIVATE_KEY: key,
          });
          assert.equal(await response.text(), expected);
        });
        continue;
      }
      test(String(at + 1), async () => {
        const outcome = outcomes.find(({ mark }) => code.includes(mark));
        assert.ok(outcome, "it is known what must come of it");
        outcome.check(await printed(process.execPath, [file]));
      });
    }
  });
}
