// Private keys: they are added, unlocked, made and forgotten. The worker holds them; here is what the page knows of them.

import type { KeyInfo } from "core";
import { toFailure } from "../../../js/errors.ts";
import type { MadeKeys } from "../protocol/keys.ts";
import { keyTexts } from "../texts/private-keys.ts";
import { consider, forgetCheck, forgetTrial } from "./checking.ts";
import { forgetPreviews } from "./explore/previews.ts";
import { broken, during, type KeyProblem, keyProblems, keys, keyUsage, type LockedKey } from "./state.ts";
import { worker } from "./worker.ts";

/** The keys that wait for their passphrases. */
export const stillLocked = () => keyProblems.value.filter(({ key }) => key !== undefined);

/** Adds the keys of a locked file, with its passphrase. */
export function unlockKeys(key: LockedKey, passphrase: string): Promise<void> {
  const unlocking = worker.request("unlockKeys", { id: key.id, passphrase });
  return during(async () => {
    // A refusal that says the same as the one before is another one.
    keyProblems.value = stillLocked().map((problem) =>
      problem.key?.id === key.id ? { ...problem, message: keyTexts.unlocking } : problem,
    );
    await takeKeys(unlocking, key);
    await consider();
  });
}

/** Goes on without a key that is locked. */
export function leaveLocked({ id }: LockedKey): Promise<void> {
  keyProblems.value = keyProblems.value.filter(({ key }) => key?.id !== id);
  return during(async () => void (await worker.request("forgetLockedKey", { id })));
}

/** How many sources of keys there were so far: their numbers. */
let sourcesOfKeys = 0;

/** Adds keys. */
export function importKeys(source: File | string): Promise<void> {
  const key = { id: sourcesOfKeys++, name: typeof source === "string" ? "" : source.name };
  return takeKeys(worker.request("addKeys", { source, id: key.id }), key);
}

/** How often keys were forgotten. */
let forgettings = 0;

async function takeKeys(adding: Promise<KeyInfo[]>, key: LockedKey): Promise<void> {
  const before = forgettings;
  /** What is said of this key, if anything, in place of what was said before, and in the order in which keys were given. */
  const say = (...problem: KeyProblem[]) => {
    const others = keyProblems.value.filter(({ source }) => source !== key.id);
    const after = others.findIndex(({ source = -1 }) => source > key.id);
    keyProblems.value = others.toSpliced(after < 0 ? others.length : after, 0, ...problem);
  };
  try {
    const added = await adding;
    if (before !== forgettings) return await takeBack(added);
    say();
    const known = new Set(keys.value.map(({ fingerprint }) => fingerprint));
    const fresh = added
      .filter(({ fingerprint }) => !known.has(fingerprint))
      .map((each) => ({ ...each, name: key.name }));
    if (fresh.length === 0) return;
    keys.value = [...keys.value, ...fresh];
    // What stayed sealed may open now.
    forgetCheck();
  } catch (error) {
    if (broken.value) throw error;
    const { code, message } = toFailure(error);
    const locked = code === "ERR_KEY_PASSPHRASE";
    const said = { message: key.name === "" ? message : `${key.name}: ${message}`, locked, source: key.id };
    say(locked ? { ...said, key } : said);
  }
}

/** Has the worker forget keys that it added while all were forgotten, but for what was added once more since. */
async function takeBack(added: readonly KeyInfo[]): Promise<void> {
  for (const { fingerprint } of added)
    if (keys.value.every((key) => key.fingerprint !== fingerprint)) await worker.request("forgetKey", { fingerprint });
}

/** Forgets all keys at once, and ends what goes on with them. */
export function forgetKeys(): Promise<void> {
  return during(async () => {
    forgettings++;
    keys.value = [];
    keyProblems.value = [];
    keyUsage.value = new Map();
    forgetPreviews();
    forgetCheck();
    forgetTrial();
    await worker.request("forgetKeys", null);
  });
}

/** Forgets one key of several, and what was decrypted with it. */
export function forgetKey(fingerprint: string): Promise<void> {
  if (keys.value.every((key) => key.fingerprint === fingerprint)) return forgetKeys();
  return during(async () => {
    keys.value = keys.value.filter((key) => key.fingerprint !== fingerprint);
    keyUsage.value = new Map();
    forgetPreviews();
    forgetCheck();
    forgetTrial();
    await worker.request("forgetKey", { fingerprint });
    await consider();
  });
}

/** Makes a key pair. Throws what went wrong. */
export function makeKeys(bits: number, passphrase: string): Promise<MadeKeys> {
  return worker.request("makeKeys", { bits, passphrase: passphrase === "" ? null : passphrase });
}
