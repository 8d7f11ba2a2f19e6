// Usage as bars: which of them, of which parts, and how long. Pure.
import { nice, ticks } from "d3-array";
import { stack as layout } from "d3-shape";
import { assignSeries, COLOURS, type Series } from "../overview/series.ts";
import { added, type Group, hasNoCost, type Key, keyAt, type Measure, measured, placeAt, type Usage } from "./sums.ts";

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
  order: readonly Group[],
  two: Usage | null,
  time: "day" | "hour" | null,
  measure: Measure,
  before: ReadonlyMap<string, Series>,
): Bars & { series: ReadonlyMap<string, Series> } {
  const wanted = time ? timesOf(order, time) : order.slice(0, MOST_BARS);
  const byKey = new Map(wanted.map((group) => [idOf(firstKey(group)), group]));
  const inside = new Map<string, Map<string, number>>();
  const totals = new Map<string, { key: Key; place: number; total: number }>();
  for (const group of two?.groups ?? []) {
    const [key, place] = [keyAt(group.keys, 1), placeAt(group, 1)];
    const [first, second] = [idOf(firstKey(group)), idOf(key)];
    const value = measured(group.sums, measure);
    if (value <= 0 || !byKey.has(first)) continue;
    const parts = inside.get(first) ?? new Map<string, number>();
    parts.set(second, value);
    inside.set(first, parts);
    totals.set(second, { key, place, total: (totals.get(second)?.total ?? 0) + value });
  }
  const ranked = [...totals].sort(([, a], [, b]) => b.total - a.total || a.place - b.place);
  const named = ranked.slice(0, COLOURS);
  const series = two
    ? seriesOf(
        named.map(([id]) => id),
        before,
      )
    : before;
  const layers: Layer[] = named.map(([id, { key }]) => ({ key, series: series.get(id) ?? "others" }));
  const ids = named.map(([id]) => id);
  const rows = wanted.map((group) => {
    const parts = inside.get(idOf(firstKey(group)));
    const values = ids.map((id) => parts?.get(id) ?? 0);
    const other = [...(parts ?? [])].flatMap(([id, value]) => (ids.includes(id) ? [] : [value]));
    return { group, values: two ? [...values, sum(other)] : [measured(group.sums, measure)] };
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
  const hidden = order.filter((group) => !byKey.has(idOf(firstKey(group)))).length;
  return { bars, layers, most, hidden, series };
}

const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
const firstKey = ({ keys }: Pick<Group, "keys">): Key => keyAt(keys, 0);

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
function timesOf(groups: readonly Group[], unit: "day" | "hour"): Pick<Group, "keys" | "sums">[] {
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
    return known.get(key) ?? { keys: [key], sums: added([]) };
  });
}
