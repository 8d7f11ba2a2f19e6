// JSON as it is written: the members of an object, whose values are not parsed, so that digits and escapes stay.

const QUOTE = '"';
const BACKSLASH = 0x5c;

/** The names of an object's members, and their values as they are written; of several with one name the last. */
export function members(object: string): Map<string, string> {
  const found = new Map<string, string>();
  let at = afterSpace(object, object.indexOf("{") + 1);
  while (object[at] === QUOTE) {
    const nameEnd = endOfString(object, at);
    const name = textOf(object.slice(at, nameEnd));
    const value = afterSpace(object, afterSpace(object, nameEnd) + 1);
    const end = endOfValue(object, value);
    found.set(name, object.slice(value, end));
    at = afterSpace(object, end);
    if (object[at] === ",") at = afterSpace(object, at + 1);
  }
  return found;
}

/** The member of this name, also one of an object within, whose names are joined by dots. */
export function memberAt(object: string, name: string): string | undefined {
  if (!object.startsWith("{")) return undefined;
  const all = members(object);
  const own = all.get(name);
  if (own !== undefined) return own;
  for (let dot = name.indexOf("."); dot >= 0; dot = name.indexOf(".", dot + 1)) {
    const within = memberAt(all.get(name.slice(0, dot)) ?? "", name.slice(dot + 1));
    if (within !== undefined) return within;
  }
  return undefined;
}

/** The text of a string, or any other value as it is written. */
export function textOf(value: string): string {
  if (!value.startsWith(QUOTE)) return value;
  const isPlain = value.length > 1 && value.endsWith(QUOTE) && !value.includes("\\");
  return isPlain ? value.slice(1, -1) : (JSON.parse(value) as string);
}

/** Whether a text is one JSON value. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Space, tab, line feed, carriage return. */
const isSpace = (unit: number) => unit === 0x20 || unit === 0x09 || unit === 0x0a || unit === 0x0d;

function afterSpace(text: string, at: number): number {
  let after = at;
  while (isSpace(text.charCodeAt(after))) after++;
  return after;
}

/** The position after the string that begins here. */
function endOfString(text: string, begin: number): number {
  for (let at = text.indexOf(QUOTE, begin + 1); at >= 0; at = text.indexOf(QUOTE, at + 1)) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes++;
    if (slashes % 2 === 0) return at + 1;
  }
  return text.length;
}

/** The position after the value that begins here. */
function endOfValue(text: string, begin: number): number {
  if (text[begin] === QUOTE) return endOfString(text, begin);
  const isOpen = text[begin] === "{" || text[begin] === "[";
  const marks = isOpen ? /["{}[\]]/g : /[,}\]\s]/g;
  marks.lastIndex = begin;
  let depth = 0;
  for (let mark = marks.exec(text); mark; mark = marks.exec(text)) {
    if (!isOpen) return mark.index;
    if (mark[0] === QUOTE) marks.lastIndex = endOfString(text, mark.index);
    else depth += mark[0] === "{" || mark[0] === "[" ? 1 : -1;
    if (depth === 0) return mark.index + 1;
  }
  return text.length;
}
