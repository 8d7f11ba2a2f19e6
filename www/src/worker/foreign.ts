// Files that are no logs, by their names or by their first bytes: what comes with a folder, or was chosen by mistake.
import { readBytes } from "./read.ts";

/** Bytes of the largest file that is taken for a proof of ownership. They have some dozens. */
const PROOF = 4096;

/** The file by which Logpush proves that a bucket is the person's own: `ownership-challenge-1a2b3c4d.txt` and the like. */
export const isProof = (path: string, size: number): boolean =>
  size <= PROOF && /(^|\/)ownership-challenge[^/]*$/i.test(path);

/** What such a file is, for people. */
export const PROOF_TOLD =
  "This file only proves to Cloudflare that the bucket is yours (an ownership challenge). It holds no log, and nothing is missing without it.";

const bytesOf = (text: string) => Array.from(text, (character) => character.charCodeAt(0));

/** First bytes of what people have beside their logs. `at`: where they stand. */
const FORMATS: readonly { name: string; at: number; bytes: readonly number[] }[] = [
  { name: "a PNG picture", at: 0, bytes: [0x89, ...bytesOf("PNG\r\n")] },
  { name: "a JPEG picture", at: 0, bytes: [0xff, 0xd8, 0xff] },
  { name: "a GIF picture", at: 0, bytes: bytesOf("GIF8") },
  { name: "a WebP picture", at: 8, bytes: bytesOf("WEBP") },
  { name: "a PDF document", at: 0, bytes: bytesOf("%PDF-") },
  { name: "a video", at: 4, bytes: bytesOf("ftyp") },
  { name: "a program", at: 0, bytes: [0x7f, ...bytesOf("ELF")] },
  { name: "a program", at: 0, bytes: bytesOf("MZ") },
  { name: "an SQLite database", at: 0, bytes: bytesOf("SQLite format 3") },
];

/** Bytes that are enough to tell. */
const BEGINNING = 16;

/** What a file is if it is certainly no log, such as `a PNG picture`. */
export async function foreignFormat(file: File): Promise<string | undefined> {
  const bytes = new Uint8Array(await readBytes(file, 0, Math.min(BEGINNING, file.size)));
  return FORMATS.find((format) => format.bytes.every((byte, i) => bytes[format.at + i] === byte))?.name;
}
