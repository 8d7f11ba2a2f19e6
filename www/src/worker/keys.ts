// Telling key files from logs, and reading them where they stay.
import type { KeyInfo } from "core";
import type { Keeper } from "./keeper.ts";
import { LogpushError, toFailure } from "../session/messages.ts";
import { readBytes } from "./read.ts";

/** No key file is larger; a log file that is smaller is told by its first bytes. */
const LARGEST_KEY_FILE = 64 * 1024;

/** DER of a key: a SEQUENCE whose length takes two bytes, over a version or an algorithm. */
const looksLikeDer = (bytes: Uint8Array) => bytes[0] === 0x30 && bytes[1] === 0x82;

async function isKey(file: File): Promise<boolean> {
  // Folders of thousands of logs are not read just to find that none is a key.
  if (file.size === 0 || file.size > LARGEST_KEY_FILE || /\.gz$/i.test(file.name)) return false;
  const bytes = new Uint8Array(await readBytes(file));
  const text = new TextDecoder().decode(bytes);
  const der = looksLikeDer(bytes);
  bytes.fill(0);
  // A JWK is JSON too, but no log has its members.
  if (/^\s*\{/.test(text)) return /"kty"\s*:/.test(text);
  return der || text.includes("-----BEGIN ") || /\.(pem|key|der|p8|pk8)$/i.test(file.name);
}

/** Which of these files are keys: an answer for each. */
export async function areKeys(files: File[]): Promise<boolean[]> {
  const answers: boolean[] = [];
  // A file that cannot be read is told of when it is opened.
  for (const file of files) answers.push(await isKey(file).catch(() => false));
  return answers;
}

/** The bytes of a key that waits for its passphrase. */
let locked: Uint8Array | undefined;

/** Forgets the key that waits for its passphrase. */
export function forgetLocked(): void {
  locked?.fill(0);
  locked = undefined;
}

/** Adds the keys in a file or in pasted text; one that is locked is kept for `unlockKeys`. */
export async function addKeys(keys: Keeper, source: File | string): Promise<KeyInfo[]> {
  forgetLocked();
  const bytes = await readKey(source);
  try {
    const added = await keys.add(bytes);
    bytes.fill(0);
    return added;
  } catch (error) {
    if (toFailure(error).code === "ERR_KEY_PASSPHRASE") locked = bytes;
    else bytes.fill(0);
    throw error;
  }
}

/** Adds the keys that were locked. With a wrong passphrase they stay for the next try. */
export async function unlockKeys(keys: Keeper, passphrase: string): Promise<KeyInfo[]> {
  if (!locked) throw new LogpushError({ code: "ERR_KEY_FORMAT", message: "There is no locked key any more. Choose it again." });
  const added = await keys.add(locked, passphrase);
  forgetLocked();
  return added;
}

/** The bytes of a key file or of pasted text. WebAssembly gets a copy, which it wipes. */
async function readKey(source: File | string): Promise<Uint8Array> {
  if (typeof source === "string") return new TextEncoder().encode(source);
  if (source.size > LARGEST_KEY_FILE) {
    const message = `A file of ${source.size.toLocaleString("en")} bytes is no key. Choose the private key's file.`;
    throw new LogpushError({ code: "ERR_KEY_FORMAT", message });
  }
  return new Uint8Array(await readBytes(source));
}
