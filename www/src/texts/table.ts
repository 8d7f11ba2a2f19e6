// What the table of records says.
import { factName } from "../table/columns.ts";
import { visible } from "../visible.ts";
import { bytes, count, day, plural } from "./format.ts";

const utc = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "medium", timeZone: "UTC" });

/** A time in UTC that sorts as it reads: `2026-04-18 00:02:03`. */
export const moment = (time: number) => utc.format(time);

/** What a field is called: by its name, but for the longest of the narrow ones, and for what bodies say. */
export const fieldTitle = (name: string): string =>
  /^statuscode$/i.test(name) ? tableTexts.status : (FACT_TITLES.get(factName(name)) ?? visible(name));

/** What the values that bodies say are called. */
const FACT_TITLES = new Map([
  ["tokens", "Tokens"],
  ["input", "Input tokens"],
  ["cachedInput", "Cached input"],
  ["cacheWrite", "Written to cache"],
  ["output", "Output tokens"],
  ["reasoning", "Reasoning tokens"],
  ["cost", "Cost, USD (estimate)"],
  ["tool", "Tools"],
  ["stop", "Stop reason"],
  ["stopWord", "Stop reason (provider)"],
  ["error", "Error"],
  ["errorMessage", "Error message"],
  ["family", "Format"],
  ["question", "Question"],
  ["answer", "Answer"],
  ["added", "Added message"],
  ["thread", "Thread"],
]);

export const tableTexts = {
  records: "Records",
  keysHelp:
    "↑ ↓ or j k: previous and next record. ← →: the cells of a record. Enter opens it. Space selects it, Shift with ↑ ↓ selects several.",
  noRecords: "No records match.",
  noneSoFar: (unknown: number) =>
    `No records match so far. The text of ${plural(unknown, "record", "records")} was not searched yet.`,
  loading: "…",

  select: "Selected",
  notSelected: "Not selected",
  time: "Time UTC",
  status: "Status",
  /** The day of the first row on the screen. */
  onDay: (time: number) => `${day(time)} UTC`,
  file: "File",
  line: "Line",
  who: "User",
  question: "Last message",
  answer: "Answer",
  tokens: "Tokens",
  /** By what a click on the head of a column sorts, where that is something else than what it shows. */
  sortsBySize: (name: string) => `${name}: a click sorts by size`,
  notSorted: (name: string) => `${name}: read from the decrypted records`,
  sortsDecrypted: (name: string) => `${name}: a click sorts the records that are decrypted; the others come last`,
  encryptedWord: "encrypted",
  notDecrypted: "not decrypted yet",
  fillRows: "Decrypt the rows on the screen",
  fillRowsWhat:
    "For these columns, the records on the screen are decrypted when scrolling rests, and the next 25. Long ones wait until you open them.",
  /** A row in few words, for those who hear it. */
  cutOff: {
    body: { label: "Answer cut off", what: "The answer was cut off: its body ends before the answer does." },
    limit: { label: "Answer at its limit", what: "The answer ended at the token limit, before it was complete." },
  },
  row: (parts: readonly string[]) => parts.filter((part) => part !== "").join(", "),
  encrypted: (size: number) => `encrypted, ${bytes(size)}`,
  long: (size: number) => `long, ${bytes(size)}`,
  size: (size: number) => bytes(size),

  headerHelp:
    "Enter sorts. ← → go to the next column, with Alt they move this one, with Shift they change its width. Home and End go to the ends.",
  resize: "Drag to change the width",
  moved: (name: string, place: number, columns: number) => `${name}: column ${count(place)} of ${count(columns)}`,

  columns: "Columns",
  columnsShown: (shown: number, all: number) => `${count(shown)} of ${count(all)} columns`,
  findColumn: "Find a column",
  noColumn: "No column has this name.",
  moreColumns: (more: number) => `${count(more)} more: find them by their names.`,
  moveEarlier: (name: string) => `Move ${name} to the left`,
  moveLater: (name: string) => `Move ${name} to the right`,
  narrower: (name: string) => `Make ${name} narrower`,
  wider: (name: string) => `Make ${name} wider`,
  defaultColumns: "Reset columns",

  selected: (records: number) => `${count(records)} selected`,
  clearSelection: "Clear selection",
  exportSelected: "Export…",
  tooManySelected: (most: number) =>
    `At most ${count(most)} records can be selected. To export more, filter for them and export the matching records.`,
};
