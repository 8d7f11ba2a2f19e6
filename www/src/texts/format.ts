// Counts, sizes, times and fingerprints for people.

/** A whole number in groups of three digits, a number with what it counts, and bytes: as the tool prints them. */
export { counted as plural, grouped as count, size as bytes } from "../../../js/format.ts";

/** `a`, `a and b`, `a, b and c`. */
export const enumerated = (all: readonly string[]) =>
  [all.slice(0, -1).join(", "), ...all.slice(-1)].filter((each) => each !== "").join(" and ");

/** A length of time for people: `3 min`. */
export function duration(seconds: number): string {
  if (seconds < 1) return "1 s";
  if (seconds < 5) return `${Math.ceil(seconds)} s`;
  if (seconds < 90) return `${Math.ceil(seconds / 5) * 5} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

/** A time as file names have it, in UTC: `18 April 2026, 00:02 UTC`. */
export const dateTime = (time: Date) => `${longDate.format(time)}, ${time.toISOString().slice(11, 16)} UTC`;

const longDate = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
const shortDate = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
const dateWithYear = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  timeZone: "UTC",
});

/** A day: `18 Apr`, with its year `18 Apr 2026`. */
export const day = (time: number) => shortDate.format(time);
export const dayAndYear = (time: number) => dateWithYear.format(time);

/** A time of day in UTC: `00:02:03`. */
export const clock = (time: number) => new Date(time).toISOString().slice(11, 19);

/** The days of a span of time: `18 Apr 2026`, `18–19 Apr 2026`, `30 Apr – 2 May 2026`. */
export function days(from: number, to: number): string {
  const last = Math.max(from, to - 1);
  return from === last ? dayAndYear(from) : dateWithYear.formatRange(from, last);
}

const DAY = 24 * 3600 * 1000;

/** A span of time: as `days`, with the times of day if these are not whole days: `18 Apr 2026, 07:26–20:36`. */
export function timeSpan(from: number, to: number): string {
  if (from % DAY === 0 && to % DAY === 0) return days(from, to);
  const [begin, end] = [from, Math.max(from, to - 1)].map((time) => clock(time).slice(0, 5));
  const last = Math.max(from, to - 1);
  if (dayAndYear(from) === dayAndYear(last)) return `${dayAndYear(from)}, ${begin}–${end}`;
  const isOneYear = new Date(from).getUTCFullYear() === new Date(last).getUTCFullYear();
  return `${isOneYear ? day(from) : dayAndYear(from)}, ${begin} – ${dayAndYear(last)}, ${end}`;
}

/** The first half of a fingerprint in groups, enough to compare by eye. */
export const fingerprint = (hex: string) => (hex.slice(0, 16).match(/.{4}/g) ?? []).join(" ");
/** Its first eight digits: enough to tell one's own keys from each other. */
export const shortFingerprint = (hex: string) => (hex.slice(0, 8).match(/.{4}/g) ?? []).join(" ");
