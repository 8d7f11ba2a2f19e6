// Every sentence about the filter and about what it can be made of.
import { count, plural } from "../texts.ts";

export const filterTexts = {
  label: "Filter",
  placeholder: "Filter, for example: status:>=400 model:gpt-4* -cached:true",
  offers: "What the filter can go on with",
  passing: (rows: number, records: number, unknown: number) =>
    `${count(rows)} of ${plural(records, "record", "records")}.${unknown > 0 ? ` What ${plural(unknown, "more has", "more have")} in sealed or long fields was not searched.` : ""}`,
  facets: "Count by field",
  overTime: "Over time",
  emptyValue: "(empty)",
  not: "not",
  excluded: "excluded",
  others: (values: number, records: number) => `${plural(values, "more value", "more values")}, ${plural(records, "record", "records")}`,
  hidden: (records: number) => `sealed or long: ${count(records)}`,
  absent: (records: number) => `without it: ${count(records)}`,
};
