// Ids out of names: FNV-1a (RFC 9923), the same for the same name wherever and whenever it is exported.

const encoder = new TextEncoder();

/** The hash of a text, of 64 or 128 bits, in hexadecimal digits. */
export function idOf(text: string, bits: 64 | 128): string {
  const { offset, prime } = PARAMETERS[bits];
  let hash: bigint = offset;
  for (const byte of encoder.encode(text)) hash = BigInt.asUintN(bits, (hash ^ BigInt(byte)) * prime);
  return hash.toString(16).padStart(bits / 4, "0");
}

/** RFC 9923, section 2.1. */
const PARAMETERS = {
  64: { offset: 0xcbf29ce484222325n, prime: 2n ** 40n + 2n ** 8n + 0xb3n },
  128: { offset: 0x6c62272e07bb014262b821756295c58dn, prime: 2n ** 88n + 2n ** 8n + 0x3bn },
} as const;
