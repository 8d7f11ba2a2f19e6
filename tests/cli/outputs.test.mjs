// What an output may replace, what it is written as, and what the report says.
import assert from "node:assert/strict";
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import zlib from "node:zlib";
import { fixture, keyFile, logFile } from "../page/fixtures.mjs";
import { folder, inside, reportIn, run } from "./run.mjs";

const key = ["-k", keyFile("rsa2048.pem")];
const publicKey = crypto.createPublicKey(fs.readFileSync(keyFile("rsa2048.pem")));

/** A record sealed by node:crypto. */
function sealed(/** @type {string} */ text, wrappedKey = (/** @type {Uint8Array} */ bytes) => bytes) {
  const [aes, iv] = [crypto.randomBytes(32), crypto.randomBytes(12)];
  const cipher = crypto.createCipheriv("aes-256-gcm", aes, iv);
  const data = Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]);
  const wrapped = wrappedKey(crypto.publicEncrypt({ key: publicKey, oaepHash: "sha256" }, aes));
  const [key, iv64, data64] = [wrapped, iv, data].map((bytes) => bytes.toString("base64"));
  return `${JSON.stringify({ Model: "m", RequestBody: { type: "encrypted", key, iv: iv64, data: data64 } })}\n`;
}

const opened = (/** @type {string} */ text) => `${JSON.stringify({ Model: "m", RequestBody: text })}\n`;
const plain = (/** @type {number} */ count) => '{"Model":"m"}\n'.repeat(count);

/** A folder with two logs, and what else is put there. */
function logs(others = {}) {
  const made = path.join(folder(), "logs");
  fs.mkdirSync(made);
  const files = { "a.log.gz": zlib.gzipSync(sealed("first")), "b.log.gz": zlib.gzipSync(sealed("second")), ...others };
  for (const [name, bytes] of Object.entries(files)) fs.writeFileSync(path.join(made, name), bytes);
  return { made, file: (/** @type {string} */ name) => path.join(made, name) };
}

describe("an output never replaces what must not be lost", () => {
  const cases = {
    "a log in the input folder": zlib.gzipSync(sealed("only copy")),
    "a log that was unpacked": Buffer.from(sealed("only copy")),
    "a log whose first sealed field comes late": zlib.gzipSync(plain(5000) + sealed("only copy")),
    "a log of several members": Buffer.concat([zlib.gzipSync(plain(3)), zlib.gzipSync(sealed("only copy"))]),
    "a log that is cut off": zlib.gzipSync(plain(20000)).subarray(0, 60),
    "a file that is no text": Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"),
  };
  for (const [what, bytes] of Object.entries(cases)) {
    for (const option of ["-o", "--rejects", "--report"]) {
      test(`${option}: ${what}`, async () => {
        const { made, file } = logs({ "kept.bin": bytes });
        const came = await run([...key, option, file("kept.bin"), made]);
        assert.equal(came.code, 2, came.stderr);
        assert.match(came.stderr, new RegExp(`^logpush-decrypt: ${option} would replace '.*kept\\.bin', `));
        assert.match(
          came.stderr,
          /Name another file\. If '.*' is an output that you do not need any more, delete it first\./,
        );
        assert.equal(came.stdout.length, 0);
        assert.deepEqual(fs.readFileSync(file("kept.bin")), bytes);
        assert.deepEqual(inside(made), ["a.log.gz", "b.log.gz", "kept.bin"], "nothing hidden is left");
      });
    }
  }

  test("a log elsewhere, and one that a link leads to", async () => {
    const { made, file } = logs();
    const elsewhere = path.join(folder(), "x");
    const bytes = zlib.gzipSync(sealed("only copy"));
    fs.writeFileSync(elsewhere, bytes);
    fs.symlinkSync(elsewhere, file("link"));
    for (const place of [elsewhere, file("link")]) {
      const came = await run([...key, "-o", place, made]);
      assert.equal(came.code, 2);
      assert.match(came.stderr, /which holds encrypted fields \(line 1, RequestBody\)/);
      assert.deepEqual(fs.readFileSync(elsewhere), bytes);
    }
  });

  test("a log without sealed fields in the input folder, by its name", async () => {
    const { made, file } = logs({ "c.log.gz": zlib.gzipSync(plain(2)) });
    const came = await run([...key, "-o", file("c.log.gz"), made]);
    assert.equal(came.code, 2);
    assert.match(came.stderr, /lies in an input folder and is named like a log[\s\S]*opened\.ndjson/);
    assert.equal(zlib.gunzipSync(fs.readFileSync(file("c.log.gz"))).toString(), plain(2));
  });

  test("rejects of an earlier run with encrypted fields, but by rejects", async () => {
    const [damaged, rejects] = ["damaged.log", "rejects"].map((name) => path.join(folder(), name));
    const line = sealed("only copy").replace('"Model"', "Model");
    fs.writeFileSync(damaged, sealed("whole") + line);
    const rejecting = () => run([...key, "-o", path.join(folder(), "x"), "--rejects", rejects, damaged]);
    const wrote = await rejecting();
    assert.equal(wrote.code, 1, wrote.stderr);
    assert.equal(fs.readFileSync(rejects, "utf8"), line);
    for (const option of ["-o", "--report"]) {
      const came = await run([...key, option, rejects, damaged]);
      assert.equal(came.code, 2);
      assert.match(came.stderr, /which holds damaged lines with encrypted fields/);
      assert.equal(fs.readFileSync(rejects, "utf8"), line);
    }
    const again = await rejecting();
    assert.equal(again.code, 1, again.stderr);
    assert.equal(fs.readFileSync(rejects, "utf8"), line);
  });

  test("the name of a folder that is not there is refused before anything is read", async () => {
    const made = folder();
    for (const args of [
      ["-o", `${path.join(made, "new")}/`],
      ["-o", path.join(made, "first"), "--rejects", `${path.join(made, "new")}/`],
    ]) {
      const came = await run([...key, ...args, logFile("ordinary-rsa2048")]);
      assert.equal(came.code, 2);
      assert.match(came.stderr, /is the name of a folder, and there is none\.\n\s+Name a file in it: .*opened\.ndjson/);
      assert.deepEqual(inside(made), []);
    }
  });

  test("the passphrase file", async () => {
    const file = path.join(folder(), "passphrase");
    fs.writeFileSync(file, "open sesame\n");
    const came = await run([
      "-k",
      keyFile("rsa2048.encrypted.pem"),
      "--passphrase-file",
      file,
      "-o",
      file,
      logFile("ordinary-rsa2048"),
    ]);
    assert.equal(came.code, 2);
    assert.match(came.stderr, /-o would replace the passphrase file/);
    assert.equal(fs.readFileSync(file, "utf8"), "open sesame\n");
  });

  test("an output of an earlier run in which fields stayed sealed; once it is deleted, as advised, the run is made", async () => {
    const { made, file } = logs();
    const first = await run(["-k", keyFile("rotated4096.pem"), "-o", file("opened.ndjson"), made]);
    assert.equal(first.code, 1, first.stderr);
    const second = await run([...key, "-o", file("opened.ndjson"), made]);
    assert.equal(second.code, 2);
    fs.rmSync(file("opened.ndjson"));
    const third = await run([...key, "-o", file("opened.ndjson"), made]);
    assert.equal(third.code, 0, third.stderr);
    assert.equal(fs.readFileSync(file("opened.ndjson"), "utf8"), opened("first") + opened("second"));
  });
});

for (const suffix of ["", ".gz"]) {
  test(`outputs of an earlier run in an input folder are replaced, and are no inputs${suffix && ", as gzip too"}`, async () => {
    const { made, file } = logs({ "c.log.gz": "no record\n" });
    const [out, rejects, report] = [`opened.ndjson${suffix}`, `rejects${suffix}`, "report.json"].map(file);
    const text = (/** @type {string} */ name) =>
      (suffix ? zlib.gunzipSync(fs.readFileSync(name)) : fs.readFileSync(name)).toString();
    for (let times = 0; times < 3; times++) {
      const came = await run([...key, "-o", out, "--rejects", rejects, "--report", report, made]);
      assert.equal(came.code, 1, came.stderr);
      assert.equal(text(out), opened("first") + opened("second"));
      assert.equal(text(rejects), "no record\n");
      const { files, records, opened: fields, rejected } = reportIn(report);
      assert.deepEqual([files, records, fields, rejected], [3, 2, 2, 1]);
      assert.deepEqual(
        inside(made),
        ["a.log.gz", "b.log.gz", "c.log.gz", path.basename(out), path.basename(rejects), "report.json"].sort(),
      );
    }
  });
}

describe("gzip", () => {
  test("is what a name that ends in .gz gets, and the standard output never", async () => {
    const to = folder();
    const { output } = fixture("ordinary-rsa2048");
    const came = await run([
      ...key,
      "-o",
      path.join(to, "out.gz"),
      "--rejects",
      path.join(to, "rejects.gz"),
      "--report",
      path.join(to, "report.json.gz"),
      logFile("ordinary-rsa2048"),
    ]);
    assert.equal(came.code, 0, came.stderr);
    const unpacked = (/** @type {string} */ name) => zlib.gunzipSync(fs.readFileSync(path.join(to, name)));
    assert.deepEqual(unpacked("out.gz"), output);
    assert.equal(unpacked("rejects.gz").length, 0);
    assert.equal(JSON.parse(unpacked("report.json.gz").toString()).errors.length, 0);
    const again = await run([...key, path.join(to, "out.gz")]);
    assert.deepEqual([again.code, again.stdout], [0, output], "it reads what it wrote");
    assert.match(again.stderr, /Warning: .*out\.gz: No record of this file holds an encrypted field/);
  });
});

describe("the report", () => {
  test("remarks on files without a sealed field, which changes no exit code", async () => {
    const { made, file } = logs({ "c.ndjson": plain(3), "d.ndjson": plain(1) });
    const report = path.join(folder(), "report.json");
    const came = await run([...key, "--report", report, made]);
    assert.equal(came.code, 0, came.stderr);
    assert.deepEqual(
      reportIn(report).warnings.map((warning) => [warning.file, /encrypted field/.test(warning.message)]),
      [
        [file("c.ndjson"), true],
        [file("d.ndjson"), true],
      ],
    );
    assert.match(came.stderr, /Warning: .*c\.ndjson: .*\(and 1 more warning\)/);
  });
});

describe("--strict", () => {
  test("reports a damaged wrapped key that another field's content key makes up for", async () => {
    const aes = crypto.randomBytes(32);
    const field = (/** @type {string} */ text, damage = false) => {
      const iv = crypto.randomBytes(12);
      const cipher = crypto.createCipheriv("aes-256-gcm", aes, iv);
      const data = Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]).toString("base64");
      const wrapped = crypto.publicEncrypt({ key: publicKey, oaepHash: "sha256" }, aes);
      if (damage) wrapped[100] ^= 1;
      return { type: "encrypted", key: wrapped.toString("base64"), iv: iv.toString("base64"), data };
    };
    // The smallest field comes first by size, and its key is tried on the others.
    const input = `${JSON.stringify({ Metadata: field("{}"), RequestBody: field("a longer text than the other", true) })}\n`;
    const usual = await run([...key, "-"], { input });
    assert.deepEqual(
      [usual.code, JSON.parse(usual.stdout.toString()).RequestBody],
      [0, "a longer text than the other"],
    );
    const report = path.join(folder(), "report.json");
    const strict = await run([...key, "--strict", "--report", report, "-"], { input });
    assert.equal(strict.code, 1, strict.stderr);
    assert.equal(JSON.parse(strict.stdout.toString()).Metadata, "{}");
    assert.deepEqual(
      reportIn(report).errors.map(({ line, field, code }) => [line, field, code]),
      [[1, "RequestBody", "ERR_UNWRAP"]],
    );
  });
});

test("--max-record is the most bytes of a record, and longer ones are rejected as they are", async () => {
  const lines = [sealed("x".repeat(700_000)), sealed("y".repeat(1_700_000)), sealed("z")];
  for (const [given, kept] of /** @type {[string, number[]][]} */ ([
    ["1MiB", [0, 2]],
    ["4MB", [0, 1, 2]],
  ])) {
    const rejects = path.join(folder(), "rejects");
    const came = await run([...key, "--max-record", given, "--rejects", rejects, "-"], { input: lines.join("") });
    assert.equal(came.code, kept.length === 3 ? 0 : 1, came.stderr);
    assert.equal(
      came.stdout.toString(),
      kept.map((/** @type {number} */ i) => opened(["x".repeat(700_000), "y".repeat(1_700_000), "z"][i])).join(""),
    );
    assert.equal(fs.readFileSync(rejects, "utf8"), lines.filter((_, i) => !kept.includes(i)).join(""));
  }
});

test("a file that is damaged in several places is one file", async () => {
  const members = ["one", "two", "three"].map((text) => {
    const member = zlib.gzipSync(sealed(text));
    // Its checksum (RFC 1952 section 2.3.1).
    if (text !== "two") member.writeUInt32LE(0, member.length - 8);
    return member;
  });
  const file = path.join(folder(), "damaged.log.gz");
  fs.writeFileSync(file, Buffer.concat(members));
  const came = await run([...key, file]);
  assert.equal(came.code, 1);
  assert.match(came.stderr, /1 file cut off or damaged/);
  const inspected = await run(["inspect", "--json", file]);
  assert.equal(inspected.code, 1, inspected.stderr);
  assert.equal(JSON.parse(inspected.stdout.toString()).broken, 1);
});
