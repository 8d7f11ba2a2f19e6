// Every sentence about what the records have in common, and about when they were.
import { count, plural } from "../texts.ts";

/** Milliseconds below which seconds are told in parts, and from which on they are left out. */
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

const percent = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 });
const records = (all: number) => plural(all, "record", "records");

export const overviewTexts = {
  overview: "Overview",

  overTime: "Records over time",
  splitBy: "Split by",
  splitByNothing: "nothing",
  others: "all others",
  emptyValue: "(empty)",
  all: "All",
  inBin: (all: number, range: readonly [number, number]) => `${records(all)}, ${span(range)}`,
  choosing: (all: number, range: readonly [number, number]) =>
    `${records(all)}, ${span(range)}. Choose the other end, or press Enter. Esc gives up.`,
  inForce: (range: readonly [number, number]) => `Only ${span(range)}`,
  wholeTime: "The whole time",
  brushHelp:
    "For a range of time, drag, or click one end and then the other. By keys: ← → move, with Shift they extend the range, Enter takes it, Esc drops it.",
  brush: "A range of time",
  timesFrom: "Times are those of the windows in the files’ names.",
  untimed: (untimed: number) => `${untimed === 1 ? "1 record has" : `${count(untimed)} records have`} none.`,
  noTimes: "No file’s name tells a time, so nothing can be shown over time.",
  noRecords: "No record with a time matches.",
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
  layerCount: (name: string, all: number) => `${name}: ${count(all)}`,

  asTable: "Show as a table",
  tableTime: "Time (UTC)",
  tableEmpty: "Times without records are left out.",

  facets: "Values of the fields",
  facetGroup: (name: string) => `Values of ${name}`,
  chosen: (values: number) => `${count(values)} chosen`,
  share: (value: string, all: number, share: number) => `${value}\n${records(all)}, ${percent.format(share)}`,
  exclude: "not",
  excluded: "excluded",
  otherValues: (values: number, all: number) => `${plural(values, "more value", "more values")} in ${records(all)}`,
  hidden: (all: number) => `sealed or long: ${count(all)}`,
  absent: (all: number) => `without it: ${count(all)}`,
  noValues: "No matching record has it.",
};

function inSentence(all: number, range: readonly [number, number]): string {
  return `${records(all)} over time, ${span(range)}.`;
}
