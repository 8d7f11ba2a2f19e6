// The filter in force, and the view that an address asks for.
import { batch, computed, effect, signal, untracked } from "@preact/signals";
import type { FilterChoice, FilterHint, FilterProblem } from "core";
import type { QuickTerm } from "../../protocol/quick-terms.ts";
import { inBackground } from "../background.ts";
import { oneAtATime } from "../one-at-a-time.ts";
import { address } from "../shell.ts";
import { worker } from "../worker.ts";
import { type AddressedView, fragmentOf, viewOf } from "./address.ts";
import { indexed, indexing, isCurrent, onClear, rowsWanted, sortBy, takeFiltered, view } from "./news.ts";
import { keepSelected, selectedRecord } from "./selection.ts";

/** What is wrong with a filter, and with which: its places are those of that text. */
export type WrittenProblem = FilterProblem & { of: string };

/** The filter as it is being typed, and what is wrong with it. */
export const filterText = signal("");
export const filterProblem = signal<WrittenProblem | null>(null);

/** The filter that the rows are of: while another one is wrong, or half typed, it is not the one that is written. */
export const filterInForce = signal("");

/** Why nothing matches the filter in force, and what would. It stays while another one is typed. */
const hintInForce = signal<(FilterHint & { of: string }) | null>(null);
/** The same of the filter as it is typed. */
export const filterHint = computed(() => {
  const hint = hintInForce.value;
  return hint?.of === filterText.value && filterProblem.value === null ? hint : null;
});

/** A filter was in force since the page was loaded, also an empty one. */
let filtered = false;

onClear(() => {
  clearTimeout(pause);
  pause = undefined;
  applied = "";
  filterInForce.value = "";
  filterText.value = "";
  filterProblem.value = null;
});

/**
 * The address of the view as it is: with the filter, but never with words that are looked for in bodies, and with the order.
 * It is made on request: the page does not write its own address, which browsers keep on disk.
 */
export function linkToView(): string | Promise<string> {
  // At once, if it can be: some browsers write to the clipboard only right after a press.
  return pause === undefined ? link() : filterSettled().then(link);
}

function link(): string {
  const { publicFilter: filter, columns } = indexed.value;
  const { sort } = view.value;
  const name = sort && (sort.by === "time" ? TIME : columns[sort.by]?.name);
  return (
    address.value.replace(/#.*/s, "") +
    fragmentOf({ filter, sort: sort && name ? { name, descending: sort.descending } : null })
  );
}

/** Asks for a view of the records that come, as an address does: after all of those that were there are dropped. */
export function restoreView(kept: AddressedView): void {
  asked = kept;
  filtered = false;
  filterText.value = kept.filter;
}

/** How an address calls the order by the windows of the files. */
const TIME = "time";

/** The view in the address, as far as it was not taken yet. */
let asked = viewOf("");

/**
 * Milliseconds without a key after which what is being typed is applied, and what may yet become a name, or matches nothing
 * so far.
 */
const PAUSE = 150;
const NAME_PAUSE = 1200;
/** A word at the end, which may be the beginning of a field's name. */
const LAST_WORD = /(?:^|[\s(])-?([\p{L}_][\p{L}\p{N}_.]*)$/u;
/** Names that a filter knows beside those of fields. */
const OTHER_NAMES = ["time", "file", "line", "has", "and", "or", "not"];

let pause: ReturnType<typeof setTimeout> | undefined;

/** Takes a filter as it is being typed: at once if that leaves rows. What would empty the table waits for a pause. */
export function typeFilter(filter: string): void {
  filterText.value = filter;
  clearTimeout(pause);
  pause = setTimeout(applyTyped, mayBecomeName(filter) ? NAME_PAUSE : PAUSE);
  inBackground(tryTyped());
}

/** The filter that the worker was asked for last, also one that is wrong. */
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
  const asking = request(filter, false);
  filtering = asking.catch(() => {});
  await asking;
}

/** Puts what is being typed in force with each key, where that leaves rows. */
const tryTyped = oneAtATime(() => request(filterText.value, true));

/** Has the worker filter, and takes what comes of it. */
async function request(filter: string, isTyping: boolean): Promise<void> {
  if (!isTyping) {
    applied = filter;
    filtered = true;
  }
  const [record, wanted] = [selectedRecord(), rowsWanted()];
  const { columns, block } = wanted;
  const answer = await worker.request("filter", { filter, isTyping, record, columns, block });
  if (answer === "none" && pause !== undefined && filterText.value === filter) {
    filterProblem.value = null;
    clearTimeout(pause);
    pause = setTimeout(applyTyped, NAME_PAUSE);
  }
  if (answer === "none" || answer === "open") return;
  // All files were closed meanwhile: another table has no filter yet.
  if (answer.problem === null && !isCurrent(answer.told)) return;
  batch(() => {
    // Typing went on meanwhile: what is wrong with half of it is of no interest.
    if (answer.problem === null || filterText.value === filter)
      filterProblem.value = answer.problem && { ...answer.problem, of: filter };
    if (answer.problem !== null) return;
    applied = filter;
    filtered = true;
    filterInForce.value = filter;
    takeFiltered(answer, wanted);
    keepSelected(record, answer.place);
  });
}

/** What is written with a change to it, which takes its time: where something was written meanwhile, that is changed. */
export async function changed(change: (filter: string) => Promise<string>): Promise<string> {
  for (;;) {
    const before = filterText.peek();
    const after = await change(before);
    if (filterText.peek() === before) return after;
  }
}

/** Includes a value of a column, excludes it, or does neither. */
export async function choose(column: number, value: string, choice: FilterChoice | null): Promise<void> {
  await filterBy(await changed((filter) => worker.request("withValue", { filter, column, value, choice })));
}

/** Puts a part into the filter, or takes it out. */
export async function ask(term: QuickTerm, asked: boolean): Promise<void> {
  await filterBy(await changed((filter) => worker.request("withTerm", { filter, term, asked })));
}

/** What the filter can go on with. */
export const completions = (filter: string, cursor: number) => worker.request("complete", { filter, cursor });

/** The view in which no record matches, at least until some are decrypted; of files that are still being read some may. */
const emptyView = computed(() => {
  const { rows, records } = indexed.value;
  return rows === 0 && records > 0 && !indexing.value ? view.value.version : null;
});

effect(() => {
  const version = emptyView.value;
  hintInForce.value = null;
  if (version === null) return;
  const of = filterInForce.peek();
  const asking = worker.request("hint", null).then((hint) => {
    if (emptyView.peek() === version) hintInForce.value = hint && { ...hint, of };
  });
  inBackground(asking);
});

/** How many columns are known. What a filter or an order names may be one that was not seen yet. */
const columnCount = computed(() => indexed.value.columns.length);

effect(() => {
  if (columnCount.value === 0) return;
  if (!filtered && asked.filter !== "") inBackground(filterBy(asked.filter));
  else if (filterProblem.peek() !== null) inBackground(filterBy(filterText.peek()));
  untracked(takeOrder);
});

/** Puts the rows in the order that the address asks for, once its column is there. */
function takeOrder(): void {
  const { filter, sort } = asked;
  if (sort === null) return;
  const column = indexed.peek().columns.findIndex(({ name }) => name === sort.name);
  if (sort.name !== TIME && column < 0) return;
  asked = { filter, sort: null };
  sortBy({ by: sort.name === TIME ? TIME : column, descending: sort.descending });
}

/** Shows the view that an address asks for: of the records that are there, or of those that come. */
function takeAddress(given: string): void {
  asked = viewOf(new URL(given).hash);
  filtered = false;
  if (columnCount.value === 0) return;
  if (view.value.sort) sortBy(null);
  inBackground(filterBy(asked.filter));
  takeOrder();
}

// The one that the page was opened with, and links that are opened in a page that is there already.
effect(() => {
  const given = address.value;
  if (given !== "") untracked(() => takeAddress(given));
});
