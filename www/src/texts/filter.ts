// What the page says about the filter and about what it can be made of.
import { count, duration, plural } from "./format.ts";

export const filterTexts = {
  title: "Filter",
  label: "Filter",
  placeholder: "Filter, for example: status:4xx model:claude -cached:yes",
  hiddenControls: (codes: readonly string[]) => `contains ${codes.join(", ")}`,
  offers: "Suggestions",
  matching: (rows: number, records: number) =>
    rows === records ? plural(records, "record", "records") : `${count(rows)} of ${count(records)}`,
  /** The filter that is written is wrong; the rows are those of another one. */
  notApplied: (inForce: string) =>
    inForce.trim() === ""
      ? "Until it is right, all records are shown."
      : `Until it is right, the rows are those of: ${inForce}`,
  clear: "Clear filter",
  instead: "Use this filter instead",
  records: (records: number) => plural(records, "record", "records"),
  help: "Filter language",
  closeHelp: "Close",
  copyLink: "Copy link to this view",
  copiedLink: "Link copied",
  notSearched: (rows: number, records: number) =>
    `${rows === 0 ? "0 matches so far." : "More may match."} ${plural(records, "record has", "records have")} encrypted or long text to search.`,
  search: (seconds: number | null) => (seconds === null ? "Search them" : `Search them (${duration(seconds)})`),
  searchNeedsKey: "Searching encrypted text needs your private key.",
  searching: (records: number, total: number) =>
    `Searching: ${count(records)} of ${plural(total, "record", "records")}`,
  searchStopped: "Search stopped.",
  searched: "Searched everything.",
  stayEncrypted: (records: number) =>
    `${plural(records, "record", "records")} could not be searched: no matching key, or damaged.`,
  cancelSearch: "Stop",

  quick: {
    title: "Frequent filters",
    errors: "Errors",
    rateLimited: "Rate limited",
    cached: "Cached",
    cutOff: "Cut off",
    longest: "Longest",
    longestWhat: "Sort by the size of the request",
  },

  facets: "Filters",
  showFacets: "Show filters",
  hideFacets: "Hide filters",
  emptyValue: "(empty)",
  exclude: "Exclude",
  excluded: "Excluded",
  moreValues: (values: number) => `more ${count(values)}`,
  fewerValues: "fewer",
  others: (values: number, records: number) =>
    `${plural(values, "other value", "other values")}: ${plural(records, "record", "records")}`,
  /** Those whose values the table does not hold, whatever the keys open. */
  hidden: (records: number) => `not counted, encrypted in the file or long: ${count(records)}`,
  absent: (records: number) => `without it: ${count(records)}`,
  /** Of a member of the metadata: of how many of the records that match it is known. */
  ofDecrypted: (records: number) => `of ${count(records)} decrypted`,

  time: "Time",
  wholeTime: "The whole time",
  from: "From (UTC)",
  to: "To (UTC)",
  apply: "Apply",
};
