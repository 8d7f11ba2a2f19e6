import type { Histogram } from "../session/messages.ts";

/** Different colours (`--series-0` and so on). Each is drawn as it is, or striped. */
export const COLOURS = 8;
const SERIES = Array.from({ length: 2 * COLOURS }, (_, series) => series);

/** HTTP status codes and their classes, and the colours that say that something went wrong: red, orange, magenta. */
const STATUS = /^[1-5](\d\d|xx)$/i;
const WARM = [3, 1, 6];
const isWarm = (series: number) => WARM.includes(series % COLOURS);
const WRONG = [
  ...WARM,
  ...SERIES.filter((series) => series >= COLOURS && isWarm(series)),
  ...SERIES.filter((series) => !isWarm(series)),
];
const RIGHT = [...SERIES.filter((series) => !isWarm(series)), ...SERIES.filter(isWarm)];

/** How a layer is drawn: by a number below `2 * COLOURS`, as what is left over, or as what is not split. */
export type Series = number | "others" | "all";

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
export function layersOf({ splits }: Histogram, isSplit: boolean, series: ReadonlyMap<string, number>): Layer[] {
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
  return layers.filter(({ total }) => total > 0);
}

/**
 * Gives each value its series, and leaves those theirs that had one before: the order of values changes while files
 * are being indexed, and their colours should not. Of status codes, errors get the warm colours. What is beyond what can be
 * told apart gets none.
 */
export function assignSeries({ splits }: Histogram, before: ReadonlyMap<string, number>): Map<string, number> {
  const values = splits.filter((_, split) => !isOthers(splits, split)).map(({ text }) => text);
  const codes = values.every((value) => STATUS.test(value));
  const assigned = new Map<string, number>();
  for (const value of values) {
    const series = before.get(value);
    if (series !== undefined) assigned.set(value, series);
  }
  const taken = new Set(assigned.values());
  for (const value of values) {
    if (assigned.has(value)) continue;
    const order = !codes ? SERIES : value >= "4" ? WRONG : RIGHT;
    const series = order.find((each) => !taken.has(each));
    if (series === undefined) break;
    assigned.set(value, series);
    taken.add(series);
  }
  return assigned;
}

const isOthers = (splits: Histogram["splits"], split: number) =>
  split === splits.length - 1 && splits[split]?.text === "";
const sum = (counts: readonly number[]) => counts.reduce((all, count) => all + count, 0);
