// Refuses an archive that is given as one file, and names what reads it.
import type { Bytes } from "../archive/bytes.ts";
import { BEGINNING, detect } from "../archive/detect.ts";
import { firstText, once } from "../archive/first-text.ts";
import { inflate } from "../archive/inflate.ts";
import { LogpushError } from "../errors.ts";

const ARCHIVE =
  "It is an archive, which holds other files. Go through them with `entries` of logpush-decrypt/archive, and decrypt each.";
const ZSTANDARD =
  "It is compressed with Zstandard. Unpack it with `entries` of logpush-decrypt/archive, and decrypt what that gives.";

/** The slices of a file, unless they are those of an archive, or of Zstandard: then it throws. */
export async function* refuseArchives(slices: AsyncIterable<Bytes>): AsyncGenerator<Bytes> {
  let first = true;
  for await (const slice of slices) {
    const message = first ? await refusal(slice) : undefined;
    if (message !== undefined) throw new LogpushError({ code: "ERR_IO", message });
    first = false;
    yield slice;
  }
}

async function refusal(beginning: Bytes): Promise<string | undefined> {
  const kind = detect(beginning);
  if (kind === "zstd") return ZSTANDARD;
  if (kind !== "gzip") return kind && ARCHIVE;
  return detect(await firstText(once(beginning.subarray(0, BEGINNING)), inflate)) === "tar" ? ARCHIVE : undefined;
}
