// Sums of usage, in an order, and what is too much to be shown. Pure.
import type { UsageGroups, UsageKey, UsageOfRows, UsageSums } from "core";

export type Key = UsageKey;
/** Records that have these keys in common, one for each of what they are grouped by. */
export interface Group {
  keys: readonly Key[];
  /** Of each key where it is among all of its level, in the order of their names. */
  places: readonly number[];
  sums: UsageSums;
}

/** Usage of the rows, by what they are grouped by. */
export interface Usage extends Pick<UsageOfRows, "total" | "unread"> {
  groups: readonly Group[];
  /** The records of further groups. */
  others: UsageSums | null;
  /** The day of the price list that costs are estimated by. */
  prices: string;
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

const SUMS = [
  ...["records", "errors", "cached", "input", "cachedInput", "cacheWrite", "output", "reasoning"],
  ...["usd", "withoutPrice", "withoutUsage"],
] as (keyof UsageSums)[];

/** Groups out of what the worker says of them: written out, for there may be 10,000. */
export function groupsOf({ keys, places, sums }: UsageGroups): Group[] {
  const at = (place: number) => sums[place] ?? 0;
  return Array.from({ length: sums.length / SUMS.length }, (_, group) => {
    const first = group * SUMS.length;
    const own = keys.map((_, level) => places[group * keys.length + level] ?? 0);
    return {
      keys: own.map((place, level) => keyAt(keys[level] ?? [], place)),
      places: own,
      sums: {
        records: at(first),
        errors: at(first + 1),
        cached: at(first + 2),
        input: at(first + 3),
        cachedInput: at(first + 4),
        cacheWrite: at(first + 5),
        output: at(first + 6),
        reasoning: at(first + 7),
        usd: at(first + 8),
        withoutPrice: at(first + 9),
        withoutUsage: at(first + 10),
      },
    };
  });
}

export const added = (all: readonly UsageSums[]): UsageSums =>
  Object.fromEntries(
    SUMS.map((name) => [name, all.reduce((sum, each) => sum + each[name], 0)]),
  ) as unknown as UsageSums;

/** The key of a level; `null` where there is none. `false` is a key. */
export const keyAt = (keys: readonly Key[], level: number): Key => keys[level] ?? null;

/** Where the key of a level is among all of its level. */
export const placeAt = ({ places }: Group, level: number): number => places[level] ?? 0;

function compareNames(a: Group, b: Group): number {
  const level = a.places.findIndex((place, level) => place !== placeAt(b, level));
  return level < 0 ? 0 : placeAt(a, level) - placeAt(b, level);
}

/** Groups in an order; those that are equal in it have the most expensive first, then those with most tokens, then records. */
export function sorted(groups: readonly Group[], { by, descending }: Sorting): Group[] {
  const usual = (a: Group, b: Group) => {
    for (const measure of MEASURES) {
      const order = measured(b.sums, measure) - measured(a.sums, measure);
      if (order !== 0) return order;
    }
    return compareNames(a, b);
  };
  const sign = descending ? -1 : 1;
  const order = (a: Group, b: Group) =>
    by === "group" ? placeAt(a, 0) - placeAt(b, 0) : measured(a.sums, by) - measured(b.sums, by);
  return groups.toSorted((a, b) => sign * order(a, b) || usual(a, b));
}

/** Groups that are shown at most, and at first if there are more than twice as many: a row takes a browser half a millisecond. */
export const MOST_SHOWN = 500;
export const SHOWN_FIRST = 50;

/** How many of so many groups are shown: at first, and once somebody asked for more. */
export const shownOf = (groups: number, areMoreAsked: boolean): number =>
  areMoreAsked || groups <= 2 * SHOWN_FIRST ? Math.min(groups, MOST_SHOWN) : SHOWN_FIRST;

/** The first groups, and the sums of all others: those of the list, and those beyond what is counted one by one. */
export function firstOf(
  groups: readonly Group[],
  others: UsageSums | null,
  most = MOST_SHOWN,
): { shown: readonly Group[]; hidden: number; rest: UsageSums | null } {
  const hidden = groups.slice(most);
  const sums = [...hidden.map(({ sums }) => sums), ...(others ? [others] : [])];
  return { shown: groups.slice(0, most), hidden: hidden.length, rest: sums.length > 0 ? added(sums) : null };
}

/** Some record belongs to more than one group. */
export const overlaps = ({ groups, others, total }: Usage): boolean =>
  groups.reduce((sum, { sums }) => sum + sums.records, others?.records ?? 0) > total.records;
