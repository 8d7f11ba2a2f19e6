// Telling key files from logs, and reading them where they stay.
import { type KeyInfo, PublicKeyHandle } from "core";
import { LogpushError, toFailure } from "../../../js/errors.ts";
import { isKeyFile, LARGEST_KEY_FILE } from "../../../js/key-file.ts";
import { textOf } from "../../../js/text.ts";
import type { Recipient } from "../protocol/keys.ts";
import type { KeyStore } from "./key-store.ts";
import { readBytes } from "./read.ts";

/** Files that are read at the same time: a browser takes its time for each. */
const TOGETHER = 16;

/** What is in keys that are JSON: JWKs of all kinds, and Secrets of Kubernetes. Those that cannot be used are explained. */
const IN_JSON = /-----BEGIN |LS0tLS1CRUdJTi|"kty"\s*:/;
const KEY_NAMES = /\.(pem|key|der|p8|pk8|p12|pfx|jwk|jks|ppk)$/i;

async function isKey(file: File): Promise<boolean> {
  // Folders of thousands of logs are not read just to find that none is a key.
  if (file.size === 0 || file.size > LARGEST_KEY_FILE || /\.gz$/i.test(file.name)) return false;
  const bytes = new Uint8Array(await readBytes(file));
  const isKnown = isKeyFile(bytes);
  // PowerShell writes UTF-16.
  const text = textOf(bytes);
  bytes.fill(0);
  if (/^\s*\{/.test(text)) return IN_JSON.test(text) && !/"(RequestBody|ResponseBody)"/.test(text);
  return isKnown || KEY_NAMES.test(file.name);
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
