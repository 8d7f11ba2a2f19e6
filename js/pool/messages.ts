// What the pool and its workers say to each other, over a port between the two alone.
import type { ColumnTest, IndexedPart, OpenedLines, SearchedLines, Settings } from "core";
import type { Failure } from "../errors.ts";
import type { FormName, MadeBatch } from "../export/exporter.ts";
import type { KernelName } from "../kernel-modules.ts";

export type { Modules } from "../kernel-modules.ts";

/** Lines to be opened, or to be searched. */
export interface Lines {
  /** Without their line feeds, one after the other. */
  bytes: Uint8Array<ArrayBuffer>;
  /** Where each ends in `bytes`. */
  ends: Uint32Array<ArrayBuffer>;
  /** Which line of its file each is. */
  numbers: Float64Array<ArrayBuffer>;
  /** The code of the fault, if the file breaks off within the last of them. */
  cutOff: string | undefined;
  /** Their known content keys, if these must be kept. Wiped after use. */
  contentKeys?: Uint8Array<ArrayBuffer> | undefined;
  /** With content keys: what is made of the records where they are opened, in place of them. */
  making?: Making;
}

/** What is made of opened records: a batch of an export with columns. */
export interface Making {
  form: FormName;
  columns: readonly string[] | undefined;
  /** What the core is asked for. */
  parts: number;
  /** The file that the records are of. */
  path: string;
  /** The prices by which it is made. A worker with others gives the records. */
  pricesVersion: number;
}

/** What may be chosen. */
export type Choices = Required<Pick<Settings, "engine" | "strict">> &
  Pick<Settings, "body"> & {
    /** The most bytes of a record in files that are indexed; without it what the core takes. */
    maxRecordBytes?: number | undefined;
  };

/** Lines of records, one after the other, without line feeds. */
export interface SealedLines {
  bytes: Uint8Array<ArrayBuffer>;
  /** Where each ends in `bytes`. */
  ends: number[];
}

/** What came of lines, and how long it took, in milliseconds. With the records' own lines, if these are kept. */
export type Opened = Omit<OpenedLines, "parts"> & {
  took: number;
  sealedLines?: SealedLines;
  made?: MadeBatch | undefined;
};
export type Searched = SearchedLines & { took: number };

/** A part of the index of one of a batch's files. */
export interface FilePart {
  /** Which of the files, counted from 0. */
  file: number;
  /** Absent in the last part of a file that cannot be read. */
  indexed?: IndexedPart;
  /** Why the file cannot be read to its end. */
  failure?: Failure;
  /** Nothing more comes of this file. */
  last: boolean;
}

export type ToWorker =
  /** The keys to open with, PKCS#8 in DER, in place of those before. */
  | { type: "keys"; keys: Uint8Array[] }
  | { type: "choose"; choices: Choices }
  /** A list of prices, as JSON, by which the costs of records are estimated, without one the core's own; and how many there were. */
  | { type: "prices"; prices: string | undefined; version: number }
  | { type: "open"; batch: number; lines: Lines }
  /** Lines on which tests are run. */
  | { type: "search"; batch: number; lines: Lines; tests: ColumnTest[] }
  /** Files to be indexed, one after the other. */
  | { type: "index"; batch: number; files: Blob[] }
  /** So many bytes of a batch's parts, one part's, need not be held any more. */
  | { type: "took"; batch: number; bytes: number }
  /** This batch is not wanted any more. */
  | { type: "stop"; batch: number }
  /** Nothing more is wanted: the worker wipes its keys. A worker in a thread of its own is ended instead. */
  | { type: "end" };

export type FromWorker =
  | { type: "ready"; kernel: KernelName | undefined }
  | { type: "opened"; batch: number; opened: Opened }
  | { type: "searched"; batch: number; searched: Searched }
  /** The next part of a file's index. */
  | { type: "part"; batch: number; part: FilePart }
  /** All files of a batch were indexed. */
  | { type: "indexed"; batch: number }
  /** The worker cannot go on. */
  | { type: "broken"; why: string };
