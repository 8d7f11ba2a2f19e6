// Rules that the tool, the package and the page have in common.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import crypto from "node:crypto";
import fs from "node:fs";
import { describe, test } from "node:test";
import { load } from "../common/modules.mjs";
import { keyFile } from "../page/fixtures.mjs";

const [format, { isHidden }, { isKeyFile }, { FirstFew, Pace, Tally }, { textOf }] = await load([
  "format",
  "hidden",
  "key-file",
  "tally",
  "text",
]);

describe("numbers as people read them", () => {
  for (const [number, text] of /** @type {[number, string][]} */ ([
    [0, "0 records"],
    [1, "1 record"],
    [999, "999 records"],
    [1000, "1,000 records"],
    [1234567, "1,234,567 records"],
  ])) {
    test(text, () => assert.equal(format.counted(number, "record"), text));
  }

  test("of words with a plural of their own", () => assert.equal(format.counted(2, "entry", "entries"), "2 entries"));

  for (const [bytes, text] of /** @type {[number, string][]} */ ([
    [0, "0 bytes"],
    [1, "1 byte"],
    [999, "999 bytes"],
    [1000, "1.00 KB"],
    [9994, "9.99 KB"],
    [9996, "10.0 KB"],
    [99_949, "99.9 KB"],
    [99_960, "100 KB"],
    [999_499, "999 KB"],
    [999_500, "1.00 MB"],
    [3_200_000, "3.20 MB"],
    [2e9, "2.00 GB"],
    [5e15, "5000 TB"],
  ])) {
    test(`${bytes} bytes are ${text}`, () => assert.equal(format.size(bytes), text));
  }

  for (const [milliseconds, text] of /** @type {[number, string][]} */ ([
    [0, "0 s"],
    [49, "0 s"],
    [50, "0.1 s"],
    [1000, "1 s"],
    [1540, "1.5 s"],
    [9949, "9.9 s"],
    [9950, "10 s"],
    [119_000, "119 s"],
    [120_000, "2 min"],
    [7_199_999, "2 h"],
    [7_500_000, "2 h 5 min"],
    [172_800_000, "2 d"],
    [183_600_000, "2 d 3 h"],
  ])) {
    test(`${milliseconds} ms are ${text}`, () => assert.equal(format.span(milliseconds), text));
  }
});

describe("hidden files", () => {
  for (const path of [".DS_Store", "a/.git/b.log", "__MACOSX/a.log", "a/__MACOSX/._b", "..a"])
    test(`'${path}' is one`, () => assert.equal(isHidden(path), true));
  for (const path of ["a.log", "a/b.log", "./a.log", "../a.log", "a.b/c.d", "MACOSX/a", "__MACOSX2"])
    test(`'${path}' is none`, () => assert.equal(isHidden(path), false));
});

describe("key files", () => {
  const openssl = (/** @type {string[]} */ ...args) => new Uint8Array(execFileSync("openssl", args));
  const pem = keyFile("rsa2048.pem");
  const key = crypto.createPrivateKey(fs.readFileSync(pem));
  const keys = {
    "PKCS#8": () => fs.readFileSync(pem),
    "PKCS#1": () => openssl("rsa", "-in", pem, "-traditional"),
    locked: () => fs.readFileSync(keyFile("rsa2048.encrypted.pem")),
    DER: () => openssl("pkey", "-in", pem, "-outform", "DER"),
    public: () => fs.readFileSync(keyFile("rsa2048.public.pem")),
    certificate: () => openssl("req", "-new", "-x509", "-key", pem, "-subj", "/CN=test", "-days", "10"),
    "with words before it": () => openssl("rsa", "-in", pem, "-text"),
    JWK: () => Buffer.from(JSON.stringify(key.export({ format: "jwk" }), null, 2)),
    "UTF-16": () => Buffer.from(`\ufeff${fs.readFileSync(pem, "utf8")}`, "utf16le"),
    "a Secret of Kubernetes": () =>
      Buffer.from(`apiVersion: v1\nkind: Secret\ndata:\n  key: ${fs.readFileSync(pem).toString("base64")}\n`),
    OpenSSH: () => Buffer.from("ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAB somebody@somewhere\n"),
    "DER in hexadecimal": () =>
      Buffer.from(
        crypto.createPrivateKey(fs.readFileSync(pem)).export({ format: "der", type: "pkcs8" }).toString("hex"),
      ),
    "base64 of .NET's XML": () =>
      Buffer.from(Buffer.from("<RSAKeyValue><Modulus>AQAB</Modulus></RSAKeyValue>").toString("base64")),
    PuTTY: () => Buffer.from("PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\n"),
  };
  for (const [form, make] of Object.entries(keys)) test(form, () => assert.equal(isKeyFile(make()), true));

  const others = {
    nothing: "",
    "a record": '{"Model":"m"}\n',
    "a record about a key": '{"kty":"RSA","Model":"m"}\n',
    "a record that holds a key": JSON.stringify({ RequestBody: fs.readFileSync(pem, "utf8") }),
    "a key with a record after it": `${fs.readFileSync(pem, "utf8")}{"Model":"m"}\n`,
    words: "no record\n",
    "more than a key can be": "-----BEGIN PRIVATE KEY-----\n".repeat(4000),
  };
  for (const [what, text] of Object.entries(others))
    test(`${what} is none`, () => assert.equal(isKeyFile(Buffer.from(text)), false));
});

describe("text", () => {
  const text = "naïve 日本 😀";
  for (const [what, bytes] of Object.entries({
    "UTF-8": Buffer.from(text),
    "UTF-8 with a mark": Buffer.from(`\ufeff${text}`),
    "UTF-16": Buffer.from(`\ufeff${text}`, "utf16le"),
    "UTF-16, big-endian": Buffer.from(`\ufeff${text}`, "utf16le").swap16(),
  })) {
    test(what, () => assert.equal(textOf(bytes), text));
  }
});

describe("tallies", () => {
  test("add up what came of records", () => {
    const tally = new Tally();
    const came = {
      output: new Uint8Array(),
      lines: [1, 2],
      ends: [],
      sealedRecords: [1],
      rejects: new Uint8Array(),
      rejectEnds: [],
      opened: 3,
      sealed: 1,
      rejected: 4,
      faults: [],
      usage: [{ fingerprint: "a", fields: 3 }],
      privateOperations: 5,
      contentKeys: new Uint8Array(),
      memberNotes: new Uint8Array(),
      stopped: false,
      took: 7,
    };
    tally.addOpened(came);
    tally.addOpened({
      ...came,
      usage: [
        { fingerprint: "a", fields: 1 },
        { fingerprint: "b", fields: 2 },
      ],
    });
    tally.add(10, { opened: 1, sealed: 1, privateOperations: 1, took: 1 });
    const { records, opened, sealed, sealedRecords, rejected, privateOperations, took } = tally;
    assert.deepEqual(
      [records, opened, sealed, sealedRecords, rejected, privateOperations, took],
      [14, 7, 3, 2, 8, 11, 15],
    );
    assert.deepEqual(
      [...tally.usage],
      [
        ["a", 4],
        ["b", 2],
      ],
    );
  });

  test("keep the first of many, and count the others", () => {
    const few = new FirstFew(2);
    for (const each of ["a", "b", "c", "d"]) few.add(each);
    assert.deepEqual([few.kept, few.more, few.count], [["a", "b"], 2, 4]);
  });

  test("say what is due once in a while, at first at once", () => {
    let now = 1000;
    const pace = new Pace(100, () => now);
    const due = [0, 50, 99, 100, 150, 199, 200].map((at) => {
      now = 1000 + at;
      return pace.isDue();
    });
    assert.deepEqual(due, [true, false, false, true, false, false, true]);
    pace.restart();
    now += 99;
    assert.equal(pace.isDue(), false);
  });
});
