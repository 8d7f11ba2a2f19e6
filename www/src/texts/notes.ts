// What the notes say: each cause once, with how often it was met.
import { count, dateTime, plural } from "./format.ts";

type Title = (times: number) => string;
const files = (times: number, one: string, many: string) =>
  `${plural(times, "file", "files")} ${times === 1 ? one : many}`;
const fields = (times: number, one: string, many: string) =>
  `${plural(times, "field", "fields")} ${times === 1 ? one : many}`;

/** What happened so many times, by the code of the fault. */
const titles: Record<string, Title> = {
  ERR_GZIP_TRUNCATED: (times) => files(times, "is cut off", "are cut off"),
  ERR_GZIP: (times) => files(times, "is damaged", "are damaged"),
  ERR_IO: (times) => files(times, "cannot be read", "cannot be read"),
  ERR_JSON: (times) => `${plural(times, "line is not a record", "lines are not records")}`,
  ERR_LIMIT: (times) => `${plural(times, "record is", "records are")} beyond a limit`,
  ERR_UNWRAP: (times) =>
    fields(times, "could not be decrypted: no key matches", "could not be decrypted: no key matches"),
  ERR_KEY_SIZE: (times) => fields(times, "needs a key of another size", "need a key of another size"),
  ERR_AUTH: (times) => fields(times, "is damaged", "are damaged"),
  ERR_BASE64: (times) => fields(times, "is damaged", "are damaged"),
  ERR_ENVELOPE: (times) => fields(times, "looks encrypted but is incomplete", "look encrypted but are incomplete"),
};

export const noteTexts = {
  title: "Notes",
  notes: (notes: number) => (notes === 0 ? "Notes" : plural(notes, "note", "notes")),
  none: "Nothing to report.",
  close: "Close the notes",
  cause: (code: string, times: number) => (titles[code] ?? ((all) => plural(all, "fault", "faults")))(times),
  times: (times: number) => count(times),
  details: "Details",
  line: (line: number) => `line ${count(line)}`,
  showRecord: (line: number) => `Show line ${count(line)}`,
  /** The files in which one cause was met, and the span of time that their names tell. */
  span: (files: number, from: Date | undefined, to: Date | undefined, first: string, last: string) =>
    files === 1
      ? first
      : `${plural(files, "file", "files")}, ${from && to ? `${dateTime(from)} to ${dateTime(to)}` : `${first} to ${last}`}`,
  more: (more: number) => `…and ${count(more)} more.`,
  exportUnreadable: "Export unreadable lines",
  remarks: (files: number) => plural(files, "file", "files"),
};
