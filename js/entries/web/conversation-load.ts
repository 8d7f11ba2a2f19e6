// The conversation module in browsers: it lies beside this script.
import init from "conversation";
import { read } from "./read.ts";

let loading: Promise<unknown> | undefined;

/** Makes the module ready, once. */
export async function load(): Promise<void> {
  loading ??= read(new URL("./conversation.wasm", import.meta.url)).then((bytes) => init({ module_or_path: bytes }));
  try {
    await loading;
  } catch (error) {
    // Perhaps the network was away: the next call tries again.
    loading = undefined;
    throw error;
  }
}
