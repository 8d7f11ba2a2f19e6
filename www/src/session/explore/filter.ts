// The filter in force, and the view that an address asks for.
import { batch, effect, signal } from "@preact/signals";
import { inBackground } from "../background.ts";
import type { FilterChoice, FilterProblem } from "../messages.ts";
import { worker } from "../worker.ts";
import { indexed, onClear, renewView } from "./news.ts";
import { keepSelected } from "./selection.ts";

/** The filter as it is being typed, and what is wrong with it. */
export const filterText = signal("");
export const filterProblem = signal<FilterProblem | null>(null);

/** A filter was in force since the page was loaded, also an empty one. */
let filtered = false;

onClear(() => {
  filterText.value = "";
  filterProblem.value = null;
});

const FRAGMENT = /^#filter=(.*)$/;
/** What a fragment may have as it is, so that the address can be read. */
const READABLE = /%(3A|2F|2C|3D|40)/g;

/**
 * The address of the view as it is: with the filter, but never with words that are looked for in bodies. Only whoever
 * asks for it gets it: the page does not write its own address, which browsers keep on disk.
 */
export function linkToView(): string {
  const filter = indexed.value.publicFilter;
  const fragment = filter === "" ? "" : `#filter=${encodeURIComponent(filter).replace(READABLE, decodeURIComponent)}`;
  return location.href.replace(/#.*/s, "") + fragment;
}

/** The filter in the address. */
function filterOfAddress(): string {
  const [, encoded = ""] = FRAGMENT.exec(location.hash) ?? [];
  try {
    return decodeURIComponent(encoded);
  } catch {
    return "";
  }
}

/** Resolves when the filter of now is in force. */
let filtering: Promise<unknown> = Promise.resolve();
export const filterSettled = () => filtering;

/** Lets only records be rows that match. */
export async function filterBy(filter: string): Promise<void> {
  filterText.value = filter;
  filtered = true;
  const asked = worker.request("filter", { filter });
  filtering = asked.catch(() => {});
  const problem = await asked;
  // Typing went on meanwhile.
  if (filterText.value !== filter) return;
  batch(() => {
    filterProblem.value = problem;
    if (!problem) renewView();
  });
  if (!problem) await keepSelected();
}

/** Includes a value of a column, excludes it, or does neither. */
export async function choose(column: number, value: string, choice: FilterChoice | null): Promise<void> {
  await filterBy(await worker.request("withValue", { filter: filterText.value, column, value, choice }));
}

/** What the filter can go on with. */
export const completions = (filter: string, cursor: number) => worker.request("complete", { filter, cursor });

// A name in a filter may be of a column that was not seen yet.
effect(() => {
  const seen = indexed.value.columns.length;
  const waiting = filterProblem.peek() !== null || (!filtered && filterOfAddress() !== "");
  if (seen > 0 && waiting) inBackground(filterBy(filtered ? filterText.peek() : filterOfAddress()));
});

// A link that is opened in a page that is there already.
addEventListener("hashchange", () => {
  filtered = false;
  if (indexed.value.columns.length > 0) inBackground(filterBy(filterOfAddress()));
});
