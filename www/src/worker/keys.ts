// Telling key files from logs, and reading them where they stay.
import { type KeyInfo, PublicKeyHandle } from "core";
import { LogpushError, toFailure } from "../../../js/errors.ts";
import type { Recipient } from "../protocol/keys.ts";
import type { KeyStore } from "./key-store.ts";
import { readBytes } from "./read.ts";

/** No key file is larger; a log file that is smaller is told by its first bytes. */
const LARGEST_KEY_FILE = 64 * 1024;

/** Files that are read at the same time: a browser takes its time for each. */
const TOGETHER = 16;

/** DER of a key: a SEQUENCE whose length takes two bytes, over a version or an algorithm. */
const looksLikeDer = (bytes: Uint8Array) => bytes[0] === 0x30 && bytes[1] === 0x82;

/** What is in files of keys: armour, the same in base64, a JWK, an OpenSSH public key, or what .NET and PuTTY write. */
const IN_KEYS = /-----BEGIN |LS0tLS1CRUdJTi|"?kty"?\s*:|^ssh-(rsa|ed25519) |<RSAKeyValue|^PuTTY-User-Key-File/;
const KEY_NAMES = /\.(pem|key|der|p8|pk8|p12|pfx|jwk|jks|ppk)$/i;

async function isKey(file: File): Promise<boolean> {
  // Folders of thousands of logs are not read just to find that none is a key.
  if (file.size === 0 || file.size > LARGEST_KEY_FILE || /\.gz$/i.test(file.name)) return false;
  const bytes = new Uint8Array(await readBytes(file));
  // PowerShell writes UTF-16.
  const text = new TextDecoder(bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : "utf-8").decode(bytes);
  const der = looksLikeDer(bytes);
  bytes.fill(0);
  const holdsKey = IN_KEYS.test(text);
  // JWKs and Secrets of Kubernetes are JSON too, but no log has what they have.
  if (/^\s*\{/.test(text)) return holdsKey && !/"(RequestBody|ResponseBody)"/.test(text);
  return der || holdsKey || KEY_NAMES.test(file.name);
}

/** Which of these files are keys: an answer for each. */
export async function areKeys(files: File[]): Promise<boolean[]> {
  const answers: boolean[] = [];
  for (let first = 0; first < files.length; first += TOGETHER) {
    // A file that cannot be read is told of when it is opened.
    const some = files.slice(first, first + TOGETHER).map((file) => isKey(file).catch(() => false));
    answers.push(...(await Promise.all(some)));
  }
  return answers;
}

/** The bytes of keys that wait for their passphrases, by the numbers that the page gave them. */
const locked = new Map<number, Uint8Array>();

/** Forgets keys that wait for their passphrases: this one, or all of them. */
export function forgetLocked(id?: number): void {
  for (const [number, bytes] of locked) {
    if (id !== undefined && number !== id) continue;
    bytes.fill(0);
    locked.delete(number);
  }
}

/** Adds the keys in a file or in pasted text; one that is locked is kept under this number for `unlockKeys`. */
export async function addKeys(keys: KeyStore, source: File | string, id: number): Promise<KeyInfo[]> {
  const bytes = await readKey(source);
  try {
    const added = await keys.add(bytes);
    bytes.fill(0);
    return added;
  } catch (error) {
    if (toFailure(error).code === "ERR_KEY_PASSPHRASE") locked.set(id, bytes);
    else bytes.fill(0);
    throw error;
  }
}

/** Adds the keys of a locked file. With a wrong passphrase it stays for the next try, and so do all others. */
export async function unlockKeys(keys: KeyStore, id: number, passphrase: string): Promise<KeyInfo[]> {
  const bytes = locked.get(id);
  if (!bytes)
    throw new LogpushError({ code: "ERR_KEY_FORMAT", message: "The locked key was forgotten. Choose it again." });
  const added = await keys.add(bytes, passphrase);
  forgetLocked(id);
  return added;
}

/** Reads the public key in a file or in pasted text. */
export async function readRecipient(source: File | string): Promise<Recipient> {
  const bytes = await readKey(source, "public");
  try {
    const key = PublicKeyHandle.read(bytes);
    const recipient = { pem: key.toPem(), bits: key.bits, fingerprint: key.fingerprint };
    key.free();
    return recipient;
  } finally {
    // It may be a private key.
    bytes.fill(0);
  }
}

/** The bytes of a key file or of pasted text. WebAssembly gets a copy, which it wipes. */
async function readKey(source: File | string, half = "private"): Promise<Uint8Array> {
  if (typeof source === "string") return new TextEncoder().encode(source);
  if (source.size > LARGEST_KEY_FILE) {
    const message = `A file of ${source.size.toLocaleString("en")} bytes is no key. Choose the ${half} key's file.`;
    throw new LogpushError({ code: "ERR_KEY_FORMAT", message });
  }
  return new Uint8Array(await readBytes(source));
}
