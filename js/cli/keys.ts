// The private keys and their passphrases. Neither ever stands on the command line, where every program of the
// machine can read it.
import fs from "node:fs";
import { open } from "node:fs/promises";
import { LogpushError } from "../errors.ts";
import { LARGEST_KEY_FILE } from "../key-file.ts";
import { PrivateKey } from "../package/private-key.ts";
import { textOf } from "../text.ts";
import { mayWaitForEver, unheard } from "./ending.ts";
import { CommandError, systemReason } from "./failure.ts";
import { identity } from "./inputs.ts";
import { KEY_ELSEWHERE, mayBeKeyForFile } from "./key-text.ts";
import { onDisk } from "./paths.ts";
import { askHidden, somebodyIsThere } from "./prompt.ts";
import type { Voice } from "./voice.ts";

const KEY_VARIABLE = "LOGPUSH_PRIVATE_KEY";
const PASSPHRASE_VARIABLE = "LOGPUSH_PASSPHRASE";

/** How often a passphrase is asked for. */
const TRIES = 3;

/** Takes a variable out of the environment, so that no thread or program started later has it. */
function take(variable: string): string | undefined {
  const value = process.env[variable];
  delete process.env[variable];
  return value === "" ? undefined : value;
}

/** The beginning of a file of any kind, also of a pipe. The caller wipes it. */
export async function readSmall(file: string, what: string): Promise<Uint8Array> {
  const bytes = new Uint8Array(LARGEST_KEY_FILE + 1);
  if (identity(file) === undefined) mayWaitForEver();
  try {
    const handle = await open(onDisk(file), "r");
    try {
      let length = 0;
      for (let read = -1; read !== 0 && length < bytes.length; length += read) {
        read = (await handle.read(bytes, length, bytes.length - length, null)).bytesRead;
      }
      if (length === 0) throw new CommandError(`${what} '${file}' is empty.`);
      if (length > LARGEST_KEY_FILE)
        throw new CommandError(
          `'${file}' is too large for ${what.toLowerCase()}.`,
          "A key has a few KB. Give the logs after all options, without the option of a key.",
        );
      return bytes.subarray(0, length);
    } finally {
      await handle.close();
    }
  } catch (error) {
    bytes.fill(0);
    if (error instanceof CommandError) throw error;
    throw new CommandError(`${what} '${file}' cannot be read: ${systemReason(error)}.`);
  }
}

/** The passphrase that was given by a file or by the variable. A line end at its end does not count. */
export async function givenPassphrase(file: string | undefined): Promise<string | undefined> {
  const variable = take(PASSPHRASE_VARIABLE)?.replace(/(\r?\n)+$/, "");
  if (file === undefined) return variable === "" ? undefined : variable;
  if (!fs.existsSync(onDisk(file))) {
    // It may be the passphrase itself.
    throw new CommandError(
      "The file given to --passphrase-file cannot be read: there is no such file.",
      `Give the name of a file whose first line is the passphrase, or put the passphrase in ${PASSPHRASE_VARIABLE}.`,
    );
  }
  const bytes = await readSmall(file, "The passphrase file");
  try {
    const [line = ""] = textOf(bytes).split(/\r?\n/, 1);
    if (line === "")
      throw new CommandError(
        `The first line of the passphrase file '${file}' is empty.`,
        "The passphrase is its first line.",
      );
    return line;
  } finally {
    bytes.fill(0);
  }
}

/** Reads the keys of these files, or of the variable if there are none. */
export async function readKeys(
  files: readonly string[],
  passphraseFile: string | undefined,
  voice: Voice,
): Promise<PrivateKey[]> {
  const variable = take(KEY_VARIABLE);
  const passphrase = await givenPassphrase(passphraseFile);
  if (files.length === 0 && variable === undefined) {
    throw new CommandError(
      "No key was given.",
      `Name the file of the private key: -k private.pem. Or put its text into the variable ${KEY_VARIABLE}.`,
    );
  }
  if (files.length === 0) {
    const bytes = new TextEncoder().encode(variable);
    const isName = variable !== undefined && variable.length < 4096 && fs.existsSync(variable);
    const hint = isName ? `${KEY_VARIABLE} takes the text of a key. To name its file: -k FILE.` : undefined;
    return importKeys(bytes, `The key in ${KEY_VARIABLE}`, passphrase, voice, hint).finally(() => bytes.fill(0));
  }
  if (files.some(mayBeKeyForFile))
    throw new CommandError("The value given to -k looks like a key itself.", KEY_ELSEWHERE);
  const keys: PrivateKey[] = [];
  for (const file of files) {
    const bytes = await readSmall(file, "The key");
    keys.push(...(await importKeys(bytes, `The key '${file}'`, passphrase, voice).finally(() => bytes.fill(0))));
  }
  return keys;
}

/** The keys in a file. Asks for a passphrase if one is needed, none was given, and there is a terminal. */
async function importKeys(
  bytes: Uint8Array,
  what: string,
  given: string | undefined,
  voice: Voice,
  otherHint?: string,
): Promise<PrivateKey[]> {
  let passphrase = given;
  for (let tries = 0; ; tries++) {
    try {
      return await unheard(() => PrivateKey.importAll(bytes, { passphrase }));
    } catch (error) {
      if (!(error instanceof LogpushError) || !error.code.startsWith("ERR_KEY_")) throw error;
      const locked = error.code === "ERR_KEY_PASSPHRASE";
      if (locked && given === undefined && tries < TRIES && somebodyIsThere()) {
        if (tries > 0) voice.insist("That is not its passphrase.");
        passphrase = await askHidden(`${what} is locked. Its passphrase (not shown): `);
        if (passphrase !== undefined) continue;
      }
      const hint = locked
        ? `Give its passphrase by --passphrase-file FILE, or in the variable ${PASSPHRASE_VARIABLE}.`
        : otherHint;
      throw new CommandError(`${what}: ${error.message} (${error.code})`, hint);
    }
  }
}
