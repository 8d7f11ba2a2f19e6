// Tries the keys on a few records, before hours are spent on opening all of them.
import { Decryptor, type KeyRing } from "core";
import type { Trial } from "../session/messages.ts";
import { readBytes } from "./read.ts";

/** Bytes of a file looked at. A sealed record has some KB. */
const BEGINNING = 256 * 1024;
/** Records without sealed fields that are passed over. */
const PATIENCE = 500;

/** Tries the keys on the first sealed record of each file. */
export async function tryKeys(ring: KeyRing, files: File[]): Promise<Trial[]> {
  const trials: Trial[] = [];
  for (const file of files) {
    // A file that cannot be read is told of when it is opened.
    trials.push(await tryFile(ring, file).catch((): Trial => ({ came: "nothing" })));
  }
  ring.resetUsage();
  return trials;
}

async function tryFile(ring: KeyRing, file: File): Promise<Trial> {
  const decryptor = new Decryptor({});
  try {
    decryptor.push(new Uint8Array(await readBytes(file, 0, Math.min(BEGINNING, file.size))));
    for (let records = 0; records < PATIENCE; records++) {
      // The least it gives is one record, or one line that is none.
      const { opened, sealed, faults, output, drained } = decryptor.read(ring, 1, 1);
      if (opened > 0) return { came: "opened" };
      if (sealed > 0) return judge(faults[0]?.code, output);
      if (drained) break;
    }
    return { came: "nothing" };
  } finally {
    decryptor.free();
  }
}

/** Why a record stayed sealed. */
function judge(code: string | undefined, output: Uint8Array): Trial {
  if (code === "ERR_UNWRAP") return { came: "refused" };
  // What stays sealed stands in the output as it was: the wrapped key is as long as the modulus.
  const [, wrapped = ""] = /"key"\s*:\s*"([^"]+)"/.exec(new TextDecoder().decode(output)) ?? [];
  const bits = Math.floor((wrapped.replaceAll("=", "").length * 6) / 8) * 8;
  return code === "ERR_KEY_SIZE" && bits > 0 ? { came: "size", sealedForBits: bits } : { came: "nothing" };
}
