// Key files where logs are expected.
import { textOf } from "./text.ts";

/** No key file is larger. */
export const LARGEST_KEY_FILE = 64 * 1024;

/**
 * What is in files of keys and in no log: PEM (RFC 7468), the same in base64 as Secrets of Kubernetes have it, OpenSSH
 * public keys, the XML of .NET and its base64, PuTTY's format, DER and PEM in hexadecimal.
 */
const IN_KEYS =
  /-----BEGIN [A-Z0-9 ]+-----|LS0tLS1CRUdJTi|^ssh-(rsa|ed25519) |^ecdsa-sha2-|<RSAKeyValue|<RSAParameters|PFJTQUtleVZhbHVl|^PuTTY-User-Key-File-|^(\\x|0x)?(3082|2d2d2d2d2d)[0-9a-fA-F]{50}/m;

/** A line that can begin a record. */
const RECORD = /^\s*[[{]/m;

/** DER (X.690) of a key: a SEQUENCE of more than 255 bytes that is the whole file. */
const isDer = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x30 && bytes[1] === 0x82 && 4 + (bytes[2] ?? 0) * 256 + (bytes[3] ?? 0) === bytes.length;

/** A JWK (RFC 7517): it is JSON as records are, and no record has these members. */
function isJwk(text: string): boolean {
  if (!/^\s*\{/.test(text) || !/"kty"/.test(text)) return false;
  try {
    const { kty, n, e } = JSON.parse(text) as { kty?: unknown; n?: unknown; e?: unknown };
    return kty === "RSA" && typeof n === "string" && typeof e === "string";
  } catch {
    return false;
  }
}

/** Whether this is the whole of a key file, private or public, and holds nothing that could be a record. */
export function isKeyFile(bytes: Uint8Array): boolean {
  if (bytes.length === 0 || bytes.length > LARGEST_KEY_FILE) return false;
  if (isDer(bytes)) return true;
  const text = textOf(bytes);
  return isJwk(text) || (IN_KEYS.test(text) && !RECORD.test(text));
}
