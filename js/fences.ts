// Code in texts: what stands between fences (CommonMark 0.31, section 4.5) is set apart. Nothing else of Markdown is read.

/** A part of a text: prose, or code with the language that its fence names. */
export interface Part {
  text: string;
  /** Where it begins in the whole text. */
  start: number;
  /** The word after the fence, which may be empty; absent for prose. */
  language?: string;
}

const OPENING = /^ {0,3}(`{3,}|~{3,})[ \t]*([^\s`]*)[^`\n]*$/;

/** The parts of a text, in order. A fence that is never closed reaches to the end. Linear in its length. */
export function partsOf(text: string): Part[] {
  if (!text.includes("```") && !text.includes("~~~")) return text === "" ? [] : [{ text, start: 0 }];
  const parts: Part[] = [];
  let fence: { mark: string; language: string } | undefined;
  let begin = 0;
  const add = (end: number) => {
    // Without the line break before a fence, which is part of its line.
    const part = text.slice(begin, end).replace(/\n$/, "");
    if (fence) parts.push({ text: part, start: begin, language: fence.language });
    else if (part.trim() !== "") parts.push({ text: part, start: begin });
  };
  for (let at = 0; at < text.length; ) {
    const found = text.indexOf("\n", at);
    const end = found < 0 ? text.length : found + 1;
    const line = text.slice(at, Math.min(end, at + LONGEST)).trimEnd();
    if (fence) {
      if (closes(line, fence.mark)) {
        add(at);
        fence = undefined;
        begin = end;
      }
    } else {
      const [, mark, language] = OPENING.exec(line) ?? [];
      if (mark !== undefined) {
        add(at);
        fence = { mark, language: language ?? "" };
        begin = end;
      }
    }
    at = end;
  }
  if (fence || begin < text.length) add(text.length);
  return parts;
}

/** Characters of a line that are looked at: a fence is short. */
const LONGEST = 200;

/** Whether a line closes a fence: with at least as many of the same marks, and nothing else. */
function closes(line: string, mark: string): boolean {
  const closing = line.trimStart();
  return (
    line.length - closing.length <= 3 &&
    closing.length >= mark.length &&
    closing === mark.charAt(0).repeat(closing.length)
  );
}
