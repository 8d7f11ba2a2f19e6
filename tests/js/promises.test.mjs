// What SECURITY.md promises: each row of its table names a test that would fail if it were not so, and that test is there.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { top } from "../page/fixtures.mjs";

const read = (/** @type {string} */ name) => fs.readFileSync(path.join(top, name), "utf8");
const document = read("SECURITY.md");

/** The table: what is promised, and which tests there are. */
const rows = document
  .split("\n")
  .filter((line) => line.startsWith("| ") && line.split(" | ").length === 3)
  .map((line) => line.replace(/^\| | \|$/g, "").split(" | "))
  .filter(([promise]) => promise !== "promise");

/** Titles of tests and of groups of them, and in Rust the names of functions that are tests. */
function titlesIn(/** @type {string} */ file) {
  const source = read(file);
  return file.endsWith(".rs")
    ? [...source.matchAll(/#\[(?:wasm_bindgen_)?test\b[^\]]*\]\s+fn (\$?\w+)/g)].map(([, name]) =>
        name.replaceAll("_", " "),
      )
    : [...source.matchAll(/\b(?:test|describe)\(\s*(["'`])(.+?)\1\s*,/g)].map(([, , title]) => title);
}

describe("each promise of SECURITY.md", () => {
  test("is a row of the table", () => {
    assert.ok(rows.length >= 14, `${rows.length} rows`);
  });

  for (const [promise, , tests] of rows)
    test(`names tests that are there: ${promise}`, () => {
      let named = 0;
      // A file, and after it the titles of its tests in quotes.
      for (const [, file, given = ""] of tests.matchAll(/`([\w./-]+\.(?:mjs|rs))`(?: \(((?:“[^”]+”(?:, )?)+)\))?/g)) {
        const titles = titlesIn(file);
        assert.ok(titles.length > 0, `${file} has tests`);
        for (const [, title] of given.matchAll(/“([^”]+)”/g))
          assert.ok(
            titles.some((each) => each.includes(title)),
            `${file} has a test '${title}'`,
          );
        named++;
      }
      for (const [, list] of tests.matchAll(/fuzz targets? ((?:`\w+`(?:, | and )?)+)/g))
        for (const [, target] of list.matchAll(/`(\w+)`/g)) {
          assert.ok(fs.existsSync(path.join(top, "fuzz/fuzz_targets", `${target}.rs`)), `the fuzz target ${target}`);
          named++;
        }
      for (const [, command] of tests.matchAll(/`(cargo xtask \w+)`, each week/g)) {
        assert.ok(read(".github/workflows/weekly.yml").includes(command), `${command} runs each week`);
        named++;
      }
      assert.ok(named > 0, "no test is named");
    });

  test("and every other file that is named is there", () => {
    const files = [...document.matchAll(/`((?:tests|src|xtask|benches|fuzz)\/[\w./-]+)`/g)].map(([, file]) => file);
    assert.ok(files.length > 20);
    assert.deepEqual(
      files.filter((file) => !fs.existsSync(path.join(top, file))),
      [],
    );
  });
});
