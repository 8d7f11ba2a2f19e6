// The filter module in browsers: it lies beside this script.
import init from "filter";
import { read } from "./read.ts";

let loading: Promise<unknown> | undefined;

/** Makes the module ready, once. */
export async function load(): Promise<void> {
  loading ??= read(new URL("./filter.wasm", import.meta.url)).then((bytes) => init({ module_or_path: bytes }));
  try {
    await loading;
  } catch (error) {
    // Perhaps the network was away: the next call tries again.
    loading = undefined;
    throw error;
  }
}

export { selectionOf } from "../../conversation/filter-module.ts";
