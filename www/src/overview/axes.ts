import { ticks } from "d3-array";
import { utcTicks } from "d3-time";
import type { Bins } from "./bins.ts";

/** Pixels that a mark of the time axis takes with its text, at least. */
const ROOM = 84;

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;
const MONTH = 28 * DAY;
const YEAR = 365 * DAY;

const format = (options: Intl.DateTimeFormatOptions) => {
  const formatter = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: "UTC" });
  return (time: number) => formatter.format(time);
};
const formats = {
  year: format({ year: "numeric" }),
  month: format({ month: "short", year: "numeric" }),
  day: format({ day: "numeric", month: "short" }),
  minute: format({ hour: "2-digit", minute: "2-digit" }),
  second: format({ hour: "2-digit", minute: "2-digit", second: "2-digit" }),
  fraction: format({ minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3 }),
};

/** The marks of a time axis of this width in pixels: whole hours, days and the like, in UTC. */
export function timeTicks(bins: Bins, width: number): { time: number; text: string }[] {
  const times = utcTicks(new Date(bins.from), new Date(bins.to), Math.max(1, Math.floor(width / ROOM))).map(Number);
  const step = (times[1] ?? bins.to) - (times[0] ?? bins.from);
  return times.map((time) => ({ time, text: formats[unit(time, step)](time) }));
}

/** The unit in which a time of these marks is told; a day begins with its date, whatever the step. */
function unit(time: number, step: number): keyof typeof formats {
  if (step >= YEAR) return "year";
  if (step >= MONTH) return "month";
  if (time % DAY === 0) return "day";
  if (step >= MINUTE) return "minute";
  return step >= SECOND ? "second" : "fraction";
}

/** The marks of an axis of records up to `most`, whole numbers: some three of them, without the 0. */
export function recordTicks(most: number): number[] {
  return ticks(0, most, 3).filter((mark) => mark > 0 && Number.isInteger(mark));
}
