// Zstandard, whose module the page carries inside: it is unpacked and compiled for the first file that needs it.
import init from "zstd";
import { unzstd } from "../../../js/archive/zstd.ts";
import { zstdWhenNeeded } from "../../../js/archive/zstd-when-needed.ts";
import { unpack } from "../../../js/entries/web/unpack.ts";

let packed: string | undefined;
let ready: Promise<unknown> | undefined;

/** Says what the module is, in gzip and base 85. */
export function useZstd(module: string): void {
  packed = module;
}

async function load(): Promise<void> {
  if (packed === undefined) throw new Error("the worker was not started");
  await init({ module_or_path: await unpack(packed) });
}

/** Unpacks a file. */
export const zstd = zstdWhenNeeded(async () => {
  ready ??= load();
  await ready;
  return unzstd;
});
