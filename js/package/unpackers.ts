// What unpacks the files of archives in this runtime.
import type { Unpack, Unpackers } from "../archive/entry.ts";
import { inflate } from "../archive/inflate.ts";
import { zstdWhenNeeded } from "../archive/zstd-when-needed.ts";

let unpackers: Unpackers | undefined;

/** Sets how the module for Zstandard is loaded. Each entry for archives does this first. */
export function useZstd(load: () => Promise<Unpack>): void {
  unpackers = { inflate, zstd: zstdWhenNeeded(load) };
}

/** What unpacks here. */
export function theUnpackers(): Unpackers {
  if (!unpackers) throw new Error("no entry of the package was loaded");
  return unpackers;
}
