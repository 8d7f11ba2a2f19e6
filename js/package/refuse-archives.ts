// Refuses an archive that is given as one file, and names what reads it.
import type { Bytes } from "../archive/bytes.ts";
import { BEGINNING, detect } from "../archive/detect.ts";
import { firstText, once } from "../archive/first-text.ts";
import { inflate } from "../archive/inflate.ts";
import { LogpushError } from "../errors.ts";

const MESSAGE =
  "It is an archive, which holds other files. Go through them with `entries` of logpush-decrypt/archive, and decrypt each.";

/** The slices of a file, unless they are those of a ZIP or tar archive: then it throws. */
export async function* refuseArchives(slices: AsyncIterable<Bytes>): AsyncGenerator<Bytes> {
  let first = true;
  for await (const slice of slices) {
    if (first && (await isArchive(slice))) throw new LogpushError({ code: "ERR_IO", message: MESSAGE });
    first = false;
    yield slice;
  }
}

async function isArchive(beginning: Bytes): Promise<boolean> {
  const kind = detect(beginning);
  if (kind !== "gzip") return kind !== undefined;
  return detect(await firstText(once(beginning.subarray(0, BEGINNING)), inflate)) === "tar";
}
