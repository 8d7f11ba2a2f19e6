// The language of filters as its one document describes it, for the sheet beside the filter.
import document from "../../../docs/filter.md?raw";

/** A text, in which some parts are code. */
export type Piece = { text: string; code: boolean };
export type Line = Piece[];

export interface LanguagePart {
  title: string;
  /** Paragraphs before the table. */
  paragraphs: Line[];
  /** The heads of its columns, and its rows. */
  heads: Line[];
  rows: Line[][];
  notes: Line[];
}

/** Reads a document of paragraphs, a table and a list a part. */
export function read(text: string): { title: string; paragraphs: Line[]; parts: LanguagePart[] } {
  const [head = "", ...parts] = text.split(/^## /m);
  const { title, paragraphs } = partOf(head.replace(/^# /, ""));
  return { title, paragraphs, parts: parts.map(partOf) };
}

function partOf(text: string): LanguagePart {
  const [title = "", ...blocks] = text.split(/\n{2,}/);
  const part: LanguagePart = { title: title.trim(), paragraphs: [], heads: [], rows: [], notes: [] };
  for (const block of blocks.map((each) => each.trim()).filter((each) => each !== "")) {
    if (block.startsWith("|")) {
      const [heads = [], , ...rows] = block.split("\n").map(cells);
      Object.assign(part, { heads, rows });
    } else if (block.startsWith("- ")) part.notes.push(...block.slice(2).split(/\n- /).map(line));
    else part.paragraphs.push(line(block));
  }
  return part;
}

const cells = (row: string): Line[] =>
  row
    .slice(1, -1)
    .split("|")
    .map((cell) => line(cell.trim()));

/** What stands between grave accents is code. */
const line = (text: string): Line =>
  text
    .replaceAll(/\s*\n\s*/g, " ")
    .split("`")
    .map((piece, at) => ({ text: piece, code: at % 2 === 1 }))
    .filter(({ text }) => text !== "");

/** What is before the first title, and the parts. */
export const language = read(document);
