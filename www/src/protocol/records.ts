// Rows of the table, and records as they are read for being looked at.

import type { Fault, TableRow, TextPart } from "core";
import type { Summary } from "../conversation/summary.ts";

/** One row of the table. */
export type Row = TableRow;

/** One record as it was read for being looked at. */
export interface ReadRecord {
  /** Its number among all, counted from 0. */
  record: number;
  /** The number of its file, and its line, counted from 1. */
  file: number;
  line: number;
  /** The line, with the text of each field that was opened put in. */
  text: string;
  faults: Fault[];
  /** What its bodies say, as JSON; `null` if they say nothing that is known. */
  conversation: string | null;
  /** What its row shows of it. */
  contents: RowContents;
}

/** What the row of an opened record shows. */
export interface RowContents {
  record: number;
  /** What its fields begin with that the index does not show, by their names. */
  fields: [name: string, text: string][];
  /** What it says, in a few words; `null` if that cannot be read. */
  summary: Summary | null;
}

/** Texts of a record in which hits are looked for. */
export interface SearchedTexts {
  record: number;
  parts: TextPart[];
  fields: TextPart[];
}
