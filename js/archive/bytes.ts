// Files that are read from anywhere, and files that are made of pieces of others.

export type Bytes = Uint8Array<ArrayBuffer>;

/** A file, any part of which can be read. */
export interface RandomAccess {
  /** Its bytes. */
  readonly size: number;
  /** The bytes from `start` to before `end`, which is within the file. */
  read(start: number, end: number): Promise<Bytes>;
}

/** A piece of a file that is made of another: bytes of its own, or a range of the other's. */
export type Piece = Bytes | { start: number; end: number };

/** Bytes read at once. */
const SLICE = 1 << 20;

export const sizeOf = (pieces: readonly Piece[]) =>
  pieces.reduce((sum, piece) => sum + ("start" in piece ? piece.end - piece.start : piece.length), 0);

/** The bytes of a file that is made of pieces of `file`. */
export async function* bytesOf(pieces: readonly Piece[], file: RandomAccess): AsyncGenerator<Bytes> {
  for (const piece of pieces) {
    if (!("start" in piece)) {
      yield piece;
      continue;
    }
    for (let at = piece.start; at < piece.end; at += SLICE) yield await file.read(at, Math.min(at + SLICE, piece.end));
  }
}

/** The first bytes of what comes in slices: `count` of them, or fewer where there are no more. */
export async function firstBytes(slices: AsyncIterable<Bytes>, count: number): Promise<Bytes> {
  const parts: Bytes[] = [];
  let have = 0;
  for await (const slice of slices) {
    // Its memory may be used again for the next one.
    parts.push(slice.slice(0, count - have));
    have += slice.length;
    if (have >= count) break;
  }
  return joined(parts);
}

export function joined(parts: readonly Uint8Array[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Bytes in memory as a file. */
export const inMemory = (bytes: Bytes): RandomAccess => ({
  size: bytes.length,
  read: async (start, end) => bytes.subarray(start, end),
});
