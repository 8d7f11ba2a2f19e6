// JSON as its own text: for showing a value without changing a digit or an escape of it. All of it is linear in what is
// looked at, and nothing is built of what is passed over.

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const WORD = /[^\s,:{}[\]"]+/y;

/** Where a string that begins at `start` ends: behind its closing quote. */
export function endOfString(json: string, start: number): number {
  // By hand: a body can be one string of many megabytes, which is more than regular expressions take.
  for (let at = start + 1; ; ) {
    const quote = json.indexOf('"', at);
    if (quote < 0) return json.length;
    let backslashes = 0;
    while (json.charCodeAt(quote - 1 - backslashes) === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return quote + 1;
    at = quote + 1;
  }
}

/** Where the object or array ends that begins at `start`: behind its closing bracket. */
function endOfContainer(json: string, start: number): number {
  let depth = 0;
  for (let at = start; at < json.length; ) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(json, at);
      continue;
    }
    at++;
    // [ and { differ by one bit, and so do ] and }.
    if ((code | 0x20) === 0x7b) depth++;
    else if ((code | 0x20) === 0x7d && --depth === 0) return at;
  }
  return json.length;
}

/** Where the value ends that begins at `start`. */
export function endOfValue(json: string, start: number): number {
  const first = json.charAt(start);
  if (first === '"') return endOfString(json, start);
  if (first === "{" || first === "[") return endOfContainer(json, start);
  WORD.lastIndex = start;
  return WORD.test(json) ? WORD.lastIndex : start + 1;
}

/** Where the next token begins, from `at` on. */
export function skipBlank(json: string, at: number): number {
  while (isBlank(json.charCodeAt(at))) at++;
  return at;
}

const isBlank = (code: number) => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;

/** A member of an object, with its value as it is written. */
export interface Member {
  name: string;
  value: string;
}

/**
 * The members of an object that is known to be JSON, `most` of them, from the place `at` on, and where the ones behind
 * them begin; `null` if there are none. None if it is no object.
 */
export function members(
  json: string,
  most: number,
  at: number | null = null,
): { members: Member[]; rest: number | null } {
  const found: Member[] = [];
  let next = at;
  if (next === null) {
    const begin = skipBlank(json, 0);
    if (json.charAt(begin) !== "{") return { members: found, rest: null };
    next = skipBlank(json, begin + 1);
  }
  while (next < json.length && json.charAt(next) !== "}") {
    if (found.length === most) return { members: found, rest: next };
    const endOfName = endOfString(json, next);
    // Behind the colon.
    const begin = skipBlank(json, skipBlank(json, endOfName) + 1);
    const end = endOfValue(json, begin);
    found.push({ name: textOf(json.slice(next, endOfName)), value: json.slice(begin, end) });
    next = skipBlank(json, end);
    if (json.charAt(next) === ",") next = skipBlank(json, next + 1);
  }
  return { members: found, rest: null };
}

/** The text that a string says which is written so, with its quotes. */
export const textOf = (written: string): string => JSON.parse(written) as string;

/** What that text begins with: so many characters of it at most. The rest is not looked at. */
export function textStart(written: string, most: number): string {
  // A character takes six at most: \u0061.
  if (written.length <= most * 6 + 2) return textOf(written).slice(0, most);
  let end = 1;
  for (let characters = 0; characters < most; characters++) {
    if (written.charCodeAt(end) !== BACKSLASH) end++;
    else end += written.charAt(end + 1) === "u" ? 6 : 2;
  }
  return textOf(`${written.slice(0, end)}"`);
}

/** Bytes of a text as UTF-8. */
export function utf8Bytes(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x80) continue;
    // Half of a surrogate pair: two bytes of four. Alone it becomes U+FFFD, which has three.
    const isHalf = code >= 0xd800 && code < 0xe000 && (text.codePointAt(at) ?? 0) > 0xffff;
    if (code < 0x800) bytes += 1;
    else bytes += 2;
    if (isHalf) at++;
  }
  return bytes;
}
