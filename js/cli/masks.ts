// `--mask`: what is masked in records before they are written.
import type { Masker, MaskKind } from "masks";
import { counted } from "../format.ts";
import type { Opened } from "../pool/messages.ts";
import type { Arguments, Option } from "./arguments.ts";
import { CommandError } from "./failure.ts";
import { nearest } from "./nearest.ts";

/** What every command takes that masks. */
export const maskOptions: Record<string, Option> = { mask: { type: "string", multiple: true } };

const KINDS: readonly MaskKind[] = ["email", "secret", "card", "iban"];
const ALL = "all";
const HINT = `Give kinds, --mask ${KINDS.join(",")} or --mask ${ALL}, or a pattern of your own: --mask '/EMP-[0-9]{6}/'.`;

const isKind = (word: string): word is MaskKind => (KINDS as readonly string[]).includes(word);

/** The kinds that a value of the option names. */
function kindsOf(given: string): readonly MaskKind[] {
  return given.split(",").flatMap((word) => {
    const name = word.trim();
    if (name === ALL) return KINDS;
    if (isKind(name)) return [name];
    const meant = nearest(name, [...KINDS, ALL]);
    throw new CommandError(`--mask: there is no mask '${name}'.`, meant ? `Did you mean '${meant}'? ${HINT}` : HINT);
  });
}

/** The masker that the arguments ask for. The module that masks is loaded only if there is one. */
export async function maskerOf(args: Arguments): Promise<Masker | undefined> {
  const given = args.all("mask");
  if (given.length === 0) return undefined;
  // A pattern stands between slashes: it may have commas.
  const pattern = (value: string) => /^\/(.*)\/$/s.exec(value)?.[1];
  const patterns = given.flatMap((value) => pattern(value) ?? []);
  const kinds = given.filter((value) => pattern(value) === undefined).flatMap(kindsOf);
  const { Masker } = await import("../entries/node/masks-load.ts");
  try {
    return new Masker([...new Set(kinds)], patterns);
  } catch (error) {
    if (!(error instanceof Error) || error instanceof WebAssembly.RuntimeError) throw error;
    throw new CommandError(`--mask: ${error.message}`, HINT);
  }
}

/** Opened records with their values masked. */
export function masked(masker: Masker, opened: Opened): Opened {
  const { bytes, ends } = masker.lines(opened.output, Uint32Array.from(opened.ends));
  return { ...opened, output: bytes, ends: [...ends] };
}

/** What was masked, in words. */
export function maskWords(masker: Masker): string {
  const { email, secret, card, iban, masked } = masker.counts();
  const parts = [
    email > 0 && counted(email, "e-mail address", "e-mail addresses"),
    secret > 0 && counted(secret, "key or token", "keys or tokens"),
    card > 0 && counted(card, "card number"),
    iban > 0 && counted(iban, "IBAN"),
    masked > 0 && counted(masked, "match of your patterns", "matches of your patterns"),
  ].filter((part) => part !== false);
  return parts.length > 0
    ? `Masked: ${parts.join(", ")}. Names, addresses and phone numbers are not found: look before you share.`
    : "Masked nothing: no value of these kinds was found.";
}
