import type { Fault, Warning } from "./fault.d.ts";

/** What was indexed of a file since the last call. */
export interface IndexedPart {
  /** The index of its records, for `RecordTable.append`. */
  chunk: Uint8Array<ArrayBuffer>;
  records: number;
  /** Sealed fields of these records, and fields that are almost sealed. */
  sealed: number;
  /** Lines that are not records. */
  rejected: number;
  /** What is wrong with lines and with the file, in order; a hundred at most. */
  faults: Fault[];
  /** Faults beyond those. */
  moreFaults: number;
  /** Odd things that are not faults; a hundred at most. */
  warnings: Warning[];
  /** Warnings beyond those. */
  moreWarnings: number;
  /** There is more in what was pushed: `take` it before pushing more. */
  more: boolean;
  /** Bytes of the file used so far, as stored. */
  offset: number;
  /** Whole gzip members so far; 0 for plain text. */
  members: number;
}
