/** What is complete of the files that were given, and what is not. */
export interface Report {
  files: number;
  /** Gzip members of all files. */
  members: number;
  records: number;
  /** Lines that are no records. */
  rejected: number;
  /** Records with an `iv` and a wrapped key that another record has too. */
  duplicates: number;
  /**
   * Spans of time that no file's window covers, in milliseconds; `spans` may be only the first of `count`. `usual`:
   * milliseconds that usually lie between the beginnings of two files.
   */
  gaps: { spans: [from: number, to: number][]; count: number; usual: number };
  /** Files whose names tell no window. */
  untimed: number;
  /** Files that are cut off, corrupt or unreadable, by their paths. */
  damaged: { path: string; why: string }[];
  /** Files without a single record, such as ownership challenges. */
  foreign: string[];
  /** Records some field of which no key opens; `null`: that was not looked into yet. */
  sealedRecords: number | null;
  /** Records that were opened to see that. */
  checked: number;
  /** Records that were left out when they were checked, as after a cancellation. */
  leftOut: number;
}
