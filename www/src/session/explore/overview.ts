// What the records that match have in common, and how they are spread over time.
import { computed, signal } from "@preact/signals";
import type { Facet, Histogram } from "core";
import { factName, isMember, isStatus } from "../../table/columns.ts";
import { inBackground } from "../background.ts";
import { oneAtATime } from "../one-at-a-time.ts";
import { worker } from "../worker.ts";
import { changed, filterBy, filterText } from "./filter.ts";
import { indexed, indexing, onClear, onForgotten, onNews } from "./news.ts";

export const facets = signal<readonly Facet[]>([]);
/** `null` if the files' names have no times, and undefined as long as that is not known. */
export const histogram = signal<Histogram | null | undefined>(undefined);
/** How all that match are spread over time, by their status. */
export const timeline = signal<Histogram | null | undefined>(undefined);
/** The column that the histogram is split by. */
export const splitBy = signal<number | null>(null);
/** The columns that it can be split by: those that are counted. */
export const splits = computed(() => facets.value.map(({ column, name }) => ({ column, name })));
/** The span of time that was chosen in the histogram, and the filter that came of it. */
const chosenTime = signal<{ range: [from: number, to: number]; filter: string } | null>(null);
/** That span, as long as the filter is the one that came of it. */
export const timeRange = computed(() =>
  chosenTime.value?.filter === filterText.value ? chosenTime.value.range : null,
);

onForgotten(() => {
  // Also where nobody looks, and nothing is asked for in their place.
  facets.value = facets.value.filter(({ opened }) => opened === null);
  histogram.value = undefined;
});
onNews(askCounts);
onClear(() => {
  facets.value = [];
  histogram.value = undefined;
  timeline.value = undefined;
  splitBy.value = null;
  chosen = false;
});

/** Somebody chose what the histogram is split by; until then it is by the status. */
let chosen = false;

/** Splits the histogram by a column. */
export function split(column: number | null): void {
  chosen = true;
  splitBy.value = column;
  inBackground(askHistogram());
}

/**
 * Asks for the records of a span of time, from its first millisecond to before its end, with this filter beside it, or with the one
 * that is written.
 */
export async function chooseTime(range: readonly [from: number, to: number] | null, beside?: string): Promise<void> {
  // Windows begin at whole seconds: the first one and the last one in the span, whose ends may lie between.
  const stamp = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 19);
  const [first, last] = range ? [Math.ceil(range[0] / 1000), Math.ceil(range[1] / 1000) - 1] : [0, 0];
  const asked: [string, string] | null = range && [stamp(first), stamp(Math.max(first, last))];
  const within = (filter: string) => worker.request("withTime", { filter, range: asked });
  const filter = await (beside === undefined ? changed(within) : within(beside));
  chosenTime.value = range && { range: [range[0], range[1]], filter };
  await filterBy(filter);
}

/**
 * Columns that are counted: those that tell most of records first, and none with a value of its own for each; and members of
 * the metadata, which are known of records that were opened.
 */
const FACETS = 8;
const MEMBERS = 16;
const MOST_DISTINCT = 1000;
const FIRST = ["statuscode", "model", "provider", "gateway", "cached", "ratelimited", "endpoint"];

const COUNTED_FACTS = ["stop", "tool", "error", "family"];

function facetColumns(): number[] {
  const rank = (name: string) => (FIRST.indexOf(name.toLowerCase()) + FIRST.length + 1) % (FIRST.length + 1);
  const fitting = indexed.value.columns.flatMap((each, column) => {
    const { name, distinct, plain, unopened } = each;
    // Of some opened records every member may have a value of its own so far.
    const few = plain < 50 && unopened === 0;
    // Of what bodies say, counts and texts are different in nearly every record.
    if (factName(name) !== "" && !COUNTED_FACTS.includes(factName(name))) return [];
    const tells = distinct > 0 && distinct <= MOST_DISTINCT && (distinct < plain || few);
    return tells ? [{ column, rank: rank(name), isMember: isMember(each) }] : [];
  });
  const sorted = fitting.sort((a, b) => a.rank - b.rank || a.column - b.column);
  const first = (most: number, members: boolean) =>
    sorted.filter(({ isMember }) => isMember === members).slice(0, most);
  return [...first(FACETS, false), ...first(MEMBERS, true)].map(({ column }) => column);
}

/** There are columns that can be counted. */
export const hasFacets = computed(() => facetColumns().length > 0);

/** The column with the HTTP status. */
const statusColumn = computed(() => {
  const at = indexed.value.columns.findIndex(({ name, plain }) => isStatus(name) && plain > 0);
  return at < 0 ? null : at;
});

const askFacets = oneAtATime(async () => {
  facets.value = await worker.request("facets", { columns: facetColumns() });
});
const askTimeline = oneAtATime(async () => {
  timeline.value = await histogramBy(statusColumn.value);
});
const askHistogram = oneAtATime(async () => {
  histogram.value = await histogramBy(splitBy.value);
});

/** Of no records it is not known whether they have times. */
const histogramBy = async (split: number | null) =>
  (await worker.request("histogram", { split })) ?? (indexed.value.records > 0 && !indexing.value ? null : undefined);

/** What shows counts, and how these are asked for. */
const asks = { facets: askFacets, timeline: askTimeline, histogram: askHistogram };
/** How that is asked for which is on the screen. */
const shown = new Set<() => Promise<void>>();

/** A part of the page that shows counts came or went: what nobody sees is not asked for. */
export function showCounts(part: keyof typeof asks, isShown: boolean): void {
  if (part === "histogram" && !chosen) splitBy.value = statusColumn.value;
  show(asks[part], isShown);
}

function show(ask: () => Promise<void>, isShown: boolean): void {
  if (!isShown) shown.delete(ask);
  else {
    shown.add(ask);
    inBackground(ask());
  }
}

/** The same for what another module asks for. */
export const countsToo = (ask: () => Promise<void>) => (isShown: boolean) => show(ask, isShown);

/** Milliseconds after which counts are asked for: rows come first, and files that are being read have the worker's time. */
const AFTER_ROWS = 60;
const WHILE_READING = 1000;

let due: { at: number; timer: ReturnType<typeof setTimeout> } | undefined;

/** Has the records counted anew soon, as far as somebody looks. */
function askCounts(): void {
  const at = performance.now() + (indexing.value ? WHILE_READING : AFTER_ROWS);
  if (due && due.at <= at) return;
  clearTimeout(due?.timer);
  const timer = setTimeout(() => {
    due = undefined;
    for (const ask of shown) inBackground(ask());
  }, at - performance.now());
  due = { at, timer };
}
