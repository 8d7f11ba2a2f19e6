// Every sentence that the table of records says.
import { bytes, count } from "../texts.ts";

const utc = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "medium", timeZone: "UTC" });

/** A time in UTC that sorts as it reads: `2026-04-18 00:02:03`. */
export const moment = (time: number) => utc.format(time);

export const tableTexts = {
  records: "Records",
  keysHelp:
    "↑ ↓ or j k: previous and next record. ← →: the cells of a record. Enter opens it. Space marks it, Shift with ↑ ↓ marks several.",
  noRecords: "No record matches.",
  loading: "…",

  number: "No.",
  time: "Time (UTC)",
  file: "File",
  line: "Line",
  window: ([start, end]: [start: number, end: number]) => `${moment(start)} to ${moment(end)} UTC`,

  sealed: (size: number) => `sealed, ${bytes(size)}`,
  long: (size: number) => `long, ${bytes(size)}`,
  size: (size: number) => bytes(size),

  headerHelp:
    "Enter sorts. ← → go to the next column, with Alt they move this one, with Shift they change its width. Home and End go to the ends.",
  resize: "Drag to change the width",
  moved: (name: string, place: number, columns: number) => `${name}: column ${count(place)} of ${count(columns)}`,

  columns: "Columns",
  columnsShown: (shown: number, all: number) => `${count(shown)} of ${count(all)} columns`,
  findColumn: "Find a column",
  noColumn: "No column has such a name.",
  moreColumns: (more: number) => `${count(more)} more: find them by their names.`,
  moveEarlier: (name: string) => `Move ${name} to the left`,
  moveLater: (name: string) => `Move ${name} to the right`,
  narrower: (name: string) => `Make ${name} narrower`,
  wider: (name: string) => `Make ${name} wider`,
  defaultColumns: "As at first",

  marked: (records: number) => `${count(records)} marked`,
  unmark: "Unmark all",
  mark: "Mark",
  tooManyMarked: (most: number) =>
    `At most ${count(most)} records can be marked. To save more of them, filter for them: saving takes all that pass.`,
};
