import type { EngineInfo } from "./engine.d.ts";
import type { Fault } from "./fault.d.ts";
import type { KeyUsage } from "./keys.d.ts";

/** What comes of a batch of lines. */
export interface OpenedLines {
  /** Opened records as NDJSON. */
  output: Uint8Array<ArrayBuffer>;
  /** The line of the file that each record of `output` begins in, counted from 1. */
  lines: number[];
  /** Where in `output` each record ends, after its line feed. */
  ends: number[];
  /** Which records of this batch, counted from 0, have fields that stayed sealed. */
  sealedRecords: number[];
  /** What is not a record, as it was, each ended with a line feed. Most are lines; some have line feeds within. */
  rejects: Uint8Array<ArrayBuffer>;
  /** Where in `rejects` each of them ends, after its line feed. */
  rejectEnds: number[];
  /** Fields opened. */
  opened: number;
  /** Fields left sealed. */
  sealed: number;
  /** How many rejects there are. */
  rejected: number;
  faults: Fault[];
  /** How many fields each key unwrapped in this batch. */
  usage: KeyUsage[];
  /** RSA private operations done. */
  privateOperations: number;
  /** What does them now; absent before the first. */
  engine?: EngineInfo;
  /** The content keys of each record, if some were given: for `ContentKeys`. */
  contentKeys: Uint8Array<ArrayBuffer>;
  /** What they say in their metadata and bodies, if content keys were given: for `RecordTable.noteMembers`. */
  memberNotes: Uint8Array<ArrayBuffer>;
  /** What columns of exports are made of, if that was asked for and can be. The records are not in `output` then. */
  parts?: ColumnParts;
  /** It was cut short, because `pause` returned false. */
  stopped: boolean;
}

/** What columns of exports are made of, of several records (src/conversation/column_parts.rs). */
export interface ColumnParts {
  /** Of each record two texts in UTF-8: its line without bodies, and what these say as JSON. */
  plain: Uint8Array<ArrayBuffer>;
  /** Where each of these ends: two numbers a record. */
  ends: Uint32Array<ArrayBuffer>;
  /** Of each record, which long texts it has: the bit with the number of the text. */
  present: Uint8Array<ArrayBuffer>;
  /**
   * The long texts of each kind, each after its length (32 bits, the lowest byte first): of the request, of the response, the last
   * question, the answer. In Snappy, if so wanted.
   */
  texts: [Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>];
}
