// The filter module, once it is instantiated: what a runtime's entry says first.
import { Prices, RecordFilter } from "filter";
import { asked, Selection } from "./selection.ts";

/** Records that a filter lets through, with costs by a list of prices. Throws a FilterProblem if it cannot be understood. */
export const selectionOf = (where: string, prices = new Prices()): Selection =>
  new Selection(
    asked(() => new RecordFilter(where)),
    prices,
  );

/** A list of prices other than the module's own. Throws if it is not of the documented form. */
export const pricesOf = (text: string): Prices => new Prices(text);
