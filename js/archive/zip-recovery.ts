// What can be found in a ZIP archive whose directory, which is its end, is missing or damaged: the headers before each
// file say nearly the same (APPNOTE 4.3.7).
import type { RandomAccess } from "./bytes.ts";
import { FileCursor } from "./cursor.ts";
import { MOST_ENTRIES } from "./entry.ts";

/** What a directory says of a file in the archive. */
export interface ZipRecord {
  path: string;
  /** Where its local header is. */
  offset: number;
  /** Bytes of its data as stored. */
  stored: number;
  method: number;
  encrypted: boolean;
  /** What its text must be; `undefined` where the archive is cut off before it says so. */
  check: { crc32: number; size: number } | undefined;
  /** The directory says that it is a symbolic link. */
  link?: boolean;
}

export const LOCAL_HEADER = 0x04034b50;
export const LOCAL_HEADER_BYTES = 30;
/** Signatures that may follow a file: another, the directory, and what stands before the end of it. */
const FOLLOWING = new Set([LOCAL_HEADER, 0x02014b50, 0x06054b50, 0x06064b50, 0x08064b50]);
const DESCRIPTOR = 0x08074b50;
/** Sizes that are in the extra field instead (APPNOTE 4.5.3). */
const IN_EXTRA = 0xffffffff;
const ZIP64 = 0x0001;
/** Bytes searched at once: few at first, for most headers are where they are expected, then more. */
const FIRST_WINDOW = 16 * 1024;
const LARGEST_WINDOW = 1 << 20;

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const uint64 = (view: DataView, at: number) => view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;

/** Walks the local headers from the archive's beginning. What is read for one file is at most twice its size and 16 KiB. */
export async function* recoverRecords(file: RandomAccess): AsyncGenerator<ZipRecord> {
  const cursor = new FileCursor(file);
  let files = 0;
  for (;;) {
    const offset = await findHeader(file, cursor.position);
    if (offset === undefined || files++ === MOST_ENTRIES) return;
    cursor.position = offset;
    const head = await cursor.take(LOCAL_HEADER_BYTES);
    if (head.length < LOCAL_HEADER_BYTES) return;
    const view = viewOf(head);
    const [flags, method, nameLength, extraLength] = [
      view.getUint16(6, true),
      view.getUint16(8, true),
      view.getUint16(26, true),
      view.getUint16(28, true),
    ];
    const name = await cursor.take(nameLength);
    const extra = await cursor.take(extraLength);
    if (extra.length < extraLength) return;
    const start = cursor.position;
    const sizes = sizesOf(view, extra);
    const described =
      (flags & 8) === 0
        ? { ...sizes, crc32: view.getUint32(14, true), next: start + sizes.stored }
        : await describedAfter(file, start, sizes.zip64);
    const end = Math.min(described ? start + described.stored : file.size, file.size);
    cursor.position = described && described.next <= file.size ? described.next : file.size;
    yield {
      path: new TextDecoder().decode(name),
      offset,
      stored: end - start,
      method,
      encrypted: (flags & 1) === 1,
      check: described && described.next <= file.size ? { crc32: described.crc32, size: described.size } : undefined,
    };
  }
}

/** The sizes that a local header tells. */
function sizesOf(view: DataView, extra: Uint8Array): { stored: number; size: number; zip64: boolean } {
  let [stored, size, zip64] = [view.getUint32(18, true), view.getUint32(22, true), false];
  const fields = viewOf(extra);
  for (let at = 0; at + 4 <= extra.length; at += 4 + fields.getUint16(at + 2, true)) {
    if (fields.getUint16(at, true) !== ZIP64 || at + 4 + fields.getUint16(at + 2, true) > extra.length) continue;
    zip64 = true;
    let from = at + 4;
    const next = () => {
      const value = from + 8 <= extra.length ? uint64(fields, from) : 0;
      from += 8;
      return value;
    };
    if (size === IN_EXTRA) size = next();
    if (stored === IN_EXTRA) stored = next();
  }
  return { stored, size, zip64 };
}

/** The next place from `from` on where a local header may be. */
async function findHeader(file: RandomAccess, from: number): Promise<number | undefined> {
  for await (const { at, view } of signatures(file, from)) {
    // A version, a method and a flag that exist: what looks so within data by chance is rare.
    const plausible =
      view.byteLength >= LOCAL_HEADER_BYTES &&
      view.getUint16(4, true) % 256 <= 63 &&
      view.getUint16(8, true) < 100 &&
      view.getUint16(26, true) > 0;
    if (view.getUint32(0, true) === LOCAL_HEADER && plausible) return at;
  }
  return undefined;
}

/**
 * The sizes of data that begin at `start`, by what was written after them (APPNOTE 4.3.9); `undefined` if that is missing.
 * With ZIP64 they have 8 bytes each.
 */
async function describedAfter(
  file: RandomAccess,
  start: number,
  zip64: boolean,
): Promise<{ stored: number; size: number; crc32: number; next: number } | undefined> {
  for await (const { at, view, before } of signatures(file, start)) {
    const signature = view.getUint32(0, true);
    if (signature === DESCRIPTOR && view.byteLength >= 16) {
      const [stored, crc32] = [at - start, view.getUint32(4, true)];
      if (!zip64 && view.getUint32(8, true) === stored)
        return { stored, size: view.getUint32(12, true), crc32, next: at + 16 };
      if (zip64 && view.byteLength >= 24 && uint64(view, 8) === stored)
        return { stored, size: uint64(view, 16), crc32, next: at + 24 };
    }
    // The descriptor's own signature may be missing.
    if (FOLLOWING.has(signature)) {
      const [end, sizes] = [before.byteLength, zip64 ? 16 : 8];
      const next = at;
      const stored = at - 4 - sizes - start;
      if (end < 4 + sizes) continue;
      const crc32 = before.getUint32(end - sizes - 4, true);
      if (!zip64 && before.getUint32(end - 8, true) === stored)
        return { stored, size: before.getUint32(end - 4, true), crc32, next };
      if (zip64 && uint64(before, end - 16) === stored) return { stored, size: uint64(before, end - 8), crc32, next };
    }
  }
  return undefined;
}

/** Places from `from` on where `PK` is, with up to 32 bytes from there on, and up to 20 before. */
async function* signatures(
  file: RandomAccess,
  from: number,
): AsyncGenerator<{ at: number; view: DataView; before: DataView }> {
  const [BEFORE, AFTER] = [20, 32];
  for (
    let [base, window] = [from, FIRST_WINDOW];
    base < file.size;
    base += window, window = Math.min(2 * window, LARGEST_WINDOW)
  ) {
    const begin = Math.max(from, base - BEFORE);
    const bytes = await file.read(begin, Math.min(base + window + AFTER, file.size));
    const last = base + window - begin;
    for (let i = bytes.indexOf(0x50, base - begin); i >= 0 && i < last; i = bytes.indexOf(0x50, i + 1)) {
      if (bytes[i + 1] !== 0x4b || i + 4 > bytes.length) continue;
      yield {
        at: begin + i,
        view: viewOf(bytes.subarray(i, i + AFTER)),
        before: viewOf(bytes.subarray(Math.max(0, i - BEFORE), i)),
      };
    }
  }
}
