// The filter module in browsers: it lies beside this script.
import init from "filter";
import { whenNeeded } from "./read.ts";

/** Makes the module ready, once. */
export const load = whenNeeded(new URL("./filter.wasm", import.meta.url), init);

export { selectionOf } from "../../conversation/filter-module.ts";
