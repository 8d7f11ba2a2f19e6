// The records of all files as a table, whether there is a key or not.
import { batch, computed, effect, signal } from "@preact/signals";
import { members, textStart } from "../json/tokens.ts";
import type {
  Column,
  Facet,
  FilterChoice,
  FilterProblem,
  Histogram,
  IndexNews,
  ReadRecord,
  Row,
  Sort,
  View,
} from "./messages.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { files, takeChanges } from "./state.ts";
import { worker } from "./worker.ts";

/** How far the index is, with the columns that were told last. */
export type IndexState = IndexNews & { columns: Column[] };

const NOTHING: IndexState = {
  records: 0,
  rows: 0,
  unknown: 0,
  publicFilter: "",
  rejected: 0,
  columns: [],
  read: 0,
  files: 0,
  damaged: 0,
  failed: 0,
  foreign: 0,
};

/** How far the index is. */
export const indexed = signal<IndexState>(NOTHING);
/** Files are being indexed. */
export const indexing = computed(() => indexed.value.files < files.value.length);
/** Sealed fields in all records, as far as they are columns. */
export const sealedFields = computed(() => indexed.value.columns.reduce((sum, { sealed }) => sum + sealed, 0));
const order = signal<{ version: number; sort: Sort | null }>({ version: 1, sort: null });
/** Rows come by what is found in records, wherever these lie. */
export const refound = signal(false);
export const view = computed<View>(() => ({
  ...order.value,
  between: order.value.sort !== null || refound.value,
  rows: indexed.value.rows,
}));
/** The filter as it is being typed, and what is wrong with it. */
export const filterText = signal("");
export const filterProblem = signal<FilterProblem | null>(null);
/** What the records that pass have in common, and how they are spread over time. */
export const facets = signal<readonly Facet[]>([]);
export const histogram = signal<Histogram | null>(null);
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
/** The place in the table of the record that is shown in full. */
export const selected = signal<number | null>(null);
/** Numbers of records that were marked for saving. */
export const marked = signal<ReadonlySet<number>>(new Set());
/** What fields of opened records begin with, by the record's number and the field's name. */
const previews = signal<ReadonlyMap<number, ReadonlyMap<string, string>>>(new Map());
/** What a cell shows of a field that was opened. Another function when there is more to show. */
export const preview = computed(() => {
  const [opened, { columns }] = [previews.value, indexed.value];
  return (record: number, column: number) => opened.get(record)?.get(columns[column]?.name ?? "");
});

/** Records of which previews are kept, the members of each that are looked at, and characters of a preview. */
const PREVIEWS = 1000;
const PREVIEWED = 256;
const PREVIEW = 200;

/** How often the table was let go of. News of an older one are of no use. */
let era = 0;

worker.listen({
  indexed(of, news, changes) {
    if (of !== era) return;
    const moved = view.value.between && news.rows !== indexed.value.rows;
    takeChanges(changes);
    batch(() => {
      indexed.value = { ...news, columns: news.columns ?? indexed.value.columns };
      if (news.rows === 0) selected.value = null;
      else selected.value = Math.min(selected.value ?? 0, news.rows - 1);
    });
    if (moved) follow().catch(() => {});
    showFilter(news.publicFilter);
    askFacets();
  },
});

/** The number of the record that is shown in full. */
let shown: number | null = null;

/** Keeps the record that is shown selected, where others came before it. */
async function follow(): Promise<void> {
  const [place, record] = [selected.value, shown];
  if (record === null) return;
  const now = await worker.request("rowOf", { record });
  if (now !== null && selected.value === place && shown === record) selected.value = now;
}

/**
 * Puts the filter into the address, so that it can be shared or come back to: never words that are looked for
 * in bodies.
 */
function showFilter(filter: string): void {
  // The one in the address was not taken yet.
  if (!filtered) return;
  const fragment = filter === "" ? "" : `#filter=${encodeURIComponent(filter)}`;
  if (location.hash !== fragment) history.replaceState(null, "", fragment || location.href.replace(/#.*/, ""));
}

/** A filter was in force since the page was loaded, also an empty one. */
let filtered = false;

/** The filter in the address. */
export function filterOfAddress(): string {
  const [, encoded = ""] = /^#filter=(.*)$/.exec(location.hash) ?? [];
  try {
    return decodeURIComponent(encoded);
  } catch {
    return "";
  }
}

/** Resolves when the filter of now is in force. */
let filtering: Promise<unknown> = Promise.resolve();
export const filterSettled = () => filtering;

/** Lets only records be rows that pass. */
export async function filterBy(filter: string): Promise<void> {
  filterText.value = filter;
  filtered = true;
  const asked = worker.request("filter", { filter });
  filtering = asked.catch(() => {});
  const problem = await asked;
  // Typed on meanwhile.
  if (filterText.value !== filter) return;
  batch(() => {
    filterProblem.value = problem;
    if (problem) return;
    order.value = { ...order.value, version: order.value.version + 1 };
    if (indexed.value.rows > 0) selected.value = 0;
  });
}

/** Includes a value of a column, excludes it, or does neither. */
export async function choose(column: number, value: string, choice: FilterChoice | null): Promise<void> {
  await filterBy(await worker.request("withValue", { filter: filterText.value, column, value, choice }));
}

/** Splits the histogram by a column. */
export function split(column: number | null): void {
  splitBy.value = column;
  askFacets();
}

/** Asks for the records of a span of time, from its first millisecond to before its end. */
export async function chooseTime(range: [from: number, to: number] | null): Promise<void> {
  // Windows have whole seconds.
  const stamp = (time: number) => new Date(time).toISOString().slice(0, 19);
  const asked: [string, string] | null = range && [stamp(range[0]), stamp(range[1] - 1)];
  const filter = await worker.request("withTime", { filter: filterText.value, range: asked });
  chosenTime.value = range && { range, filter };
  await filterBy(filter);
}

/** What the filter can go on with. */
export const completions = (filter: string, cursor: number) => worker.request("complete", { filter, cursor });

/** Columns that are counted: those that tell most of records first, and none with a value of its own for each. */
const FACETS = 8;
const MOST_DISTINCT = 1000;
const FIRST = ["model", "provider", "statuscode", "gateway", "cached", "ratelimited", "endpoint"];

function facetColumns(): number[] {
  const rank = (name: string) => (FIRST.indexOf(name.toLowerCase()) + FIRST.length + 1) % (FIRST.length + 1);
  const fitting = indexed.value.columns.flatMap(({ name, distinct, plain }, column) => {
    const tells = distinct > 0 && distinct <= MOST_DISTINCT && (distinct < plain || plain < 50);
    return tells ? [{ column, rank: rank(name) }] : [];
  });
  return fitting
    .sort((a, b) => a.rank - b.rank || a.column - b.column)
    .slice(0, FACETS)
    .map(({ column }) => column);
}

const askOverview = oneAtATime(async () => {
  const overview = await worker.request("overview", { columns: facetColumns(), split: splitBy.value });
  facets.value = overview.facets;
  histogram.value = overview.histogram;
});

/** The panels that show what is counted, as far as they are open. */
const openOverviews = new Set<string>();

/** A panel that shows what is counted was opened or closed: what nobody sees is not asked for. */
export function showOverview(panel: "facets" | "time", open: boolean): void {
  if (open) openOverviews.add(panel);
  else openOverviews.delete(panel);
  askFacets();
}

/** There are columns that can be counted. */
export const hasFacets = computed(() => facetColumns().length > 0);

/** Has the records counted anew, if somebody looks. */
function askFacets(): void {
  if (openOverviews.size === 0) return;
  askOverview().catch(() => {}); // The worker is gone, which is told elsewhere.
}

/** A name in a filter may be of a column that was not seen yet. */
effect(() => {
  const seen = indexed.value.columns.length;
  const waiting = filterProblem.peek() !== null || (!filtered && filterOfAddress() !== "");
  if (seen > 0 && waiting) void filterBy(filtered ? filterText.peek() : filterOfAddress());
});

/** The rows of a view from `first` to before `last`. */
export async function rowsOf(version: number, first: number, last: number, columns: readonly number[]): Promise<Row[]> {
  const rows = await worker.request("rows", { first, last, columns: [...columns] });
  if (version !== order.value.version) throw new Error("the rows are of a view that is no more");
  return rows;
}

/** Puts the rows in another order. */
export function sortBy(sort: Sort | null): void {
  // Requests are worked off in order: rows that are asked for from now on are in the new one.
  void worker.request("sort", { sort });
  order.value = { version: order.value.version + 1, sort };
}

/** Reads the record in this place, opened as far as the keys open it. */
export async function readRecord(place: number): Promise<ReadRecord> {
  const record = await worker.request("read", { place });
  if (selected.value === place) shown = record.record;
  const still = new Set(record.faults.map(({ field }) => field));
  const sealed = new Set(indexed.value.columns.flatMap(({ name, sealed }) => (sealed > 0 ? [name] : [])));
  const opened = members(record.text, PREVIEWED).members.filter(
    ({ name, value }) => sealed.has(name) && !still.has(name) && value.startsWith('"'),
  );
  if (opened.length > 0) {
    const beginning = (value: string) => textStart(value, PREVIEW).replace(/\s+/g, " ");
    const all = new Map(previews.value);
    all.set(record.record, new Map(opened.map(({ name, value }) => [name, beginning(value)])));
    const [oldest] = all.keys();
    if (all.size > PREVIEWS && oldest !== undefined) all.delete(oldest);
    previews.value = all;
  }
  return record;
}

/** Shows the record in this line of a file, if it is one. */
export async function showLine(file: number, line: number): Promise<void> {
  const record = await worker.request("find", { file, line });
  if (record === null) return;
  // In the order of files and lines, and without a filter, a record's number is its place.
  if (order.value.sort) sortBy(null);
  if (filterText.value !== "") await filterBy("");
  selected.value = record;
}

/** Forgets what was opened: the keys are gone. */
export function forgetPreviews(): void {
  previews.value = new Map();
}

/** Lets go of the table. */
export function clearTable(): Promise<unknown> {
  era++;
  shown = null;
  batch(() => {
    indexed.value = NOTHING;
    order.value = { version: order.value.version + 1, sort: null };
    selected.value = null;
    marked.value = new Set();
    filterText.value = "";
    filterProblem.value = null;
    facets.value = [];
    histogram.value = null;
    splitBy.value = null;
    forgetPreviews();
  });
  return worker.request("forgetIndex", null);
}
