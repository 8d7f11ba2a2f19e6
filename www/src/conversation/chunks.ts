// The chunks of a stream as its body holds them: server-sent events (WHATWG HTML, section 9.2), or a JSON value a line.

/** One event of a stream. */
export interface Chunk {
  /** Its name; empty if it has none. */
  name: string;
  data: string;
}

const FIELDS = /^(?:data|event|id|retry)?:/;

/** Whether a text is a stream whose chunks can be listed. */
export function isStream(text: string): boolean {
  const begin = text.slice(0, 64).trimStart();
  return FIELDS.test(begin) || (begin.startsWith("{") && isLines(text));
}

/** Whether a text has an object on its first line, and another one on the next. */
function isLines(text: string): boolean {
  const end = text.trimStart().indexOf("\n");
  if (end < 0) return false;
  const first = text.trimStart().slice(0, end).trimEnd();
  return first.endsWith("}") && /^\s*\{/.test(text.trimStart().slice(end, end + 64));
}

/**
 * The chunks of a stream, `most` of them, from the place `at`, and where the next one begins; `null` after the last.
 */
export function chunks(text: string, most: number, at = 0): { chunks: Chunk[]; rest: number | null } {
  const found: Chunk[] = [];
  const asLines = !FIELDS.test(text.slice(0, 64).trimStart());
  let name = "";
  let data: string[] = [];
  let began = at;
  for (let next = at; next < text.length; ) {
    if (found.length === most) return { chunks: found, rest: began };
    const newline = text.indexOf("\n", next);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(next, text.charAt(end - 1) === "\r" ? end - 1 : end);
    next = end + 1;
    if (asLines) {
      if (line.trim() !== "") found.push({ name: "", data: line });
      began = next;
    } else if (line === "") {
      if (data.length > 0) found.push({ name, data: data.join("\n") });
      [name, data, began] = ["", [], next];
    } else if (line.startsWith("data:")) data.push(line.slice(line.charAt(5) === " " ? 6 : 5));
    else if (line.startsWith("event:")) name = line.slice(6).trim();
  }
  // What is cut off has no blank line after it.
  if (!asLines && data.length > 0) {
    if (found.length === most) return { chunks: found, rest: began };
    found.push({ name, data: data.join("\n") });
  }
  return { chunks: found, rest: null };
}
