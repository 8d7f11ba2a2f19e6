// The state of the page, and all that can be done with it. Components read the signals and call the
// functions; nothing else talks to the worker.
//
// What happens while files are opened is noted in plain objects and published to the signals some
// times a second: a folder of a month has tens of thousands of files, and each may tell something.
import { batch, computed, signal } from "@preact/signals";
import type { Fault, KeyInfo } from "core";
import { texts } from "../texts.ts";
import type { Given, GivenFile } from "./files.ts";
import { type MadeKeys, type OpenedBatch, toFailure } from "./messages.ts";
import { RecordStore } from "./records.ts";
import { triage, type Verdict } from "./triage.ts";
import { WorkerClient } from "./worker-client.ts";

/** Faults that are kept to be shown; the others are counted. */
const FAULTS_KEPT = 1000;
/** Milliseconds between two publications. */
const PACE = 60;

export interface LogFile {
  id: number;
  file: File;
  path: string;
  /** `damaged`: read as far as it goes, but cut off or corrupt. */
  state: "waiting" | "opening" | "opened" | "damaged" | "cancelled" | "failed";
  /** Bytes read so far. */
  read: number;
  records: number;
}

/** A fault and the file it is in. */
export interface FileFault extends Fault {
  fileId: number;
  path: string;
}

/** Totals over all files. */
export interface Counts {
  records: number;
  opened: number;
  sealed: number;
  rejected: number;
  /** Faults of all kinds, also those that are not kept. */
  faults: number;
  warnings: number;
  /** Bytes of all files, and how many of them were read. */
  bytes: number;
  read: number;
  /** Files by what became of them. */
  waiting: number;
  cancelled: number;
  damaged: number;
  failed: number;
}

const NOTHING: Counts = {
  records: 0,
  opened: 0,
  sealed: 0,
  rejected: 0,
  faults: 0,
  warnings: 0,
  bytes: 0,
  read: 0,
  waiting: 0,
  cancelled: 0,
  damaged: 0,
  failed: 0,
};

export const files = signal<readonly LogFile[]>([]);
export const keys = signal<readonly KeyInfo[]>([]);
/** Fields that each key unwrapped, by its fingerprint. */
export const keyUsage = signal<ReadonlyMap<string, number>>(new Map());
/** Why keys that were given last cannot be used; `locked` if all that lacks is a passphrase. */
export const keyProblems = signal<readonly { message: string; locked: boolean }[]>([]);
export const counts = signal<Counts>(NOTHING);
export const faults = signal<readonly FileFault[]>([]);
export const warnings = signal<readonly { path: string; message: string }[]>([]);
export const store = signal(new RecordStore());
/** Grows with each publication of records. */
export const recordCount = computed(() => counts.value.records);
export const selected = signal<number | null>(null);
export const opening = signal(false);
/** Something that was asked for is not done yet. */
export const busy = computed(() => underWay.value > 0);
/** Seconds that are left by the pace so far; `null` while that is a guess. */
export const secondsLeft = signal<number | null>(null);
/** The sample, while it is what is open. */
export const sample = signal<{ key: File; logs: File } | null>(null);
export const makingSample = signal(false);
/** What a trial of a few records said of the keys, if not that everything opens. */
export const verdict = signal<Exclude<Verdict, { kind: "fits" }> | null>(null);
/** Why the page cannot work at all. */
export const broken = signal<string | null>(null);
/** Everything that was given came through to its end, undamaged. */
export const complete = computed(() => {
  const { waiting, cancelled, damaged, failed } = counts.value;
  return files.value.length > 0 && !opening.value && waiting + cancelled + damaged + failed === 0;
});

const underWay = signal(0);

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

const worker = new WorkerClient(take, (error) => (broken.value = error.message));

// What is noted between two publications --------------------------------------------------------

let all: LogFile[] = [];
const byId = new Map<number, LogFile>();
let totals = { ...NOTHING };
let keptFaults: FileFault[] = [];
let keptWarnings: { path: string; message: string }[] = [];
/** The files whose faults say that they are not whole. */
const damagedFiles = new Set<number>();
let usage = new Map<string, number>();
let lastFileId = 0;
/** When the opening that goes on now began, and what was read before it. */
let begun = { at: 0, read: 0 };
let publishing: ReturnType<typeof setTimeout> | undefined;

function publishSoon(): void {
  publishing ??= setTimeout(publish, PACE);
}

function publish(): void {
  clearTimeout(publishing);
  publishing = undefined;
  const seconds = (performance.now() - begun.at) / 1000;
  const read = totals.read - begun.read;
  batch(() => {
    files.value = [...all];
    counts.value = { ...totals, records: store.value.count };
    if (faults.value.length !== keptFaults.length) faults.value = [...keptFaults];
    if (warnings.value.length !== keptWarnings.length) warnings.value = [...keptWarnings];
    keyUsage.value = usage;
    secondsLeft.value = opening.value && seconds >= 1 && read > 0 ? ((totals.bytes - totals.read) * seconds) / read : null;
    if (selected.value === null && store.value.count > 0) selected.value = 0;
  });
}

/** The states that are counted among the totals. */
const COUNTED = ["waiting", "cancelled", "damaged", "failed"] as const;

function countState(state: LogFile["state"], by: number): void {
  const counted = COUNTED.find((each) => each === state);
  if (counted) totals[counted] += by;
}

function setState(file: LogFile, state: LogFile["state"]): void {
  countState(file.state, -1);
  file.state = state;
  countState(state, 1);
  publishSoon();
}

function addFile({ file, path }: GivenFile): void {
  const added: LogFile = { id: ++lastFileId, file, path, state: "waiting", read: 0, records: 0 };
  all.push(added);
  byId.set(added.id, added);
  totals.bytes += file.size;
  totals.waiting++;
}

function addFault(file: LogFile, fault: Fault): void {
  totals.faults++;
  if (keptFaults.length < FAULTS_KEPT) keptFaults.push({ ...fault, fileId: file.id, path: file.path });
}

function setRead(file: LogFile, read: number): void {
  totals.read += read - file.read;
  file.read = read;
}

/** Takes records as the worker opens them. */
function take(opened: OpenedBatch): void {
  const file = byId.get(opened.fileId);
  // Records of a file that was let go meanwhile.
  if (!file) return;
  store.value.add(opened);
  setRead(file, opened.offset);
  file.records += opened.lines.length;
  totals.opened += opened.opened;
  totals.sealed += opened.sealed;
  totals.rejected += opened.rejected;
  totals.warnings += opened.warnings.length;
  for (const fault of opened.faults) {
    addFault(file, fault);
    // A fault of no line is one of the file: it is not whole.
    if (fault.line === undefined) damagedFiles.add(file.id);
  }
  for (const { message } of opened.warnings) {
    if (keptWarnings.length < FAULTS_KEPT) keptWarnings.push({ path: file.path, message });
  }
  usage = new Map(opened.usage.map(({ fingerprint, fields }) => [fingerprint, fields]));
  publishSoon();
}

// What can be done ------------------------------------------------------------------------------

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
    for (const [i, file] of given.entries()) if (!areKeys[i]) addFile(file);
    let added = false;
    for (const [i, { file }] of given.entries()) if (areKeys[i]) added = (await importKeys(file)) || added;
    publish();
    await start(added);
  });
}

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
    usage = new Map();
    verdict.value = null;
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

/** Lets go of all files and of what came out of them. Keys stay, but for the sample's. */
export function closeFiles(): Promise<void> {
  return during(async () => {
    stop = true;
    clearFiles();
    publish();
    await worker.request("cancel", null);
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
      if (all.length > 0 || keys.value.length > 0) return;
      sample.value = made;
      addFile({ file: made.logs, path: made.logs.name });
      await start(await importKeys(made.key));
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
  await forgetKeys();
}

function clearFiles(): void {
  all = [];
  byId.clear();
  clearResults();
}

function clearResults(): void {
  verdict.value = null;
  totals = { ...NOTHING };
  keptFaults = [];
  keptWarnings = [];
  damagedFiles.clear();
  batch(() => {
    faults.value = [];
    warnings.value = [];
    store.value = new RecordStore();
    selected.value = null;
  });
}

/** Makes all files wait again. Those opened so far get new numbers: what still comes of them is old. */
async function restart(): Promise<void> {
  const again = all;
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
  if (newKeys && totals.sealed > 0) await restart();
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
  const waiting = all.filter(({ state }) => state === "waiting");
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
  if (opening.value || keys.value.length === 0 || totals.waiting === 0) return;
  stop = false;
  lateKeys = false;
  opening.value = true;
  let fits = true;
  try {
    fits = whatever || (await keysFit());
    begun = { at: performance.now(), read: totals.read };
    for (let at = 0; at < all.length && fits && !stop; at++) {
      const file = all[at];
      if (file?.state === "waiting") await openOne(file);
    }
  } finally {
    opening.value = false;
  }
  publish();
  if (stop) return;
  if (lateKeys && (totals.sealed > 0 || !fits)) {
    if (totals.sealed > 0) await restart();
    await openWaiting();
  } else if (fits) {
    // Files that came after others were let go.
    await openWaiting();
  }
}

async function openOne(file: LogFile): Promise<void> {
  setState(file, "opening");
  let state: LogFile["state"];
  try {
    const { cancelled } = await worker.request("open", { fileId: file.id, file: file.file });
    state = cancelled ? "cancelled" : damagedFiles.has(file.id) ? "damaged" : "opened";
  } catch (error) {
    if (broken.value) throw error;
    if (byId.has(file.id)) addFault(file, toFailure(error));
    state = "failed";
  }
  if (!byId.has(file.id)) return;
  setState(file, state);
  if (state !== "cancelled") setRead(file, file.file.size);
}
