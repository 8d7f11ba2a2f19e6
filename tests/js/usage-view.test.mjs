// Usage in the page: what records can be grouped by, the order of groups, and their bars.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { load } from "./bundle.mjs";

const { groupedBy, groupings } = await load("usage/groupings.ts");
const { countOf, firstMeasure, firstOf, groupAt, hasNoCost, keysOf, nothing, overlaps, placeOf, shownOf, sorted } =
  await load("usage/sums.ts");
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
const NAMES = [
  ...["records", "errors", "cached", "input", "cachedInput", "cacheWrite", "output", "reasoning"],
  ...["usd", "withoutPrice", "withoutUsage"],
];
const sums = (more = {}) => ({ ...nothing, records: 1, ...more });
const group = (/** @type {unknown[]} */ keys, more = {}) => ({ keys, sums: sums(more) });
/**
 * Groups as the worker gives them: each key once, `levels` in the order of their names, or else in that of the groups.
 *
 * @param {{ keys: unknown[], sums: Record<string, number> }[]} groups
 * @param {unknown[][]} [levels]
 * @param {Record<string, number> | null} [others]
 */
function given(groups, levels = [], others = null) {
  const keys = (groups[0]?.keys ?? []).map(
    (_, level) => levels[level] ?? [...new Set(groups.map((each) => each.keys[level]))],
  );
  const placed = groups.map((each) => ({ ...each, places: each.keys.map((key, at) => keys[at]?.indexOf(key) ?? 0) }));
  placed.sort((a, b) => a.places.map((place, at) => place - (b.places[at] ?? 0)).find((order) => order !== 0) ?? 0);
  return {
    keys,
    places: Uint32Array.from(placed.flatMap(({ places }) => places)),
    sums: Float64Array.from(placed.flatMap(({ sums }) => NAMES.map((name) => sums[name] ?? 0))),
    others,
  };
}
const usage = (/** @type {ReturnType<typeof given>} */ groups, /** @type {number} */ records) => ({
  groups,
  total: sums({ records }),
  unread: 0,
  prices: "2026-09-23",
});
const inOrder = (/** @type {ReturnType<typeof given>} */ groups, /** @type {object} */ sorting) =>
  Array.from(sorted(groups, sorting), (each) => keysOf(groups, each).join(" "));
/** Bars of groups as they are listed. */
const bars = (
  /** @type {ReturnType<typeof group>[]} */ one,
  /** @type {ReturnType<typeof given> | null} */ two,
  /** @type {unknown[]} */ ...rest
) => barsOf(given(one), Uint32Array.from(one.keys()), two, ...rest);

test("groups come out of the worker's numbers", () => {
  const numbers = [...Array(22).keys()];
  const groups = { keys: [["a", null]], places: Uint32Array.of(0, 1), sums: Float64Array.from(numbers), others: null };
  const sumsFrom = (/** @type {number} */ begin) => Object.fromEntries(NAMES.map((name, at) => [name, begin + at]));
  assert.equal(countOf(groups), 2);
  assert.deepEqual(groupAt(groups, 0), { keys: ["a"], sums: sumsFrom(0) });
  assert.deepEqual(groupAt(groups, 1), { keys: [null], sums: sumsFrom(11) });
});

test("groups of two levels have the keys of both", () => {
  const groups = {
    keys: [
      ["x", false],
      ["u9", "u10", null],
    ],
    places: Uint32Array.of(0, 1, 0, 2, 1, 0),
    sums: new Float64Array(33),
    others: null,
  };
  assert.deepEqual(
    [0, 1, 2].map((group) => [keysOf(groups, group), placeOf(groups, group, 0), placeOf(groups, group, 1)]),
    [
      [["x", "u10"], 0, 1],
      [["x", null], 0, 2],
      [[false, "u9"], 1, 0],
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
  const listed = [
    group(["a9"], { usd: 1, input: 7, records: 2 }),
    group(["a10"], { usd: 1, records: 5 }),
    group(["b"], { usd: 2 }),
    group([null], { errors: 3, records: 9 }),
    group([false], { records: 1 }),
  ];
  const groups = given(listed);

  test("by a sum, then by cost, tokens and records", () => {
    assert.deepEqual(inOrder(groups, { by: "cost", descending: true }), ["b", "a9", "a10", "", "false"]);
    assert.deepEqual(inOrder(groups, { by: "errors", descending: true }), ["", "b", "a9", "a10", "false"]);
    assert.deepEqual(inOrder(groups, { by: "tokens", descending: true }), ["a9", "b", "a10", "", "false"]);
    assert.deepEqual(inOrder(groups, { by: "records", descending: false }), ["b", "false", "a9", "a10", ""]);
  });

  test("by name, in the order that they come in", () => {
    assert.deepEqual(inOrder(groups, { by: "group", descending: false }), ["a9", "a10", "b", "", "false"]);
    assert.deepEqual(inOrder(groups, { by: "group", descending: true }), ["false", "", "b", "a10", "a9"]);
  });

  test("of two levels the first one decides, and within it the cost", () => {
    const two = given([
      group(["d1", "x"], { usd: 1 }),
      group(["d2", "x"], { usd: 9 }),
      group(["d1", "y"], { usd: 3 }),
      group(["d1", "a"], { usd: 1 }),
    ]);
    assert.deepEqual(inOrder(two, { by: "group", descending: false }), ["d1 y", "d1 x", "d1 a", "d2 x"]);
  });

  test("what is not shown is added up with what was not counted one by one", () => {
    const order = Uint32Array.of(4, 0, 3, 2, 1);
    const others = sums({ records: 100, usd: 0.5 });
    const { shown, hidden, rest } = firstOf({ ...groups, others }, order, 3);
    assert.deepEqual(shown, [listed[4], listed[0], listed[3]]);
    assert.deepEqual([hidden, rest], [2, sums({ records: 106, usd: 3.5 })]);
    assert.deepEqual(others, sums({ records: 100, usd: 0.5 }), "they stay as they were");
    const all = firstOf(groups, order);
    assert.deepEqual([all.shown.length, all.hidden, all.rest], [5, 0, null]);
    const many = given(Array.from({ length: 600 }, (_, i) => group([`g${i}`])));
    assert.equal(firstOf(many, Uint32Array.from(Array(600).keys())).hidden, 100);
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
    assert.equal(overlaps(usage(groups, 18)), false);
    assert.equal(overlaps(usage(groups, 17)), true);
    assert.equal(overlaps(usage({ ...groups, others: sums({ records: 3 }) }, 20)), true);
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
    const { bars: shown, layers, most, hidden } = bars(groups, null, null, "cost", new Map());
    assert.deepEqual([shown.length, hidden, most], [20, 3, 25]);
    assert.deepEqual(shown[1], { key: "m1", value: 22, parts: [{ layer: 0, from: 0, to: 22 }] });
    assert.deepEqual(
      layers.map((/** @type {{ series: unknown }} */ { series }) => series),
      ["all"],
    );
  });

  test("of two levels: parts in the order of their sums, the rest in one", () => {
    const one = [group(["a"], { input: 60 }), group(["b"], { input: 40 })];
    const users = Array.from({ length: 10 }, (_, i) => group(["a", `u${i}`], { input: 10 - i }));
    const parts = [...users, group(["b", "u9"], { input: 40 }), group(["c", "u0"], { input: 1 })];
    const { bars: shown, layers, series } = bars(one, given(parts), null, "tokens", new Map());
    assert.deepEqual(
      layers.map((/** @type {{ key?: string }} */ { key }) => key),
      ["u9", "u0", "u1", "u2", "u3", "u4", "u5", "u6", undefined],
    );
    assert.deepEqual(shown[1], { key: "b", value: 40, parts: [{ layer: 0, from: 0, to: 40 }] });
    assert.equal(shown[0].parts.at(-1).to, 55);
    // Neighbours differ in more than their colour, and keep it when the order changes.
    assert.deepEqual([...series.values()], [0, 9, 2, 11, 4, 13, 6, 15]);
    const [, , , ...fewer] = users;
    const more = given([group(["a", "u2"], { input: 99 }), ...fewer]);
    const again = bars(one, more, null, "tokens", series).series;
    for (const [user, own] of again) if (series.has(user)) assert.equal(own, series.get(user), user);
    assert.equal(new Set(again.values()).size, again.size);
  });

  test("statuses have their own colours", () => {
    const two = given([group(["a", "200"]), group(["a", "429"]), group(["a", "500"])]);
    const { layers } = bars([group(["a"], { records: 3 })], two, null, "records", new Map());
    assert.deepEqual(
      layers.map((/** @type {{ series: unknown }} */ { series }) => series),
      ["status-2-0", "status-4-0", "status-5-0"],
    );
  });

  test("of times: each one from the first to the last; what has no time is counted", () => {
    const days = [group(["2026-02-27"], { usd: 1 }), group([null], { usd: 4 }), group(["2026-03-02"], { usd: 2 })];
    const { bars: shown, hidden, most } = bars(days, null, "day", "cost", new Map());
    assert.deepEqual(
      shown.map((/** @type {{ key: string, value: number }} */ { key, value }) => [key, value]),
      [
        ["2026-02-27", 1],
        ["2026-02-28", null],
        ["2026-03-01", null],
        ["2026-03-02", 2],
      ],
    );
    assert.deepEqual([hidden, most], [1, 2]);
    const hours = bars([group(["2026-01-01T05"]), group(["2026-06-01T05"])], null, "hour", "records", new Map());
    assert.deepEqual([hours.bars.length, hours.bars.at(-1).key, hours.hidden], [744, "2026-06-01T05", 1]);
  });

  test("without a value there are no parts", () => {
    const { bars: shown, most } = bars([group(["a"])], null, null, "errors", new Map());
    assert.deepEqual([shown[0].parts, most], [[], 1]);
    assert.deepEqual(bars([], null, "day", "cost", new Map()).bars, []);
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

test("what costs something is never said to cost nothing", async () => {
  const { dollars } = await load("texts/usage.ts");
  const said = [0, 0.00002, 0.00005, 0.003].map((usd) => [dollars(usd, usd), dollars(usd, 12)]);
  assert.deepEqual(said, [
    ["$0.00", "$0.00"],
    ["<$0.0001", "<$0.01"],
    ["$0.0001", "<$0.01"],
    ["$0.0030", "<$0.01"],
  ]);
  assert.equal(dollars(0.005, 12), "$0.01");
});
