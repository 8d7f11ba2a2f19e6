// The conversation module, once it is instantiated: what a runtime's entry says first.
import { Prices, RecordFilter } from "conversation";
import { asked, Selection } from "./selection.ts";

let prices: Prices | undefined;

/** The list of prices of the module. */
export function builtInPrices(): Prices {
  prices ??= new Prices();
  return prices;
}

/** Records that a filter lets through. Throws a FilterProblem if it cannot be understood. */
export const selectionOf = (where: string, prices = builtInPrices()): Selection =>
  new Selection(
    asked(() => new RecordFilter(where)),
    prices,
  );
