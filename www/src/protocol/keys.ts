// Keys: what trying them came to, pairs that were made, public keys to seal for.

import type { KeyInfo } from "core";

/** What came of trying the keys on the first sealed record of a file. */
export type Trial =
  | { came: "opened" }
  /** A key has the right size, but none opens it. */
  | { came: "refused" }
  /** No key has the right size. */
  | { came: "size"; sealedForBits: number }
  /** There is no sealed record at its beginning, or it is damaged. */
  | { came: "nothing" };

/** A pair that was made and opened what was sealed for it. */
export interface MadeKeys extends KeyInfo {
  /** The private half, to be saved. The page does not look into it. */
  privateFile: File;
  /** The public half, as text to be uploaded. */
  publicPem: string;
}

/** A public key for which records can be sealed. */
export interface Recipient {
  pem: string;
  bits: number;
  /** SHA-256 of its SPKI in DER, in hexadecimal. */
  fingerprint: string;
}
