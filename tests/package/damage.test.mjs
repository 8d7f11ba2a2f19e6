// Damaged files through the package: each byte changed, and the file cut off after each byte. No wrong text, no stack,
// and no record that is missing without an error. tests/damaged_files.rs does the same natively, with more files.
import assert from "node:assert/strict";
import fs from "node:fs";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { fixture, keyFile, logFile } from "../page/fixtures.mjs";
import { app, pack } from "./packed.mjs";

pack();
const { decrypt, PrivateKey } = await import(pathToFileURL(`${app}/node_modules/logpush-decrypt/node.js`).href);

const NAME = "ordinary-rsa2048";
const keys = await PrivateKey.import(fs.readFileSync(keyFile("rsa2048.pem"), "utf8"));
const file = fs.readFileSync(logFile(NAME));
const whole = fixture(NAME).output.toString().trimEnd().split("\n");
const SEALED = ["Metadata", "RequestBody", "ResponseBody"];
/** The texts that were sealed. */
const texts = new Set(whole.flatMap((line) => SEALED.map((name) => JSON.parse(line)[name])));

/** What comes of a file. @param {Uint8Array} bytes */
async function opened(bytes) {
  /** @type {string[]} */
  const records = [];
  let reported = 0;
  try {
    for await (const { text, value, errors } of decrypt(bytes, { keys, strict: true })) {
      records.push(text);
      reported += errors.length;
      const failed = new Set(errors.map((/** @type {{ field?: string }} */ { field }) => field));
      for (const name of SEALED) {
        const came = value[name];
        // A field that stays sealed is an object, with an error of its own.
        if (typeof came === "string") assert.ok(texts.has(came), `a wrong text: ${came}`);
        else if (came !== undefined) assert.ok(failed.has(name) || reported > 0, `${name} stays sealed in silence`);
      }
    }
  } catch (thrown) {
    const error = /** @type {Error & { code: string }} */ (thrown);
    assert.equal(error.name, "LogpushError", String(error.stack));
    assert.match(error.code, /^ERR_/);
    reported++;
  }
  return { records, reported };
}

test("the file is sound, and so are its texts", async () => {
  assert.deepEqual(await opened(file), { records: whole, reported: 0 });
  assert.equal(texts.size, 3 * whole.length);
});

describe("a damaged file", () => {
  test("with any byte changed", async () => {
    // One change of each byte, by turns another one: all of them take minutes here, and are made natively.
    for (const at of file.keys()) {
      const damaged = Uint8Array.from(file);
      damaged[at] = at % 9 === 8 ? 0x22 : damaged[at] ^ (1 << (at % 9));
      const { records, reported } = await opened(damaged);
      const isWhole = records.length === whole.length && records.every((record, i) => record === whole[i]);
      assert.ok(isWhole || reported > 0, `byte ${at} is changed in silence`);
    }
  });

  test("cut off after any byte", async () => {
    for (const end of file.keys()) {
      const { records, reported } = await opened(file.subarray(0, end));
      assert.deepEqual(records, whole.slice(0, records.length), `cut at ${end}`);
      assert.ok(reported > 0, `cut at ${end} in silence`);
    }
  });
});
