// Usage of the records that match: added up by the worker for the grouping that is chosen, and the way from a group to its records.
import { computed, effect, signal } from "@preact/signals";
import type { UsageGroups } from "core";
import { spanOf } from "../../usage/bars.ts";
import { type Grouping, groupedBy, groupings, isTime } from "../../usage/groupings.ts";
import type { Key, Measure, Sorting, Usage } from "../../usage/sums.ts";
import { oneAtATime } from "../one-at-a-time.ts";
import { keys } from "../state.ts";
import { worker } from "../worker.ts";
import { filterBy, filterInForce, filterSettled } from "./filter.ts";
import { indexed, onClear, onForgotten } from "./news.ts";
import { chooseTime, countsToo } from "./overview.ts";

/** Sums, and what they are grouped by. */
export interface Grouped {
  by: [Grouping, ...Grouping[]];
  /** By the first level alone; and by both, if there are two. */
  one: Usage;
  two: Usage | null;
}

export const usage = signal<Grouped | null>(null);

/** What was chosen, by the names of fields; `null` until something was. Kept while the page is open. */
const chosenBy = signal<readonly [first: string | null, then: string | null]>([null, null]);
export const chosenMeasure = signal<Measure | null>(null);
export const chosenSorting = signal<Sorting | null>(null);

export const offeredGroupings = computed(() => groupings(indexed.value.columns));
/** What is grouped by: what was chosen, as far as it is there. */
export const grouping = computed(() => groupedBy(offeredGroupings.value, ...chosenBy.value));

/** Has usage added up as it is now. */
export const askUsage = oneAtATime(async () => {
  const by = grouping.peek();
  if (!by) return;
  const [first, then] = by;
  const { one, two, ...rest } = await worker.request("usage", { first: first.by, within: then?.by });
  const of = (groups: UsageGroups): Usage => ({ ...rest, groups });
  usage.value = { by, one: of(one), two: two && of(two) };
});

/** Has usage added up as long as somebody looks. */
export const showUsage: (isShown: boolean) => void = countsToo(askUsage);

/** Chooses what is grouped by. */
export function groupBy(first: string | null, then: string | null): void {
  chosenBy.value = [first, then];
  // In its own order.
  chosenSorting.value = null;
}

/** Filters of groups that were gone into, with those that were in force before, the last one at the end. */
const entered = signal<readonly { before: string; after: string }[]>([]);
/** The filter from which the last group was gone into, as long as that of the group is in force. */
export const filterBefore = computed(() => {
  const last = entered.value.at(-1);
  return last?.after === filterInForce.value ? last.before : null;
});

/** Lets only the records of a group be rows. What is not known, because it was not decrypted, no filter asks for. */
export async function enter(by: readonly Grouping[], group: readonly Key[]): Promise<void> {
  await filterSettled();
  const before = filterInForce.value;
  let filter = before;
  let range: [number, number] | null = null;
  for (const [level, each] of by.entries()) {
    const key = group[level] ?? null;
    if (isTime(each)) range = key === null ? range : spanOf(String(key));
    else filter = await withKey(filter, each, key);
  }
  if (range) await chooseTime(range, filter);
  else await filterBy(filter);
  const after = filterInForce.value;
  if (after !== before) entered.value = [...entered.value, { before, after }];
}

/** A group whose records a filter can ask for. */
export const canEnter = (by: readonly Grouping[], group: readonly Key[]): boolean =>
  by.every((each, level) => {
    const key = group[level] ?? null;
    return typeof key === "string" || (key === null && !isTime(each) && PLAIN_NAME.test(each.name));
  });

/** A name that filters need not have in quotation marks. */
const PLAIN_NAME = /^[A-Za-z_][\w.]*$/;

/** A filter with this value of a field, and with no other one of it. */
async function withKey(filter: string, { by, name }: Grouping, key: Key): Promise<string> {
  if (typeof by !== "number") return filter;
  if (typeof key !== "string") return worker.request("withTerm", { filter, term: `-has:${name}`, asked: true });
  let changed = filter;
  const [facet] = await worker.request("facets", { columns: [by] });
  for (const { text, chosen } of facet?.values ?? [])
    if (chosen === "included" && text !== key)
      changed = await worker.request("withValue", { filter: changed, column: by, value: text, choice: null });
  return worker.request("withValue", { filter: changed, column: by, value: key, choice: "included" });
}

/** Goes back to the filter before the last group was gone into. */
export async function leaveGroup(): Promise<void> {
  const before = filterBefore.peek();
  entered.value = entered.value.slice(0, -1);
  if (before !== null) await filterBy(before);
}

function forget(): void {
  usage.value = null;
  entered.value = [];
}

// By other prices, too: the groups that somebody went into stay.
onForgotten(() => (usage.value = null));
onClear(forget);

// What a key opened goes with it, before the worker hears of that.
let held = 0;
effect(() => {
  const { length } = keys.value;
  if (length < held) forget();
  held = length;
});
