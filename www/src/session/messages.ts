// What the page and its worker say to each other. The worker holds the keys, reads the files, and has
// the workers of the pool open them, to whom it hands the keys itself; the page sees opened records, and
// of a key only its size and fingerprint.
import type {
  Column,
  Completion,
  Facet,
  Fault,
  FilterChoice,
  FilterHint,
  FilterProblem,
  Gaps,
  Histogram,
  KeyInfo,
  KeyUsage,
  Sort,
  TableRow,
  TextPart,
} from "core";
import type { Failure } from "../../../js/errors.ts";
import type { Choices, Modules } from "../../../js/pool/messages.ts";
import type { PoolInfo } from "../../../js/pool/pool.ts";
import type { Summary } from "../conversation/summary.ts";
import type { Cause } from "./causes.ts";

export { type Failure, LogpushError, toFailure } from "../../../js/errors.ts";

/** What the page can ask for: the arguments and the answer of each request. */
export interface Requests {
  /** Gives the compiled WebAssembly modules, and how many workers there are to be. The first request. */
  start: {
    arguments: { modules: Modules; packedConversation: string; packedZstd: string; workers: number };
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
  forgetIndex: { arguments: null; answer: null };
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
  withTerm: { arguments: { filter: string; term: QuickTerm; asked: boolean }; answer: string };
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
  save: { arguments: Which & { save: number; form: SaveForm; gzip: boolean }; answer: Made };
  /** Ends a run, or all. Those who asked for it are told `ERR_ABORTED`. */
  cancel: { arguments: { run: RunKind | null }; answer: null };
  /** What the files tell of their completeness. */
  report: { arguments: null; answer: FilesReport };
  /** Makes a key pair; with a passphrase, the private half is encrypted. */
  makeKeys: { arguments: { bits: number; passphrase: string | null }; answer: MadeKeys };
  /** Makes a key pair, and an archive of files sealed with it. */
  makeSample: { arguments: null; answer: { key: File; logs: File } };
}

/** Texts of a record in which hits are looked for. */
export interface SearchedTexts {
  record: number;
  parts: TextPart[];
  fields: TextPart[];
}

/** A filter, and what the page shows of its rows at once. */
export interface FilterRequest {
  filter: string;
  /** It may be half of what is meant: one that lets no record pass, or that needs records opened, is not put in force. */
  isTyping: boolean;
  /** The record that is selected: its row comes with the answer, or else the first. */
  record: number | null;
  columns: number[];
  /** Rows come in blocks of so many. */
  block: number;
}

/**
 * A filter that was put in force, or what is wrong with it. What is being typed is not, without a word, if no record matches
 * ("none"), and if it is wrong or records have to be opened to know ("open").
 */
export type Filtered = { problem: FilterProblem } | InForce | "none" | "open";

/** What the page shows of a filter at once. */
export interface InForce {
  problem: null;
  told: Told;
  /** The place of the record that is selected, if it matches. */
  place: number | null;
  /** Rows from this place. */
  first: number;
  rows: Row[];
}

/** What the worker tells of its index. `era`: how often the index was dropped before. */
export interface Told {
  era: number;
  news: IndexNews;
  changes: IndexChanges;
}

/** A file and the path it is told by. */
export interface GivenFile {
  file: File;
  /** Its path within the folder that was given, or its name; in an archive that of the archive, and the path in it. */
  path: string;
  /** Of a file in an archive: why it cannot be read, or not whole. */
  failure?: Failure;
}

/** An archive among files that were given: which of them it is, and what is in it. */
export interface OpenedArchive {
  at: number;
  files: GivenFile[];
}

/** What came of taking files: the archives among them, and which are keys, counted with the archives' files in their places. */
export interface Listed {
  opened: OpenedArchive[];
  keys: number[];
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
export type RequestMessage = {
  [Name in RequestName]: { id: number; name: Name; arguments: Arguments<Name> };
}[RequestName];

/** Records that are chosen: all, those that pass the filter, these by their numbers, or those that have to be opened to tell; or lines that are no records. */
export interface Which {
  which: "all" | "view" | "these" | "unknown" | "rejected";
  records?: number[];
}

/** What the pool does with chosen records. One run of each kind goes on at a time. */
export type RunKind = "check" | "search" | "save";

/** With the text of each sealed field put in, or byte for byte as they were exported. */
export type SaveForm = "opened" | "sealed";

/** A fault and the number of the file it is in. */
export interface RecordFault {
  file: number;
  fault: Fault;
}

/** How far a run is, or what came of it. */
export interface RunNews {
  /** Records that are done, of how many. */
  records: number;
  total: number;
  /** Fields that were opened, that stayed sealed, and records with such. */
  opened: number;
  sealed: number;
  sealedRecords: number;
  privateOperations: number;
  /** Fields that had to be unwrapped for that when it began: of the others the content key was known. */
  toUnwrap: number;
  /** Since it began. */
  seconds: number;
  /** What the workers took for their batches, added up: without reading files, and without waiting for it. */
  workSeconds: number;
  /** What came since the last piece of news, a thousand in all at most, and how many there were in all. */
  faults: RecordFault[];
  faultsInAll: number;
  /** Of those in fields, the causes. */
  causes: Cause[];
  /** How many fields each key opened. */
  usage: KeyUsage[];
  /** Who opens, and how fast. */
  pool: PoolInfo;
}

/** What is known of records before they are saved: how many of them are decrypted in full, and how many stay encrypted. */
export interface Outlook {
  decrypted: number;
  /** Some field of them stays encrypted. */
  encrypted: number;
  /** Nobody opened them yet. */
  unknown: number;
}

/** A file that was made of records. */
export interface Made {
  records: number;
  bytes: number;
  /** Of its bytes, in hexadecimal. */
  sha256: string;
  /** Fields that were opened, and that stayed sealed. */
  opened: number;
  sealed: number;
  /** Records with fields that stayed sealed. */
  sealedRecords: number;
}

/** What the files tell of their completeness. */
export interface FilesReport {
  /** Whole gzip members in all of them. */
  members: number;
  duplicates: number;
  gaps: Gaps;
  /** Files that are cut off, corrupt or unreadable. */
  damaged: { path: string; why: string }[];
  /** Files without a record that are whole, or are something else than logs. */
  foreign: string[];
  /** Files by which Logpush proves that a bucket is the person's own. */
  proofs: string[];
  /** Files whose names have no time. */
  untimed: number;
  /** Values that are in no column, for there are too many different fields. */
  unlisted: number;
  /** Records, and lines that are none, beyond what the table holds: they are in the files alone. */
  notHeld: number;
}

export type {
  Cell,
  Column,
  Completion,
  Facet,
  FilterChoice,
  FilterHint,
  FilterProblem,
  Gaps,
  Histogram,
  Sort,
  TextPart,
} from "core";

/** The records of the table, in an order. */
export interface View {
  /** Grows with each change of the order, and when other records come in place of these. */
  version: number;
  /** New rows can come between the ones that are there, and not only behind them. */
  between: boolean;
  sort: Sort | null;
  rows: number;
  /** Grows when cells of members of the metadata may say something else. */
  noted: number;
  /** Grows when what cells said must be forgotten. */
  forgotten: number;
}

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

/** Parts of filters that are put in and taken out by a press. */
export const QUICK_TERMS = ["status:>=400", "status:429", "ratelimited:true", "cached:true"] as const;
export type QuickTerm = (typeof QUICK_TERMS)[number];

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

/** How far a file is. `damaged`: indexed as far as it goes, but cut off or corrupt; `failed`: it cannot be read; `foreign`: it is no log. */
export type FileState = "waiting" | "reading" | "read" | "damaged" | "failed" | "foreign";

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
  /** A piece of the file that is being made was taken. */
  | { type: "took" }
  | { type: "bytes"; id: number; bytes: ArrayBuffer }
  | { type: "unreadable"; id: number; failure: Failure };

/** What the worker says: an answer, a failure, news, or that it needs something read. */
export type WorkerMessage =
  | { type: "read"; read: ReadRequest }
  /** A worker for the pool is to be started, which serves at this port. Not every engine lets workers start workers. */
  | { type: "spawn"; worker: number; port: MessagePort }
  /** A worker of the pool is to be ended. */
  | { type: "end"; worker: number }
  | { type: "answer"; id: number; answer: Answer<RequestName> }
  | { type: "failure"; id: number; failure: Failure }
  /** The worker cannot go on: its core gave up, and what it holds is in an unknown state. */
  | { type: "died"; why: string }
  | { type: "indexed"; told: Told }
  | { type: "run"; run: RunKind; news: RunNews }
  /** The next piece of the file that is being made. */
  | { type: "piece"; save: number; bytes: Uint8Array<ArrayBuffer> };
