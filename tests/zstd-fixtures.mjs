// The Zstandard fixtures (tests/fixtures/zstd/make.mjs), for tests in JavaScript.
import fs from "node:fs";
import path from "node:path";

const folder = path.join(import.meta.dirname, "fixtures/zstd");

/** @param {string} name */
export const zstdFile = (name) => path.join(folder, name);
/** @param {string} name */
export const zstdBytes = (name) => fs.readFileSync(zstdFile(name));

/** The text of most of them: so many records, none of them sealed. */
export const lines = (/** @type {number} */ count) =>
  Array.from(
    { length: count },
    (_, i) =>
      `{"EventType":"request","Provider":"provider-${i % 5}","Model":"model-${i % 7}","StatusCode":${200 + (i % 3)},"Id":${(i * 7919) % 100003}}\n`,
  ).join("");
