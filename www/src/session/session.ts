// All that can be done with the page. Components call these functions; nothing else talks to the
// worker.
import type { KeyInfo } from "core";
import { texts } from "../texts.ts";
import { clearTable, exploreWith, forgetPreviews, takeIndexed } from "./explore.ts";
import type { Given, GivenFile } from "./files.ts";
import { type MadeKeys, toFailure } from "./messages.ts";
import {
  addFault,
  addFile,
  broken,
  clearFiles,
  engine,
  keyProblems,
  keys,
  type LogFile,
  makingSample,
  noted,
  opening,
  publish,
  sample,
  setRead,
  setState,
  strict,
  take,
  underWay,
  verdict,
  workers,
} from "./state.ts";
import { triage } from "./triage.ts";
import { WorkerClient } from "./worker-client.ts";

const worker = new WorkerClient(workers.value, take, takeIndexed, (error) => (broken.value = error.message));
exploreWith(worker);

/** Runs something that was asked for. What it throws means that the worker is gone. */
async function during(action: () => Promise<void>): Promise<void> {
  underWay.value++;
  try {
    await action();
  } catch (error) {
    broken.value ??= toFailure(error).message;
  } finally {
    publish();
    underWay.value--;
  }
}

/** Takes whatever was given: tells keys from logs, and opens what can be opened. */
export function give({ files: given, unreadable }: Given): Promise<void> {
  return during(async () => {
    keyProblems.value = unreadable.map((path) => ({ message: texts.unreadableFolder(path), locked: false }));
    if (given.length === 0) {
      if (unreadable.length === 0) keyProblems.value = [{ message: texts.nothingGiven, locked: false }];
      return;
    }
    await dropSample();
    const areKeys = await worker.request("areKeys", { files: given.map(({ file }) => file) });
    const logs = given.filter((_, i) => !areKeys[i]);
    logs.forEach(addFile);
    const indexing = index(logs);
    let added = false;
    for (const [i, { file }] of given.entries()) if (areKeys[i]) added = (await importKeys(file)) || added;
    publish();
    await start(added);
    await indexing;
  });
}

/** Has files indexed, behind those that were given before. */
const index = (logs: GivenFile[]) => worker.request("index", { files: logs });

/** Adds the keys in a file or in pasted text, and opens what can be opened. */
export function addKeys(source: File | string): Promise<void> {
  // Pasted text is let go of as soon as it was handed over, and not after hours of opening.
  let held: File | string = source;
  return during(async () => {
    keyProblems.value = [];
    await dropSample();
    const importing = importKeys(held);
    held = "";
    await start(await importing);
  });
}

/** Adds the key that was locked, with its passphrase. */
export function unlockKeys(passphrase: string): Promise<void> {
  const unlocking = worker.request("unlockKeys", { passphrase });
  return during(async () => {
    keyProblems.value = [];
    await start(await takeKeys(unlocking, ""));
  });
}

/** Adds keys; `true` if there was a new one. */
function importKeys(source: File | string): Promise<boolean> {
  const name = typeof source === "string" ? "" : `${source.name}: `;
  return takeKeys(worker.request("addKeys", { source }), name);
}

async function takeKeys(adding: Promise<KeyInfo[]>, name: string): Promise<boolean> {
  try {
    const added = await adding;
    const known = new Set(keys.value.map(({ fingerprint }) => fingerprint));
    const fresh = added.filter(({ fingerprint }) => !known.has(fingerprint));
    if (fresh.length > 0) keys.value = [...keys.value, ...fresh];
    return fresh.length > 0;
  } catch (error) {
    if (broken.value) throw error;
    const { code, message } = toFailure(error);
    keyProblems.value = [...keyProblems.value, { message: name + message, locked: code === "ERR_KEY_PASSPHRASE" }];
    return false;
  }
}

/** Forgets all keys at once. Files that are waiting wait for a new one. */
export function forgetKeys(): Promise<void> {
  return during(async () => {
    keys.value = [];
    keyProblems.value = [];
    noted.usage = new Map();
    verdict.value = null;
    forgetPreviews();
    stop = true;
    await Promise.all([worker.request("cancel", null), worker.request("forgetKeys", null)]);
  });
}

/** Stops opening. What was opened stays. */
export function cancel(): Promise<void> {
  stop = true;
  return during(async () => void (await worker.request("cancel", null)));
}

/** Opens all files anew, with the keys that are there now, whatever a trial said of them. */
export function openAgain(): Promise<void> {
  return during(async () => {
    await restart();
    await openWaiting({ whatever: true });
  });
}

/** Changes how many workers open records, who does the RSA operations, and whether every key is unwrapped. */
export function chooseSpeed(choice: { workers?: number; engine?: "auto" | "native" | "wasm"; strict?: boolean }): void {
  workers.value = choice.workers ?? workers.value;
  engine.value = choice.engine ?? engine.value;
  strict.value = choice.strict ?? strict.value;
  const choices = { workers: workers.value, engine: engine.value, strict: strict.value };
  void during(async () => void (await worker.request("choose", choices)));
}

/** Lets go of all files and of what came out of them. Keys stay, but for the sample's. */
export function closeFiles(): Promise<void> {
  return during(async () => {
    stop = true;
    clearFiles();
    clearTable();
    publish();
    await Promise.all([worker.request("cancel", null), worker.request("forgetIndex", null)]);
    await dropSample();
  });
}

/** Makes a key pair and a sealed file, and opens it: the whole way without having anything. */
export function trySample(): Promise<void> {
  return during(async () => {
    makingSample.value = true;
    try {
      const made = await worker.request("makeSample", null);
      // Meanwhile somebody came with files of their own.
      if (noted.files.length > 0 || keys.value.length > 0) return;
      sample.value = made;
      const logs = { file: made.logs, path: made.logs.name };
      addFile(logs);
      const indexing = index([logs]);
      await start(await importKeys(made.key));
      await indexing;
    } catch (error) {
      keyProblems.value = [{ message: `${texts.sampleFailed} ${toFailure(error).message}`, locked: false }];
    } finally {
      makingSample.value = false;
    }
  });
}

/** Makes a key pair. Throws what went wrong. */
export function makeKeys(bits: number, passphrase: string): Promise<MadeKeys> {
  return worker.request("makeKeys", { bits, passphrase: passphrase === "" ? null : passphrase });
}

/** Lets go of the sample, its key included, before anything else comes. */
async function dropSample(): Promise<void> {
  if (!sample.value) return;
  sample.value = null;
  clearFiles();
  clearTable();
  await worker.request("forgetIndex", null);
  await forgetKeys();
}

/** Makes all files wait again. Those opened so far get new numbers: what still comes of them is old. */
async function restart(): Promise<void> {
  const again = noted.files;
  clearFiles();
  again.forEach(addFile);
  publish();
  await worker.request("resetUsage", null);
}

// Opening ---------------------------------------------------------------------------------------

/** No further file is to be opened. */
let stop = false;
/** Keys came while files were being opened. */
let lateKeys = false;

/** Opens what can be opened, after something was given. */
async function start(newKeys: boolean): Promise<void> {
  stop = false;
  if (opening.value) {
    lateKeys ||= newKeys;
    return;
  }
  // What stayed sealed may open now.
  if (newKeys && noted.totals.sealed > 0) await restart();
  await openWaiting();
}

/**
 * Bytes of files from which on it pays to try the keys first: some twenty records, which take RSA of
 * 4096 bits three seconds and more.
 */
const WORTH_A_TRIAL = 64 * 1024;

/** Tries the keys on a few of the files that wait; `false` if they open none of them. */
async function keysFit(): Promise<boolean> {
  verdict.value = null;
  const waiting = noted.files.filter(({ state }) => state === "waiting");
  if (waiting.reduce((sum, { file }) => sum + file.size, 0) < WORTH_A_TRIAL) return true;
  const found = await triage(
    waiting.map(({ path }) => path),
    (indexes) => worker.request("tryKeys", { files: indexes.flatMap((index) => waiting[index]?.file ?? []) }),
  );
  if (found.kind === "fits") return true;
  verdict.value = found;
  return found.kind !== "size" && found.kind !== "refused";
}

/** Opens the files that are waiting, one after the other, if there is a key and it fits. */
async function openWaiting({ whatever = false } = {}): Promise<void> {
  if (opening.value || keys.value.length === 0 || noted.totals.waiting === 0) return;
  stop = false;
  lateKeys = false;
  opening.value = true;
  let fits = true;
  try {
    fits = whatever || (await keysFit());
    noted.begun = { at: performance.now(), read: noted.totals.read };
    // The next files are asked for while one is being opened, so that the pool never waits at a file's end.
    const asked = new Set<Promise<void>>();
    for (let at = 0; at < noted.files.length && fits && !stop; at++) {
      const file = noted.files[at];
      if (file?.state !== "waiting") continue;
      const one = openOne(file).finally(() => asked.delete(one));
      asked.add(one);
      if (asked.size >= FILES_AHEAD) await Promise.race(asked);
    }
    await Promise.all(asked);
  } finally {
    opening.value = false;
  }
  publish();
  if (stop) return;
  if (lateKeys && (noted.totals.sealed > 0 || !fits)) {
    if (noted.totals.sealed > 0) await restart();
    await openWaiting();
  } else if (fits) {
    // Files that came after others were let go.
    await openWaiting();
  }
}

/** Files that are asked for at once. */
const FILES_AHEAD = 8;

async function openOne(file: LogFile): Promise<void> {
  setState(file, "opening");
  let state: LogFile["state"];
  try {
    const { cancelled } = await worker.request("open", { fileId: file.id, file: file.file });
    state = cancelled ? "cancelled" : noted.damaged.has(file.id) ? "damaged" : "opened";
  } catch (error) {
    if (broken.value) throw error;
    if (noted.byId.has(file.id)) addFault(file, toFailure(error));
    state = "failed";
  }
  if (!noted.byId.has(file.id)) return;
  setState(file, state);
  if (state !== "cancelled") setRead(file, file.file.size);
}
