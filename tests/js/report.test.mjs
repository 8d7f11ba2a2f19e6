// What the report says of what is there and what is not.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { load } from "./bundle.mjs";

const { headline, reportText, span, statements } = await load("texts/report.ts");

const whole = {
  files: 3,
  reading: false,
  members: 4,
  records: 1200,
  rejected: 0,
  duplicates: 0,
  gaps: { spans: [], count: 0, usual: 30_000 },
  untimed: 0,
  damaged: [],
  foreign: [],
  proofs: [],
  sealedRecords: null,
  checked: 0,
  leftOut: 0,
  unlisted: 0,
  notHeld: 0,
};
const noon = Date.UTC(2026, 3, 18, 12);
/** @typedef {{ standing: string, says: string, list: string[], more: number }} Statement */

/** @param {object} report */
const standings = (report) => statements(report).map((/** @type {Statement} */ { standing }) => standing);
/** @param {object} report */
const says = (report) =>
  statements(report)
    .map((/** @type {Statement} */ { says }) => says)
    .join("\n");

describe("the first line", () => {
  test("is that nothing is missing, only if nothing is known to be", () => {
    assert.deepEqual(headline(whole), { standing: "well", says: "Nothing is missing as far as the files tell." });
    assert.equal(headline({ ...whole, duplicates: 5, foreign: ["a"] }).standing, "well");
    assert.equal(headline({ ...whole, files: 0 }).standing, "open");
    assert.equal(headline({ ...whole, records: 0 }).standing, "lacking");
  });

  test("claims nothing while files are still being read", () => {
    const reading = { ...whole, reading: true };
    assert.deepEqual(headline(reading), { standing: "open", says: "The files are still being read." });
    assert.match(says(reading), /Not all of them were read to their end yet/);
    assert.doesNotMatch(says(reading), /was read to its end/);
    assert.match(says(whole), /Each was read to its end\./);
    const damaged = [{ path: "a", why: "cut off" }];
    assert.match(says({ ...reading, damaged }), /1 file is cut off/);
  });

  test("names everything that is missing", () => {
    const damaged = [{ path: "a", why: "cut off" }];
    assert.equal(headline({ ...whole, damaged }).says, "Something is missing: 1 file is not whole.");
    const all = headline({ ...whole, damaged, rejected: 2, sealedRecords: 1 });
    assert.deepEqual(all, {
      standing: "lacking",
      says: "Something is missing: 1 file is not whole, 2 lines are not records and 1 record stays encrypted.",
    });
  });

  test("a gap is a question, and no proof", () => {
    const { standing, says } = headline({
      ...whole,
      gaps: { spans: [[noon, noon + 60_000]], count: 1, usual: 30_000 },
      leftOut: 3,
    });
    assert.equal(standing, "open");
    assert.match(says, /open questions: 1 gap longer than usual and 3 records not checked\.$/);
  });
});

describe("what is said", () => {
  test("of files that are whole: nothing but the check of the keys is open", () => {
    assert.deepEqual(standings(whole), ["well", "well", "well", "well", "open"]);
    assert.match(says(whole), /^3 files with 4 gzip members hold 1,200 records\./);
    assert.deepEqual(new Set(standings({ ...whole, sealedRecords: 0, checked: 1200 })), new Set(["well"]));
  });

  test("of each thing that is not as it should be", () => {
    /** @type {Record<string, [unknown, string, RegExp]>} */
    const changes = {
      rejected: [1, "lacking", /1 line is not a record\./],
      duplicates: [2, "open", /2 records have the same encrypted value/],
      damaged: [[{ path: "x.gz", why: "ends early" }], "lacking", /1 file is cut off, corrupt or unreadable/],
      foreign: [["notes.txt"], "open", /1 file has no records: it may be empty, or is not a log/],
      proofs: [["ownership-challenge-1a2b.txt"], "well", /1 file only proves who owns the bucket/],
      sealedRecords: [7, "lacking", /In 7 records of 0 that were checked/],
      leftOut: [4, "open", /4 records were left out/],
      unlisted: [1, "open", /1 value is in no column/],
      notHeld: [3, "lacking", /3 lines are beyond what the page holds/],
      untimed: [1, "open", /1 file has a name that tells no time/],
      gaps: [
        { spans: [[noon, noon + 90_000]], count: 1, usual: 30_000 },
        "open",
        /1 gap longer than usual \(a file normally starts every 30 s\)/,
      ],
    };
    for (const [name, [value, standing, pattern]] of Object.entries(changes)) {
      const found = statements({ ...whole, [name]: value }).find((/** @type {Statement} */ { says }) =>
        pattern.test(says),
      );
      assert.equal(found?.standing, standing, name);
    }
  });

  test("files without times say nothing about gaps", () => {
    assert.doesNotMatch(says({ ...whole, untimed: 3 }), /no gap/);
  });

  test("more gaps than are listed are counted", () => {
    const gaps = { spans: [[noon, noon + 90_000]], count: 12, usual: 0 };
    const { list, more } = statements({ ...whole, gaps }).find((/** @type {Statement} */ { says }) =>
      /gaps longer/.test(says),
    );
    assert.deepEqual(list, ["2026-04-18 12:00:00 to 2026-04-18 12:01:30 UTC (90 s)"]);
    assert.equal(more, 11);
  });

  test("as text, whole lists are in it", () => {
    const foreign = Array.from({ length: 50 }, (_, i) => `challenge-${i}.txt`);
    const text = reportText({ ...whole, foreign, gaps: { spans: [[noon, noon + 1000]], count: 3, usual: 0 } });
    for (const each of foreign) assert.ok(text.includes(`\n    ${each}\n`));
    assert.match(text, /\n {4}and 2 more\n/);
    assert.match(text, /^Completeness\n/);
  });
});

test("spans of time as one says them", () => {
  const all = [
    [1000, "1 s"],
    [119_000, "119 s"],
    [120_000, "2 min"],
    [7_200_000, "2 h"],
    [7_500_000, "2 h 5 min"],
    [7_199_999, "2 h"],
    [172_800_000, "2 d"],
    [183_600_000, "2 d 3 h"],
  ];
  for (const [milliseconds, text] of all) assert.equal(span(milliseconds), text);
});
