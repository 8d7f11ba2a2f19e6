// What the page says about when the records were.
import { count, plural } from "./format.ts";

/** Milliseconds below which seconds have decimals, and from which they are left out. */
const BRIEF = 10_000;
const LONG = 2 * 3600 * 1000;

/** A range of time in UTC: `2026-04-18 00:15 to 00:30 UTC`. */
export function span([from, to]: readonly [from: number, to: number]): string {
  const length = to - from;
  const digits = length < BRIEF ? 23 : length < LONG && (from % 60_000 !== 0 || to % 60_000 !== 0) ? 19 : 16;
  const [begin, end] = [from, to].map((time) => new Date(time).toISOString().replace("T", " ").slice(0, digits));
  const sameDay = begin?.slice(0, 10) === end?.slice(0, 10);
  return `${begin} to ${sameDay ? end?.slice(11) : end} UTC`;
}

/** Records in few characters, for an axis: `1.2M`. */
const compact = new Intl.NumberFormat("en", { notation: "compact" });
export const brief = (records: number) => compact.format(records);

const records = (all: number) => plural(all, "record", "records");

export const overviewTexts = {
  timeline: "Timeline",
  larger: "Larger timeline",
  smaller: "Close the larger timeline",
  splitBy: "Split by",
  splitByNothing: "nothing",
  others: "all others",
  emptyValue: "(empty)",
  all: "All",
  inBin: (all: number, range: readonly [number, number]) => `${records(all)}, ${span(range)}`,
  choosing: (all: number, range: readonly [number, number]) =>
    `${records(all)}, ${span(range)}. Choose the other end, or press Enter. Esc cancels.`,
  inForce: (range: readonly [number, number]) => `Only ${span(range)}`,
  wholeTime: "The whole time",
  brushHelp:
    "Drag to select a range of time, or click one end and then the other. Keys: ← → move, Shift extends the range, Enter selects it, Esc cancels.",
  brush: "A range of time",
  timesFrom: "Times come from file names, each of which covers a span of time.",
  untimed: (untimed: number) => `${untimed === 1 ? "1 record has" : `${count(untimed)} records have`} no time.`,
  noTimes: "File names without times: no timeline.",
  noRecords: "No records with a time match.",
  summary: (
    all: number,
    range: readonly [number, number],
    most: number,
    fullest: readonly [number, number],
    layers: { name: string; total: number }[],
  ) =>
    [
      `${inSentence(all, range)} Most of them, ${count(most)}, in ${span(fullest)}.`,
      layers.length > 0 ? `${layers.map(({ name, total }) => `${name}: ${count(total)}`).join("; ")}.` : "",
    ]
      .filter((sentence) => sentence !== "")
      .join(" "),
  statusCount: (status: string, records: string) => `${status === "other" ? "other status" : status}: ${records}`,
  layerCount: (name: string, all: number) => `${name}: ${count(all)}`,

  asTable: "Show as a table",
  tableTime: "Time (UTC)",
  tableEmpty: "Times without records are left out.",
};

function inSentence(all: number, range: readonly [number, number]): string {
  return `${records(all)} over time, ${span(range)}.`;
}
