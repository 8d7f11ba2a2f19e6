// What people give to the page and take away from it: files, keys, a sample. Components call these functions.

import { batch } from "@preact/signals";
import type { KeyInfo } from "core";
import { fileTexts } from "../texts/files.ts";
import { pageTexts } from "../texts/page.ts";
import { inBackground } from "./background.ts";
import { checkAll, consider, forgetCheck, forgetTrial } from "./checking.ts";
import { keepView } from "./explore/keep-view.ts";
import { clearTable } from "./explore/news.ts";
import { forgetPreviews } from "./explore/previews.ts";
import type { Given, GivenFile } from "./files.ts";
import { type MadeKeys, toFailure } from "./messages.ts";
import {
  addFiles,
  broken,
  canRestart,
  clearFiles,
  during,
  engine,
  files,
  type KeyProblem,
  keyNames,
  keyProblems,
  keys,
  keyUsage,
  type LockedKey,
  type LogFile,
  largestRecord,
  listing,
  makingSample,
  readingAnew,
  sample,
  strict,
  workers,
} from "./state.ts";
import { worker } from "./worker.ts";

/** Takes whatever was given: tells keys from logs, indexes the logs, and sees what the keys open. */
export function give({ files: chosen, unreadable }: Given): Promise<void> {
  return during(async () => {
    keyProblems.value = [
      ...stillLocked(),
      ...unreadable.map((path) => ({ message: fileTexts.unreadableFolder(path), locked: false })),
    ];
    if (chosen.length === 0) {
      // Something was dropped, which was then gone through in vain.
      listing.value = null;
      if (unreadable.length === 0)
        keyProblems.value = [...stillLocked(), { message: fileTexts.nothingGiven, locked: false }];
      return;
    }
    const indexing: Promise<void>[] = [];
    const found: File[] = [];
    let logs = 0;
    try {
      await dropSample();
      const before = clearings;
      let shown = -PAINT_EACH;
      for (let at = 0; at < chosen.length; at += PART) {
        listing.value = at;
        if (performance.now() - shown < PAINT_EACH) await nextTask();
        else {
          await painted();
          shown = performance.now();
        }
        // All files were closed meanwhile, these as well.
        if (before !== clearings) break;
        const listed = await list(chosen.slice(at, at + PART));
        found.push(...listed.keys);
        logs += listed.logs;
        // The first ones are shown while the others are gone through.
        if (at === 0) indexing.push(index());
      }
    } finally {
      listing.value = null;
    }
    if (chosen.length > PART) indexing.push(index());
    if (logs + found.length === 0)
      keyProblems.value = [...stillLocked(), { message: fileTexts.emptyArchive, locked: false }];
    for (const file of found) await importKeys(file);
    await consider();
    await Promise.all(indexing);
    await consider();
  });
}

/** Files that are handed to the worker in one message: each takes the browser 0.2 to 0.9 ms, in which the page stands still. */
const PART = 64;
/** Milliseconds between two times that the browser shows how far it is. */
const PAINT_EACH = 100;

const nextTask = () => new Promise<void>((resolve) => setTimeout(resolve));

/** Resolves when the browser had time to show what changed; also in a tab that is not shown. */
const painted = () =>
  new Promise<void>((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
    setTimeout(resolve, 50);
  });

/** Has the worker take files, of which those that are logs are then to be indexed; those in archives in the place of the archives. */
async function list(given: GivenFile[]): Promise<{ keys: File[]; logs: number }> {
  const before = clearings;
  const { opened, keys } = await worker.request("list", { files: given });
  const inside = new Map(opened.map(({ at, files }) => [at, files]));
  const all = given.flatMap((file, at) => inside.get(at) ?? [file]);
  const found = new Set(keys);
  const logs = all.filter((_, i) => !found.has(i));
  // All files were closed meanwhile, these as well: the worker has let go of them.
  if (logs.length > 0 && before === clearings) {
    forgetCheck();
    addFiles(logs);
  }
  return { keys: all.flatMap(({ file }, i) => (found.has(i) ? [file] : [])), logs: logs.length };
}

/** Has the files that were listed indexed, behind those that were given before. */
async function index(): Promise<void> {
  await worker.request("index", null);
}

/** Goes on with a new worker after the one before stopped: the files are gone through anew. The keys are gone with the old one. */
export function restart(): Promise<void> {
  return during(async () => {
    const given = filesGiven();
    worker.restart(workers.value);
    broken.value = null;
    canRestart.value = false;
    sample.value = null;
    keys.value = [];
    keyProblems.value = [];
    keyUsage.value = new Map();
    await clear();
    await sendChoices();
    await give({ files: given, unreadable: [] });
  });
}

/** Named as logs are, and as keys never are. */
const looksLikeLog = ({ name }: File) => /\.(log|ndjson|jsonl)(\.gz)?$|\.gz$/i.test(name);

/** Takes a log that was given in place of a key; what is in it decides whether it is one. */
async function giveLog(file: File): Promise<void> {
  await give({ files: [{ file, path: file.name }], unreadable: [] });
  if (files.value.some((each) => each.file === file))
    keyProblems.value = [...keyProblems.value, { message: fileTexts.logAsKey(file.name), locked: false }];
}

const isLog = (source: File | string): source is File => typeof source !== "string" && looksLikeLog(source);

/** Adds the keys in files or in pasted text, and sees what they open. */
export function addKeys(...sources: (File | string)[]): Promise<unknown> {
  return Promise.all([addKeysOf(sources.filter((source) => !isLog(source))), ...sources.filter(isLog).map(giveLog)]);
}

function addKeysOf(sources: (File | string)[]): Promise<void> {
  if (sources.length === 0) return Promise.resolve();
  // Pasted text is let go of as soon as it was handed over, and not after everything was opened.
  let held = sources;
  return during(async () => {
    keyProblems.value = stillLocked();
    if (!(await areOfSample(held))) await dropSample();
    const importing = held.map(importKeys);
    held = [];
    await Promise.all(importing);
    await consider();
  });
}

/** The keys that wait for their passphrases. */
const stillLocked = () => keyProblems.value.filter(({ key }) => key !== undefined);

/** Adds the keys of a locked file, with its passphrase. */
export function unlockKeys(key: LockedKey, passphrase: string): Promise<void> {
  const unlocking = worker.request("unlockKeys", { id: key.id, passphrase });
  return during(async () => {
    keyProblems.value = stillLocked();
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
function importKeys(source: File | string): Promise<void> {
  const key = { id: sourcesOfKeys++, name: typeof source === "string" ? "" : source.name };
  return takeKeys(worker.request("addKeys", { source, id: key.id }), key);
}

async function takeKeys(adding: Promise<KeyInfo[]>, key: LockedKey): Promise<void> {
  /** What is said of this key, if anything, in place of what was said before, and in the order in which keys were given. */
  const say = (...problem: KeyProblem[]) => {
    const others = keyProblems.value.filter(({ source }) => source !== key.id);
    const after = others.findIndex(({ source = -1 }) => source > key.id);
    keyProblems.value = others.toSpliced(after < 0 ? others.length : after, 0, ...problem);
  };
  try {
    const added = await adding;
    say();
    const known = new Set(keys.value.map(({ fingerprint }) => fingerprint));
    const fresh = added.filter(({ fingerprint }) => !known.has(fingerprint));
    if (fresh.length === 0) return;
    keyNames.value = new Map([...keyNames.value, ...fresh.map(({ fingerprint }) => [fingerprint, key.name] as const)]);
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

/** Forgets all keys at once, and ends what goes on with them. */
export function forgetKeys(): Promise<void> {
  return during(async () => {
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

/** Opens all records, whatever a trial said of the keys. */
export const openWhatever = () => during(checkAll);

/** Changes how many workers open records, who does the RSA operations, and whether every key is unwrapped. */
export function chooseSpeed(choice: { workers?: number; engine?: "auto" | "native" | "wasm"; strict?: boolean }): void {
  const changesWhatOpens = (choice.strict ?? strict.value) !== strict.value;
  // The worker hears of it before it is asked anything for what changes with it.
  batch(() => {
    workers.value = choice.workers ?? workers.value;
    engine.value = choice.engine ?? engine.value;
    strict.value = choice.strict ?? strict.value;
    inBackground(
      during(async () => {
        const sending = sendChoices();
        if (changesWhatOpens) forgetCheck();
        await sending;
        if (changesWhatOpens) await consider();
      }),
    );
  });
}

const MIB = 1 << 20;

/** Tells the worker what was chosen. */
async function sendChoices(): Promise<void> {
  const maxRecordBytes = largestRecord.value * MIB;
  await worker.request("choose", {
    workers: workers.value,
    engine: engine.value,
    strict: strict.value,
    maxRecordBytes,
  });
}

/** The files as they are, to be gone through anew. What is in archives is not looked for again. */
const filesGiven = (): GivenFile[] =>
  files.value.map(({ file, path, failure }) => ({ file, path, ...(failure && { failure }) }));

/** Resolves when the files were gone through anew: until then not all of them are here. */
let rereading: Promise<void> = Promise.resolve();

/** Changes how long a record may be, in MiB, and reads the files that are there anew: which records they have may change. */
export function chooseLargestRecord(mebibytes: number): Promise<void> {
  largestRecord.value = mebibytes;
  const before = rereading;
  rereading = during(async () => {
    await before;
    await sendChoices();
    await readAnew(filesGiven());
  });
  return rereading;
}

/** Reads these files in place of those that are there. `cleared` is called when those are gone, and nothing is here yet. */
async function readAnew(given: GivenFile[], cleared = () => {}): Promise<void> {
  if (given.length === 0) return;
  readingAnew.value = true;
  try {
    await clear();
    cleared();
    const own = clearings;
    for (let at = 0; at < given.length && own === clearings; at += PART) await list(given.slice(at, at + PART));
  } finally {
    readingAnew.value = false;
  }
  await index();
  await consider();
}

/**
 * Removes one file, with its records and all that came of them. The others are read once more: the index joins the values of
 * all files, and to take those of one out of it would need as much memory again. Keys, the filter and the order stay, and what
 * was selected in other files.
 */
export function removeFile(removed: LogFile): Promise<void> {
  const before = rereading;
  rereading = during(async () => {
    await before;
    const number = files.value.findIndex(({ file, path }) => file === removed.file && path === removed.path);
    if (number < 0) return;
    if (files.value.length === 1) {
      await clear();
      return dropSample();
    }
    const [view, given] = [keepView(number), filesGiven()];
    await readAnew(given.toSpliced(number, 1), view.restore);
    await view.settle();
  });
  return rereading;
}

/** Lets go of all files and of what came out of them. Keys stay, but for the sample's. */
export function closeFiles(): Promise<void> {
  return during(async () => {
    await clear();
    await dropSample();
  });
}

/** How often all files were let go of. */
let clearings = 0;

async function clear(): Promise<void> {
  clearings++;
  clearFiles();
  forgetCheck();
  forgetTrial();
  await clearTable();
}

/** Makes a key pair and sealed files, and opens them: the whole way without having anything. */
export function trySample(): Promise<void> {
  return during(async () => {
    makingSample.value = true;
    try {
      const made = await worker.request("makeSample", null);
      // Meanwhile somebody came with files of their own.
      if (files.value.length > 0 || keys.value.length > 0) return;
      sample.value = made;
      await list([{ file: made.logs, path: made.logs.name }]);
      const indexing = index();
      await importKeys(made.key);
      await indexing;
      await consider();
    } catch (error) {
      keyProblems.value = [{ message: `${pageTexts.sampleFailed} ${toFailure(error).message}`, locked: false }];
    } finally {
      makingSample.value = false;
    }
  });
}

/** Makes a key pair. Throws what went wrong. */
export function makeKeys(bits: number, passphrase: string): Promise<MadeKeys> {
  return worker.request("makeKeys", { bits, passphrase: passphrase === "" ? null : passphrase });
}

/** Whether these are nothing but the sample's own key, which somebody saved and gives back. */
async function areOfSample(sources: readonly (File | string)[]): Promise<boolean> {
  const own = sample.value?.key;
  if (!own) return false;
  const text = (await own.text()).trim();
  for (const source of sources) {
    // Another key is not read here.
    if (typeof source !== "string" && source.size !== own.size) return false;
    if ((typeof source === "string" ? source : await source.text()).trim() !== text) return false;
  }
  return true;
}

/** Lets go of the sample, its key included, before anything else comes. */
async function dropSample(): Promise<void> {
  if (!sample.value) return;
  sample.value = null;
  await clear();
  await forgetKeys();
}
