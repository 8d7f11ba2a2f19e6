// What the page says about usage: counts, tokens and estimated costs of the records that match.

import type { UsageSums } from "core";
import type { Grouping } from "../usage/groupings.ts";
import type { Key, Measure, SortBy } from "../usage/sums.ts";
import { visible } from "../visible.ts";
import { count, dayAndYear, duration, plural } from "./format.ts";
import { fieldTitle } from "./table.ts";

const records = (all: number) => plural(all, "record", "records");
const percent = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 });
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

/** The day of a price list for people; a list of somebody's own may say anything. */
const dayOf = (prices: string) => (DAY.test(prices) ? dayAndYear(Date.parse(prices)) : visible(prices.slice(0, 40)));
const DAY = /^\d{4}-(0\d|1[0-2])-([0-2]\d|3[01])$/;

/** From this sum, in dollars, cents are exact enough. */
const CENTS = 10;

/** Dollars in as many digits as a sum of `largest` needs. What costs something is never said to cost nothing. */
export function dollars(usd: number, largest: number): string {
  const digits = largest >= CENTS || usd === 0 ? 2 : 4;
  const least = 10 ** -digits;
  if (usd > 0 && usd < least / 2) return `<${dollars(least, largest)}`;
  return `$${usd.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;
}

export const usageTexts = {
  title: "Usage",
  show: "Tokens and costs of the matching records ( u )",
  records: "Show records",
  recordsWhat: "Back to the table ( Esc )",

  of: (rows: number, all: number, read: number) =>
    `${rows === all ? "" : `${count(rows)} of `}${records(all)}, ${count(read)} decrypted`,

  allRead: "All of them were read.",
  unread: (unread: number) =>
    `${count(unread)} of these ${unread === 1 ? "records was" : "records were"} not read yet: their tokens, costs and tools are missing here.`,
  needsKey: "That needs a private key. Records, errors by status and plain fields need none.",
  addKey: "Add key",
  read: (unread: number, seconds: number | null, areEncrypted: boolean) =>
    `${areEncrypted ? "Decrypt" : "Read"} ${records(unread)}${seconds === null ? "" : ` (${duration(seconds)})`}`,
  reading: (done: number, total: number) => `${count(done)} of ${records(total)} decrypted`,
  cancel: "Cancel",
  stopped: "Stopped.",
  unreadable: (unread: number) => `${records(unread)} could not be read: no matching key, or damaged.`,

  choices: { by: "Group by", within: "then by", measure: "Bars" },
  nothing: "nothing",
  allGroups: "Back to all groups",

  heads: {
    cost: "Cost",
    tokens: "Tokens",
    records: "Records",
    errors: "Errors",
    input: "Input",
    cachedInput: "Cached input",
    output: "Output",
    reasoning: "Reasoning",
  } satisfies Record<Exclude<SortBy, "group">, string>,
  costHead: (prices: string) => `estimate, ${dayOf(prices)}`,
  total: "Total",
  rest: "All other groups",
  ofRecords: (part: number, all: number) => (all === 0 ? "" : percent.format(part / all)),
  noCost: "–",
  noCostKnown: "no cost known",

  notes: ({ withoutPrice, withoutUsage, cached }: UsageSums) => {
    const some = (all: number, what: string) => (all > 0 ? [`${records(all)} ${what}.`] : []);
    return [
      ...some(withoutPrice, "without a price"),
      ...some(withoutUsage, "without tokens"),
      ...some(cached, "from the gateway’s cache, at no cost"),
    ].join(" ");
  },
  /** `file`: the name of a list of somebody's own. */
  pricesOf: (file: string | null, prices: string) =>
    file === null
      ? `Costs are an estimate by the price list of ${dayOf(prices)}.`
      : `Costs are an estimate by the prices in ${file}, of ${dayOf(prices)}.`,
  ownPrices: "Use a price file…",
  otherPrices: "Use another…",
  builtInPrices: "Back to the built-in prices",
  overlapping:
    "A record with several values, such as two tools, counts in each: the groups add up to more than the total.",
  moreGroups: (shown: number, hidden: number, areMore: boolean) =>
    `The first ${count(shown)} groups; ${count(hidden)} others${areMore ? ", and those beyond 10,000," : ""} are added up in one row.`,
  showMore: (groups: number) => `Show ${count(groups)} more`,

  axis: (measure: Measure, prices: string) =>
    measure === "cost" ? `Cost in USD (estimate, prices of ${dayOf(prices)})` : usageTexts.heads[measure],
  /** At a mark of the axis, with the digits that its first one has. */
  mark: (value: number, measure: Measure, first: number) => {
    if (measure !== "cost") return compact.format(value);
    return `$${value.toFixed(Math.max(0, -Math.floor(Math.log10(first))))}`;
  },
  /** What a measure is, in as many digits as `largest` needs. */
  short: (value: number, measure: Measure, largest = value) =>
    measure === "cost" ? dollars(value, largest) : count(value),
  value: (value: number, measure: Measure, prices = "", largest = value) =>
    measure === "cost"
      ? `${dollars(value, largest)} (estimate, prices of ${dayOf(prices)})`
      : plural(value, measure.slice(0, -1), measure),
  /** A bar in a sentence: what it is of, its value, and the values of its parts. */
  bar: (parts: readonly (readonly [name: string, value: string])[]) =>
    parts.map(([name, value]) => `${name}: ${value}`).join("; "),
  summary: (measure: string, by: string, bars: number) => `${measure} by ${by}: ${plural(bars, "bar", "bars")}`,
  barsHelp: "Press a bar to filter by its group. Arrow keys go from bar to bar.",
  noBars: (measure: string) => `No ${measure.toLowerCase()} in these records so far.`,
  moreBars: (hidden: number) => `${plural(hidden, "more group is", "more groups are")} in the table.`,
  otherParts: "all others",
  noGroups: "No records match.",
};

/** What a grouping is called. */
export const groupingTitle = ({ name, by }: Grouping): string =>
  by === "day" ? "Day (UTC)" : by === "hour" ? "Hour (UTC)" : fieldTitle(name);

/** What a group is called. */
export function keyName(key: Key): string {
  if (key === null) return "(none)";
  if (key === false) return "not decrypted";
  return key === "" ? "(empty)" : visible(TIME.test(key) ? `${key.replace("T", " ")}:00` : key);
}

/** An hour, as `2026-04-18T06`. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d$/;
