import type { Histogram } from "core";

/** Different colours (`--series-0` and so on). Each is drawn as it is, or striped. */
export const COLOURS = 8;
const SERIES = Array.from({ length: 2 * COLOURS }, (_, series) => series);

/** HTTP status codes and their classes. */
const STATUS = /^[1-5](\d\d|xx)$/i;
/** Shades of a class of statuses. */
const SHADES = 3;

/**
 * How a layer is drawn: by a number below `2 * COLOURS`; a status by its class and a shade, such as `status-4-0`; as what is
 * left over; or as what is not split.
 */
export type Series = number | `status-${string}` | "others" | "all";

/** One layer of the stack: records of each bin that have a value, or any other value. */
export interface Layer {
  /** The value; `null` for all others. */
  value: string | null;
  series: Series;
  counts: readonly number[];
  total: number;
}

/**
 * The layers of a histogram, those without records left out. If it is split by a column, the split with an empty text that
 * comes last is of all other values.
 */
export function layersOf({ splits }: Histogram, isSplit: boolean, series: ReadonlyMap<string, Series>): Layer[] {
  const layers: Layer[] = [];
  const others: (readonly number[])[] = [];
  splits.forEach(({ text, counts }, split) => {
    const own = isOthers(splits, split) ? undefined : series.get(text);
    if (own === undefined) others.push(counts);
    else layers.push({ value: text, series: own, counts, total: sum(counts) });
  });
  if (others.length > 0) {
    const counts = (others[0] ?? []).map((_, bin) => sum(others.map((each) => each[bin] ?? 0)));
    layers.push({ value: null, series: isSplit ? "others" : "all", counts, total: sum(counts) });
  }
  const isStatus = layers.some(({ series }) => String(series).startsWith("status-"));
  if (isStatus)
    layers.sort(
      (a, b) => Number(a.value === null) - Number(b.value === null) || (a.value ?? "").localeCompare(b.value ?? ""),
    );
  return layers.filter(({ total }) => total > 0);
}

/**
 * Gives each value its series, and leaves those theirs that had one before: the order of values changes while files
 * are being indexed, and their colours should not. Status codes have the colours of the strip: grey, amber and red. What is
 * beyond what can be told apart gets none.
 */
export function assignSeries({ splits }: Histogram, before: ReadonlyMap<string, Series>): Map<string, Series> {
  const values = splits.filter((_, split) => !isOthers(splits, split)).map(({ text }) => text);
  if (values.length > 0 && values.every((value) => STATUS.test(value))) return statusSeries(values);
  const assigned = new Map<string, Series>();
  for (const value of values) {
    const series = before.get(value);
    if (typeof series === "number") assigned.set(value, series);
  }
  const taken = new Set(assigned.values());
  for (const value of values) {
    if (assigned.has(value)) continue;
    const series = SERIES.find((each) => !taken.has(each));
    if (series === undefined) break;
    assigned.set(value, series);
    taken.add(series);
  }
  return assigned;
}

/** Statuses from the bottom of a stack to its top: by their numbers, so that what failed lies on what went well. */
function statusSeries(values: readonly string[]): Map<string, Series> {
  const classes = new Map<string, number>();
  const series = values.toSorted().map((value): [string, Series] => {
    const of = value.charAt(0);
    const shade = classes.get(of) ?? 0;
    classes.set(of, shade + 1);
    return [value, `status-${of}-${shade % SHADES}`];
  });
  return new Map(series);
}

const isOthers = (splits: Histogram["splits"], split: number) =>
  split === splits.length - 1 && splits[split]?.text === "";
const sum = (counts: readonly number[]) => counts.reduce((all, count) => all + count, 0);
