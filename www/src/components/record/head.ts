// What the plain fields of a record say of it first.
import { members, textOf } from "../../json/tokens.ts";
import { isStatus } from "../../table/columns.ts";
import { visible } from "../../visible.ts";

/** Members that are looked at, and characters of a value that is shown. */
const LOOKED_AT = 64;
export const SHORT = 80;

/** The status, the model and the provider of a record; empty where it has none. */
export function headOf(text: string): { status: string; model: string; provider: string } {
  const found = members(text, LOOKED_AT).members;
  const value = (fits: (name: string) => boolean) => {
    const written = found.find(({ name }) => fits(name))?.value ?? "";
    const plain = written.startsWith('"') && written.length <= SHORT ? textOf(written) : written;
    return /^[{["]/.test(plain) || plain.length > SHORT ? "" : visible(plain);
  };
  return {
    status: value(isStatus),
    model: value((name) => /^model$/i.test(name)),
    provider: value((name) => /^provider$/i.test(name)),
  };
}
