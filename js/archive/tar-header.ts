// Headers of tar archives: POSIX ustar and pax, GNU tar's, and those from before both.
import { isTarHeader, octal } from "./detect.ts";

export const BLOCK = 512;

/** A header, of which only this much is of interest. */
export interface TarHeader {
  /** The letter or digit that says what it is. */
  type: string;
  path: string;
  /** Bytes that follow it, before padding. `undefined` where the field is no number. */
  size: number | undefined;
}

/** What headers before a file's own say of it. */
export interface Overrides {
  path?: string;
  size?: number;
  /** The file is stored without its holes. */
  sparse?: boolean;
}

/** Kinds of files that hold text (`7` is one that was contiguous on its disk). */
export const FILES = new Set(["0", "7"]);
/** Kinds without content: links, devices, folders, pipes; what backups say of folders, and the archive's label. */
export const WITHOUT_CONTENT = new Set(["1", "2", "3", "4", "5", "6", "D", "V"]);
/** Headers about the next file: pax for it or for all, and GNU tar's of long names and long targets of links. */
export const ABOUT_THE_NEXT = new Set(["x", "X", "g", "L", "K", "N"]);

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const latin = new TextDecoder("windows-1252");

/** A name: UTF-8, otherwise Windows-1252, so that something can be shown. */
function decoded(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return latin.decode(bytes);
  }
}

/** The bytes of a field before the first zero. */
function untilZero(field: Uint8Array): Uint8Array {
  const end = field.indexOf(0);
  return end < 0 ? field : field.subarray(0, end);
}

const text = (field: Uint8Array) => decoded(untilZero(field));

/** A size: octal digits, or beyond 8 GiB GNU tar's binary form, marked by the first bit. */
function size(field: Uint8Array): number | undefined {
  const [first = 0] = field;
  if (first === 0) return 0;
  if ((first & 0x80) === 0) return octal(field);
  // Negative numbers begin with 0xff.
  const value = first === 0x80 ? field.subarray(1).reduce((sum, byte) => sum * 256 + byte, 0) : Number.NaN;
  return Number.isSafeInteger(value) ? value : undefined;
}

/** Reads a header; `undefined` if its checksum does not fit. */
export function readHeader(block: Uint8Array): TarHeader | undefined {
  if (!isTarHeader(block)) return undefined;
  const letter = String.fromCharCode(block[156] ?? 0);
  const [name, prefix] = [untilZero(block.subarray(0, 100)), untilZero(block.subarray(345, 500))];
  // GNU tar's own form has other fields in the place of the prefix.
  const posix = text(block.subarray(257, 263)) === "ustar";
  const whole = posix && prefix.length > 0 ? Uint8Array.of(...prefix, 0x2f, ...name) : name;
  return { type: letter === "\0" ? "0" : letter, path: decoded(whole), size: size(block.subarray(124, 136)) };
}

/** What a header about the next file says, by its content. */
export function readOverrides(type: string, content: Uint8Array): Overrides {
  if (type === "L") return { path: text(content) };
  if (type !== "x" && type !== "X") return {};
  const overrides: Overrides = {};
  // Records of pax: `LENGTH KEY=VALUE\n`, in which the length counts all of it.
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(0x20, at);
    const length = space < 0 ? Number.NaN : Number(text(content.subarray(at, space)));
    if (!(length > space - at + 1) || at + length > content.length) break;
    const record = content.subarray(space + 1, at + length - 1);
    const equals = record.indexOf(0x3d);
    const [key, value] = [text(record.subarray(0, Math.max(equals, 0))), record.subarray(equals + 1)];
    if (key === "path") overrides.path = decoded(value);
    if (key === "size" && /^\d{1,16}$/.test(text(value)) && Number.isSafeInteger(Number(text(value))))
      overrides.size = Number(text(value));
    if (key.startsWith("GNU.sparse.")) overrides.sparse = true;
    at += length;
  }
  return overrides;
}
