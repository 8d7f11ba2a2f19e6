// The conversation module, once it is instantiated: what a runtime's entry says first.
import { RecordFilter, Prices } from "conversation";
import { Selection } from "./selection.ts";

let prices: Prices | undefined;

/** The list of prices of the module. */
export function builtInPrices(): Prices {
  prices ??= new Prices();
  return prices;
}

/** Records that a filter lets through. Throws a TypeError with what is wrong with the filter. */
export function selectionOf(where: string): Selection {
  try {
    return new Selection(new RecordFilter(where), builtInPrices());
  } catch (error) {
    throw new TypeError(`\`where\`: ${error instanceof Error ? error.message : String(error)}`);
  }
}
