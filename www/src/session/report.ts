// What the files tell of their completeness, and what opening them adds to that.
import { signal } from "@preact/signals";
import { check } from "./checking.ts";
import { indexed, indexing, onClear, sealedFields } from "./explore/news.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { files } from "./state.ts";
import { worker } from "./worker.ts";

/** What is complete of the files that were given, and what is not. */
export interface Report {
  files: number;
  /** Not all of them were read to their end yet. */
  reading: boolean;
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
  /** Files without a single record, and what is no log. */
  foreign: string[];
  /** Ownership challenges. */
  proofs: string[];
  /** Records some field of which no key opens; `null`: that was not looked into yet. */
  sealedRecords: number | null;
  /** Records that were opened to see that. */
  checked: number;
  /** Records that were left out when they were checked, as after a cancellation. */
  leftOut: number;
  /** Values that are in no column of the table, for there are too many different fields. */
  unlisted: number;
  /** Records, and lines that are none, beyond what the table holds: they are in the files alone. */
  notHeld: number;
}

/** The report on the files as they are, once somebody asked. */
export const report = signal<Report | null>(null);

/** How often all files were let go of. */
let clearings = 0;
onClear(() => {
  clearings++;
  report.value = null;
});

/** Makes the report anew. */
export const askReport = oneAtATime(async () => {
  const before = clearings;
  const told = await worker.request("report", null);
  // It is of files that are gone.
  if (before !== clearings) return;
  const { records, rejected } = indexed.value;
  report.value = { ...told, files: files.value.length, reading: indexing.value, records, rejected, ...checked() };
});

/** What opening every record said. */
function checked(): Pick<Report, "sealedRecords" | "checked" | "leftOut"> {
  if (sealedFields.value === 0) return { sealedRecords: 0, checked: 0, leftOut: 0 };
  if (check.value.state === "none" || check.value.state === "running")
    return { sealedRecords: null, checked: 0, leftOut: 0 };
  const { sealedRecords, records, total } = check.value.news;
  return { sealedRecords, checked: records, leftOut: total - records };
}
