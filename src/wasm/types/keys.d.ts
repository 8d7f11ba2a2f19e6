/** What is known of a private key: nothing secret. */
export interface KeyInfo {
  /** Bits of the modulus. */
  bits: number;
  /** SHA-256 of the public key's SPKI in DER, in hexadecimal. */
  fingerprint: string;
}

/** What a private key was used for so far. */
export interface KeyUsage {
  fingerprint: string;
  /** Fields that it unwrapped. */
  fields: number;
}

/** A key pair as text that OpenSSL and AI Gateway's settings take. */
export interface KeyPair extends KeyInfo {
  /** PKCS#8. */
  privatePem: string;
  /** SPKI. */
  publicPem: string;
}
