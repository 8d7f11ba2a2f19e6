// The fields of an opened record, as they are written. Where they are in wrappers is the rule of
// src/conversation/record.rs.
import { members, textOf } from "./json-text.ts";

/** Members that identify a record of AI Gateway in a wrapper. */
const MARKS = ["RequestBody", "ResponseBody", "Provider"];
/** The most wrappers within each other. */
const LEVELS = 4;

/** How a string begins whose text begins as an object or an array does. Any character of it may be an escape. */
const CONTAINER = /^"(?:\s|\\[nrt]|\\u00(?:09|0a|0d|20))*(?:[{[]|\\u00[57]b)/i;

/** Names of fields with their values as JSON. */
export type Fields = Map<string, string>;

/** The members of a line, and the fields of AI Gateway: the same, or those of an object or a string within it. */
export function fieldsOf(line: string): { root: Fields; fields: Fields } {
  const root = members(line);
  return { root, fields: find(root, LEVELS) ?? inner(root) ?? root };
}

/** A member of a wrapper that cannot have a record in it. */
export function beside(root: Fields, name: string): string | undefined {
  const value = root.get(name);
  return value === undefined || /^[{[]/.test(value) || CONTAINER.test(value) ? undefined : value;
}

function find(object: Fields, levels: number): Fields | undefined {
  if (MARKS.some((mark) => object.has(mark))) return object;
  if (levels === 0) return undefined;
  for (const value of object.values()) {
    const found = value.startsWith("{") ? find(members(value), levels - 1) : undefined;
    if (found) return found;
  }
  return undefined;
}

function inner(root: Fields): Fields | undefined {
  for (const value of root.values()) {
    if (!CONTAINER.test(value) || ![...MARKS, "\\u00"].some((mark) => value.includes(mark))) continue;
    const text = textOf(value).trimStart();
    const found = text.startsWith("{") ? find(members(text), LEVELS) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** Characters of the base64 of 256, 384 and 512 bytes. */
const DIRECT = [344, 512, 684];

/** How a string begins whose text may be an envelope. */
const ENVELOPE = /^"(?:\s|\\[nrt])*\{\\"(?:key|iv|data|type)\\"/;

/**
 * Whether a value is an envelope that stayed as it was: as an object or as the text of a string, also of 2024, or damaged. As
 * in src/conversation/record.rs.
 */
export function isSealed(value: string): boolean {
  // Bodies are long.
  if (!value.startsWith("{") && !ENVELOPE.test(value)) return false;
  const envelope = members(textOf(value));
  const [type, data] = [envelope.get("type"), envelope.get("data")];
  // With its quotes.
  if (envelope.size === 1 && data?.startsWith('"') && DIRECT.includes(data.length - 2)) return true;
  const found = ["key", "iv", "data"].filter((name) => envelope.get(name)?.startsWith('"')).length;
  // A damaged one may have lost some of them.
  return found === 3 || (found > 0 && type === '"encrypted"');
}

/** The field of this name, as JSON. Names within objects are joined by dots. */
export function fieldAt(fields: Fields, path: string): string | undefined {
  const own = fields.get(path);
  if (own !== undefined) return isSealed(own) ? undefined : own;
  const dot = path.indexOf(".");
  const outer = dot < 0 ? undefined : fields.get(path.slice(0, dot));
  return outer?.startsWith("{") ? fieldAt(members(outer), path.slice(dot + 1)) : undefined;
}
