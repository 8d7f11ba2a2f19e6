// The state of the page, and all that can be done with it. Components read the signals and call the
// functions; nothing else talks to the worker.
import { batch, computed, signal } from "@preact/signals";
import type { Fault, KeyInfo } from "core";
import { texts } from "../texts.ts";
import type { GivenFile } from "./files.ts";
import { type OpenedBatch, toFailure } from "./messages.ts";
import { RecordStore } from "./records.ts";
import { WorkerClient } from "./worker-client.ts";

/** Faults that are kept to be shown; the others are counted. */
const FAULTS_KEPT = 1000;

export interface LogFile {
  id: number;
  file: File;
  path: string;
  state: "waiting" | "opening" | "opened" | "cancelled" | "failed";
  /** Bytes read so far. */
  read: number;
  records: number;
}

/** A fault and the file it is in. */
export interface FileFault extends Fault {
  fileId: number;
  path: string;
}

export interface Counts {
  records: number;
  opened: number;
  sealed: number;
  rejected: number;
  /** Faults of all kinds, also those that are not kept. */
  faults: number;
  warnings: number;
}

const NOTHING: Counts = { records: 0, opened: 0, sealed: 0, rejected: 0, faults: 0, warnings: 0 };

export const files = signal<readonly LogFile[]>([]);
export const keys = signal<readonly KeyInfo[]>([]);
/** Fields that each key unwrapped, by its fingerprint. */
export const keyUsage = signal<ReadonlyMap<string, number>>(new Map());
/** Why the last key that was given cannot be used; `locked` if all it lacks is its passphrase. */
export const keyProblem = signal<{ message: string; locked: boolean } | null>(null);
export const counts = signal<Counts>(NOTHING);
export const faults = signal<readonly FileFault[]>([]);
export const warnings = signal<readonly { path: string; message: string }[]>([]);
export const store = signal(new RecordStore());
export const selected = signal<number | null>(null);
/** When the opening that goes on now began, in the time of `performance.now`. */
const begun = signal<number | null>(null);
export const opening = computed(() => begun.value !== null);
/** The sample, while it is what is open. */
export const sample = signal<{ key: File; logs: File } | null>(null);
export const makingSample = signal(false);

export const totalBytes = computed(() => files.value.reduce((sum, { file }) => sum + file.size, 0));
export const readBytes = computed(() => files.value.reduce((sum, { read }) => sum + read, 0));
/** Everything that was given came through to its end. */
export const complete = computed(() => files.value.length > 0 && files.value.every(({ state }) => state === "opened"));

/** Seconds that are left by the pace so far; `null` while that is a guess. */
export const secondsLeft = computed(() => {
  const now = readBytes.value;
  if (begun.value === null || now === 0) return null;
  const seconds = (performance.now() - begun.value) / 1000;
  return seconds < 1 ? null : ((totalBytes.value - now) * seconds) / now;
});

const worker = new WorkerClient(take);
let lastFileId = 0;

/** Lines that have faults, for marking them in the list: `fileId:line`. */
export const faultyLines = computed(() => new Set(faults.value.map(({ fileId, line }) => `${fileId}:${line}`)));

function update(id: number, change: Partial<LogFile>): void {
  files.value = files.value.map((file) => (file.id === id ? { ...file, ...change } : file));
}

/** Takes records as the worker opens them. */
function take(opened: OpenedBatch): void {
  const file = files.value.find(({ id }) => id === opened.fileId);
  // Records of a file that was let go meanwhile.
  if (!file) return;
  batch(() => {
    store.value.add(opened);
    update(file.id, { read: opened.offset, records: file.records + opened.lines.length });
    const { path } = file;
    keyUsage.value = new Map(opened.usage.map(({ fingerprint, fields }) => [fingerprint, fields]));
    counts.value = {
      records: store.value.count,
      opened: counts.value.opened + opened.opened,
      sealed: counts.value.sealed + opened.sealed,
      rejected: counts.value.rejected + opened.rejected,
      faults: counts.value.faults + opened.faults.length,
      warnings: counts.value.warnings + opened.warnings.length,
    };
    const room = FAULTS_KEPT - faults.value.length;
    const kept = opened.faults.slice(0, Math.max(room, 0)).map((fault) => ({ ...fault, fileId: file.id, path }));
    if (kept.length > 0) faults.value = [...faults.value, ...kept];
    if (opened.warnings.length > 0 && warnings.value.length < FAULTS_KEPT) {
      warnings.value = [...warnings.value, ...opened.warnings.map(({ message }) => ({ path, message }))];
    }
    if (selected.value === null && store.value.count > 0) selected.value = 0;
  });
}

/** Takes whatever was given: tells keys from logs, and opens what can be opened. */
export async function give(given: readonly GivenFile[]): Promise<void> {
  if (given.length === 0) return;
  if (sample.value) reset();
  const areKeys = await worker.request("areKeys", { files: given.map(({ file }) => file) });
  const logs = given.filter((_, i) => !areKeys[i]).map(waiting);
  files.value = [...files.value, ...logs];
  for (const { file } of given.filter((_, i) => areKeys[i])) await addKeys(file);
  await openWaiting();
}

const waiting = ({ file, path }: GivenFile): LogFile => ({ id: ++lastFileId, file, path, state: "waiting", read: 0, records: 0 });

/** Adds the keys in a file or in pasted text. */
export async function addKeys(source: File | string): Promise<void> {
  const name = typeof source === "string" ? "" : `${source.name}: `;
  await takeKeys(worker.request("addKeys", { source }), name);
}

/** Adds the key that was locked, with its passphrase. */
export async function unlockKeys(passphrase: string): Promise<void> {
  await takeKeys(worker.request("unlockKeys", { passphrase }), "");
}

async function takeKeys(adding: Promise<KeyInfo[]>, name: string): Promise<void> {
  try {
    const added = await adding;
    batch(() => {
      keyProblem.value = null;
      const known = new Set(keys.value.map(({ fingerprint }) => fingerprint));
      keys.value = [...keys.value, ...added.filter(({ fingerprint }) => !known.has(fingerprint))];
    });
  } catch (error) {
    const { code, message } = toFailure(error);
    keyProblem.value = { message: name + message, locked: code === "ERR_KEY_PASSPHRASE" };
    return;
  }
  // What stayed sealed may open now.
  if (!opening.value && counts.value.sealed > 0) await openAgain();
  else await openWaiting();
}

/** Forgets all keys at once. Files that are waiting wait for a new one. */
export async function forgetKeys(): Promise<void> {
  keys.value = [];
  keyUsage.value = new Map();
  keyProblem.value = null;
  await Promise.all([worker.request("cancel", null), worker.request("forgetKeys", null)]);
}

/** Stops opening. What was opened stays. */
export async function cancel(): Promise<void> {
  await worker.request("cancel", null);
}

/** Opens all files anew, with the keys that are there now. */
export async function openAgain(): Promise<void> {
  batch(() => {
    clearResults();
    files.value = files.value.map(waiting);
  });
  await openWaiting();
}

/** Lets go of all files and of what came out of them. Keys stay. */
export function closeFiles(): void {
  batch(() => {
    void worker.request("cancel", null);
    files.value = [];
    clearResults();
  });
}

function reset(): void {
  closeFiles();
  sample.value = null;
  void forgetKeys();
}

function clearResults(): void {
  counts.value = NOTHING;
  faults.value = [];
  warnings.value = [];
  store.value = new RecordStore();
  selected.value = null;
}

/** Opens the files that are waiting, one after the other, if there is a key. */
async function openWaiting(): Promise<void> {
  if (opening.value || keys.value.length === 0) return;
  begun.value = performance.now();
  try {
    for (let stopped = false; !stopped; ) {
      const next = files.value.find(({ state }) => state === "waiting");
      if (!next || keys.value.length === 0) break;
      stopped = await openOne(next);
    }
  } finally {
    begun.value = null;
  }
}

/** Opens one file; `true` if it was cancelled. */
async function openOne({ id, file, path }: LogFile): Promise<boolean> {
  update(id, { state: "opening" });
  try {
    const { cancelled } = await worker.request("open", { fileId: id, file });
    update(id, cancelled ? { state: "cancelled" } : { state: "opened", read: file.size });
    // A file that was let go of meanwhile does not stop those that were given since.
    return cancelled && files.value.some((each) => each.id === id);
  } catch (error) {
    const { code, message } = toFailure(error);
    batch(() => {
      update(id, { state: "failed" });
      counts.value = { ...counts.value, faults: counts.value.faults + 1 };
      faults.value = [...faults.value, { code, message, fileId: id, path }];
    });
    return false;
  }
}

/** Makes a key pair and a sealed file, and opens it: the whole way without having anything. */
export async function trySample(): Promise<void> {
  makingSample.value = true;
  try {
    const made = await worker.request("makeSample", null);
    batch(() => {
      sample.value = made;
      files.value = [waiting({ file: made.logs, path: made.logs.name })];
    });
    await addKeys(made.key);
  } catch (error) {
    keyProblem.value = { message: `${texts.sampleFailed} ${toFailure(error).message}`, locked: false };
  } finally {
    makingSample.value = false;
  }
}
