// Names and values of strangers, so that they read as what they are: control characters as symbols, and what changes the
// direction of writing by its number. Without that a name such as `gpt<U+202E>exe.txt` reads `gpttxt.exe`.

/** Controls but for white space, marks of direction (Unicode's Bidi_Control), line separators, and the byte-order mark. */
const CONTROLS =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** Where Unicode's pictures of the C0 controls begin, and its picture of DEL. */
const PICTURES = 0x2400;
const DELETE = 0x7f;
const DELETE_PICTURE = "\u2421";

function symbolOf(control: string): string {
  const code = control.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(PICTURES + code);
  if (code === DELETE) return DELETE_PICTURE;
  return `\u2039U+${code.toString(16).toUpperCase().padStart(4, "0")}\u203a`;
}

/** The controls in a text, each once, by their numbers. */
export const controlsIn = (text: string): string[] => [
  ...new Set(
    (text.match(CONTROLS) ?? []).map(
      (control) => `U+${control.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`,
    ),
  ),
];

/** A text with its controls shown. */
export const visible = (text: string): string => text.replace(CONTROLS, symbolOf);

/** A text without controls, for the name of a file. */
export const withoutControls = (text: string): string => text.replace(CONTROLS, "");
