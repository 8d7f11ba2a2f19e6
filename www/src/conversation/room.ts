// How much of a text is shown before it is asked for, and which values stand in one line.
import type { Json } from "./model.ts";

/** The room that a text has at first. */
export interface Room {
  characters: number;
  lines: number;
}

/** An answer is what people come for; of what was sent they know the rest, or ask for it. */
export const ANSWER: Room = { characters: 20_000, lines: 400 };
export const QUESTION: Room = { characters: 1200, lines: 16 };
export const OTHER: Room = { characters: 600, lines: 10 };

/** Where a text is cut that is to take no more than this room. */
export function cutAt(text: string, { characters, lines }: Room): number {
  // What is left over is worth the line that asks for it.
  if (text.length <= characters * 1.2 && !hasLines(text, lines * 1.2)) return text.length;
  let at = -1;
  for (let line = 0; line < lines; line++) {
    at = text.indexOf("\n", at + 1);
    if (at < 0 || at >= characters) return Math.min(characters, text.length);
  }
  return at;
}

function hasLines(text: string, most: number): boolean {
  for (let at = -1, lines = 0; lines <= most; lines++) if ((at = text.indexOf("\n", at + 1)) < 0) return false;
  return true;
}

/** A value in one line, as far as that is short. */
export function inOneLine(value: Json, most: number): string | null {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length <= most && !text.includes("\n") ? text : null;
}

/** Characters of a value that stands in the line of its name: of what a tool was given or gave, and of a setting. */
export const INLINE = 90;
export const SETTING = 160;

/** A value as it is copied. */
export const copied = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value, null, 2));
