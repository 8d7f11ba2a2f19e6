/** The characters, by the digit that each is. */
export const ALPHABET: string;
/** Bytes as text: five characters for four bytes. */
export function base85(bytes: Uint8Array): string;
