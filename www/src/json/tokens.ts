// JSON as its own text: for showing a value without changing a digit or an escape of it.

export interface Token {
  kind: "punctuation" | "name" | "string" | "number" | "literal";
  text: string;
  /** Where it begins in the text. */
  start: number;
}

const BLANK = /[\s]*/y;
const WORD = /[^\s,:{}[\]"]+/y;

/** Where a string that begins at `start` ends: behind its closing quote. */
export function endOfString(json: string, start: number): number {
  // By hand: a body can be one string of many megabytes, which is more than regular expressions take.
  for (let at = start + 1; ; ) {
    const quote = json.indexOf('"', at);
    if (quote < 0) return json.length;
    let backslashes = 0;
    while (json[quote - 1 - backslashes] === "\\") backslashes++;
    if (backslashes % 2 === 0) return quote + 1;
    at = quote + 1;
  }
}

/** Where the token ends that begins at `start`. */
export function endOfToken(json: string, start: number): number {
  const first = json.charAt(start);
  if (first === '"') return endOfString(json, start);
  if (PUNCTUATION.includes(first)) return start + 1;
  WORD.lastIndex = start;
  return WORD.test(json) ? WORD.lastIndex : start + 1;
}

const PUNCTUATION = "{}[],:";

/** Where the next token begins, from `at` on. */
export function skipBlank(json: string, at: number): number {
  BLANK.lastIndex = at;
  return BLANK.test(json) ? BLANK.lastIndex : at;
}

/** The tokens of a text that is known to be JSON. */
export function* tokens(json: string): Generator<Token> {
  for (let start = skipBlank(json, 0); start < json.length; ) {
    const end = endOfToken(json, start);
    const next = skipBlank(json, end);
    const first = json.charAt(start);
    const string = json[next] === ":" ? "name" : "string";
    const word = /[-\d]/.test(first) ? "number" : "literal";
    const kind = first === '"' ? string : PUNCTUATION.includes(first) ? "punctuation" : word;
    yield { kind, text: json.slice(start, end), start };
    start = next;
  }
}

/** A member of an object, with its value as it is written. */
export interface Member {
  name: string;
  value: string;
}

/** The members of an object that is known to be JSON; none if it is no object. */
export function members(json: string): Member[] {
  const found: Member[] = [];
  let depth = 0;
  let name = "";
  let begin = 0;
  const close = (end: number) => {
    const value = json.slice(begin, end).trim();
    if (depth === 1 && value) found.push({ name, value });
  };
  for (const { kind, text, start } of tokens(json)) {
    if (depth === 0 && text !== "{") return [];
    if (text === "{" || text === "[") depth++;
    else if (text === "}" || text === "]") {
      if (depth === 1) close(start);
      depth--;
    } else if (depth === 1 && kind === "name") name = JSON.parse(text);
    else if (depth === 1 && text === ":") begin = start + 1;
    else if (depth === 1 && text === ",") close(start);
  }
  return found;
}

/** Whether a text is JSON. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
