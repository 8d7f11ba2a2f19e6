// What a file is, by its first bytes.

/** How many bytes tell: a tar archive's first header. */
export const TELLING_BYTES = 512;

/** Bytes of a file that tell what it is, also where a tar archive is in gzip; and of its text that are inflated for that. */
export const BEGINNING = 4096;

/** What may hold other files. What is compressed may hold a tar archive: its first text tells. */
export type Container = "zip" | "tar" | "gzip" | "zstd";

const begins = (bytes: Uint8Array, with_: readonly number[]) => with_.every((byte, i) => bytes[i] === byte);
const ascii = (text: string) => [...text].map((character) => character.charCodeAt(0));

/** A local header, the end of an archive without files, and the mark of one that was written as parts (APPNOTE 4.3). */
const ZIP = ["PK\x03\x04", "PK\x05\x06", "PK\x07\x08PK\x03\x04"].map(ascii);
const GZIP = [0x1f, 0x8b];
/** A frame, and after one byte of 0x50 to 0x5f a skippable frame, which may come first (RFC 8878 section 3.1). */
const ZSTD = [0x28, 0xb5, 0x2f, 0xfd];
const SKIPPABLE = [0x2a, 0x4d, 0x18];
const isZstd = (bytes: Uint8Array) =>
  begins(bytes, ZSTD) || (((bytes[0] ?? 0) & 0xf0) === 0x50 && begins(bytes.subarray(1), SKIPPABLE));

/** Tells what holds other files; `undefined` for everything else, logs among them. */
export function detect(bytes: Uint8Array): Container | undefined {
  if (begins(bytes, GZIP)) return "gzip";
  if (isZstd(bytes)) return "zstd";
  if (ZIP.some((mark) => begins(bytes, mark))) return "zip";
  return isTarHeader(bytes) || hasTarMagic(bytes) ? "tar" : undefined;
}

/** Formats that are not read: what each is called, and the command that unpacks it. */
const OTHERS: readonly [mark: readonly number[], name: string, command: string][] = [
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], "compressed with xz", "xz -d FILE"],
  [[...ascii("BZh"), 0x31], "compressed with bzip2", "bzip2 -d FILE"],
  [[0x04, 0x22, 0x4d, 0x18], "compressed with LZ4", "lz4 -d FILE"],
  [[0x1f, 0x9d], "compressed with compress", "uncompress FILE"],
  [[0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], "a 7-Zip archive", "7z x FILE"],
  [[...ascii("Rar!"), 0x1a, 0x07], "a RAR archive", "unrar x FILE"],
];

/** Says what a file is that is packed in a way which is not read, and how it is unpacked; `undefined` for all others. */
export function packedOtherwise(bytes: Uint8Array): string | undefined {
  for (const [mark, name, command] of OTHERS) {
    // The level of bzip2 is a digit.
    const same = name.endsWith("bzip2")
      ? begins(bytes, mark.slice(0, 3)) && /[1-9]/.test(String.fromCharCode(bytes[3] ?? 0)) && bytes[4] === 0x31
      : begins(bytes, mark);
    if (same) return `It is ${name}, which is not read here. Unpack it with '${command}', and give what comes out.`;
  }
  return undefined;
}

/** The field of a header that says `ustar`: of POSIX, and as GNU tar writes it. No text has bytes of zero. */
const hasTarMagic = (header: Uint8Array) =>
  begins(header.subarray(257), ascii("ustar\0")) || begins(header.subarray(257), ascii("ustar  \0"));

/** Whether this is a header of a tar archive: its checksum fits (POSIX.1-1988 section 10.1.1). */
export function isTarHeader(header: Uint8Array): boolean {
  if (header.length < TELLING_BYTES || header[0] === 0) return false;
  const stored = octal(header.subarray(148, 156));
  if (stored === undefined) return false;
  // Bytes are unsigned by the standard; some old programs took them for signed.
  let [unsigned, signed] = [0, 0];
  for (let i = 0; i < TELLING_BYTES; i++) {
    const byte = i >= 148 && i < 156 ? 0x20 : (header[i] ?? 0);
    unsigned += byte;
    signed += byte < 0x80 ? byte : byte - 0x100;
  }
  return stored === unsigned || stored === signed;
}

/** A number in octal digits, as headers have it; `undefined` for anything else. */
export function octal(field: Uint8Array): number | undefined {
  const text = String.fromCharCode(...field)
    .replace(/[\0 ]+$/, "")
    .replace(/^ +/, "");
  return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : undefined;
}
