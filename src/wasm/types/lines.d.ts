import type { Fault, Warning } from "./fault.d.ts";

/** Records of a file, and lines that are not records, to be opened; and what else was found after them. */
export interface LineBatch {
  /** The records, one after the other. They can have line breaks between their tokens. */
  bytes: Uint8Array<ArrayBuffer>;
  /** Where each record ends in `bytes`. */
  ends: number[];
  /** The line of the file that each begins in, counted from 1. */
  numbers: number[];
  /** The code of the fault, if the file breaks off within the last of these. */
  cutOff?: string;
  /** A part of something longer than the limit, as it was; the last part ends with a line feed. */
  rejects: Uint8Array<ArrayBuffer>;
  /** Whether what is longer than the limit ends here: 0 or 1. */
  rejected: number;
  faults: Fault[];
  warnings: Warning[];
  /** Bytes of the file used so far, as stored. */
  offset: number;
  /** How the text is stored; absent while that is not known. */
  kind?: "gzip" | "plain";
  /** All that was pushed is used up: push more, or after `finish` stop. */
  drained: boolean;
}
