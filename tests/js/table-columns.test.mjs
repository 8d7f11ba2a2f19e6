// Which columns the table shows, in which order and how wide; and which records are marked.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { load } from "./bundle.mjs";

const columns = await load("table/columns.ts");
const {
  allColumns,
  compactColumns,
  DEFAULT_LAYOUT,
  defaultColumns,
  isMember,
  isStatus,
  memberName,
  NARROWEST,
  shownColumns,
  sourceOf,
  WIDEST,
  whoMember,
  widthOf,
  withPlace,
  withShown,
  withWidth,
} = columns;
const { joined, MOST_MARKED, toggled } = await load("table/marks.ts");

const field = (/** @type {string} */ name, more = {}) => ({
  name,
  plain: 9,
  sealed: 0,
  long: 0,
  distinct: 2,
  numeric: false,
  unopened: 0,
  opened: null,
  ...more,
});
const sealed = (/** @type {string} */ name) => field(name, { plain: 0, sealed: 9 });
const usual = [
  sealed("RequestBody"),
  field("Gateway"),
  field("Cached"),
  field("StatusCode", { numeric: true }),
  field("Model"),
  field("PROVIDER"),
  sealed("Metadata"),
];

describe("columns at first", () => {
  test("time, status and model, what records say, and then the others", () => {
    assert.deepEqual(defaultColumns(usual), ["time", 3, 4, "who", "question", 5, 2, 1]);
    assert.deepEqual(defaultColumns([field("x"), sealed("a"), field("status")]), ["time", 2, 1, 0]);
  });

  test("of records with both bodies what they say is enough, sealed or not", () => {
    const both = ["who", "question", "answer", "tokens"];
    assert.deepEqual(defaultColumns([...usual, sealed("ResponseBody")]), ["time", 3, 4, ...both]);
    assert.deepEqual(defaultColumns([sealed("other"), sealed("ResponseBody"), sealed("RequestBody"), field("x")]), [
      "time",
      "question",
      "answer",
      "tokens",
      0,
    ]);
    const plain = ["log.RequestBody.model", "log.ResponseBody.id", "Metadata.user", "x"].map((name) => field(name));
    assert.deepEqual(defaultColumns(plain), ["time", ...both]);
  });

  test("what few records say is not shown before it is chosen", () => {
    const rare = field("RequestBody", { plain: 4 });
    assert.deepEqual(defaultColumns([field("x"), rare]), ["time", 0, 1]);
    assert.deepEqual(allColumns([field("x"), rare]), ["time", "file", "line", "question", 0, 1]);
  });

  test("members of the encrypted metadata are not shown before they are chosen", () => {
    const member = (/** @type {string} */ name, plain = 3) => field(name, { plain, opened: 4, unopened: 5 });
    const columns = [field("x"), sealed("Metadata"), member("Metadata.user"), member("Metadata.team")];
    assert.deepEqual(defaultColumns(columns), ["time", "who", 0]);
    assert.deepEqual(allColumns(columns), ["time", "file", "line", "who", 0, 1, 2, 3]);
    assert.deepEqual(columns.map(isMember), [false, false, true, true]);
    assert.deepEqual(["Metadata.user", "log.Metadata.a.b", "Metadata", "MyMetadata.x", "x"].map(memberName), [
      "user",
      "a.b",
      "",
      "",
      "",
    ]);
  });

  test("who asked is the member that the rows show, or `user`, or what most records have", () => {
    const member = (/** @type {string} */ name, plain = 3) => field(name, { plain, opened: 4, unopened: 5 });
    const some = [field("x"), member("Metadata.team", 3), member("Metadata.session", 4)];
    assert.equal(whoMember(some, null), 2);
    assert.equal(whoMember(some, "team"), 1);
    assert.equal(whoMember(some, "nobody"), null);
    assert.equal(whoMember([...some, member("Metadata.User", 1)], null), 3);
    assert.equal(whoMember([member("Metadata.user", 0), field("Metadata.name")], null), null);
  });

  test("in two lines the last question is what a record is about", () => {
    assert.deepEqual(compactColumns(usual), [3, 4, "time", "who", "question"]);
    assert.deepEqual(compactColumns([field("Model"), sealed("x")]), [0, "time", 1]);
    assert.deepEqual(compactColumns([]), ["time", "file"]);
  });

  test("what records say is read from their bodies and metadata", () => {
    assert.deepEqual(
      ["who", "question", "answer", "tokens", "time", 3].map((key) => sourceOf(key, usual)),
      [6, 0, null, null, null, null],
    );
    assert.equal(sourceOf("question", [field("RequestBodyType")]), null);
  });

  test("there may be none of these, or no field at all", () => {
    assert.deepEqual(defaultColumns([field("x"), field("y")]), ["time", 0, 1]);
    assert.deepEqual(defaultColumns([]), ["time"]);
  });

  test("of very many some are shown, and all can be chosen", () => {
    const many = Array.from({ length: 5000 }, (_, i) => (i % 2 ? sealed(`s${i}`) : field(`f${i}`)));
    assert.ok(defaultColumns(many).length < 20);
    assert.equal(allColumns(many).length, 5003);
  });

  test("they follow what is found, until one is chosen", () => {
    assert.deepEqual(shownColumns(DEFAULT_LAYOUT, [field("a"), field("b")]), ["time", 0, 1]);
    const chosen = withShown(DEFAULT_LAYOUT, "file", true, [field("a")]);
    assert.deepEqual(shownColumns(chosen, [field("a"), field("b")]), ["time", 0, "file"]);
  });
});

describe("columns that are chosen", () => {
  const of = (/** @type {object} */ layout) => shownColumns(layout, usual);

  test("come and go", () => {
    const without = withShown(DEFAULT_LAYOUT, 4, false, usual);
    assert.deepEqual(of(without), ["time", 3, "who", "question", 5, 2, 1]);
    assert.deepEqual(of(withShown(without, 4, true, usual)), ["time", 3, "who", "question", 5, 2, 1, 4]);
  });

  test("all of them can go", () => {
    let layout = DEFAULT_LAYOUT;
    for (const key of of(layout)) layout = withShown(layout, key, false, usual);
    assert.deepEqual(of(layout), []);
  });

  test("are moved to a place", () => {
    assert.deepEqual(of(withPlace(DEFAULT_LAYOUT, 0, 0, usual)), [0, "time", 3, 4, "who", "question", 5, 2, 1]);
    assert.deepEqual(of(withPlace(DEFAULT_LAYOUT, "time", 7, usual)), [3, 4, "who", "question", 5, 2, 1, "time"]);
    assert.deepEqual(of(withPlace(DEFAULT_LAYOUT, 4, 3, usual)), ["time", 3, "who", 4, "question", 5, 2, 1]);
  });

  test("are those of the same names when other files have them elsewhere, or lack them", () => {
    const chosen = withPlace(withShown(DEFAULT_LAYOUT, "question", false, usual), 6, 0, usual);
    assert.deepEqual(of(chosen), [6, "time", 3, 4, "who", 5, 2, 1]);
    const others = [field("Gateway"), field("other"), field("StatusCode"), sealed("Metadata")];
    assert.deepEqual(shownColumns(chosen, others), [3, "time", 2, "who", 0]);
    // What was changed meanwhile is in force when the first ones come back.
    assert.deepEqual(of(withPlace(chosen, 2, 0, others)), [3, 6, "time", "who", 1, 4, 5, 2]);
    assert.equal(widthOf(withWidth(chosen, 0, 21, others), 1, usual), 21);
  });

  test("have widths within what is sensible", () => {
    assert.equal(widthOf(withWidth(DEFAULT_LAYOUT, 1, 20, usual), 1, usual), 20);
    assert.equal(widthOf(withWidth(DEFAULT_LAYOUT, "time", -5, usual), "time", usual), NARROWEST);
    assert.equal(widthOf(withWidth(DEFAULT_LAYOUT, "file", 5000, usual), "file", usual), WIDEST);
    for (const key of allColumns(usual)) assert.ok(widthOf(DEFAULT_LAYOUT, key, usual) >= NARROWEST);
    assert.ok(widthOf(DEFAULT_LAYOUT, 0, [field("x".repeat(9000))]) <= WIDEST);
  });

  test("keep their widths when they are moved", () => {
    const wide = withWidth(DEFAULT_LAYOUT, 4, 30, usual);
    assert.equal(widthOf(withPlace(wide, 4, 0, usual), 4, usual), 30);
  });
});

test("columns with the status of an answer", () => {
  for (const name of ["StatusCode", "status", "Metadata.status", "http_STATUSCODE"]) assert.ok(isStatus(name), name);
  for (const name of ["StatusText", "statuses", "Code", "Model"]) assert.ok(!isStatus(name), name);
});

describe("marked records", () => {
  test("are marked and unmarked, and the set before stays as it was", () => {
    const before = new Set([1, 2]);
    assert.deepEqual(toggled(before, 3), new Set([1, 2, 3]));
    assert.deepEqual(toggled(before, 2), new Set([1]));
    assert.deepEqual(joined(before, [2, 3]), new Set([1, 2, 3]));
    assert.deepEqual(before, new Set([1, 2]));
  });

  test("are no more than can be", () => {
    const most = new Set(Array.from({ length: MOST_MARKED }, (_, i) => i));
    assert.equal(toggled(most, MOST_MARKED), null);
    assert.equal(joined(most, [MOST_MARKED]), null);
    assert.equal(joined(most, [5]).size, MOST_MARKED);
    assert.equal(toggled(most, 5).size, MOST_MARKED - 1);
  });
});
