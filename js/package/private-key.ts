// Private keys, and making them.
import { generateKeyPair as generate, KeyHandle } from "core";
import { LogpushError, toFailure } from "../errors.ts";
import { start } from "./platform.ts";
import { asBytes } from "./source.ts";

/** An RSA private key as JWK (RFC 7517, RFC 7518 section 6.3). */
export interface RsaJwk {
  kty?: string;
  n?: string;
  e?: string;
  d?: string;
  p?: string;
  q?: string;
  dp?: string;
  dq?: string;
  qi?: string;
}

/** A `CryptoKey`. Not every runtime's types have that name. */
export interface AnyCryptoKey {
  readonly algorithm: object;
  readonly extractable: boolean;
  readonly type: string;
  readonly usages: readonly string[];
}

/** A private key as people have it: text, the bytes of a file, a `CryptoKey` that may be exported, or a JWK. */
export type KeySource = string | ArrayBuffer | ArrayBufferView | AnyCryptoKey | RsaJwk;

/** What reading a key may need. */
export interface ImportOptions {
  /** What the key is locked with, if it is. */
  passphrase?: string | undefined;
}

let handleOf: (key: PrivateKey) => KeyHandle;

/**
 * An RSA private key. It holds its numbers where scripts cannot read them by accident: in the memory of the
 * WebAssembly module, which is overwritten when the key is released. Printing it shows its size and fingerprint.
 */
export class PrivateKey {
  readonly #handle: KeyHandle;
  /** Bits of the modulus. */
  readonly bits: number;
  /** SHA-256 of the public key (SPKI in DER), in hexadecimal. */
  readonly fingerprint: string;

  static {
    handleOf = (key) => key.#handle;
  }

  private constructor(handle: KeyHandle) {
    this.#handle = handle;
    this.bits = handle.bits;
    this.fingerprint = handle.fingerprint;
  }

  /**
   * Reads a private key: PKCS#8, PKCS#1, PKCS#12, OpenSSH's format (without a passphrase), JWK or .NET's XML; as PEM, DER or
   * within any text, plain or locked by a passphrase. A line end at the end of the passphrase is ignored. Of several keys
   * it returns the first.
   *
   * Copies made on the way are overwritten. The source stays unchanged; wiping it is up to the caller.
   *
   * @throws {LogpushError} with `ERR_KEY_FORMAT`, `ERR_KEY_PUBLIC` or `ERR_KEY_PASSPHRASE`.
   */
  static async import(source: KeySource, options: ImportOptions = {}): Promise<PrivateKey> {
    const [first, ...others] = await PrivateKey.importAll(source, options);
    for (const other of others) other.#handle.free();
    if (!first) throw new LogpushError({ code: "ERR_KEY_FORMAT", message: "There is no private key in this." });
    return first;
  }

  /** Reads all private keys in a text or file, at least one. Otherwise as {@link PrivateKey.import}. */
  static async importAll(source: KeySource, { passphrase }: ImportOptions = {}): Promise<PrivateKey[]> {
    await start();
    const given = asBytes(source);
    const bytes = given ?? (await bytesOf(source));
    try {
      return KeyHandle.readAll(bytes, passphrase).map((handle) => new PrivateKey(handle));
    } catch (error) {
      throw new LogpushError(toFailure(error));
    } finally {
      // The caller's own stay as they are.
      if (!given) bytes.fill(0);
    }
  }

  /** The public half, as AI Gateway's settings take it: SPKI in PEM. */
  publicPem(): string {
    return this.#handle.publicPem();
  }

  /** What is not secret. */
  toJSON(): { bits: number; fingerprint: string } {
    return { bits: this.bits, fingerprint: this.fingerprint };
  }

  /** What is not secret. */
  toString(): string {
    return `PrivateKey { bits: ${this.bits}, fingerprint: ${this.fingerprint} }`;
  }

  /** @internal What consoles show. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/** @internal A copy of the key for a worker, PKCS#8 in DER. The receiver overwrites it. */
export const pkcs8Of = (key: PrivateKey): Uint8Array => handleOf(key).toPkcs8();

async function bytesOf(source: KeySource): Promise<Uint8Array> {
  if (typeof source === "string") return new TextEncoder().encode(source);
  if (Object.prototype.toString.call(source) === "[object CryptoKey]") return exported(source as PlatformKey);
  if (typeof source === "object" && source !== null && "kty" in source)
    return new TextEncoder().encode(JSON.stringify(source));
  throw new TypeError("A private key is given as text, bytes, CryptoKey or JWK.");
}

/** A `CryptoKey`, by whatever name the runtime's types have it. */
type PlatformKey = Parameters<typeof crypto.subtle.exportKey>[1];

async function exported(key: PlatformKey): Promise<Uint8Array> {
  if (key.type === "public") {
    const message =
      "This CryptoKey is a public key, which only seals. Give the private key that was made together with it.";
    throw new LogpushError({ code: "ERR_KEY_PUBLIC", message });
  }
  try {
    return new Uint8Array(await crypto.subtle.exportKey("pkcs8", key));
  } catch (cause) {
    const message =
      "This CryptoKey cannot be exported, so it cannot be handed to workers. Import it with `extractable: true`, or give its text.";
    throw new LogpushError({ code: "ERR_KEY_FORMAT", message }, { cause });
  }
}

/** Options of a key pair. */
export interface KeyPairOptions {
  /** Bits of the modulus. AI Gateway takes all three. */
  bits?: 2048 | 3072 | 4096;
  /** Locks the private half with PBES2: PBKDF2 with SHA-256 and 600,000 iterations, AES-256-CBC. */
  passphrase?: string | undefined;
}

/** A key pair as text. */
export interface KeyPair {
  /** The private half, PKCS#8: keep it where your secrets are. */
  privatePem: string;
  /** The public half, SPKI: for AI Gateway's settings. */
  publicPem: string;
  /** SHA-256 of the public key (SPKI in DER), in hexadecimal. */
  fingerprint: string;
  /** Bits of the modulus. */
  bits: number;
}

/** Makes a key pair, by default of 4096 bits. Before it is returned, it has to open what was sealed for it. */
export async function generateKeyPair({ bits = 4096, passphrase }: KeyPairOptions = {}): Promise<KeyPair> {
  await start();
  try {
    const { privatePem, publicPem, fingerprint } = await generate(bits, passphrase);
    return { privatePem, publicPem, fingerprint, bits };
  } catch (error) {
    throw new LogpushError(toFailure(error));
  }
}
