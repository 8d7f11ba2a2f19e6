// Usage in the page: what records can be grouped by, the order of groups, and their bars.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { load } from "./bundle.mjs";

const { groupedBy, groupings } = await load("usage/groupings.ts");
const { added, firstMeasure, firstOf, groupsOf, hasNoCost, overlaps, shownOf, sorted } = await load("usage/sums.ts");
const { barsOf, marksOf, spanOf } = await load("usage/bars.ts");

const column = (/** @type {string} */ name, more = {}) => ({
  name,
  plain: 900,
  sealed: 0,
  long: 0,
  distinct: 5,
  numeric: false,
  unopened: 0,
  opened: null,
  ...more,
});
const sums = (more = {}) => ({ ...added([]), records: 1, ...more });
const group = (/** @type {unknown[]} */ keys, more = {}) => ({ keys, places: keys.map(() => 0), sums: sums(more) });
/** Groups with the places that the worker gives them: each key once, `levels` in the order of their names. */
const placed = (/** @type {ReturnType<typeof group>[]} */ groups, /** @type {unknown[][]} */ ...levels) =>
  groups.map((each) => ({ ...each, places: each.keys.map((key, at) => (levels[at] ?? []).indexOf(key)) }));
const usage = (/** @type {ReturnType<typeof group>[]} */ groups, more = {}) => ({
  groups,
  others: null,
  total: added(groups.map((each) => each.sums)),
  unread: 0,
  prices: "2026-09-23",
  ...more,
});
const names = (/** @type {{ keys: unknown[] }[]} */ groups) => groups.map(({ keys }) => keys.join(" "));

test("groups come out of the worker's numbers", () => {
  const numbers = [...Array(22).keys()];
  const [first, second, ...others] = groupsOf({
    keys: [["a", null]],
    places: Uint32Array.of(0, 1),
    sums: Float64Array.from(numbers),
    others: null,
  });
  const names = [
    ...["records", "errors", "cached", "input", "cachedInput", "cacheWrite", "output", "reasoning"],
    ...["usd", "withoutPrice", "withoutUsage"],
  ];
  const sumsFrom = (/** @type {number} */ begin) => Object.fromEntries(names.map((name, at) => [name, begin + at]));
  assert.deepEqual(
    [first, second],
    [
      { keys: ["a"], places: [0], sums: sumsFrom(0) },
      { keys: [null], places: [1], sums: sumsFrom(11) },
    ],
  );
  assert.deepEqual(others, []);
});

test("groups of two levels have the keys of both", () => {
  const groups = groupsOf({
    keys: [
      ["x", false],
      ["u9", "u10", null],
    ],
    places: Uint32Array.of(0, 1, 0, 2, 1, 0),
    sums: new Float64Array(33),
    others: null,
  });
  assert.deepEqual(
    groups.map((/** @type {{ keys: unknown[], places: number[] }} */ { keys, places }) => [keys, places]),
    [
      [
        ["x", "u10"],
        [0, 1],
      ],
      [
        ["x", null],
        [0, 2],
      ],
      [
        [false, "u9"],
        [1, 0],
      ],
    ],
  );
});

describe("what records are grouped by", () => {
  const columns = [
    column("Endpoint"),
    column("Metadata.team", { opened: 900 }),
    column("Metadata.user", { opened: 900 }),
    column("StatusCode", { numeric: true }),
    column("Provider"),
    column("Model"),
    column("conversation.tokens", { numeric: true }),
    column("conversation.error"),
    column("conversation.tool"),
    column("conversation.answer"),
    column("RequestBody", { plain: 0, sealed: 900, distinct: 0 }),
    column("ResponseBody"),
    column("Id", { distinct: 900 }),
    column("Duration", { numeric: true, distinct: 400 }),
    column("Metadata.session", { distinct: 10_001, plain: 20_000, opened: 20_000 }),
  ];

  test("what people ask for comes first; measures, texts and names of single records are left out", () => {
    assert.deepEqual(
      groupings(columns).map((/** @type {{ name: string, by: unknown }} */ { name, by }) => [name, by]),
      [
        ["Model", 5],
        ["Provider", 4],
        ["StatusCode", 3],
        ["Metadata.user", 2],
        ["Metadata.team", 1],
        ["conversation.tool", 8],
        ["conversation.error", 7],
        ["day", "day"],
        ["hour", "hour"],
        ["Endpoint", 0],
      ],
    );
  });

  test("of a few records each may have a value of its own", () => {
    const few = groupings([column("Id", { plain: 9, distinct: 9 })]);
    assert.equal(few[0].name, "day");
    assert.equal(few[2].name, "Id");
  });

  test("what is not there is left for what is offered first", () => {
    const offered = groupings(columns);
    const chosen = (/** @type {string | null} */ first, /** @type {string | null} */ then) =>
      groupedBy(offered, first, then)?.map((/** @type {{ name: string }} */ { name }) => name);
    assert.deepEqual(chosen(null, null), ["Model"]);
    assert.deepEqual(chosen("Metadata.user", "day"), ["Metadata.user", "day"]);
    assert.deepEqual(chosen("gone", "gone"), ["Model"]);
    assert.deepEqual(chosen("Model", "Model"), ["Model"]);
    assert.equal(groupedBy([], null, null), null);
  });
});

describe("the order of groups", () => {
  const groups = placed(
    [
      group(["a10"], { usd: 1, records: 5 }),
      group(["a9"], { usd: 1, input: 7, records: 2 }),
      group([null], { errors: 3, records: 9 }),
      group([false], { records: 1 }),
      group(["b"], { usd: 2 }),
    ],
    ["a9", "a10", "b", null, false],
  );

  test("by a sum, then by cost, tokens and records", () => {
    assert.deepEqual(names(sorted(groups, { by: "cost", descending: true })), ["b", "a9", "a10", "", "false"]);
    assert.deepEqual(names(sorted(groups, { by: "errors", descending: true })), ["", "b", "a9", "a10", "false"]);
    assert.deepEqual(names(sorted(groups, { by: "records", descending: false })), ["b", "false", "a9", "a10", ""]);
  });

  test("by name, in the order that they come in", () => {
    assert.deepEqual(names(sorted(groups, { by: "group", descending: false })), ["a9", "a10", "b", "", "false"]);
    assert.deepEqual(names(sorted(groups, { by: "group", descending: true })), ["false", "", "b", "a10", "a9"]);
  });

  test("of two levels the first one decides, and within it the cost", () => {
    const two = placed(
      [group(["d1", "x"], { usd: 1 }), group(["d2", "x"], { usd: 9 }), group(["d1", "y"], { usd: 3 })],
      ["d1", "d2"],
      ["x", "y"],
    );
    assert.deepEqual(names(sorted(two, { by: "group", descending: false })), ["d1 y", "d1 x", "d2 x"]);
  });

  test("what is not shown is added up with what was not counted one by one", () => {
    const others = sums({ records: 100, usd: 0.5 });
    const { shown, hidden, rest } = firstOf(groups, others, 3);
    assert.deepEqual([shown.length, hidden, rest.records, rest.usd], [3, 2, 102, 2.5]);
    assert.deepEqual(firstOf(groups, null), { shown: groups, hidden: 0, rest: null });
    assert.equal(
      firstOf(
        Array.from({ length: 600 }, () => groups[0]),
        null,
      ).hidden,
      100,
    );
  });

  test("of many groups a few are shown at first, and of more than can be read the first", () => {
    assert.deepEqual(
      [0, 3, 100, 101, 600].map((groups) => [shownOf(groups, false), shownOf(groups, true)]),
      [
        [0, 0],
        [3, 3],
        [100, 100],
        [50, 101],
        [50, 500],
      ],
    );
  });

  test("what is said of sums", () => {
    assert.equal(overlaps(usage(groups)), false);
    assert.equal(overlaps(usage(groups, { total: sums({ records: 17 }) })), true);
    assert.deepEqual(
      [{}, { errors: 1 }, { input: 1 }, { usd: 1, input: 1 }].map((more) => firstMeasure(sums(more))),
      ["records", "records", "tokens", "cost"],
    );
    assert.deepEqual(
      [{}, { output: 3 }, { output: 3, withoutPrice: 1 }, { usd: 1, withoutPrice: 1 }].map((more) =>
        hasNoCost(sums(more)),
      ),
      [true, false, true, false],
    );
  });
});

describe("bars", () => {
  test("of one level: one part each, the first twenty", () => {
    const groups = Array.from({ length: 23 }, (_, i) => group([`m${i}`], { usd: 23 - i }));
    const { bars, layers, most, hidden } = barsOf(groups, null, null, "cost", new Map());
    assert.deepEqual([bars.length, hidden, most], [20, 3, 25]);
    assert.deepEqual(bars[1], { key: "m1", value: 22, parts: [{ layer: 0, from: 0, to: 22 }] });
    assert.deepEqual(
      layers.map((/** @type {{ series: unknown }} */ { series }) => series),
      ["all"],
    );
  });

  test("of two levels: parts in the order of their sums, the rest in one", () => {
    const one = [group(["a"], { input: 60 }), group(["b"], { input: 40 })];
    const users = Array.from({ length: 10 }, (_, i) => group(["a", `u${i}`], { input: 10 - i }));
    const two = usage([...users, group(["b", "u9"], { input: 40 }), group(["c", "u0"], { input: 1 })]);
    const { bars, layers, series } = barsOf(one, two, null, "tokens", new Map());
    assert.deepEqual(
      layers.map((/** @type {{ key?: string }} */ { key }) => key),
      ["u9", "u0", "u1", "u2", "u3", "u4", "u5", "u6", undefined],
    );
    assert.deepEqual(bars[1], { key: "b", value: 40, parts: [{ layer: 0, from: 0, to: 40 }] });
    assert.equal(bars[0].parts.at(-1).to, 55);
    // Neighbours differ in more than their colour, and keep it when the order changes.
    assert.deepEqual([...series.values()], [0, 9, 2, 11, 4, 13, 6, 15]);
    const again = barsOf(one, usage([group(["a", "u3"], { input: 99 }), ...two.groups]), null, "tokens", series).series;
    for (const [user, own] of again) if (series.has(user)) assert.equal(own, series.get(user), user);
    assert.equal(new Set(again.values()).size, again.size);
  });

  test("statuses have their own colours", () => {
    const two = usage([group(["a", "200"]), group(["a", "429"]), group(["a", "500"])]);
    const { layers } = barsOf([group(["a"], { records: 3 })], two, null, "records", new Map());
    assert.deepEqual(
      layers.map((/** @type {{ series: unknown }} */ { series }) => series),
      ["status-2-0", "status-4-0", "status-5-0"],
    );
  });

  test("of times: each one from the first to the last; what has no time is counted", () => {
    const days = [group(["2026-02-27"], { usd: 1 }), group([null], { usd: 4 }), group(["2026-03-02"], { usd: 2 })];
    const { bars, hidden, most } = barsOf(days, null, "day", "cost", new Map());
    assert.deepEqual(
      bars.map((/** @type {{ key: string, value: number }} */ { key, value }) => [key, value]),
      [
        ["2026-02-27", 1],
        ["2026-02-28", null],
        ["2026-03-01", null],
        ["2026-03-02", 2],
      ],
    );
    assert.deepEqual([hidden, most], [1, 2]);
    const hours = barsOf([group(["2026-01-01T05"]), group(["2026-06-01T05"])], null, "hour", "records", new Map());
    assert.deepEqual([hours.bars.length, hours.bars.at(-1).key, hours.hidden], [744, "2026-06-01T05", 1]);
  });

  test("without a value there are no parts", () => {
    const { bars, most } = barsOf([group(["a"])], null, null, "errors", new Map());
    assert.deepEqual([bars[0].parts, most], [[], 1]);
    assert.deepEqual(barsOf([], null, "day", "cost", new Map()).bars, []);
  });

  test("marks of counts are whole", () => {
    assert.deepEqual(marksOf(1, "records"), [1]);
    assert.deepEqual(marksOf(0.004, "cost"), [0.001, 0.002, 0.003, 0.004]);
  });

  test("days and hours as spans of time", () => {
    assert.deepEqual(spanOf("2026-04-18"), [Date.UTC(2026, 3, 18), Date.UTC(2026, 3, 19)]);
    assert.deepEqual(spanOf("2026-04-18T23"), [Date.UTC(2026, 3, 18, 23), Date.UTC(2026, 3, 19)]);
  });
});
