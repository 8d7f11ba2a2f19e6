// What the page can ask of its worker: the arguments and the answer of each request.

import type {
  Completion,
  Facet,
  FilterChoice,
  FilterHint,
  Histogram,
  KeyInfo,
  RecordThread,
  Sort,
  UsageBy,
  UsageOfRows,
} from "core";
import type { Choices, Modules } from "../../../js/pool/messages.ts";
import type { FilesReport, GivenFile, Listed } from "./files.ts";
import type { Filtered, FilterRequest } from "./filter.ts";
import type { MadeKeys, Recipient, Trial } from "./keys.ts";
import type { ReadRecord, Row, RowContents, SearchedTexts } from "./records.ts";
import type { Outlook, RunKind, RunNews, Which } from "./runs.ts";
import type { CopiedRecord, ExportColumn, Made, MaskedRecord, Masks, SavePlan } from "./saves.ts";

/** What the page can ask for: the arguments and the answer of each request. */
export interface Requests {
  /** Gives the compiled WebAssembly modules, and how many workers there are to be. The first request. */
  start: {
    arguments: { modules: Modules; packedZstd: string; workers: number };
    answer: null;
  };
  /** Changes how many workers there are, who does the RSA operations, and whether every wrapped key is unwrapped. */
  choose: { arguments: Choices & { workers: number }; answer: null };
  /**
   * Adds the private keys in a file, or in text that was pasted. One that is locked fails with
   * `ERR_KEY_PASSPHRASE`, and the worker keeps it under this number for `unlockKeys`.
   */
  addKeys: { arguments: { source: File | string; id: number }; answer: KeyInfo[] };
  /** Adds the keys of the locked file with this number. After a wrong passphrase it is still there. */
  unlockKeys: { arguments: { id: number; passphrase: string }; answer: KeyInfo[] };
  /** Forgets the locked file with this number. */
  forgetLockedKey: { arguments: { id: number }; answer: null };
  /** Tries the keys on one record of each file. Does not count as usage. */
  tryKeys: { arguments: { files: File[] }; answer: Trial[] };
  /** Forgets one key of several, and what was unwrapped with any. */
  forgetKey: { arguments: { fingerprint: string }; answer: null };
  /** Forgets all keys and what was unwrapped with them. */
  forgetKeys: { arguments: null; answer: null };
  /** Takes files that are to be indexed, a part at a time: handing over thousands at once would hold the page up. */
  list: { arguments: { files: GivenFile[] }; answer: Listed };
  /** Indexes the files that were listed, behind those before; news of it come as events. Needs no key. */
  index: { arguments: null; answer: null };
  /** Lets go of the index. */
  /** `era`: how often that was asked so far. */
  forgetIndex: { arguments: { era: number }; answer: null };
  /** Puts the rows of the table in another order. */
  sort: { arguments: { sort: Sort | null }; answer: null };
  /** Lets only records be rows that pass a filter. */
  filter: { arguments: FilterRequest; answer: Filtered };
  /** Why no record matches the filter, and what would. */
  hint: { arguments: null; answer: FilterHint | null };
  /** What a filter can go on with, at the cursor. */
  complete: { arguments: { filter: string; cursor: number }; answer: Completion[] };
  /** A filter changed so that it includes a value of a column, excludes it, or does neither. */
  withValue: {
    arguments: { filter: string; column: number; value: string; choice: FilterChoice | null };
    answer: string;
  };
  /** A filter changed so that it asks for a span of time, both ends included, or for none. */
  withTime: { arguments: { filter: string; range: [start: string, end: string] | null }; answer: string };
  /** A filter changed so that a part that is written so is one of its own, or none is. */
  withTerm: { arguments: { filter: string; term: string; asked: boolean }; answer: string };
  /** The rows of the table from `first` to before `last`, with these columns. */
  rows: { arguments: { first: number; last: number; columns: number[] }; answer: Row[] };
  /** What the records that match have in common. */
  facets: { arguments: { columns: number[] }; answer: Facet[] };
  /** How they are spread over time, split by a column. */
  histogram: { arguments: { split: number | null }; answer: Histogram | null };
  /** The record in this line of a file, if that is one; files are counted from 0, as they were given. */
  find: { arguments: { file: number; line: number }; answer: number | null };
  /** Reads the record in this place of the table, and opens what the keys open. */
  read: { arguments: { place: number }; answer: ReadRecord };
  /** Opens these records for their rows. Those that cannot be read are left out. */
  contents: { arguments: { records: number[] }; answer: RowContents[] };
  /**
   * Where these texts of each record have what the filter in force looks for: of each text the begin and end of each hit.
   * `fields` are whole fields of which some of the texts are parts.
   */
  hits: { arguments: { records: SearchedTexts[] }; answer: Uint32Array<ArrayBuffer>[][] };
  /** The place of a record among the rows, if it is one of them. */
  rowOf: { arguments: { record: number }; answer: number | null };
  /** How many sealed fields have to be unwrapped to open these records; of those that are unknown, what the filter asks of. */
  cost: { arguments: Which; answer: number };
  /** How many of these records will be decrypted, as far as they were opened with the keys of now. */
  outlook: { arguments: Which; answer: Outlook };
  /** Opens all records, to see what the keys open; news of it come as events. */
  check: { arguments: null; answer: RunNews };
  /** Looks for what the filter asks in records that have to be opened for that; news of it come as events. */
  search: { arguments: null; answer: RunNews };
  /** Makes a file of records; its pieces, by the number `save`, and news come as events. Each piece is to be answered by `took`. */
  save: { arguments: Which & { save: number; plan: SavePlan }; answer: Made };
  /** The columns that exports can have. */
  exportColumns: { arguments: null; answer: ExportColumn[] };
  /** What is wrong with the first of these patterns that is, and which one it is, counted from 0. */
  patternProblem: { arguments: { patterns: readonly string[] }; answer: { at: number; message: string } | null };
  /** What would be masked in the record in this place of the table. */
  masked: { arguments: { place: number; masks: Masks }; answer: MaskedRecord };
  /** An opened record as a text to paste; empty where it has nothing of the kind. */
  copyOf: { arguments: CopiedRecord; answer: string };
  /** Reads a public key in a file, or in text that was pasted. */
  publicKey: { arguments: { source: File | string }; answer: Recipient };
  /** The thread of a record, among those whose bodies were read; `null` if its own were not. */
  thread: { arguments: { record: number }; answer: RecordThread | null };
  /** Usage of the records that match the filter, as far as their bodies were read. */
  usage: {
    arguments: { first: UsageBy; within: UsageBy | undefined };
    /** `prices`: the day of the list of prices. */
    answer: UsageOfRows & { prices: string };
  };
  /** Which of these files are lists of prices. */
  priceLists: { arguments: { files: File[] }; answer: boolean[] };
  /**
   * Has costs estimated by the list in a file, or by the core's own. All that opened records said is forgotten. Fails with what is
   * wrong with the list, and then nothing changes.
   */
  usePrices: { arguments: { file: File | null }; answer: { generated: string } };
  /** Decrypts the records that match the filter and whose bodies were not read. */
  readBodies: { arguments: null; answer: RunNews };
  /** Ends a run, or all. Those who asked for it are told `ERR_ABORTED`. */
  cancel: { arguments: { run: RunKind | null }; answer: null };
  /** What the files tell of their completeness. */
  report: { arguments: null; answer: FilesReport };
  /** Makes a key pair; with a passphrase, the private half is encrypted. */
  makeKeys: { arguments: { bits: number; passphrase: string | null }; answer: MadeKeys };
  /** Makes a key pair, and an archive of files sealed with it. */
  makeSample: { arguments: null; answer: { key: File; logs: File } };
}

export type RequestName = keyof Requests;

export type Arguments<Name extends RequestName> = Requests[Name]["arguments"];

export type Answer<Name extends RequestName> = Requests[Name]["answer"];

/** A request on its way to the worker. */
export type RequestMessage = {
  [Name in RequestName]: { id: number; name: Name; arguments: Arguments<Name> };
}[RequestName];
