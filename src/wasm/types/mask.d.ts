/** What can be masked by name: e-mail addresses, keys and tokens, card numbers, IBANs. */
export type MaskKind = "email" | "secret" | "card" | "iban";

/** Values masked so far; `masked` are those that own patterns matched. */
export type MaskCounts = Record<MaskKind | "masked", number>;

/** Lines with their values masked, one after the other. */
export interface MaskedLines {
  bytes: Uint8Array<ArrayBuffer>;
  /** Where each ends in `bytes`. */
  ends: Uint32Array<ArrayBuffer>;
}

/** A text with its values masked. */
export interface MaskedText {
  text: string;
  /** Where its masks are, in UTF-16 code units, in order. */
  masks: { start: number; end: number; kind: MaskKind | "masked" }[];
}

/**
 * Why a record is not sealed again: a field of it stayed sealed; nothing of it was sealed; a body or metadata stands in it
 * in the clear; or the two lines are not of the same record.
 */
export type LeftOut = "sealed" | "plain" | "clear" | "unlike";

/** Records sealed again. */
export interface ResealedLines {
  /** The records, each ended with a line feed. */
  output: Uint8Array<ArrayBuffer>;
  /** Where each of them ends, after its line feed. */
  ends: Uint32Array<ArrayBuffer>;
  /** Fields sealed. */
  sealed: number;
  /** Which records, counted from 0, were left out, and why. */
  leftOut: { record: number; why: LeftOut }[];
}
