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
  clearTimeout(pause);
  pause = undefined;
  applied = "";
  filterText.value = "";
  filterProblem.value = null;
});

const FRAGMENT = /^#filter=(.*)$/;
/** What a fragment may have as it is, so that the address can be read. */
const READABLE = /%(3A|2F|2C|3D|40)/g;

/**
 * The address of the view as it is: with the filter, but never with words that are looked for in bodies. It is
 * made on request: the page does not write its own address, which browsers keep on disk.
 */
export function linkToView(): string | Promise<string> {
  // At once, if it can be: some browsers write to the clipboard only right after a press.
  return pause === undefined ? link() : filterSettled().then(link);
}

function link(): string {
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

/** Milliseconds without a key after which what is being typed is applied, and what may yet become a name. */
const PAUSE = 150;
const NAME_PAUSE = 1200;
/** A word at the end, which may be the beginning of a field's name. */
const LAST_WORD = /(?:^|[\s(])-?([\p{L}_][\p{L}\p{N}_.]*)$/u;
/** Names that a filter knows beside those of fields. */
const OTHER_NAMES = ["time", "file", "line", "has", "and", "or", "not"];

let pause: ReturnType<typeof setTimeout> | undefined;

/** Takes a filter as it is being typed. Half of one would empty the table: it is applied when typing pauses. */
export function typeFilter(filter: string): void {
  filterText.value = filter;
  clearTimeout(pause);
  pause = setTimeout(applyTyped, mayBecomeName(filter) ? NAME_PAUSE : PAUSE);
}

/** The filter that was applied last. */
let applied = "";

/** Applies what was typed at once. */
export function applyTyped(): void {
  if (pause === undefined) return;
  if (filtered && filterText.value === applied) {
    clearTimeout(pause);
    pause = undefined;
  } else inBackground(filterBy(filterText.value));
}

function mayBecomeName(filter: string): boolean {
  const [, word] = LAST_WORD.exec(filter) ?? [];
  if (word === undefined) return false;
  const begins = (name: string) => name.toLowerCase().startsWith(word.toLowerCase());
  return OTHER_NAMES.some(begins) || indexed.value.columns.some(({ name }) => begins(name));
}

/** Resolves when the filter of now is in force. */
let filtering: Promise<unknown> = Promise.resolve();
export function filterSettled(): Promise<unknown> {
  applyTyped();
  return filtering;
}

/** Lets only records be rows that match. */
export async function filterBy(filter: string): Promise<void> {
  clearTimeout(pause);
  pause = undefined;
  filterText.value = filter;
  applied = filter;
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
