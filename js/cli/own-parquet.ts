// Parquet files of earlier runs, which have no sealed fields: what stays sealed is absent in them.
import fs from "node:fs";
import { onDisk } from "./paths.ts";

/** How a file begins and ends (https://parquet.apache.org/docs/file-format/). */
const MAGIC = Buffer.from("PAR1");
/** The length of the footer, and the last of these. */
const TAIL = 8;
/** Footers are shorter. */
const LARGEST_FOOTER = 64 << 20;

/** Whether a file is Parquet that `export` wrote: its footer names what made it. */
export function isOwnParquet(file: string): boolean {
  const descriptor = fs.openSync(onDisk(file), "r");
  const read = (length: number, at: number) => {
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, fs.readSync(descriptor, bytes, 0, length, at));
  };
  try {
    const { size } = fs.fstatSync(descriptor);
    if (size < MAGIC.length + TAIL || !read(MAGIC.length, 0).equals(MAGIC)) return false;
    const tail = read(TAIL, size - TAIL);
    const length = tail.readUInt32LE(0);
    if (!tail.subarray(4).equals(MAGIC) || length > Math.min(size - TAIL, LARGEST_FOOTER)) return false;
    return read(length, size - TAIL - length).includes("logpush-decrypt");
  } finally {
    fs.closeSync(descriptor);
  }
}
