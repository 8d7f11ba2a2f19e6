// Sums of usage, in an order, and what is too much to be shown. Pure.
import type { UsageGroups, UsageKey, UsageOfRows, UsageSums } from "core";

export type Key = UsageKey;

/** Usage of the rows, by what they are grouped by. A group is a number: there may be 10,000, and few are shown. */
export interface Usage extends Pick<UsageOfRows, "total" | "unread"> {
  groups: UsageGroups;
  /** The day of the price list that costs are estimated by. */
  prices: string;
}

/** Records that have these keys in common, one for each of what they are grouped by. */
export interface Group {
  keys: readonly Key[];
  sums: UsageSums;
}

/** What bars show. */
export const MEASURES = ["cost", "tokens", "records", "errors"] as const;
export type Measure = (typeof MEASURES)[number];

/** What groups can be put in order by. */
export type SortBy = Measure | "group" | "input" | "cachedInput" | "output" | "reasoning";
export interface Sorting {
  by: SortBy;
  descending: boolean;
}

export const isMeasure = (by: SortBy): by is Measure => (MEASURES as readonly string[]).includes(by);

/** The value of a sum; the tokens are those of input and output. */
export function measured(sums: UsageSums, by: Exclude<SortBy, "group">): number {
  if (by === "cost") return sums.usd;
  return by === "tokens" ? sums.input + sums.output : sums[by];
}

/** No price is known for what was used, which is not the same as a cost of 0. */
export const hasNoCost = (sums: UsageSums): boolean =>
  sums.usd === 0 && (sums.withoutPrice > 0 || measured(sums, "tokens") === 0);

/** The first measure that says something. */
export function firstMeasure(total: UsageSums): Measure {
  return MEASURES.find((measure) => measured(total, measure) > 0) ?? "records";
}

/** The sums of a group, in the order of the worker's. */
const SUMS: readonly (keyof UsageSums)[] = [
  ...(["records", "errors", "cached", "input", "cachedInput", "cacheWrite", "output", "reasoning"] as const),
  ...(["usd", "withoutPrice", "withoutUsage"] as const),
];
const RECORDS = SUMS.indexOf("records");

export const countOf = ({ sums }: UsageGroups): number => sums.length / SUMS.length;

/** Where the key of a group's level is among all of that level, in the order of their names. */
export const placeOf = ({ keys, places }: UsageGroups, group: number, level: number): number =>
  places[group * keys.length + level] ?? 0;

/** The key at a place of a level; `null` where there is none. `false` is a key. */
export const keyAt = ({ keys }: Pick<UsageGroups, "keys">, level: number, place: number): Key =>
  keys[level]?.[place] ?? null;

export const keysOf = (groups: UsageGroups, group: number): Key[] =>
  groups.keys.map((_, level) => keyAt(groups, level, placeOf(groups, group, level)));

/** Sums of which each is what is given for its name and its number. */
const sumsOf = (value: (name: keyof UsageSums, at: number) => number): UsageSums =>
  Object.fromEntries(SUMS.map((name, at) => [name, value(name, at)])) as unknown as UsageSums;

export const nothing: UsageSums = sumsOf(() => 0);

export function groupAt(groups: UsageGroups, group: number): Group {
  const begin = group * SUMS.length;
  return { keys: keysOf(groups, group), sums: sumsOf((_, at) => groups.sums[begin + at] ?? 0) };
}

/** A measure of each group. */
export function measures({ sums }: UsageGroups, by: Exclude<SortBy, "group">): Float64Array {
  const all = new Float64Array(sums.length / SUMS.length);
  const parts: (keyof UsageSums)[] = by === "tokens" ? ["input", "output"] : [by === "cost" ? "usd" : by];
  for (const part of parts.map((name) => SUMS.indexOf(name)))
    for (const group of all.keys()) all[group] = (all[group] ?? 0) + (sums[group * SUMS.length + part] ?? 0);
  return all;
}

/** Groups in an order; those that are equal in it have the most expensive first, then those with most tokens, then records. */
export function sorted(groups: UsageGroups, { by, descending }: Sorting): Uint32Array {
  const usual = MEASURES.map((measure) => measures(groups, measure));
  const own = by === "group" ? null : measures(groups, by);
  const sign = descending ? -1 : 1;
  const order = Uint32Array.from({ length: countOf(groups) }, (_, group) => group);
  return order.sort((a, b) => {
    const first = own ? (own[a] ?? 0) - (own[b] ?? 0) : placeOf(groups, a, 0) - placeOf(groups, b, 0);
    if (first !== 0) return sign * first;
    for (const measure of usual) {
      const then = (measure[b] ?? 0) - (measure[a] ?? 0);
      if (then !== 0) return then;
    }
    // The worker gives them in the order of their names.
    return a - b;
  });
}

/** Groups that are shown at most, and at first if there are more than twice as many: a row takes a browser half a millisecond. */
const MOST_SHOWN = 500;
export const SHOWN_FIRST = 50;

/** How many of so many groups are shown: at first, and once somebody asked for more. */
export const shownOf = (groups: number, areMoreAsked: boolean): number =>
  areMoreAsked || groups <= 2 * SHOWN_FIRST ? Math.min(groups, MOST_SHOWN) : SHOWN_FIRST;

/** The first groups of an order, and the sums of all others: those of the list, and those beyond what is counted one by one. */
export function firstOf(
  groups: UsageGroups,
  order: Uint32Array,
  most = MOST_SHOWN,
): { shown: readonly Group[]; hidden: number; rest: UsageSums | null } {
  const shown = Array.from(order.subarray(0, most), (group) => groupAt(groups, group));
  const hidden = order.subarray(most);
  if (hidden.length === 0) return { shown, hidden: 0, rest: groups.others };
  const before = groups.others ?? nothing;
  const rest = sumsOf((name, at) =>
    hidden.reduce((sum, group) => sum + (groups.sums[group * SUMS.length + at] ?? 0), before[name]),
  );
  return { shown, hidden: hidden.length, rest };
}

/** Some record belongs to more than one group. */
export function overlaps({ groups: { sums, others }, total }: Usage): boolean {
  let records = others?.records ?? 0;
  for (let at = RECORDS; at < sums.length; at += SUMS.length) records += sums[at] ?? 0;
  return records > total.records;
}
