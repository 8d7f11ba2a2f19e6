// Decrypting the records that match and whose bodies were not read, for what they say of tokens, costs and tools.
import { computed, effect, signal } from "@preact/signals";
import { toFailure } from "../../../js/errors.ts";
import type { RunNews } from "../protocol/runs.ts";
import { inBackground } from "./background.ts";
import { runBegins } from "./checking.ts";
import { filterInForce, filterSettled } from "./explore/filter.ts";
import { forgotten, indexed, indexing, renewOrder } from "./explore/news.ts";
import { askUsage, usage } from "./explore/usage.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { secondsFor } from "./pace.ts";
import { keys } from "./state.ts";
import { worker } from "./worker.ts";

export type BodiesState =
  | { state: "idle" }
  | { state: "running"; news: RunNews | null }
  /** What is not read after that cannot be, with these keys. */
  | { state: "done" }
  | { state: "cancelled" };

export const bodies = signal<BodiesState>({ state: "idle" });
/** Records that match and whose bodies were not read; `null` while nobody knows. */
export const unread = computed(() => usage.value?.one.unread ?? null);
/** Sealed fields that have to be unwrapped for that. */
const cost = signal<number | null>(null);

/** There is a key, or nothing of them is encrypted. */
export const canRead = computed(() => keys.value.length > 0 || cost.value === 0);

/** Seconds that it takes, about; `null` while nobody knows. */
export const bodiesSeconds = () => (cost.value === null ? null : secondsFor(cost.value));

worker.listen({
  run(kind, news) {
    if (kind === "usage" && bodies.peek().state === "running") bodies.value = { state: "running", news };
  },
});

/** The run that counts. */
let latest = 0;

/** The last run, until it is over. */
let ending: Promise<unknown> = Promise.resolve();
export const bodiesEnded = (): Promise<unknown> => ending;

/** Decrypts them. What was read once is not read again. */
export async function readBodies(): Promise<void> {
  await filterSettled();
  if (bodies.peek().state === "running") return;
  const run = readUnread();
  ending = run.catch(() => {});
  await run;
}

async function readUnread(): Promise<void> {
  const own = ++latest;
  const [filter, held, { records }] = [filterInForce.peek(), keys.peek(), indexed.peek()];
  bodies.value = { state: "running", news: null };
  const over = (state: "done" | "cancelled") => {
    // Of other records, or with other keys than it began with, it does not say what can be read.
    const areSame = records === indexed.peek().records && !indexing.peek();
    const isOfNow = areSame && filter === filterInForce.peek() && held === keys.peek();
    if (own === latest) bodies.value = isOfNow ? { state } : { state: "idle" };
  };
  runBegins("usage");
  try {
    await worker.request("readBodies", null);
    renewOrder();
    // News of what was read may still be on their way.
    if (own === latest) await askUsage();
    over("done");
  } catch (error) {
    over("cancelled");
    if (toFailure(error).code !== "ERR_ABORTED") throw error;
  }
}

export async function cancelBodies(): Promise<void> {
  await worker.request("cancel", { run: "usage" });
}

// Other records may be read, or others than before can be. A run that goes on goes on: what it reads is not read again.
effect(() => {
  filterInForce.value;
  indexing.value;
  keys.value;
  forgotten.value;
  if (bodies.peek().state !== "running") bodies.value = { state: "idle" };
});
// Without keys the worker ends it.
effect(() => {
  if (keys.value.length > 0) return;
  latest++;
  bodies.value = { state: "idle" };
});

const askCost = oneAtATime(async () => {
  cost.value = await worker.request("cost", { which: "unread" });
});

const isRunning = computed(() => bodies.value.state === "running");

effect(() => {
  const count = unread.value;
  if (count === null || count === 0) cost.value = null;
  else if (!indexing.value && !isRunning.value) {
    // Keys decide which of them can be unwrapped, and which are known.
    keys.value;
    inBackground(askCost());
  }
});
