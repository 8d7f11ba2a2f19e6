import type { EngineInfo } from "./engine.d.ts";

/** A test of a filter, and the name of the column that it asks about; `null` for all fields. */
export interface ColumnTest {
  column: string | null;
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
  /** Fields opened. */
  opened: number;
  /** Fields left sealed. */
  sealed: number;
  privateOperations: number;
  engine?: EngineInfo;
  stopped: boolean;
}
