// From a fault to its record.
import { worker } from "../worker.ts";
import { filterBy, filterText } from "./filter.ts";
import { sortBy, view } from "./news.ts";
import { select } from "./selection.ts";

/** Selects the record in this line of a file, if it is one. */
export async function showLine(file: number, line: number): Promise<void> {
  const record = await worker.request("find", { file, line });
  if (record === null) return;
  // In the order of files and lines, and without a filter, a record's number is its place.
  if (view.value.sort) sortBy(null);
  if (filterText.value !== "") await filterBy("");
  select(record);
}
