// The conversation module in browsers: it lies beside this script.
import init from "conversation";
import { whenNeeded } from "./read.ts";

/** Makes the module ready, once. */
export const load = whenNeeded(new URL("./conversation.wasm", import.meta.url), init);
