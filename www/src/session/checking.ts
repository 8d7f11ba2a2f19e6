// Opening every record to see whether the keys fit: at once where that is soon done, and else when it is asked for.

import { computed, signal } from "@preact/signals";
import { toFailure } from "../../../js/errors.ts";
import type { RunKind, RunNews } from "../protocol/runs.ts";
import { inBackground } from "./background.ts";
import { indexed, indexing, renewOrder, sealedFields } from "./explore/news.ts";
import { learn, secondsFor } from "./pace.ts";
import {
  addFieldFaults,
  clearFieldFaults,
  during,
  fileBytes,
  files,
  keyFit,
  keys,
  keyUsage,
  nothingFits,
  pool,
} from "./state.ts";
import { triage } from "./triage.ts";
import { worker } from "./worker.ts";

export type CheckState =
  /** Nothing is known of the records as they are now, with these keys. */
  | { state: "none" }
  /** Opened so far. */
  | { state: "running" | "done" | "cancelled"; news: RunNews };

/** What opening every record said. */
export const check = signal<CheckState>({ state: "none" });
export const checking = computed(() => check.value.state === "running");
/** Seconds that it takes, about. */
export const checkSeconds = computed(() => secondsFor(sealedFields.value));

/** Sealed fields up to which everything is opened at once: some seconds of work at most. */
const AT_ONCE = 1000;
/** Bytes of files from which on it pays to try the keys first. */
const WORTH_A_TRIAL = 64 * 1024;

const NOTHING: RunNews = {
  records: 0,
  total: 0,
  opened: 0,
  sealed: 0,
  sealedRecords: 0,
  privateOperations: 0,
  toUnwrap: 0,
  seconds: 0,
  workSeconds: 0,
  faults: [],
  faultsInAll: 0,
  causes: [],
  usage: [],
  pool: { workers: 0, kernel: undefined, engine: undefined },
};

/** Runs that may have begun before keys or what opens changed: their faults may be of fields that open now. */
const outdated = new Set<RunKind>();

/** A run begins: what it finds is of now. */
export const runBegins = (kind: RunKind): void => void outdated.delete(kind);

worker.listen({
  run(kind, news) {
    pool.value = news.pool;
    learn(news);
    if (kind === "search" || outdated.has(kind)) return;
    // What an older run found is no longer so.
    if (kind === "check" && check.value.state !== "running") return;
    addFieldFaults(news.faults, news.faultsInAll, news.causes);
    if (kind === "check") check.value = { state: "running", news };
  },
});

/** There are more files: what was found in those before is still so, and no longer all. */
export function leaveCheck(): void {
  if (check.value.state === "running") inBackground(cancelCheck());
  check.value = { state: "none" };
}

/** Files are gone, or keys or what opens have changed: what was found is of before, and what a run would still find. */
export function forgetCheck(): void {
  leaveCheck();
  for (const kind of ["usage", "save"] as const) outdated.add(kind);
  clearFieldFaults();
}

/** Sees what the keys open: by a trial of a few records, and by opening all if that is soon done. */
export async function consider(): Promise<void> {
  if (keys.value.length === 0 || files.value.length === 0) return;
  if (fileBytes.value >= WORTH_A_TRIAL) await tryKeys();
  else if (tried !== trial()) keyFit.value = null;
  // Once all is indexed this is called anew.
  if (nothingFits.value || indexing.value || check.value.state !== "none") return;
  if (indexed.value.records === 0 || sealedFields.value > AT_ONCE) return;
  await checkAll();
  // Of little nothing was tried: whether another key is needed, and up to when this one was right.
  const checked = check.peek();
  if (checked.state === "done" && checked.news.causes.some(({ code }) => OF_KEYS.includes(code))) await tryKeys();
}

/** Faults of fields that another key opens. */
const OF_KEYS = ["ERR_UNWRAP", "ERR_KEY_SIZE"];

/** What the last trial was of, and what the next one is of. */
let tried = "";
const trial = () => [files.value.length, ...keys.value.map(({ fingerprint }) => fingerprint)].join();

/** Tries the keys on a few of the files. */
async function tryKeys(): Promise<void> {
  const [all, what] = [files.value, trial()];
  if (tried === what) return;
  tried = what;
  keyFit.value = null;
  const attempt = (numbers: number[]) =>
    worker.request("tryKeys", { files: numbers.flatMap((number) => all[number]?.file ?? []) });
  const found = await triage(
    all.map(({ path }) => path),
    attempt,
  );
  // Something came or went meanwhile.
  if (tried === what) keyFit.value = found.kind === "fits" ? null : found;
}

/** The keys, or the files, are gone: the next trial is another one. */
export function forgetTrial(): void {
  tried = "";
  keyFit.value = null;
}

/** The run that counts: an older one may still be ending. */
let latest = 0;

/** Opens every record. */
export async function checkAll(): Promise<void> {
  const own = ++latest;
  // When this is answered, nothing comes of an older run any more.
  await cancelCheck();
  if (own !== latest) return;
  clearFieldFaults();
  check.value = { state: "running", news: { ...NOTHING, total: indexed.value.records } };
  try {
    const news = await worker.request("check", null);
    if (own !== latest || check.value.state !== "running") return;
    keyUsage.value = new Map(news.usage.map(({ fingerprint, fields }) => [fingerprint, fields]));
    check.value = { state: "done", news };
    renewOrder();
  } catch (error) {
    if (own === latest && check.value.state === "running") check.value = { state: "cancelled", news: check.value.news };
    if (toFailure(error).code !== "ERR_ABORTED") throw error;
  }
}

/** Opens all records, whatever a trial said of the keys. */
export const openWhatever = () => during(checkAll);

/** Stops opening. */
export async function cancelCheck(): Promise<void> {
  await worker.request("cancel", { run: "check" });
}
