// How much text is in an envelope that no key opens.
import { members, textOf } from "./tokens.ts";

/** Bytes of the tag at the end of the data. */
const TAG = 16;
/** An envelope has four members; more are looked at in case somebody added some. */
const MEMBERS = 16;

/** Bytes of the text in an envelope; `null` if the value is not one. */
export function encryptedBytes(value: string): number | null {
  if (!value.startsWith("{")) return null;
  const found = members(value, MEMBERS).members;
  const text = (name: string) => {
    const written = found.find((member) => member.name === name)?.value;
    return written?.startsWith('"') ? textOf(written).replace(/\s/g, "") : undefined;
  };
  const data = text("data");
  if (data === undefined || text("key") === undefined || text("iv") === undefined) return null;
  const padding = /=*$/.exec(data)?.[0].length ?? 0;
  return Math.max(0, Math.floor(((data.length - padding) * 3) / 4) - TAG);
}
