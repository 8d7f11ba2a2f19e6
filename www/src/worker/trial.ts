// Tries the keys on a few records, before hours are spent on opening all of them.
import { type OpenedLines, sealedForBits } from "core";
import type { Trial } from "../protocol/keys.ts";
import type { KeyStore } from "./key-store.ts";
import { readBytes } from "./read.ts";

/** Bytes of a file looked at. A sealed record has some KB. */
const BEGINNING = 256 * 1024;

/** Tries the keys on the first sealed record of each file. */
export async function tryKeys(keys: KeyStore, files: File[]): Promise<Trial[]> {
  const trials: Trial[] = [];
  for (const file of files) {
    // A file that cannot be read is told of when it is opened.
    trials.push(await tryFile(keys, file).catch((): Trial => ({ came: "nothing" })));
  }
  return trials;
}

async function tryFile(keys: KeyStore, file: File): Promise<Trial> {
  const tried = await keys.tryOn(new Uint8Array(await readBytes(file, 0, Math.min(BEGINNING, file.size))));
  if (!tried) return { came: "nothing" };
  return tried.opened > 0 ? { came: "opened" } : judge(tried);
}

/** Why a record stayed sealed. */
function judge({ faults, output }: OpenedLines): Trial {
  const code = faults[0]?.code;
  if (code === "ERR_UNWRAP") return { came: "refused" };
  // What stays sealed stands in the output as it was.
  const bits = code === "ERR_KEY_SIZE" ? sealedForBits(output) : undefined;
  return bits ? { came: "size", sealedForBits: bits } : { came: "nothing" };
}
