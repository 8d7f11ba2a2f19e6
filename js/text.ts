// The text of small files, in whatever encoding they have.

const swapped = (bytes: Uint8Array): Uint8Array => {
  const pairs = new Uint8Array(bytes.length & ~1);
  for (let at = 0; at < pairs.length; at += 2) pairs.set([bytes[at + 1] ?? 0, bytes[at] ?? 0], at);
  return pairs;
};

/** The text of bytes in UTF-8, or in UTF-16 with its byte-order mark, as PowerShell's `>` writes it. The mark is left out. */
export function textOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  // Node.js without the tables of all languages has no `utf-16be`.
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16le").decode(swapped(bytes));
  return new TextDecoder().decode(bytes);
}
