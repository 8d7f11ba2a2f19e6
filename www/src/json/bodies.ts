// Where a record's bodies are: members of the record, or of an object that something put around it.
import { type Member, members } from "./tokens.ts";

/** Members of an object that are looked at, and objects within objects. */
const MEMBERS = 256;
const LEVELS = 4;

/** The names of the two bodies. */
export const BODIES = { request: "RequestBody", response: "ResponseBody" } as const;

/** The member of this name with the path that leads to it; `null` if there is none. Of several the last counts. */
export function bodyOf(record: string, name: string, levels = LEVELS): { path: string; member: Member } | null {
  const found = members(record, MEMBERS).members;
  const own = found.findLast((member) => member.name === name);
  if (own) return { path: name, member: own };
  if (levels === 0) return null;
  for (const { name: outer, value } of found) {
    // The name may be written with escapes.
    if (!value.startsWith("{") || ![`"${name}"`, "\\u00"].some((sign) => value.includes(sign))) continue;
    const inner = bodyOf(value, name, levels - 1);
    if (inner) return { path: `${outer}.${inner.path}`, member: inner.member };
  }
  return null;
}
