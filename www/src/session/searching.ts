// Looking for what the filter asks in what only opening shows.

import { computed, effect, signal } from "@preact/signals";
import { toFailure } from "../../../js/errors.ts";
import type { RunNews } from "../protocol/runs.ts";
import { inBackground } from "./background.ts";
import { filterProblem, filterSettled, filterText } from "./explore/filter.ts";
import { forgotten, indexed, indexing, refilterings, refound, renewOrder, view } from "./explore/news.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { secondsFor } from "./pace.ts";
import { keys } from "./state.ts";
import { worker } from "./worker.ts";

export type SearchState =
  | { state: "idle" }
  | { state: "running"; news: RunNews | null }
  | { state: "done" | "cancelled"; news: RunNews | null };

/** The search for what the filter of now asks. */
export const search = signal<SearchState>({ state: "idle" });
/** Sealed fields that it has to unwrap; `null` while nobody knows. */
const cost = signal<number | null>(null);

/** There is a key, or nothing of what is to be searched is encrypted. */
export const canSearch = computed(() => keys.value.length > 0 || cost.value === 0);

/** Seconds that a search takes, about; `null` while nobody knows. */
export const searchSeconds = () => (cost.value === null ? null : secondsFor(cost.value));

worker.listen({
  run(kind, news) {
    if (kind === "search" && search.value.state === "running") search.value = { state: "running", news };
  },
});

/** The run that counts: one for an older filter may still be ending. */
let latest = 0;
/** Runs that may still find rows. The worker reports the last ones after a run was cancelled. */
let running = 0;

/** Opens what has to be opened, and asks it. Hits come into the table as they are found. */
export async function searchOpened(): Promise<void> {
  // Typed a moment ago.
  await filterSettled();
  // What is in force is another filter than the one that is written.
  if (filterProblem.peek() !== null) return;
  if (indexed.peek().unknown === 0 || search.peek().state === "running") return;
  const own = ++latest;
  const [held, { records }] = [keys.peek(), indexed.peek()];
  // Of a key or of files that came meanwhile it says nothing.
  const isOfNow = () => held === keys.peek() && records === indexed.peek().records && !indexing.peek();
  search.value = { state: "running", news: null };
  running++;
  refound.value = true;
  try {
    const news = await worker.request("search", null);
    if (own === latest) search.value = isOfNow() ? { state: "done", news } : { state: "idle" };
    renewOrder();
  } catch (error) {
    if (own === latest && search.value.state === "running")
      search.value = { state: "cancelled", news: search.value.news };
    if (toFailure(error).code !== "ERR_ABORTED") throw error;
  } finally {
    running--;
    refound.value = running > 0;
  }
}

export async function cancelSearch(): Promise<void> {
  await worker.request("cancel", { run: "search" });
}

/** What was looked for is not asked any more, or can be looked for anew. */
function forgetSearch(): void {
  latest++;
  search.value = { state: "idle" };
}

// Another filter, or the same one put in force again, ends the search for the one before, in the worker too.
effect(() => {
  filterText.value;
  refilterings.value;
  if (search.peek().state === "running") inBackground(cancelSearch());
  forgetSearch();
});

// Other keys may open more, more files have records that nobody searched, and what was found may be forgotten. A search that
// goes on goes on.
effect(() => {
  forgotten.value;
  indexing.value;
  const some = keys.value.length > 0;
  if (!some || search.peek().state !== "running") forgetSearch();
});

/** Asks what a search would cost. */
const askCost = oneAtATime(async () => {
  cost.value = await worker.request("cost", { which: "unknown" });
});

/** Of how many records it was asked last, in which view, and with which keys. */
let askedOf: { unknown: number; version: number; keys: unknown } = { unknown: 0, version: 0, keys: null };
/** The part of the records that may be opened to be seen before it is asked anew: asking looks at all of them. */
const NEAR = 0.05;

effect(() => {
  const { unknown } = indexed.value;
  const { version } = view.value;
  const isNear =
    cost.peek() !== null &&
    version === askedOf.version &&
    keys.value === askedOf.keys &&
    unknown <= askedOf.unknown &&
    unknown > askedOf.unknown * (1 - NEAR);
  const isIdle = !indexing.value && search.value.state !== "running";
  if (unknown === 0) cost.value = null;
  else if (isIdle && !isNear) {
    askedOf = { unknown, version, keys: keys.value };
    inBackground(askCost());
  }
});
