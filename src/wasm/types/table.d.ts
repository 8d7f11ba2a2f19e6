/** A field that records have, as a column of the table. Its number is its place in the list, and stays. */
export interface Column {
  /** The names that lead to it, such as `Model` or `Metadata.user`. */
  name: string;
  /** Records in which it is plain. */
  plain: number;
  /** Records in which it is sealed. */
  sealed: number;
  /** Records in which it is plain, and too long to be kept in the index. */
  long: number;
  /** Different plain values. */
  distinct: number;
  /** Its plain values are all numbers. */
  numeric: boolean;
  /** Records in which it is not known, because the encrypted field that it is a member of was not opened. */
  unopened: number;
  /** Records of which that field was opened; `null` if it is a member of none. */
  opened: number | null;
}

/** What a cell of the table shows. */
export type Cell =
  | { kind: "text" | "number" | "literal"; text: string }
  /** Several texts, with U+001F between them. */
  | { kind: "list"; text: string }
  /** Bytes of text in a sealed field, or in a plain one that is too long for the index. */
  | { kind: "sealed" | "long"; bytes: number }
  /** Something that an encrypted field says that was not opened. */
  | { kind: "unopened" }
  | null;

/** One row of the table. */
export interface TableRow {
  /** The record's number among all, counted from 0. It stays. */
  record: number;
  /** The number of its file, from 0 in the order in which files were added. */
  file: number;
  /** Its line in its file, counted from 1. */
  line: number;
  /** Bytes of its file's text before it. */
  offset: number;
  /** The window of its file, in milliseconds since 1970, if the file's name has one. */
  window: [start: number, end: number] | null;
  /** In the order of the columns that were asked for. */
  cells: Cell[];
}

/** A text of a record in which hits are looked for. */
export interface TextPart {
  /** The names that lead to the field that it is, or is a part of; `null` if it is the record, as it is written. */
  field: string | null;
  text: string;
  /** It is a part of a field that is not given as a whole. */
  cut?: boolean;
}

/** The order of the rows: by the files' windows, or by a column's number. */
export interface Sort {
  by: "time" | number;
  descending: boolean;
}

/** What is wrong with a filter. Offsets count UTF-16 code units of it. */
export interface FilterProblem {
  message: string;
  start: number;
  end: number;
  /** The name that was probably meant. */
  suggestion: string | null;
}

/** Why no record matches a filter, and what would. */
export interface FilterHint {
  message: string;
  /** The most promising first, at most three. */
  offers: {
    /** All of the filter. */
    filter: string;
    /** The part of it that is different. */
    label: string;
    /** Records that this part matches, where that is known. */
    count: number | null;
  }[];
}

/** What a filter does with the records that have a value. */
export type FilterChoice = "included" | "excluded";

/** Something that a filter can be completed with. */
export interface Completion {
  /** What of the filter it replaces, in UTF-16 code units. */
  start: number;
  end: number;
  insert: string;
  label: string;
  /** Records that have it; `null` for a name. */
  count: number | null;
}

/** How often each value of a column occurs, among the records that match the rest of the filter. */
export interface Facet {
  column: number;
  name: string;
  /** The most frequent ones. */
  values: { text: string; count: number; chosen: FilterChoice | null }[];
  /** Values that are not listed. */
  otherValues: number;
  /** Records with a value that is not listed. */
  otherRecords: number;
  /** Records in which it is sealed, or too long for the index. */
  hidden: number;
  /** Records in which it is not known, because the encrypted field that it is a member of was not opened. */
  unopened: number;
  /** Records of which that field was opened; `null` if it is a member of none. */
  opened: number | null;
  /** Records without it. */
  absent: number;
}

/** How records are spread over time, by the windows in the files' names. */
export interface Histogram {
  /** When the first bin begins and the last one ends, in milliseconds since 1970. */
  from: number;
  to: number;
  /** Records of each bin, by the values of the column they are split by; an empty text for all others. */
  splits: { text: string; counts: number[] }[];
  /** Records whose file's name has no time. */
  untimed: number;
}

/** Spans of time between the first file and the last that no file's window covers. */
export interface Gaps {
  /** From when to when, in milliseconds since 1970: the longest first, a hundred at most. */
  spans: [from: number, to: number][];
  count: number;
  /** Milliseconds from one file to the next: their median. */
  usual: number;
}

/** What usage is grouped by: a column's number, or the time at which the windows of the records' files begin (UTC). */
export type UsageBy = number | "day" | "hour";

/** Sums over records. Tokens and costs are those of records whose bodies were read. */
export interface UsageSums {
  records: number;
  /** With an error in the body, or a status of 400 and more. */
  errors: number;
  /** Answered from the gateway's cache. */
  cached: number;
  /** All tokens of the input; `cachedInput` and `cacheWrite` are parts of them. */
  input: number;
  cachedInput: number;
  cacheWrite: number;
  /** All tokens of the output; `reasoning` is a part of them. */
  output: number;
  reasoning: number;
  /** The estimated cost in dollars of the records that have a price. */
  usd: number;
  /** Records that count tokens and have no price. */
  withoutPrice: number;
  /** Records that count no tokens. */
  withoutUsage: number;
}

/** What the records of a group have in common, at one level: `null` where they lack it, `false` where it is not known because
 * it was not decrypted. */
export type UsageKey = string | null | false;

/** Sums by group. */
export interface UsageGroups {
  /** For each of what they are grouped by the keys of all groups, each once: names in alphabetical order, numbers in them as numbers. */
  keys: UsageKey[][];
  /** Of each group where its keys are in `keys`, one for each of what it is grouped by. */
  places: Uint32Array<ArrayBuffer>;
  /** Of each group the members of `UsageSums`, in their order. */
  sums: Float64Array<ArrayBuffer>;
  /** The records of further groups: there are 10,000 at most. */
  others: UsageSums | null;
}

/** Usage of the rows. */
export interface UsageOfRows {
  /** By the first of what they are grouped by, and by both. */
  one: UsageGroups;
  two: UsageGroups | null;
  total: UsageSums;
  /** Records with bodies that were not read. */
  unread: number;
}

/** A record in its thread, with what its bodies say in a few words. */
export interface ThreadStep {
  record: number;
  /** The record that it continues; `null` if it is the first, or that one is not known. */
  continues: number | null;
  /** It may continue that one: what was said before is not the same. */
  isLikely: boolean;
  /** The window of its file, in milliseconds since 1970, if the file's name has one. */
  window: [start: number, end: number] | null;
  status: string | null;
  model: string | null;
  /** What the last question begins with. */
  question: string | null;
  /** What the last message begins with, if that is another: such as the result of a tool. */
  added: string | null;
  answer: string | null;
  error: string | null;
  stop: string | null;
  tokens: string | null;
  /** The estimated cost, in dollars. */
  cost: string | null;
}

/** Records that continue one another, in the order of time. */
export interface RecordThread {
  /** Its number, from 1, among those of the records whose bodies were read. */
  thread: number;
  /** A thousand at most. */
  steps: ThreadStep[];
  /** How many there are. */
  count: number;
  sums: UsageSums;
}
