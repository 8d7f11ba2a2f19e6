// The conversation module, once it is instantiated: what a runtime's entry says first.
import { Prices } from "conversation";

let prices: Prices | undefined;

/** The list of prices of the module. */
export function builtInPrices(): Prices {
  prices ??= new Prices();
  return prices;
}
