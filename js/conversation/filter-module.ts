// The filter module, once it is instantiated: what a runtime's entry says first.
import { Prices, RecordFilter } from "filter";
import { asked, Selection } from "./selection.ts";

/** Records that a filter lets through. Throws a FilterProblem if it cannot be understood. */
export const selectionOf = (where: string): Selection =>
  new Selection(
    asked(() => new RecordFilter(where)),
    new Prices(),
  );
