// Files of ZIP archives as gzip members. ZIP has deflate and CRC-32 as gzip has them, so what reads gzip reads
// such a file, and reports its damage; and any record in it is reached from a checkpoint, without a copy of the file.
import type { Piece } from "./bytes.ts";

/** RFC 1952 section 2.3: deflate, no flags, no time, written by an unknown system. */
const HEADER = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff);
/** The most bytes of a block that is stored (RFC 1951 section 3.2.4). */
const BLOCK = 0xffff;

/** What ZIP says of a file. */
export interface Deflated {
  /** Where its data are in the archive. */
  start: number;
  end: number;
  /** What its text must be; `undefined` if the archive is cut off before it says so. */
  check: { crc32: number; size: number } | undefined;
}

const trailer = ({ crc32, size }: { crc32: number; size: number }) => {
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, crc32, true);
  // Modulo 2^32, as ISIZE counts.
  view.setUint32(4, size % 2 ** 32, true);
  return bytes;
};

/** Data that are deflated, as a gzip member. Without a check it has no end, and counts as cut off. */
export const deflatedMember = ({ start, end, check }: Deflated): Piece[] => [
  HEADER,
  { start, end },
  ...(check ? [trailer(check)] : []),
];

/** Data that are stored as they are, as a gzip member, for the sake of its checksum: 5 bytes for each 65,535. */
export function storedMember({ start, end, check }: Deflated): Piece[] {
  const pieces: Piece[] = [HEADER];
  for (let at = start; at < end || at === start; at += BLOCK) {
    const length = Math.min(BLOCK, end - at);
    const last = check !== undefined && at + length >= end;
    pieces.push(Uint8Array.of(last ? 1 : 0, length & 0xff, length >> 8, ~length & 0xff, (~length >> 8) & 0xff));
    if (length > 0) pieces.push({ start: at, end: at + length });
  }
  if (check) pieces.push(trailer(check));
  return pieces;
}
