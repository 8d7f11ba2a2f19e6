// The checksum of ZIP (APPNOTE 4.4.7), for files whose text no gzip member verifies.
import { LogpushError } from "../errors.ts";
import type { Bytes } from "./bytes.ts";

/** The polynomial, with its bits reversed as the checksum's are. */
const POLYNOMIAL = 0xedb88320;

const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? POLYNOMIAL : 0);
  return remainder;
});

/** The slices, and in the end an error if they are not what a ZIP archive says of a file. */
export async function* verified(
  slices: AsyncIterable<Bytes>,
  check: { crc32: number; size: number } | undefined,
): AsyncGenerator<Bytes> {
  let [remainder, size] = [-1, 0];
  for await (const slice of slices) {
    for (const byte of slice) remainder = (remainder >>> 8) ^ (TABLE[(remainder ^ byte) & 0xff] ?? 0);
    size += slice.length;
    yield slice;
  }
  if (check && (~remainder >>> 0 !== check.crc32 || size !== check.size))
    throw new LogpushError({
      code: "ERR_IO",
      message:
        "Its checksum in the ZIP archive does not fit: its data are damaged, and records that were read from it may be wrong. Fetch the archive again.",
    });
}
