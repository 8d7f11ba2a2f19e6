// JSON as a tree over its own text: a value is a place in the text, and its children are looked for when they are shown.
import type { Json } from "./scan.ts";
import { endOfString, endOfValue, skipBlank } from "./tokens.ts";

/** A value, and where it stands in the text. */
export interface Node {
  /** Its name as it is written, with quotes, or its number in its array; `null` at the top. */
  name: string | number | null;
  /** Where its name begins in the text. */
  nameStart?: number;
  kind: "object" | "array" | "string" | "number" | "literal";
  start: number;
  end: number;
}

/** Children of a value. */
export interface Children {
  nodes: Node[];
  /** Where the next ones are looked for; `null` if these are the last. */
  rest: { at: number; number: number } | null;
}

/** The value that begins at `start`. */
function nodeAt({ text, ends }: Json, start: number, name: Node["name"]): Node {
  const first = text.charAt(start);
  const end = ends.get(start) ?? endOfValue(text, start);
  if (first === "{" || first === "[") return { name, kind: first === "{" ? "object" : "array", start, end };
  return { name, kind: first === '"' ? "string" : /[-\d]/.test(first) ? "number" : "literal", start, end };
}

/** The whole value. */
export const root = (json: Json): Node => nodeAt(json, skipBlank(json.text, 0), null);

/** Whether a value can have children. */
export const isContainer = ({ kind }: Node): boolean => kind === "object" || kind === "array";

/** The first children of an object or array, `most` of them, or those from `rest` on. */
export function children(json: Json, node: Node, most: number, rest: Children["rest"] = null): Children {
  const { text } = json;
  const nodes: Node[] = [];
  let at = skipBlank(text, rest?.at ?? node.start + 1);
  for (let number = rest?.number ?? 0; at < node.end - 1; number++) {
    if (nodes.length === most) return { nodes, rest: { at, number } };
    let name: Node["name"] = number;
    const begin = at;
    if (node.kind === "object") {
      const end = endOfString(text, at);
      name = text.slice(at, end);
      // Behind the colon.
      at = skipBlank(text, skipBlank(text, end) + 1);
    }
    const child = nodeAt(json, at, name);
    nodes.push(node.kind === "object" ? { ...child, nameStart: begin } : child);
    at = skipBlank(text, child.end);
    // Behind the comma.
    if (text.charAt(at) === ",") at = skipBlank(text, at + 1);
  }
  return { nodes, rest: null };
}

/** Children that are shown at once. */
export const SHOWN = 100;

/** Which values are shown open at first, by where they begin: the outer ones before the inner, up to so many children in all. */
export function openAtFirst(json: Json, budget: number): ReadonlySet<number> {
  const open = new Set<number>();
  const waiting = [root(json)];
  for (let node = waiting.shift(); node; node = waiting.shift()) {
    if (!isContainer(node)) continue;
    const { nodes } = children(json, node, SHOWN);
    budget -= nodes.length;
    if (budget < 0) break;
    open.add(node.start);
    waiting.push(...nodes);
  }
  return open;
}
