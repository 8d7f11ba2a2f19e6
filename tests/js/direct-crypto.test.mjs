// The cryptography that answers at once, held against other calls of the same library, and against the core's own.
import assert from "node:assert/strict";
import crypto from "node:crypto";
import fs from "node:fs";
import { describe, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { directCrypto, Opener } from "../common/pool.mjs";
import { fixture, keyFile, logFile } from "../page/fixtures.mjs";

for (const name of ["rsa2048", "rsa4096"]) {
  test(`the RSA operation with ${name} undoes the public one, without any padding`, () => {
    const key = crypto.createPrivateKey(fs.readFileSync(keyFile(`${name}.pem`)));
    const bytes = (key.asymmetricKeyDetails?.modulusLength ?? 0) / 8;
    const prepared = directCrypto.prepare(key.export({ type: "pkcs8", format: "der" }));
    for (const first of [0, 1, 0x7f]) {
      const message = crypto.randomBytes(bytes);
      message[0] = first;
      const ciphertext = crypto.publicEncrypt(
        { key: crypto.createPublicKey(key), padding: crypto.constants.RSA_NO_PADDING },
        message,
      );
      const came = new Uint8Array(bytes);
      assert.equal(prepared.apply(ciphertext, came), true);
      assert.deepEqual(Buffer.from(came), message);
    }
    assert.equal(
      prepared.apply(new Uint8Array(bytes).fill(0xff), new Uint8Array(bytes)),
      false,
      "a number beyond the modulus",
    );
    assert.equal(prepared.apply(new Uint8Array(3), new Uint8Array(3)), false, "a number that is too short");
    prepared.free();
  });
}

describe("AES-256-GCM", () => {
  const [key, nonce] = [crypto.randomBytes(32), crypto.randomBytes(12)];
  const seal = (/** @type {Buffer} */ text) => {
    const cipher = crypto.createCipheriv("aes-256-gcm", key, nonce);
    return Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]);
  };

  test("what was sealed is opened", () => {
    for (const size of [0, 1, 16, 1024, 100_000]) {
      const text = crypto.randomBytes(size);
      const came = new Uint8Array(size);
      assert.equal(directCrypto.openGcm(key, nonce, seal(text), came), true);
      assert.deepEqual(Buffer.from(came), text);
    }
  });

  test("of what was changed nothing is seen", () => {
    const sealed = seal(Buffer.alloc(2000, "secret"));
    for (const at of [0, 1999, 2000, 2015]) {
      const changed = Uint8Array.from(sealed);
      changed[at] ^= 1;
      const came = new Uint8Array(2000).fill(7);
      assert.equal(directCrypto.openGcm(key, nonce, changed, came), false);
      assert.ok(
        came.every((byte) => byte === 0),
        `byte ${at}`,
      );
    }
  });
});

describe("in an opener", () => {
  /** @typedef {"native" | "wasm"} Engine */
  /** @typedef {import("core").DirectCrypto} Direct */

  const open = async (/** @type {import("core").Opener} */ opener, /** @type {Buffer[]} */ lines) => {
    const bytes = Buffer.concat(lines);
    let end = 0;
    const ends = Uint32Array.from(lines, ({ length }) => (end += length));
    const opened = await opener.open(
      Uint8Array.from(bytes),
      ends,
      Float64Array.from(lines, (_, i) => i + 1),
      undefined,
      async () => true,
    );
    return {
      text: Buffer.from(opened.output).toString(),
      opened: opened.opened,
      sealed: opened.sealed,
      engine: opened.engine?.name,
    };
  };
  const { keys } = fixture("one-content-key");
  const lines = gunzipSync(fs.readFileSync(logFile("one-content-key")))
    .toString()
    .trimEnd()
    .split("\n")
    .map((line) => Buffer.from(line));
  const opener = (/** @type {Engine} */ engine, /** @type {Direct | undefined} */ direct = undefined) => {
    const made = new Opener({ engine });
    if (direct) made.useDirectCrypto(direct);
    for (const name of keys) made.add(fs.readFileSync(keyFile(`${name}.pem`)));
    return made;
  };

  test("records come out as they do from the core alone", async () => {
    const alone = await open(opener("wasm"), lines);
    assert.ok(alone.opened > 0);
    assert.deepEqual(await open(opener("native", directCrypto), lines), { ...alone, engine: "native" });
  });

  test("what was wrapped for another key stays sealed, one way as the other", async () => {
    const other = (/** @type {Engine} */ engine, /** @type {Direct | undefined} */ direct = undefined) => {
      const made = new Opener({ engine });
      if (direct) made.useDirectCrypto(direct);
      made.add(fs.readFileSync(keyFile("rotated4096.pem")));
      return made;
    };
    const alone = await open(other("wasm"), lines);
    assert.ok(alone.sealed > 0 && alone.opened === 0);
    assert.deepEqual(await open(other("native", directCrypto), lines), { ...alone, engine: "native" });
  });

  test("a platform that refuses a key is passed over", async () => {
    const refusing = {
      prepare: () => {
        throw new Error("no such key here");
      },
      openGcm: directCrypto.openGcm,
    };
    const alone = await open(opener("wasm"), lines);
    assert.deepEqual(
      await open(opener("native", refusing), lines),
      { ...alone, engine: "native" },
      "crypto.subtle does it",
    );
  });

  test("a platform that gives up operations is helped out", async () => {
    const weak = { prepare: () => ({ apply: () => false, free() {} }), openGcm: () => false };
    const { text, opened } = await open(opener("native", weak), lines);
    const alone = await open(opener("wasm"), lines);
    assert.deepEqual({ text, opened }, { text: alone.text, opened: alone.opened });
  });
});
