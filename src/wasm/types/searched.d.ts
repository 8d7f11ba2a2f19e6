import type { EngineInfo } from "./engine.d.ts";

/** A test of a filter, and what it asks about; of all fields, if that is no column, no member, and nothing that bodies say. */
export interface ColumnTest {
  /** The name of a column. */
  column: string | null;
  /** The name of a member of the metadata that has no column. */
  member: string | null;
  /** What bodies say, by the name that filters have for it. */
  said: string | null;
  source: string;
}

/** What was found in lines. Of a line that is not a record nothing is found. */
export interface SearchedLines {
  /** Of each line: which of the tests match, a bit for each, the lowest for the first. */
  matched: Uint32Array<ArrayBuffer>;
  /** Which do not match as far as is known, while something that they ask about stayed sealed. */
  undecided: Uint32Array<ArrayBuffer>;
  /** The content keys of each line: for `ContentKeys`. */
  contentKeys: Uint8Array<ArrayBuffer>;
  /** What they say in their metadata, and in their bodies if a test asks of that, where it was opened: for `RecordTable.noteMembers`. */
  memberNotes: Uint8Array<ArrayBuffer>;
  /** Fields opened. */
  opened: number;
  /** Fields left sealed. */
  sealed: number;
  privateOperations: number;
  engine?: EngineInfo;
  stopped: boolean;
}
