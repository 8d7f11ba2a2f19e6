// `logpush-decrypt reseal`: what one key opens becomes what another opens.
import assert from "node:assert/strict";
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import zlib from "node:zlib";
import { fixture, keyFile, logFile } from "../page/fixtures.mjs";
import { sealedLog } from "./conversation-logs.mjs";
import { folder, run } from "./run.mjs";
import { envelope, logOf, owner, publicFile, recipient, textIn } from "./sharing.mjs";

const forThem = publicFile(recipient);
const body = '{"messages":[{"role":"user","content":"I am\\nalice@example.com"}]}';
const inside = { RequestBody: envelope(body), Model: "inner" };
const log = logOf([
  `{ "Model" : "gpt-4o", "big":12345678901234567890, "RequestBody":${JSON.stringify(envelope(body))},"Metadata":null, "e":"\\u00e9" }`,
  JSON.stringify({ Model: "a string", RequestBody: JSON.stringify(envelope("all of a string")) }),
  JSON.stringify({ Model: "within a string", log: JSON.stringify(inside), by: "bob@example.com" }),
]);

/** Reseals a log into a file, and returns its lines. */
async function resealed(/** @type {string[]} */ args, name = "shared.ndjson") {
  const out = path.join(folder(), name);
  const came = await run(["reseal", "--for", forThem, "-k", owner, "-o", out, ...args]);
  const bytes = fs.existsSync(out) ? fs.readFileSync(out) : Buffer.alloc(0);
  const text = (name.endsWith(".gz") ? zlib.gunzipSync(bytes) : bytes).toString();
  return { ...came, out, text, lines: text.split("\n").slice(0, -1) };
}

describe("reseal", () => {
  test("node:crypto opens the result with the recipient's key, and all else is as it was", async () => {
    const { code, lines, stderr } = await resealed([log]);
    assert.equal(code, 0, stderr);
    const [first = "", second = "", third = ""] = lines;
    const { RequestBody: sealed } = JSON.parse(first);
    assert.equal(textIn(sealed), body);
    const [before = ""] = fs.readFileSync(log, "utf8").split("\n");
    assert.equal(
      first.replace(JSON.stringify(sealed), "SEALED"),
      before.replace(/\{"type":"encrypted"[^}]*\}/, "SEALED"),
    );
    assert.equal(textIn(JSON.parse(JSON.parse(second).RequestBody)), "all of a string");
    const inner = JSON.parse(JSON.parse(third).log);
    assert.deepEqual([textIn(inner.RequestBody), inner.Model], [body, "inner"]);
    assert.match(stderr, /3 records sealed for the key [0-9a-f]{16}… of 2048 bits, 3 fields\./);
  });

  test("the tool opens it to what it opened before, in gzip too", async () => {
    const logs = folder();
    const file = path.join(logs, "20260418T000210Z_20260418T000243Z_a1.log.gz");
    sealedLog(file);
    const { code, out, stderr } = await resealed([file], "shared.log.gz");
    assert.equal(code, 0, stderr);
    const [before, after] = await Promise.all([run(["-k", owner, file]), run(["-k", recipient, out])]);
    assert.equal(after.code, 0, after.stderr);
    assert.deepEqual(after.stdout, before.stdout);
    const old = await run(["-k", owner, out]);
    assert.match(old.stderr, /ERR_UNWRAP/);
    assert.equal(old.code, 1);
  });

  test("a record has one wrapped key, which opens all its fields, and each field a nonce", async () => {
    const both = logOf([JSON.stringify({ RequestBody: envelope("one"), ResponseBody: envelope("two") })]);
    const { text } = await resealed([both]);
    const { RequestBody: request, ResponseBody: response } = JSON.parse(text);
    assert.equal(request.key, response.key);
    assert.notEqual(request.iv, response.iv);
    assert.deepEqual([textIn(request), textIn(response)], ["one", "two"]);
  });

  test("texts are masked before they are sealed, and plain fields too", async () => {
    const report = path.join(folder(), "report.json");
    const { lines, stderr } = await resealed(["--mask", "email", "--report", report, log]);
    assert.doesNotMatch(lines.join(), /bob@example/);
    const [first = "", , third = ""] = lines;
    const masked = body.replace("alice@example.com", "[email]");
    assert.equal(textIn(JSON.parse(first).RequestBody), masked);
    const record = JSON.parse(third);
    assert.deepEqual([textIn(JSON.parse(record.log).RequestBody), record.by], [masked, "[email]"]);
    assert.match(stderr, /Masked: 3 e-mail addresses\./);
    const said = JSON.parse(fs.readFileSync(report, "utf8"));
    assert.equal(said.masked.email, 3);
    const { for: fingerprint, ...counts } = said.resealed;
    const spki = crypto.createPublicKey(fs.readFileSync(recipient)).export({ type: "spki", format: "der" });
    assert.equal(fingerprint, crypto.createHash("sha256").update(spki).digest("hex"));
    assert.deepEqual(counts, { records: 3, fields: 3, leftOut: 0, incomplete: 0 });
  });

  test("only chosen records are sealed again", async () => {
    const { code, lines } = await resealed(["--where", "model=gpt-4o", log]);
    assert.deepEqual([code, lines.length], [0, 1]);
    const found = await resealed(["--where", 'user:"alice@example.com"', log]);
    assert.equal(found.code, 0, found.stderr);
    assert.deepEqual(
      found.lines.map((line) => JSON.parse(line).Model),
      ["gpt-4o", "within a string"],
    );
  });

  test("what cannot be sealed is left out and reported", async () => {
    const report = path.join(folder(), "report.json");
    const mixed = logOf([
      JSON.stringify({ RequestBody: envelope("ours"), ResponseBody: envelope("not ours", keyFile("rsa4096.pem")) }),
      "no record",
      JSON.stringify({ RequestBody: "in the clear", Model: "m" }),
      JSON.stringify({ RequestBody: envelope("ours"), ResponseBody: "in the clear" }),
      JSON.stringify({ RequestBody: envelope("good") }),
    ]);
    const { code, lines, stderr } = await resealed(["--report", report, mixed]);
    assert.equal(code, 1);
    assert.equal(lines.length, 1);
    assert.equal(textIn(JSON.parse(lines[0] ?? "").RequestBody), "good");
    assert.match(
      stderr,
      /1 record sealed for .*\n3 records left out, 1 of them with a field that could not be decrypted\./,
    );
    const { errors, resealed: counts } = JSON.parse(fs.readFileSync(report, "utf8"));
    assert.deepEqual(
      errors.map((/** @type {{ line: number, code: string }} */ { line, code }) => [line, code]),
      [
        [1, "ERR_KEY_SIZE"],
        [2, "ERR_JSON"],
        [3, "ERR_ENVELOPE"],
        [4, "ERR_ENVELOPE"],
      ],
    );
    assert.deepEqual([counts.records, counts.leftOut, counts.incomplete], [1, 3, 1]);
  });

  test("every fixture comes back as it was opened, or is left out", async () => {
    for (const name of ["shapes", "strings", "older-form", "not-utf8", "over-several-lines", "one-content-key"]) {
      const { keys } = fixture(name);
      const given = (keys ?? ["rsa2048"]).flatMap((/** @type {string} */ key) => ["-k", keyFile(`${key}.pem`)]);
      const out = path.join(folder(), "shared.ndjson");
      const came = await run(["reseal", "--for", forThem, ...given, "-o", out, logFile(name)]);
      const [before, after] = [await run([...given, logFile(name)]), await run(["-k", recipient, out])];
      const opened = before.stdout.toString().split("\n");
      const again = after.stdout.toString().split("\n").slice(0, -1);
      assert.ok(again.length > 0, `${name}: ${came.stderr}`);
      for (const line of again) assert.ok(opened.includes(line), `${name}: ${line}`);
      assert.equal(after.code, 0, after.stderr);
    }
  });

  test("public keys are read in every form, and what is none is refused", async () => {
    const key = crypto.createPublicKey(fs.readFileSync(recipient));
    const forms = {
      "spki.der": key.export({ type: "spki", format: "der" }),
      "pkcs1.pem": key.export({ type: "pkcs1", format: "pem" }),
      "pkcs1.der": key.export({ type: "pkcs1", format: "der" }),
      "key.jwk": JSON.stringify(key.export({ format: "jwk" })),
    };
    for (const [name, bytes] of Object.entries(forms)) {
      const file = path.join(folder(), name);
      fs.writeFileSync(file, bytes);
      const out = path.join(folder(), "shared.ndjson");
      const came = await run(["reseal", "--for", file, "-k", owner, "-o", out, log]);
      assert.equal(came.code, 0, `${name}: ${came.stderr}`);
      const [line = ""] = fs.readFileSync(out, "utf8").split("\n");
      assert.equal(textIn(JSON.parse(line).RequestBody), body, name);
    }
  });

  test("says what is wrong with the public key", async () => {
    const cases = /** @type {const} */ ([
      [[], /No public key was given[\s\S]*--for public\.pem/],
      [["--for", recipient], /is a private key, or has one in it[\s\S]*stays with its owner/],
      [["--for", keyFile("rsa2048.encrypted.pem")], /is a private key/],
      [["--for", keyFile("ec.pem")], /is a private key|not RSA|not a public key/],
      [["--for", log], /not a key|not a public key/],
      [["--for", "nowhere.pem"], /'nowhere.pem' cannot be read: there is no such file/],
    ]);
    for (const [args, message] of cases) {
      const out = path.join(folder(), "shared.ndjson");
      const came = await run(["reseal", ...args, "-k", owner, "-o", out, log]);
      assert.deepEqual([came.code, fs.existsSync(out)], [2, false], came.stderr);
      assert.match(came.stderr, message);
    }
  });

  test("never replaces sealed records, its own among them", async () => {
    const { out } = await resealed([log]);
    const again = await run(["reseal", "--for", forThem, "-k", owner, "-o", out, log]);
    assert.equal(again.code, 2);
    assert.match(again.stderr, /holds encrypted fields/);
  });
});
