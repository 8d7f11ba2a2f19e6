// Every sentence about the filter and about what it can be made of.
import { count, duration, plural } from "../texts.ts";

export const filterTexts = {
  label: "Filter",
  placeholder: "Filter, for example: status:>=400 model:gpt-4* -cached:true",
  offers: "What the filter can go on with",
  matching: (rows: number, records: number) => `${count(rows)} of ${plural(records, "record", "records")}.`,
  notSearched: (records: number) =>
    `What ${plural(records, "more has", "more have")} in sealed or long fields was not searched.`,
  search: (seconds: number | null) => (seconds === null ? "Search them" : `Search them, ${duration(seconds)}`),
  searchNeedsKey: "Searching sealed fields takes your private key.",
  searching: (records: number, total: number) =>
    `Searching: ${count(records)} of ${plural(total, "record", "records")}`,
  searchStopped: "The search was stopped.",
  searched: "All of them were searched.",
  staySealed: (records: number) => `In ${plural(records, "record", "records")} no key opens what was to be searched.`,
  cancelSearch: "Stop",
  facets: "Count by field",
  overTime: "Over time",
  emptyValue: "(empty)",
  not: "not",
  excluded: "excluded",
  others: (values: number, records: number) =>
    `${plural(values, "more value", "more values")}, ${plural(records, "record", "records")}`,
  hidden: (records: number) => `sealed or long: ${count(records)}`,
  absent: (records: number) => `without it: ${count(records)}`,
};
