// JSON as a tree over its own text: a value is a place in the text, and its children are looked for when they are shown.
import { endOfString, endOfToken, skipBlank } from "./tokens.ts";

/** A value, and where it stands in the text. */
export interface Node {
  /** Its name as it is written, with quotes, or its number in its array; `null` at the top. */
  name: string | number | null;
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

const STRUCTURE = /["{}[\]]/g;

/** Where the object or array ends that begins at `start`: behind its closing bracket. */
function endOfContainer(json: string, start: number): number {
  let depth = 0;
  STRUCTURE.lastIndex = start;
  for (let found = STRUCTURE.exec(json); found; found = STRUCTURE.exec(json)) {
    if (found[0] === '"') STRUCTURE.lastIndex = endOfString(json, found.index);
    else if (found[0] === "{" || found[0] === "[") depth++;
    else if (--depth === 0) return found.index + 1;
  }
  return json.length;
}

/** The value that begins at `start`. */
function nodeAt(json: string, start: number, name: Node["name"]): Node {
  const first = json.charAt(start);
  if (first === "{" || first === "[") return { name, kind: first === "{" ? "object" : "array", start, end: endOfContainer(json, start) };
  const kind = first === '"' ? "string" : /[-\d]/.test(first) ? "number" : "literal";
  return { name, kind, start, end: endOfToken(json, start) };
}

/** The whole value of a text that is known to be JSON. */
export const root = (json: string): Node => nodeAt(json, skipBlank(json, 0), null);

/** Whether a value can have children. */
export const isContainer = ({ kind }: Node): boolean => kind === "object" || kind === "array";

/** The first children of an object or array, `most` of them, or those from `rest` on. */
export function children(json: string, node: Node, most: number, rest: Children["rest"] = null): Children {
  const nodes: Node[] = [];
  let at = skipBlank(json, rest?.at ?? node.start + 1);
  for (let number = rest?.number ?? 0; at < node.end - 1; number++) {
    if (nodes.length === most) return { nodes, rest: { at, number } };
    let name: Node["name"] = number;
    if (node.kind === "object") {
      const end = endOfString(json, at);
      name = json.slice(at, end);
      // Behind the colon.
      at = skipBlank(json, skipBlank(json, end) + 1);
    }
    const child = nodeAt(json, at, name);
    nodes.push(child);
    at = skipBlank(json, child.end);
    // Behind the comma.
    if (json.charAt(at) === ",") at = skipBlank(json, at + 1);
  }
  return { nodes, rest: null };
}

/** Children that are shown at once. */
export const SHOWN = 100;

/** Which values are shown open at first, by where they begin: the outer ones before the inner, up to so many children in all. */
export function openAtFirst(json: string, budget: number): ReadonlySet<number> {
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
