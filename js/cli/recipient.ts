// For whom records are sealed again: a public key, and envelopes made with it.
import crypto from "node:crypto";
import { LogpushError } from "../errors.ts";
import { PrivateKey } from "../package/private-key.ts";
import { textOf } from "../text.ts";
import { CommandError } from "./failure.ts";
import { mayBeKeyForFile } from "./key-text.ts";
import { readSmall } from "./keys.ts";

/** As AI Gateway's envelopes have them. */
const [CONTENT_KEY_BYTES, NONCE_BYTES] = [32, 12];
/** Bits of a public key. Wrapped keys are whole words of 64 bits: envelopes are recognised by that. */
const [FEWEST_BITS, MOST_BITS, WORD] = [2048, 4096, 64];
/** Characters of a fingerprint by which people compare keys. */
const SHOWN = 16;

/** Seals a text of the record of this number. */
export type Seal = (text: Uint8Array, record: number) => string;

export class Recipient {
  readonly #key: crypto.KeyObject;
  /** SHA-256 of the key's SPKI in DER, in hexadecimal. */
  readonly fingerprint: string;

  constructor(key: crypto.KeyObject) {
    this.#key = key;
    this.fingerprint = crypto
      .createHash("sha256")
      .update(key.export({ type: "spki", format: "der" }))
      .digest("hex");
  }

  /** How the key is called in messages. */
  get name(): string {
    return `the key ${this.fingerprint.slice(0, SHOWN)}… of ${this.#key.asymmetricKeyDetails?.modulusLength} bits`;
  }

  /**
   * Seals the fields of a batch of records. Those of one record have a content key and its wrapped form in common: one RSA
   * operation opens all of them.
   */
  sealer(): Seal {
    let last: { record: number; contentKey: Uint8Array; wrapped: string } | undefined;
    return (text, record) => {
      if (last?.record !== record) {
        last?.contentKey.fill(0);
        last = { record, ...this.#wrap() };
      }
      const iv = crypto.randomBytes(NONCE_BYTES);
      const cipher = crypto.createCipheriv("aes-256-gcm", last.contentKey, iv);
      const data = Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]);
      return JSON.stringify({
        type: "encrypted",
        key: last.wrapped,
        iv: iv.toString("base64"),
        data: data.toString("base64"),
      });
    };
  }

  /** A content key, and the same under RSA-OAEP (RFC 8017 section 7.1.1). */
  #wrap(): { contentKey: Uint8Array; wrapped: string } {
    const contentKey = crypto.randomBytes(CONTENT_KEY_BYTES);
    const padding = crypto.constants.RSA_PKCS1_OAEP_PADDING;
    const wrapped = crypto.publicEncrypt({ key: this.#key, oaepHash: "sha256", padding }, contentKey);
    return { contentKey, wrapped: wrapped.toString("base64") };
  }
}

/** The public key in a file. */
export async function readRecipient(file: string | undefined): Promise<Recipient> {
  if (file === undefined)
    throw new CommandError(
      "No public key was given to seal the records for.",
      "Name the file that your colleague sent you: --for public.pem. 'logpush-decrypt keygen' makes a pair.",
    );
  if (mayBeKeyForFile(file))
    throw new CommandError("The value given to --for looks like a key itself.", "Put it in a file: --for public.pem");
  const bytes = await readSmall(file, "The public key");
  try {
    const key = (await isPublic(bytes, file)) ? publicKeyIn(bytes) : undefined;
    if (!key)
      throw new CommandError(
        `'${file}' is not a public key.`,
        "Give one as AI Gateway's settings take it: a text that begins with -----BEGIN PUBLIC KEY-----. PKCS#1, a certificate, a JWK and DER are read too.",
      );
    const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
    const hint = "Ask for one that was made with: logpush-decrypt keygen";
    if (key.asymmetricKeyType !== "rsa")
      throw new CommandError(`The public key '${file}' is ${key.asymmetricKeyType}, not RSA, and cannot seal.`, hint);
    if (bits < FEWEST_BITS || bits > MOST_BITS || bits % WORD !== 0)
      throw new CommandError(`The public key '${file}' has ${bits} bits; AI Gateway's have 2048, 3072 or 4096.`, hint);
    return new Recipient(key);
  } finally {
    // It may be a private key.
    bytes.fill(0);
  }
}

/**
 * Whether a file has a public key and no private one. A private key is somebody's own: the tool does not take its public
 * half in silence, and `createPublicKey` would, also of one that is damaged.
 */
async function isPublic(bytes: Uint8Array, file: string): Promise<boolean> {
  try {
    await PrivateKey.importAll(bytes, {});
  } catch (error) {
    if (!(error instanceof LogpushError)) throw error;
    if (error.code !== "ERR_KEY_PASSPHRASE") return error.code === "ERR_KEY_PUBLIC";
  }
  throw new CommandError(
    `'${file}' is a private key, or has one in it.`,
    "To seal for somebody only their public key is needed: a private key stays with its owner. If somebody sent you this one, they should make a new pair.",
  );
}

/** The public key in any of the forms in which keys come; `undefined` if it is in none of them. */
function publicKeyIn(bytes: Uint8Array): crypto.KeyObject | undefined {
  const der = Buffer.from(bytes);
  const text = () => textOf(bytes);
  const readers = [
    () => crypto.createPublicKey(text().trim()),
    () => crypto.createPublicKey({ key: JSON.parse(text()) as crypto.JsonWebKey, format: "jwk" }),
    () => crypto.createPublicKey({ key: der, format: "der", type: "spki" }),
    () => crypto.createPublicKey({ key: der, format: "der", type: "pkcs1" }),
    () => new crypto.X509Certificate(der).publicKey,
  ];
  for (const read of readers) {
    try {
      return read();
    } catch {
      // It has another form.
    }
  }
  return undefined;
}
