// The state of the page: what was given, and what is known of it. Components read the signals; the functions of the
// modules beside this one change them. What of it comes from the worker comes some times a second, in one piece, for
// a folder of a month has tens of thousands of files, and each may tell something.
import { batch, computed, signal } from "@preact/signals";
import type { KeyInfo, Settings } from "core";
import type { Failure } from "../../../js/errors.ts";
import type { PoolInfo } from "../../../js/pool/pool.ts";
import type { Cause } from "../protocol/causes.ts";
import type { FileState } from "../protocol/files.ts";
import type { IndexChanges, RecordFault } from "../protocol/news.ts";
import type { GivenFile } from "./files.ts";
import type { KeyFit } from "./triage.ts";

/** Faults that are kept to be shown, of each kind; the others are counted. */
const FAULTS_KEPT = 1000;

export interface LogFile {
  file: File;
  path: string;
  /** In bytes. Asking the browser each time takes long. */
  size: number;
  /** Of a file in an archive: why it cannot be read, or not whole. */
  failure?: Failure;
  state: FileState;
  records: number;
}

export const files = signal<readonly LogFile[]>([]);
/** Bytes of all files. */
export const fileBytes = computed(() => files.value.reduce((sum, { size }) => sum + size, 0));
/** All files are let go of and taken once more: they are not gone. */
export const readingAnew = signal(false);
/** A key that the worker holds. */
export interface HeldKey extends KeyInfo {
  /** The name of the file that it came from; empty if it was pasted. */
  name: string;
}
export const keys = signal<readonly HeldKey[]>([]);
/** Fields that each key opened, by its fingerprint. */
export const keyUsage = signal<ReadonlyMap<string, number>>(new Map());
/** A file of keys, or pasted text, that waits for its passphrase in the worker. */
export interface LockedKey {
  /** Its number there. */
  id: number;
  /** The file's name; empty for what was pasted. */
  name: string;
}

/** Why a key cannot be used. */
export interface KeyProblem {
  message: string;
  /** All that is missing is a passphrase. */
  locked: boolean;
  /** For which key, if it is locked. */
  key?: LockedKey;
  /** The number of the file, or of the pasted text, that it is about. */
  source?: number;
}

/** Why keys that were given last cannot be used; and all that are locked, in the order in which they were given. */
export const keyProblems = signal<readonly KeyProblem[]>([]);
/** A list of prices that was given. */
export interface OwnPrices {
  file: File;
  /** The day that it says it was made. */
  generated: string;
}
/** The list of prices that costs are estimated by; `null` for the page's own. Another object with each change. */
export const ownPrices = signal<OwnPrices | null>(null);
/** Why the list that was given last is not used. */
export const priceProblem = signal<string | null>(null);
/** What is wrong with files and lines, told by the index, and with fields, told by opening them. */
const indexFaults = signal<{ told: readonly RecordFault[]; inAll: number }>({ told: [], inAll: 0 });
const fieldFaults = signal<{ told: ReadonlyMap<string, RecordFault>; inAll: number; causes: readonly Cause[] }>({
  told: new Map(),
  inAll: 0,
  causes: [],
});
/** Why fields stayed encrypted, by cause. */
export const causes = computed(() => fieldFaults.value.causes);
/** What is wrong with files and lines, as the index found it, and how often in all. */
export const faultsOfFiles = computed(() => indexFaults.value);
/** What is wrong with fields, each of the first ones, and how often in all. */
export const faultsOfFields = computed(() => ({
  told: [...fieldFaults.value.told.values()],
  inAll: fieldFaults.value.inAll,
}));
export const warnings = signal<{ told: readonly { path: string; message: string }[]; inAll: number }>({
  told: [],
  inAll: 0,
});
/** How many things that were asked for are not done yet. */
const underWay = signal(0);
export const busy = computed(() => underWay.value > 0);
/** The sample, while it is what is open. */
export const sample = signal<{ key: File; logs: File } | null>(null);
export const makingSample = signal(false);
/** How many workers open records. */
export const workers = signal(Math.max(1, navigator.hardwareConcurrency || 1));
/** Who does the RSA operations. */
export const engine = signal<NonNullable<Settings["engine"]>>("auto");
/** Every wrapped key is unwrapped, and none tried on a record's other fields. */
export const strict = signal(false);
/** The most MiB of a record; longer ones are not read. */
export const largestRecord = signal(32);
/** Who opens, and how fast; `null` before the first record. */
export const pool = signal<PoolInfo | null>(null);
/** What a trial of a few records said of the keys, if not that everything opens. */
export const keyFit = signal<Exclude<KeyFit, { kind: "fits" }> | null>(null);
/** The keys fit nothing that was tried. */
export const nothingFits = computed(() => keyFit.value?.kind === "size" || keyFit.value?.kind === "refused");
/** Why the page cannot go on. */
export const broken = signal<string | null>(null);
/** It worked before: a new worker can take the place of the one that stopped. */
export const canRestart = signal(false);
/** Files that were gone through so far, of those that were just given; `null` when that is over. */
export const listing = signal<number | null>(null);

/** Runs something that was asked for. What it throws means that the worker is gone. */
export async function during(action: () => Promise<void>): Promise<void> {
  underWay.value++;
  try {
    await action();
  } catch (error) {
    broken.value ??= error instanceof Error ? error.message : String(error);
  } finally {
    underWay.value--;
  }
}

/** Adds files that wait to be indexed. */
export function addFiles(given: readonly (GivenFile & { size: number })[]): void {
  files.value = [...files.value, ...given.map((each): LogFile => ({ ...each, state: "waiting", records: 0 }))];
}

/** Takes what the index found since the last time. */
export function takeChanges(changes: IndexChanges): void {
  batch(() => {
    if (changes.files.length > 0) {
      const all = [...files.value];
      for (const { file, state, records } of changes.files) {
        const before = all[file];
        if (before) all[file] = { ...before, state, records };
      }
      files.value = all;
    }
    if (changes.faults.length > 0 || changes.faultsInAll !== indexFaults.value.inAll) {
      indexFaults.value = { told: [...indexFaults.value.told, ...changes.faults], inAll: changes.faultsInAll };
    }
    if (changes.warnings.length > 0) {
      const more = changes.warnings.map(({ file, message }) => ({ path: files.value[file]?.path ?? "", message }));
      warnings.value = { told: [...warnings.value.told, ...more], inAll: changes.warningsInAll };
    }
  });
}

/** Takes what opening records found wrong with them. The same can be found once more, when they are saved. */
export function addFieldFaults(found: readonly RecordFault[], inAll: number, causes: readonly Cause[]): void {
  const { told, inAll: before, causes: known } = fieldFaults.value;
  if (found.length === 0 && inAll <= before) return;
  const all = new Map(told);
  for (const each of found) {
    const { line, field, code } = each.fault;
    if (all.size < FAULTS_KEPT) all.set(`${each.file}:${line}:${field}:${code}`, each);
  }
  // Of two runs the one that found more says more.
  fieldFaults.value = { told: all, inAll: Math.max(before, inAll, all.size), causes: inAll >= before ? causes : known };
}

/** Lets go of what opening records found wrong: they are opened anew, or with other keys. */
export function clearFieldFaults(): void {
  fieldFaults.value = { told: new Map(), inAll: 0, causes: [] };
}

/** Lets go of all files and of what is known of them. */
export function clearFiles(): void {
  batch(() => {
    files.value = [];
    keyFit.value = null;
    indexFaults.value = { told: [], inAll: 0 };
    warnings.value = { told: [], inAll: 0 };
    keyUsage.value = new Map();
    clearFieldFaults();
  });
}
