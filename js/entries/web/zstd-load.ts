// The module for Zstandard in browsers: it lies beside this script.
import init from "zstd";
import { whenNeeded } from "./read.ts";

/** Makes the module ready, once. */
export const load = whenNeeded(new URL("./zstd.wasm", import.meta.url), init);

export { unzstd } from "../../archive/zstd.ts";
