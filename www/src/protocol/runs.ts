// Runs over many records: which ones, how far a run is, and what came of it.

import type { KeyUsage } from "core";
import type { PoolInfo } from "../../../js/pool/pool.ts";
import type { Cause } from "./causes.ts";
import type { RecordFault } from "./news.ts";

/** Records that are chosen: all, those that match the filter, those of them whose bodies were not read, these by their numbers, or those that have to be opened to know whether they match; or lines that are not records. */
export interface Which {
  which: "all" | "view" | "unread" | "these" | "unknown" | "rejected";
  records?: number[];
}

/** What the pool does with chosen records. One run of each kind goes on at a time. */
export type RunKind = "check" | "search" | "save" | "usage";

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
