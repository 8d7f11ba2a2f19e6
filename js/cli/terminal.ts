// What reaches a terminal. File names, values and names of fields were chosen by others: a terminal obeys the control
// characters in them, and shows other text than is there.

/**
 * Control characters (C0, DEL, C1), line and paragraph separators, and the characters that change the direction of
 * text (Unicode, UAX #9).
 */
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;
/** The same without the ends of lines. */
const CONTROLS_IN_LINES =
  /\r(?!\n)|[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** A byte of a name that is not UTF-8 (see paths.ts). */
const STRAY_BYTES = /(?<![\ud800-\udbff])[\udc80-\udcff]/g;

const escapeCharacter = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** Bytes of a name that are not UTF-8 as `\xff`; everything else as it is. For files, which are not obeyed. */
export const readable = (text: string): string =>
  text.replace(STRAY_BYTES, (character) => `\\x${(character.charCodeAt(0) & 0xff).toString(16)}`);

/** One line, as it may be shown on a terminal. */
export const escaped = (text: string): string => readable(text).replace(CONTROLS, escapeCharacter);

/** Several lines. Within the strings of JSON, the only place where JSON has such characters, the value stays the same. */
export const escapedLines = (text: string): string => readable(text).replace(CONTROLS_IN_LINES, escapeCharacter);

/** Writes lines, each of them escaped. */
export function writeLines(stream: { write(text: string): unknown }, lines: readonly string[]): void {
  stream.write(lines.map((line) => `${escaped(line)}\n`).join(""));
}
