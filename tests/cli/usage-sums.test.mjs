// `logpush-decrypt usage`: its sums, added up once more here from what the fixtures of conversations are known to say.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { keyFile } from "../page/fixtures.mjs";
import { sealedLog } from "./conversation-logs.mjs";
import { folder, onTerminal, run } from "./run.mjs";

const key = keyFile("rsa2048.pem");
const log = path.join(folder(), "a.log.gz");
const all = sealedLog(log);
const providers = [...new Set(all.flatMap(({ provider }) => provider ?? []))];

/** Dollars for a million tokens, whatever the model. */
const RATES = { input: 2, cacheRead: 0.5, cacheWrite: 3, output: 8 };
const prices = path.join(folder(), "prices.json");
fs.writeFileSync(
  prices,
  JSON.stringify({
    generated: "2026-01-02",
    currency: "USD",
    per: 1_000_000,
    providers: [{ id: "any", names: providers, models: [{ id: "any", match: ["*"], ...RATES }] }],
  }),
);

/** @param {(typeof all)[number]} record */
function dollars({ plain, expected: { model = plain.Model, usage = {}, usageAlso = {} } }) {
  if (plain.Cached) return 0;
  for (const name of ["cost", "totalCost"]) if (typeof usageAlso[name] === "number") return usageAlso[name];
  if (typeof usageAlso.costInUsdTicks === "number") return usageAlso.costInUsdTicks / 1e10;
  const { input, cachedInput = 0, cacheWrite = 0, output } = usage;
  if (model === undefined || (input === undefined && output === undefined)) return undefined;
  const all = input ?? 0;
  const cached = Math.min(cachedInput, all);
  const written = Math.min(cacheWrite, all - cached);
  const { input: fresh, cacheRead, cacheWrite: write, output: out } = RATES;
  return ((all - cached - written) * fresh + cached * cacheRead + written * write + (output ?? 0) * out) / 1e6;
}

/** @param {typeof all} records */
function sums(records) {
  const sum = (/** @type {(record: (typeof all)[number]) => number | boolean | undefined} */ of) =>
    records.reduce((total, record) => total + Number(of(record) ?? 0), 0);
  const counted = (/** @type {(typeof all)[number]} */ { expected: { usage = {} } }) =>
    usage.input !== undefined || usage.output !== undefined;
  return {
    records: records.length,
    errors: sum(({ plain }) => plain.StatusCode >= 400),
    cached: sum(({ plain }) => plain.Cached),
    input: sum(({ expected }) => expected.usage?.input),
    cachedInput: sum(({ expected }) => expected.usage?.cachedInput),
    cacheWrite: sum(({ expected }) => expected.usage?.cacheWrite),
    output: sum(({ expected }) => expected.usage?.output),
    reasoning: sum(({ expected }) => expected.usage?.reasoning),
    usd: sum(dollars),
    withoutPrice: sum((record) => counted(record) && dollars(record) === undefined),
    withoutUsage: sum((record) => !counted(record)),
  };
}

/** Dollars are floating point here, and whole numbers in the tool. */
function same(
  /** @type {Record<string, unknown>} */ found,
  /** @type {ReturnType<typeof sums>} */ expected,
  name = "",
) {
  const { usd, key: _, ...counts } = found;
  const { usd: dollars, ...rest } = expected;
  assert.deepEqual(counts, rest, name);
  assert.ok(Math.abs(Number(usd) - dollars) < 1e-9, `${name}: ${usd} and ${dollars}`);
}

const usage = async (/** @type {string[]} */ ...args) => {
  const { code, stdout, stderr } = await run(["usage", "-k", key, "--prices", prices, ...args, log]);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout.toString());
};

describe("usage", () => {
  test("adds up all records", async () => {
    const { by, groups, total, prices } = await usage();
    assert.deepEqual([by, groups, prices], [[], [], { generated: "2026-01-02", estimate: true }]);
    const expected = sums(all);
    same(total, expected);
    assert.ok(expected.input > 10_000 && expected.reasoning > 100 && expected.cacheWrite > 0 && expected.usd > 0.01);
  });

  test("by fields, in several levels", async () => {
    const { by, groups, total } = await usage("--by", "provider", "--by", "metadata.team");
    assert.deepEqual(by, ["Provider", "Metadata.team"]);
    same(total, sums(all));
    const keys = new Map(all.map(({ plain, metadata }) => [`${plain.Provider} ${metadata.team}`, undefined]));
    assert.equal(groups.length, keys.size);
    for (const { key, ...found } of groups) {
      const members = all.filter(
        ({ plain, metadata }) => (plain.Provider ?? null) === key.Provider && metadata.team === key["Metadata.team"],
      );
      same(found, sums(members), JSON.stringify(key));
    }
  });

  test("of the records that a filter lets through", async () => {
    const { total } = await usage("--where", "metadata.team:blue -status:429");
    same(total, sums(all.filter(({ plain, metadata }) => metadata.team === "blue" && plain.StatusCode !== 429)));
  });

  test("of a filter by costs, by the same prices", async () => {
    const costs = all.flatMap((record) => dollars(record) ?? []).sort((a, b) => a - b);
    const bound = Number(costs[costs.length >> 1]?.toFixed(6));
    const isAbove = (/** @type {(typeof all)[number]} */ record) => (dollars(record) ?? 0) > bound;
    const { total } = await usage("--where", `cost:>${bound}`);
    same(total, sums(all.filter(isAbove)));
    const opened = await run(["-k", key, "--prices", prices, "--where", `cost:>${bound}`, log]);
    assert.equal(opened.stdout.toString().trim().split("\n").length, all.filter(isAbove).length, opened.stderr);
  });

  test("has prices of its own, with their day", async () => {
    const { code, stdout } = await run(["usage", "-k", key, log]);
    const { total, prices } = JSON.parse(stdout.toString());
    assert.equal(code, 0);
    assert.match(prices.generated, /^20\d\d-\d\d-\d\d$/);
    assert.ok(total.usd > 0 && total.withoutPrice < all.length / 2);
  });

  test("is a table on a terminal, its numbers aligned, with totals and the day of the prices", async () => {
    const { code, shown } = await onTerminal(["usage", "-k", key, "--prices", prices, "--by", "Provider", log], []);
    assert.equal(code, 0, shown);
    const lines = shown.replaceAll("\r", "").split("\n");
    const head = lines.findIndex((line) => line.startsWith("Provider "));
    const total = lines.findIndex((line) => line.startsWith("total "));
    const rows = lines.slice(head, total + 1).filter((line) => !line.startsWith("─"));
    assert.equal(rows.length, new Set(all.map(({ plain }) => plain.Provider)).size + 2);
    assert.equal(new Set(rows.map((row) => row.length)).size, 1, "all rows end in one column");
    const { records, input, output, usd } = sums(all);
    const grouped = (/** @type {number} */ number) => number.toLocaleString("en-US");
    const [, recordsShown, , inputShown] = rows.at(-1)?.split(/ +/) ?? [];
    assert.deepEqual([recordsShown, inputShown], [grouped(records), grouped(input)]);
    assert.ok(rows.at(-1)?.includes(grouped(output)));
    assert.ok(rows.at(-1)?.endsWith(`$${usd.toFixed(4)}`), rows.at(-1));
    assert.match(shown, /^Cost: an estimate, prices of 2026-01-02\.\r?\n {2}\d+ records without/m);
    for (const line of lines) assert.ok(line.length <= 80, `too long: ${line}`);
  });

  for (const [args, says] of /** @type {[string[], RegExp][]} */ ([
    [["--by", "Modle"], /--by: no record has a field called 'Modle'[\s\S]*metadata\.NAME/],
    [["--prices", log], /--prices '.*a\.log\.gz': the price list is not of the documented form/],
    [["--where", "cost:>1", "--prices", log], /--prices '.*a\.log\.gz': the price list is not of the documented form/],
    [["--prices", "not-there.json"], /--prices 'not-there\.json' cannot be read: there is no such file/],
  ])) {
    test(`says what is wrong with ${args.join(" ")}`, async () => {
      const { code, stdout, stderr } = await run(["usage", "-k", key, ...args, log]);
      assert.deepEqual([code, stdout.length], [2, 0], stderr);
      assert.match(stderr, says);
    });
  }
});
