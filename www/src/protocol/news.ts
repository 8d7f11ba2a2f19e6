// What the worker tells of its index while it grows.

import type { Column, Fault } from "core";
import type { FileState } from "./files.ts";
import type { QuickTerm } from "./quick-terms.ts";

/** What the worker tells of its index. `era`: how often the index was dropped before. */
export interface Told {
  era: number;
  news: IndexNews;
  changes: IndexChanges;
}

/** How far the index is. */
export interface IndexNews {
  records: number;
  /** Those that pass the filter, and how many more may, by what is sealed in them or too long for the index. */
  rows: number;
  unknown: number;
  /** The filter in force but for the parts that ask what bodies say. */
  publicFilter: string;
  /** The filter in force looks for something that a text can have. */
  looksForText: boolean;
  /** Those of `QUICK_TERMS` that are parts of the filter in force. */
  quickTerms: readonly QuickTerm[];
  /** Lines that are no records. */
  rejected: number;
  /** `null` if they are as they were told last: new records change them, and notes. */
  columns: Column[] | null;
  /** Grows when cells may say something else: the metadata of a record was opened, or all was forgotten. */
  noted: number;
  /** Grows when all of that was forgotten. */
  forgotten: number;
  /** Bytes of all files that were indexed so far. */
  read: number;
  /** Files indexed to their end, and those of them that are cut off, damaged or cannot be read. */
  files: number;
  damaged: number;
  failed: number;
  /** Files that are certainly no logs, such as pictures. */
  foreign: number;
}

/** What the index found since the last piece of news. */
export interface IndexChanges {
  /** Files that went on. */
  files: { file: number; state: FileState; records: number }[];
  /** What is wrong with lines and files, a thousand in all at most, and how many there were in all. */
  faults: RecordFault[];
  faultsInAll: number;
  warnings: { file: number; message: string }[];
  warningsInAll: number;
}

/** A fault and the number of the file it is in. */
export interface RecordFault {
  file: number;
  fault: Fault;
}
