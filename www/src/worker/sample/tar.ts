// A tar archive (POSIX ustar) of a few small files.

const BLOCK = 512;

/** The archive with these files, in their order. Paths have up to 100 ASCII characters. */
export function tar(files: readonly { path: string; bytes: Uint8Array; seconds: number }[]): Uint8Array<ArrayBuffer> {
  const blocks = files.map(({ bytes }) => 1 + Math.ceil(bytes.length / BLOCK));
  // Two empty blocks end it.
  const archive = new Uint8Array((blocks.reduce((sum, count) => sum + count, 0) + 2) * BLOCK);
  let at = 0;
  for (const [i, file] of files.entries()) {
    archive.set(header(file), at);
    archive.set(file.bytes, at + BLOCK);
    at += (blocks[i] ?? 0) * BLOCK;
  }
  return archive;
}

function header({ path, bytes, seconds }: { path: string; bytes: Uint8Array; seconds: number }): Uint8Array {
  const block = new Uint8Array(BLOCK);
  const put = (text: string, at: number) => block.set(new TextEncoder().encode(text), at);
  const octal = (value: number, digits: number) => value.toString(8).padStart(digits, "0");
  put(path, 0);
  put(octal(0o644, 7), 100);
  put(octal(0, 7), 108);
  put(octal(0, 7), 116);
  put(octal(bytes.length, 11), 124);
  put(octal(seconds, 11), 136);
  // The checksum is made with spaces in its place.
  put(" ".repeat(8), 148);
  put("0", 156);
  put("ustar\u000000", 257);
  put(
    `${octal(
      block.reduce((sum, byte) => sum + byte, 0),
      6,
    )}\u0000`,
    148,
  );
  return block;
}
