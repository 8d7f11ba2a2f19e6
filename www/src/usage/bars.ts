// Usage as bars: which of them, of which parts, and how long. Pure.
import type { UsageGroups } from "core";
import { nice, ticks } from "d3-array";
import { stack as layout } from "d3-shape";
import { assignSeries, COLOURS, type Series } from "../overview/series.ts";
import {
  type Group,
  groupAt,
  hasNoCost,
  type Key,
  keyAt,
  type Measure,
  measured,
  measures,
  nothing,
  placeOf,
} from "./sums.ts";

/** One part of a bar: what of its group has one more thing in common. */
export interface Part {
  /** Which layer it belongs to. */
  layer: number;
  from: number;
  to: number;
}

export interface Bar {
  key: Key;
  /** `null` if no cost is known. */
  value: number | null;
  parts: readonly Part[];
}

/** Parts of the same kind in all bars. `key`: what they have in common; `undefined` for all others. */
export interface Layer {
  key: Key | undefined;
  series: Series;
}

export interface Bars {
  bars: readonly Bar[];
  layers: readonly Layer[];
  /** The end of the axis. */
  most: number;
  /** Groups that have no bar. */
  hidden: number;
}

/** Bars that are shown, and lengths of time. */
const MOST_BARS = 20;
const MOST_TIMES = 744;
const HOUR = 3600 * 1000;

/** What a key is called where names of colours are kept: no value begins with a control character. */
export const idOf = (key: Key): string =>
  typeof key === "string" ? key : key === null ? "\u0000none" : "\u0000unknown";

/**
 * Groups of one level as bars, with those of two levels as their parts. Of times there is a bar for each day or hour from the
 * first to the last, in their order; of other groups for the first ones in the order of `order`.
 */
export function barsOf(
  one: UsageGroups,
  order: Uint32Array,
  two: UsageGroups | null,
  time: "day" | "hour" | null,
  measure: Measure,
  before: ReadonlyMap<string, Series>,
): Bars & { series: ReadonlyMap<string, Series> } {
  const firsts = order.subarray(0, time ? undefined : MOST_BARS);
  const groups = Array.from(firsts, (group) => groupAt(one, group));
  const wanted = time ? timesOf(groups, time) : groups;
  const known = new Set(groups);
  const hidden = order.length - wanted.filter((group) => known.has(group)).length;
  const { inside, totals } = two ? partsOf(two, wanted, measure) : { inside: [], totals: [] };
  // Those at the first places come first among equals.
  const ranked = Array.from(totals, (total, place) => ({ place, total }))
    .filter(({ total }) => total > 0)
    .sort((a, b) => b.total - a.total);
  const named = ranked.slice(0, COLOURS).map(({ place }) => ({ place, key: two && keyAt(two, 1, place) }));
  const series = two
    ? seriesOf(
        named.map(({ key }) => idOf(key)),
        before,
      )
    : before;
  const layers: Layer[] = named.map(({ key }) => ({ key, series: series.get(idOf(key)) ?? "others" }));
  const rows = wanted.map((group, at) => {
    if (!two) return { group, values: [measured(group.sums, measure)] };
    const parts = new Map(inside[at]);
    const values = named.map(({ place }) => parts.get(place) ?? 0);
    for (const { place } of named) parts.delete(place);
    return { group, values: [...values, sum([...parts.values()])] };
  });
  if (!two) layers.push({ key: undefined, series: "all" });
  else if (ranked.length > COLOURS) layers.push({ key: undefined, series: "others" });
  const stacked = layout<unknown, (typeof rows)[number], number>()
    .keys(layers.keys())
    .value(({ values }, layer) => values[layer] ?? 0)(rows);
  const bars = rows.map(({ group }, at): Bar => {
    const parts = stacked.flatMap((layer, number) => {
      const [from = 0, to = 0] = layer[at] ?? [];
      return to > from ? [{ layer: number, from, to }] : [];
    });
    const value = measure === "cost" && hasNoCost(group.sums) ? null : measured(group.sums, measure);
    return { key: firstKey(group), value, parts };
  });
  const longest = Math.max(0, ...bars.map(({ value, parts }) => Math.max(value ?? 0, parts.at(-1)?.to ?? 0)));
  const most = longest > 0 ? nice(0, longest, TICKS)[1] : 1;
  return { bars, layers, most, hidden, series };
}

/** What the groups of two levels add to these: for each of them by the place of their second key, and for all of them. */
function partsOf(two: UsageGroups, wanted: readonly Pick<Group, "keys">[], measure: Measure) {
  const places = new Map(two.keys[0]?.map((key, place) => [idOf(key), place]));
  const at = new Map(wanted.map((group, at) => [places.get(idOf(firstKey(group))), at]));
  const inside = wanted.map(() => new Map<number, number>());
  const totals = new Float64Array(two.keys[1]?.length ?? 0);
  for (const [group, value] of measures(two, measure).entries()) {
    const parts = value > 0 ? inside[at.get(placeOf(two, group, 0)) ?? -1] : undefined;
    if (!parts) continue;
    const place = placeOf(two, group, 1);
    parts.set(place, value);
    totals[place] = (totals[place] ?? 0) + value;
  }
  return { inside, totals };
}

const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
const firstKey = ({ keys }: Pick<Group, "keys">): Key => keys[0] ?? null;

/** Marks of the axis of values, at most about so many. */
const TICKS = 4;

/** Where the axis of values has marks, but for its beginning; of records and tokens at whole numbers. */
export const marksOf = (most: number, measure: Measure): number[] =>
  ticks(0, most, TICKS).filter((mark) => mark > 0 && (measure === "cost" || Number.isInteger(mark)));

/** The colours of parts that have no meaning of their own; every second one is striped, so that neighbours differ in more than hue. */
function seriesOf(ids: readonly string[], before: ReadonlyMap<string, Series>): Map<string, Series> {
  const splits = ids.map((text) => ({ text, counts: [] }));
  // The last one would be taken for all others if it were empty.
  const whole = new Map(
    [...before].map(([id, series]) => [id, typeof series === "number" ? series % COLOURS : series]),
  );
  const assigned = assignSeries({ from: 0, to: 0, untimed: 0, splits: [...splits, { text: "", counts: [] }] }, whole);
  return new Map([...assigned].map(([id, series]) => [id, typeof series === "number" ? striped(series) : series]));
}

const striped = (series: number): number => (series < COLOURS && series % 2 === 1 ? series + COLOURS : series);

/** When a day or an hour begins, in milliseconds since 1970. */
export const beginOf = (key: string): number => Date.parse(key.length === 10 ? `${key}T00:00:00Z` : `${key}:00:00Z`);

/** From when to before when a day or an hour is. */
export const spanOf = (key: string): [from: number, to: number] => {
  const from = beginOf(key);
  return [from, from + (key.length === 10 ? 24 * HOUR : HOUR)];
};

/** A group for each day or hour from the first to the last, the latest ones if there are too many. */
function timesOf(groups: readonly Group[], unit: "day" | "hour"): Group[] {
  const known = new Map(groups.flatMap((group) => (typeof group.keys[0] === "string" ? [[group.keys[0], group]] : [])));
  const begins = [...known.keys()].map(beginOf);
  if (begins.length === 0) return [];
  const step = unit === "day" ? 24 * HOUR : HOUR;
  const last = begins.reduce((a, b) => Math.max(a, b));
  const first = Math.max(
    begins.reduce((a, b) => Math.min(a, b)),
    last - (MOST_TIMES - 1) * step,
  );
  return Array.from({ length: Math.round((last - first) / step) + 1 }, (_, at) => {
    const key = new Date(first + at * step).toISOString().slice(0, unit === "day" ? 10 : 13);
    return known.get(key) ?? { keys: [key], sums: nothing };
  });
}
