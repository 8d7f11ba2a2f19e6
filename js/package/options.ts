// Options of callers, and what they get.
import type { LogpushError } from "../errors.ts";
import type { PrivateKey } from "./private-key.ts";

/** How far the work is. */
export interface Progress {
  /** Bytes of the source used so far, as stored. */
  bytes: number;
  /** Bytes that the source has, if that is known. */
  totalBytes?: number;
  /** Records handed on. */
  records: number;
  /** Fields opened. */
  opened: number;
  /** Fields left sealed. */
  sealed: number;
  /** Lines that are not records. */
  rejected: number;
  /** Workers that open records now; 0 while the calling thread does it. */
  workers: number;
}

/** What is not a record: most often a line that is not a JSON object. */
export interface RejectedLine {
  /** The line of the file that it begins in, counted from 1. */
  line: number;
  /** Its bytes, unchanged, without the line feed at their end. */
  bytes: Uint8Array;
  /** Why it is not a record. */
  error: LogpushError;
  /** It goes on in the next call. Only what is longer than `maxRecordBytes` comes in parts. */
  more: boolean;
}

/** Something in a file that is skipped, or perhaps not what was meant, and does no harm. */
export interface Warning {
  /** The offset in the file, as stored; 0 for the whole file. */
  offset: number;
  /** What it is, and why. */
  message: string;
}

/** Options of decrypting. */
export interface DecryptOptions {
  /** The private keys. Each field is opened with the one that fits. */
  keys: PrivateKey | readonly PrivateKey[];
  /**
   * How opened texts are put into their lines: `"text"` as strings, which is the default, or `"json"` as JSON
   * where they are JSON.
   */
  body?: "text" | "json" | undefined;
  /**
   * Gives only records that match this filter, in the language of the page: `"status:>=400 provider:openai"`,
   * `"tokens:>4000"`. What plain fields decide is decided before anything is decrypted. Records of which it stays
   * unknown, for what decides stayed sealed, are left out, and reported as errors. The first use loads the
   * filter module.
   */
  where?: string | undefined;
  /** Cancels the work. What is pending rejects with `ERR_ABORTED`, whose `cause` is the signal's reason. */
  signal?: AbortSignal | undefined;
  /**
   * How many workers open records, once there is enough to do for them. Without it, one a core and at most 16;
   * with 0 all is done in the calling thread.
   */
  concurrency?: number | undefined;
  /** What does the RSA operations: the fastest (the default), the platform's own cryptography, or WebAssembly. */
  engine?: "auto" | "native" | "wasm" | undefined;
  /** Unwrap every wrapped key, instead of trying one field's content key on the record's others first. */
  strict?: boolean | undefined;
  /**
   * The most bytes of a record, from 1,024 to 2^30; 32 MiB without it. Longer ones are rejected, with `ERR_LIMIT`.
   * Memory for several times as much is needed while such a record is opened.
   */
  maxRecordBytes?: number | undefined;
  /** The file's name, for errors. Without it the name of the `File`, if the source is one. */
  file?: string | undefined;
  /**
   * Decrypts one segment of a file, as `splitFile` found it: the records from the first that begins at or after `from`
   * up to the last before `end`, which is the `position` of the next segment. The source then gives the file's bytes from
   * the offset of `from`. Faults of the file are reported again as far as they are in the segment.
   */
  segment?: { from?: Uint8Array | undefined; end?: number | undefined } | undefined;
  /** Called with the progress of the work, at most ten times a second. */
  onProgress?: ((progress: Progress) => void) | undefined;
  /** Called with each fault as soon as it is known: fields left sealed, rejected lines, faults of the file. */
  onError?: ((error: LogpushError) => void) | undefined;
  /** Called with what is skipped, and for a file without a single sealed field. */
  onWarning?: ((warning: Warning) => void) | undefined;
  /**
   * Takes the lines that are not records, in order; the work waits for the promise it returns. Without it an error
   * reports those lines once all records were given.
   */
  onReject?: ((rejected: RejectedLine) => void | Promise<void>) | undefined;
}

/** One record. */
export interface LogpushRecord {
  /** The line of the file that it begins in, counted from 1. */
  readonly line: number;
  /** The record as JSON on one line, opened, byte for byte as it was but for the envelopes. Without line feed. */
  readonly text: string;
  /**
   * The record as a value, parsed when it is first asked for. JavaScript's numbers are exact up to 2^53; `text` has
   * all digits.
   */
  readonly value: Record<string, unknown>;
  /** An error for each field that stayed sealed, and stands in the record as it was. */
  readonly errors: readonly LogpushError[];
}
