// Files and archives as they are handed over, and what is said of them.

import type { Gaps } from "core";
import type { Failure } from "../../../js/errors.ts";

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

/**
 * What came of taking files: the archives among them, which are keys, and the bytes of each, counted with the archives' files in
 * their places.
 */
export interface Listed {
  opened: OpenedArchive[];
  keys: number[];
  sizes: number[];
}

/** How far a file is. `damaged`: indexed as far as it goes, but cut off or corrupt; `failed`: it cannot be read; `foreign`: it is no log. */
export type FileState = "waiting" | "reading" | "read" | "damaged" | "failed" | "foreign";

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
