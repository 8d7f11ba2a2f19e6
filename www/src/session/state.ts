// The state of the page. Components read the signals; session.ts changes them.
//
// What happens while files are opened is noted in plain objects and published to the signals some
// times a second: a folder of a month has tens of thousands of files, and each may tell something.
import { batch, computed, signal } from "@preact/signals";
import type { Fault, KeyInfo, Settings } from "core";
import type { PoolInfo } from "../../../js/pool/pool.ts";
import type { GivenFile } from "./files.ts";
import type { OpenedBatch } from "./messages.ts";
import { RecordStore } from "./records.ts";
import type { Verdict } from "./triage.ts";

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
export const opening = signal(false);
/** How many things that were asked for are not done yet. */
export const underWay = signal(0);
export const busy = computed(() => underWay.value > 0);
/** Seconds that are left by the pace so far; `null` while that is a guess. */
export const secondsLeft = signal<number | null>(null);
/** The sample, while it is what is open. */
export const sample = signal<{ key: File; logs: File } | null>(null);
export const makingSample = signal(false);
/** How many workers open records. */
export const workers = signal(Math.max(1, navigator.hardwareConcurrency || 1));
/** Who does the RSA operations. */
export const engine = signal<NonNullable<Settings["engine"]>>("auto");
/** Every wrapped key is unwrapped, and none tried on a record's other fields. */
export const strict = signal(false);
/** Who opens, and how fast; `null` before the first record. */
export const pool = signal<PoolInfo | null>(null);
/** What a trial of a few records said of the keys, if not that everything opens. */
export const verdict = signal<Exclude<Verdict, { kind: "fits" }> | null>(null);
/** Why the page cannot work at all. */
export const broken = signal<string | null>(null);
/** Everything that was given came through to its end, undamaged. */
export const complete = computed(() => {
  const { waiting, cancelled, damaged, failed } = counts.value;
  return files.value.length > 0 && !opening.value && waiting + cancelled + damaged + failed === 0;
});

/** What is noted between two publications. */
export const noted = {
  files: [] as LogFile[],
  byId: new Map<number, LogFile>(),
  totals: { ...NOTHING },
  faults: [] as FileFault[],
  warnings: [] as { path: string; message: string }[],
  /** The files whose faults say that they are not whole. */
  damaged: new Set<number>(),
  usage: new Map<string, number>(),
  pool: null as PoolInfo | null,
  /** When the opening that goes on now began, and what was read before it. */
  begun: { at: 0, read: 0 },
};

let lastFileId = 0;
let publishing: ReturnType<typeof setTimeout> | undefined;

function publishSoon(): void {
  publishing ??= setTimeout(publish, PACE);
}

/** Publishes at once what was noted. */
export function publish(): void {
  clearTimeout(publishing);
  publishing = undefined;
  const seconds = (performance.now() - noted.begun.at) / 1000;
  const read = noted.totals.read - noted.begun.read;
  batch(() => {
    files.value = [...noted.files];
    counts.value = { ...noted.totals, records: store.value.count };
    if (faults.value.length !== noted.faults.length) faults.value = [...noted.faults];
    if (warnings.value.length !== noted.warnings.length) warnings.value = [...noted.warnings];
    keyUsage.value = noted.usage;
    pool.value = noted.pool;
    secondsLeft.value = opening.value && seconds >= 1 && read > 0 ? ((noted.totals.bytes - noted.totals.read) * seconds) / read : null;
  });
}

/** The states that are counted among the totals. */
const COUNTED = ["waiting", "cancelled", "damaged", "failed"] as const;

function countState(state: LogFile["state"], by: number): void {
  const counted = COUNTED.find((each) => each === state);
  if (counted) noted.totals[counted] += by;
}

/** Notes what becomes of a file. */
export function setState(file: LogFile, state: LogFile["state"]): void {
  countState(file.state, -1);
  file.state = state;
  countState(state, 1);
  publishSoon();
}

/** Adds a file that waits to be opened. */
export function addFile({ file, path }: GivenFile): void {
  const added: LogFile = { id: ++lastFileId, file, path, state: "waiting", read: 0, records: 0 };
  noted.files.push(added);
  noted.byId.set(added.id, added);
  noted.totals.bytes += file.size;
  noted.totals.waiting++;
}

/** Notes a fault; the first thousand are kept to be shown. */
export function addFault(file: LogFile, fault: Fault): void {
  noted.totals.faults++;
  if (noted.faults.length < FAULTS_KEPT) noted.faults.push({ ...fault, fileId: file.id, path: file.path });
}

/** Notes how far a file was read. */
export function setRead(file: LogFile, read: number): void {
  noted.totals.read += read - file.read;
  file.read = read;
}

/** Takes records as the worker opens them. */
export function take(opened: OpenedBatch): void {
  const file = noted.byId.get(opened.fileId);
  // Records of a file that was let go meanwhile.
  if (!file) return;
  store.value.add(opened);
  setRead(file, opened.offset);
  file.records += opened.lines.length;
  noted.totals.opened += opened.opened;
  noted.totals.sealed += opened.sealed;
  noted.totals.rejected += opened.rejected;
  noted.totals.warnings += opened.warnings.length;
  for (const fault of opened.faults) {
    addFault(file, fault);
    // A fault of no line is one of the file: it is not whole.
    if (fault.line === undefined) noted.damaged.add(file.id);
  }
  for (const { message } of opened.warnings) {
    if (noted.warnings.length < FAULTS_KEPT) noted.warnings.push({ path: file.path, message });
  }
  noted.pool = opened.pool;
  noted.usage = new Map(opened.usage.map(({ fingerprint, fields }) => [fingerprint, fields]));
  publishSoon();
}

/** Lets go of all files and of what came out of them. */
export function clearFiles(): void {
  verdict.value = null;
  noted.files = [];
  noted.byId.clear();
  noted.totals = { ...NOTHING };
  noted.faults = [];
  noted.warnings = [];
  noted.damaged.clear();
  batch(() => {
    faults.value = [];
    warnings.value = [];
    store.value = new RecordStore();
  });
}
