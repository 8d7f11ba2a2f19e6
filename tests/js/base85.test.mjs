// Modules as text: what the builds write, and what pages and bundles read.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { ALPHABET, base85 } from "../../js/npm/base85.mjs";
import { load } from "./bundle.mjs";

const { decoded, unpack } = await load("../../js/entries/web/unpack.ts");

test("bytes of every length and value come back", () => {
  for (let length = 0; length <= 64; length++) {
    for (const bytes of [randomBytes(length), Buffer.alloc(length, 0), Buffer.alloc(length, 255)]) {
      const text = base85(bytes);
      assert.equal(text.length, length + Math.ceil(length / 4), `${length} bytes`);
      assert.deepEqual(Buffer.from(decoded(text)), bytes);
    }
  }
  const all = Uint8Array.from({ length: 65_536 }, (_, at) => (at % 2 ? at >> 8 : at));
  assert.deepEqual(decoded(base85(all)), all);
});

test("the characters mean nothing in a script, in HTML and in a template", () => {
  assert.equal(new Set(ALPHABET).size, 85);
  assert.doesNotMatch(ALPHABET, /["'`\\<>&$%\s]/);
  assert.doesNotMatch(base85(randomBytes(100_000)), /["'`\\<>&$%\s]/);
});

test("a module comes back from gzip", async () => {
  const module = randomBytes(300_000);
  assert.deepEqual(Buffer.from(await unpack(base85(gzipSync(module)))), module);
});
