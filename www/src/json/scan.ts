// Whether a text is JSON (RFC 8259), and where its large objects and arrays end, by looking at it once and building nothing.
import { skipBlank } from "./tokens.ts";

/** A text that is JSON. */
export interface Json {
  text: string;
  /** Where each large object or array ends, by where it begins: so that passing over one costs nothing. */
  ends: ReadonlyMap<number, number>;
}

/** Characters of an object or array whose end is kept. There are no more of them than levels times text by this. */
const LARGE = 1 << 14;
/** Deeper levels than these are shown as text. */
const LEVELS = 500;

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LITERALS = ["true", "false", "null"];

/** A text as JSON; `null` if it is none. */
export function scan(text: string): Json | null {
  const ends = new Map<number, number>();
  /** Where the open objects and arrays begin. */
  const open: number[] = [];
  let at = skipBlank(text, 0);
  for (;;) {
    // A value begins here.
    const first = text.charCodeAt(at);
    if (first === 0x7b || first === 0x5b) {
      if (open.length === LEVELS) return null;
      open.push(at);
      at = skipBlank(text, at + 1);
      // `{` and `}`, `[` and `]` are two apart.
      if (text.charCodeAt(at) !== first + 2) {
        if (first === 0x7b && (at = endOfName(text, at)) < 0) return null;
        continue;
      }
      at = close(open, ends, at);
    } else if ((at = endOfScalar(text, at, first)) < 0) return null;
    // Behind a value: what ends here, up to the next one.
    for (;;) {
      at = skipBlank(text, at);
      const begin = open.at(-1);
      if (begin === undefined) return at === text.length ? { text, ends } : null;
      const [opening, code] = [text.charCodeAt(begin), text.charCodeAt(at)];
      if (code === opening + 2) {
        at = close(open, ends, at);
        continue;
      }
      if (code !== 0x2c) return null;
      at = skipBlank(text, at + 1);
      if (opening === 0x7b && (at = endOfName(text, at)) < 0) return null;
      break;
    }
  }
}

/** Takes the innermost value from those that are open; where what is behind it begins. */
function close(open: number[], ends: Map<number, number>, at: number): number {
  const begin = open.pop() ?? 0;
  if (at - begin >= LARGE) ends.set(begin, at + 1);
  return at + 1;
}

/** Where the value of a member begins whose name begins at `at`; -1 if that is no name. */
function endOfName(text: string, at: number): number {
  if (text.charCodeAt(at) !== 0x22) return -1;
  const end = endOfString(text, at);
  if (end < 0) return -1;
  const colon = skipBlank(text, end);
  return text.charCodeAt(colon) === 0x3a ? skipBlank(text, colon + 1) : -1;
}

/** Where a string, number or literal ends; -1 if it is none. */
function endOfScalar(text: string, at: number, first: number): number {
  if (first === 0x22) return endOfString(text, at);
  NUMBER.lastIndex = at;
  if (NUMBER.test(text)) return NUMBER.lastIndex;
  const literal = LITERALS.find((literal) => text.startsWith(literal, at));
  return literal === undefined ? -1 : at + literal.length;
}

/** Where a string ends, each character of which is checked; -1 if one is wrong. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at + 1;
    if (code < 0x20) return -1;
    if (code !== 0x5c) continue;
    at++;
    if (text.charCodeAt(at) === 0x75) {
      for (let digit = 1; digit <= 4; digit++) if (!isHex(text.charCodeAt(at + digit))) return -1;
      at += 4;
    } else if (!'"\\/bfnrt'.includes(text.charAt(at)) || at >= text.length) return -1;
  }
  return -1;
}

const isHex = (code: number) => (code >= 0x30 && code <= 0x39) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x66);
