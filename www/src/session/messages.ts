// What the page and its worker say to each other. The worker holds the keys, reads the files, and has
// the workers of the pool open them, to whom it hands the keys itself; the page sees opened records, and
// of a key only its size and fingerprint.
import type { Fault, KeyInfo, KeyUsage } from "core";
import type { Failure } from "../../../js/errors.ts";
import type { Choices, Modules } from "../../../js/pool/messages.ts";
import type { PoolInfo } from "../../../js/pool/pool.ts";

export { type Failure, LogpushError } from "../../../js/errors.ts";

/** What the page can ask for: the arguments and the answer of each request. */
export interface Requests {
  /** Gives the compiled WebAssembly modules, and how many workers there are to be. The first request. */
  start: { arguments: { modules: Modules; workers: number }; answer: null };
  /** Changes how many workers there are, who does the RSA operations, and whether every wrapped key is unwrapped. */
  choose: { arguments: Choices & { workers: number }; answer: null };
  /** Which of these files are keys, by what is in them: an answer for each. */
  areKeys: { arguments: { files: File[] }; answer: boolean[] };
  /**
   * Adds the private keys in a file, or in text that was pasted. One that is locked fails with
   * `ERR_KEY_PASSPHRASE`, and the worker keeps it for `unlockKey`.
   */
  addKeys: { arguments: { source: File | string }; answer: KeyInfo[] };
  /** Adds the keys that were locked, with their passphrase. */
  unlockKeys: { arguments: { passphrase: string }; answer: KeyInfo[] };
  /** Tries the keys on one record of each file. Does not count as usage. */
  tryKeys: { arguments: { files: File[] }; answer: Trial[] };
  /** Forgets all keys and what was unwrapped with them. */
  forgetKeys: { arguments: null; answer: null };
  /** Begins to count anew what each key unwrapped. */
  resetUsage: { arguments: null; answer: null };
  /**
   * Opens one file; its records come as events, in order, before the answer. The next file can be asked for
   * before this one is done: its records come after these.
   */
  open: { arguments: { fileId: number; file: File }; answer: { cancelled: boolean } };
  /** Stops the file being opened, within about a tenth of a second. */
  cancel: { arguments: null; answer: null };
  /** Makes a key pair; with a passphrase, the private half is encrypted. */
  makeKeys: { arguments: { bits: number; passphrase: string | null }; answer: MadeKeys };
  /** Makes a key pair and a file sealed with it. */
  makeSample: { arguments: null; answer: { key: File; logs: File } };
}

/** What came of trying the keys on the first sealed record of a file. */
export type Trial =
  | { came: "opened" }
  /** A key has the right size, but none opens it. */
  | { came: "refused" }
  /** No key has the right size. */
  | { came: "size"; sealedForBits: number }
  /** There is no sealed record at its beginning, or it is damaged. */
  | { came: "nothing" };

/** A pair that was made and opened what was sealed for it. */
export interface MadeKeys extends KeyInfo {
  /** The private half, to be saved. The page does not look into it. */
  privateFile: File;
  /** The public half, as text to be uploaded. */
  publicPem: string;
}

export type RequestName = keyof Requests;
export type Arguments<Name extends RequestName> = Requests[Name]["arguments"];
export type Answer<Name extends RequestName> = Requests[Name]["answer"];

/** A request on its way to the worker. */
export type RequestMessage = { [Name in RequestName]: { id: number; name: Name; arguments: Arguments<Name> } }[RequestName];

/** Whatever was thrown, as a code and a sentence. */
export function toFailure(error: unknown): Failure {
  // Engines name it differently when a file was moved, changed or deleted after it was chosen.
  if (error instanceof DOMException && /^(NotReadable|NotFound|Abort)Error$/.test(error.name)) {
    const message = "The browser cannot read the file: it was moved, changed or locked after it was chosen. Choose it again.";
    return { code: "ERR_IO", message };
  }
  if (error instanceof Error) {
    const code = "code" in error && typeof error.code === "string" ? error.code : "ERR_IO";
    return { code, message: error.message };
  }
  return { code: "ERR_IO", message: String(error) };
}

/** Records that came out of a file. */
export interface OpenedBatch {
  fileId: number;
  /** Opened records as NDJSON, kept by the browser outside of the page's memory where it can. */
  output: Blob | null;
  /** The line in its file of each record, counted from 1. */
  lines: number[];
  /** Where in `output` each record ends, behind its line feed. */
  ends: number[];
  /** Which of the records, counted from 0, have fields that stayed sealed. */
  sealedRecords: number[];
  /** Lines that are no records, as they were. */
  rejects: Blob | null;
  opened: number;
  sealed: number;
  rejected: number;
  faults: Fault[];
  warnings: { offset: number; message: string }[];
  /** How many fields each key unwrapped so far, in all files. */
  usage: KeyUsage[];
  /** Who opens, and how fast. */
  pool: PoolInfo;
  /** Bytes of the file used so far. */
  offset: number;
}

/** Bytes of a file that the worker cannot read by itself. */
export interface ReadRequest {
  id: number;
  file: Blob;
  start: number;
  end: number;
}

/** What the page says. */
export type PageMessage =
  | { type: "request"; request: RequestMessage }
  /** The first message to a worker of the pool: serve it at the other end of this port. */
  | { type: "serve"; port: MessagePort; modules: Modules }
  /** A worker of the pool died. */
  | { type: "broken"; worker: number; why: string }
  | { type: "bytes"; id: number; bytes: ArrayBuffer }
  | { type: "unreadable"; id: number; failure: Failure };

/** What the worker says: an answer, a failure, records, or that it needs something read. */
export type WorkerMessage =
  | { type: "read"; read: ReadRequest }
  /** A worker for the pool is to be started, which serves at this port. Not every engine lets workers start workers. */
  | { type: "spawn"; worker: number; port: MessagePort }
  /** A worker of the pool is to be ended. */
  | { type: "end"; worker: number }
  | { type: "answer"; id: number; answer: Answer<RequestName> }
  | { type: "failure"; id: number; failure: Failure }
  | { type: "batch"; batch: OpenedBatch };

// Wire types between the page (main thread) and its worker, for the explorer. They will be part of
// www/src/session/messages.ts; import them from there ("../session/messages.ts").

/** A field that records have, as a column of the table. Its number is its place in the list, and stays. */
export interface Column {
  /** The names that lead to it, such as `Model` or `Metadata.user`. */
  name: string;
  /** In how many records it is plain, sealed, or too long to be kept in the index. */
  plain: number;
  sealed: number;
  long: number;
  /** Different plain values. */
  distinct: number;
  /** Its plain values are all numbers. */
  numeric: boolean;
}

/** What a cell of the table shows. */
export type Cell =
  | { kind: "text" | "number" | "literal"; text: string }
  /** Bytes of text in a sealed field, or in a plain one that is too long for the index. */
  | { kind: "sealed" | "long"; bytes: number }
  | null;

/** One row of the table. */
export interface Row {
  /** The record's number among all, counted from 0. It stays. */
  record: number;
  fileId: number;
  /** Its line in its file, counted from 1. */
  line: number;
  /** The window of its file, in milliseconds since 1970, if the file's name tells it. */
  window: [start: number, end: number] | null;
  /** In the order of the columns that were asked for. */
  cells: Cell[];
}

/** What the rows are in order of. `null` stands for: as they lie in their files. */
export interface Sort {
  by: "time" | number; // the files' windows, or a column's number
  descending: boolean;
}

/** What is wrong with a filter. Offsets are UTF-16 code units of the filter. */
export interface FilterProblem {
  message: string;
  start: number;
  end: number;
  /** The name that was probably meant. */
  suggestion: string | null;
}

/** The search for words in bodies that a filter needs. */
export interface Search {
  state: "possible" | "running" | "done" | "stopped";
  /** Records whose bodies have to be opened for it, how many of them were, and how many of those pass. */
  records: number;
  searched: number;
  found: number;
  /** Records some of whose fields did not open. */
  sealed: number;
  /** Seconds it takes, or that are left; `null` while nobody knows. */
  seconds: number | null;
}

/** The records that pass the filter, in an order. */
export interface View {
  /** Grows with each change of filter or sort. */
  version: number;
  /** The filter that is in force. */
  filter: string;
  sort: Sort | null;
  /** Records that pass. */
  rows: number;
  /** What is wrong with the filter that was asked for last; the one before is in force then. */
  problem: FilterProblem | null;
  search: Search | null;
}

/** How often each value of a column occurs, among the records that pass the rest of the filter. */
export interface Facet {
  column: number;
  name: string;
  /** The most frequent ones. */
  values: { text: string; count: number; chosen: "included" | "excluded" | null }[];
  /** Values, and records with them, that are not listed; records without the field. */
  otherValues: number;
  otherRecords: number;
  absent: number;
}

/** How the records that pass are spread over time, by the windows in the files' names. */
export interface Histogram {
  /** Milliseconds since 1970 at which the first bin begins and the last one ends. */
  from: number;
  to: number;
  /** Records of each bin, by the values of the column they are split by. All `counts` are equally long. */
  splits: { text: string; counts: number[] }[];
  /** Records whose file's name has no time. */
  untimed: number;
}

export interface Overview {
  /** Of which view. */
  version: number;
  facets: Facet[];
  histogram: Histogram | null;
}

/** Something that the filter can be completed with. */
export interface Completion {
  /** What of the filter it replaces, in UTF-16 code units. */
  start: number;
  end: number;
  insert: string;
  label: string;
  /** Records that have it. */
  count: number | null;
}
