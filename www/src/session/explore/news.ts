// The records of all files as a table, whether there is a key or not: how far the index is, and the order of the rows.
import { batch, computed, signal } from "@preact/signals";
import type { Column, Sort } from "core";
import type { InForce } from "../../protocol/filter.ts";
import type { IndexNews, Told } from "../../protocol/news.ts";
import type { Row } from "../../protocol/records.ts";
import { isMember } from "../../table/columns.ts";
import { BLOCK, type ComingRows } from "../../table/row-cache.ts";
import type { View } from "../../table/view.ts";
import { inBackground } from "../background.ts";
import { files, takeChanges } from "../state.ts";
import { worker } from "../worker.ts";

/** How far the index is, with the columns that were reported last. */
export type IndexState = IndexNews & { columns: Column[] };

const NOTHING: IndexState = {
  records: 0,
  rows: 0,
  unknown: 0,
  publicFilter: "",
  looksForText: false,
  quickTerms: [],
  rejected: 0,
  columns: [],
  noted: 0,
  forgotten: 0,
  read: 0,
  files: 0,
  damaged: 0,
  failed: 0,
  foreign: 0,
};

/** How far the index is. */
export const indexed = signal<IndexState>(NOTHING);
/** How often what opened bodies said was forgotten. */
export const forgotten = computed(() => indexed.value.forgotten);
/** Files are being indexed. */
export const indexing = computed(() => indexed.value.files < files.value.length);
/** Sealed fields in all records, as far as they are columns. */
export const sealedFields = computed(() => indexed.value.columns.reduce((sum, { sealed }) => sum + sealed, 0));
const order = signal<{ version: number; sort: Sort | null }>({ version: 1, sort: null });
/** Rows come by what is found in records, wherever these lie: those of a search, and those that are opened to be seen. */
export const refound = signal(false);
export const view = computed<View>(() => ({
  ...order.value,
  between: order.value.sort !== null || refound.value || indexed.value.unknown > 0,
  rows: indexed.value.rows,
  noted: indexed.value.noted,
  forgotten: indexed.value.forgotten,
}));

/** How often the table was dropped. News of an older one are of no use. */
let era = 0;

/** `moved`: rows came in between those that were there. */
type NewsListener = (news: IndexNews, moved: boolean) => void;
const newsListeners: NewsListener[] = [];
const clearListeners: (() => void)[] = [];
const sortListeners: ((isChosen: boolean) => void)[] = [];

/** Calls a function after each piece of news was taken. */
export const onNews = (listener: NewsListener) => void newsListeners.push(listener);

/** Calls a function with the news that what opened bodies said was forgotten, within one batch of changes. */
export function onForgotten(listener: () => void): void {
  let before = 0;
  onNews(({ forgotten: times }) => {
    if (times === before) return;
    before = times;
    listener();
  });
}

/** Calls a function when the table is dropped, within one batch of changes. */
export const onClear = (listener: () => void) => void clearListeners.push(listener);

/** Calls a function when the rows are put in another order: one that somebody chose, or the same anew. */
export const onSort = (listener: (isChosen: boolean) => void) => void sortListeners.push(listener);

worker.listen({ indexed: (told) => takeNews(told, view.value.between) });

/** Takes what the worker tells. `between`: its rows may have come between those that are there. */
function takeNews(told: Told, between: boolean): void {
  if (!isCurrent(told)) return;
  const { news, changes } = told;
  const moved = between && news.rows !== indexed.value.rows;
  if (rowsAhead) rowsAhead = news.forgotten === indexed.value.forgotten ? { ...rowsAhead, isOutOfDate: true } : null;
  takeChanges(changes);
  batch(() => {
    indexed.value = { ...news, columns: news.columns ?? indexed.value.columns };
    for (const listener of newsListeners) listener(news, moved);
  });
}

/** Rows that came with a filter, before the table asked for them. */
interface RowsAhead {
  version: number;
  first: number;
  columns: readonly number[];
  rows: readonly Row[];
  /** Records were opened or read since. */
  isOutOfDate: boolean;
}
let rowsAhead: RowsAhead | null = null;
/** The columns that the table asked for last. */
let columnsAsked: readonly number[] = [];

/** What a filter is asked with, so that its rows come with the answer: the table's columns, and the view of now. */
export const rowsWanted = () => ({ version: order.peek().version, columns: [...columnsAsked], block: BLOCK });

/** Whether this is of the table that is there, and not of one that was dropped. */
export const isCurrent = (told: Told): boolean => told.era === era;

/** How often a filter was put in force, also the same one again: what was searched for it is not known of it any more. */
export const refilterings = signal(0);

/** Takes a filter's rows in place of those that are there. `wanted`: as it was asked. */
export function takeFiltered({ told, first, rows }: InForce, wanted: ReturnType<typeof rowsWanted>): void {
  batch(() => {
    takeNews(told, false);
    // If another order was asked for meanwhile, they are in the one before.
    const inOrder = wanted.version === order.value.version;
    renewView();
    refilterings.value++;
    if (inOrder) rowsAhead = { version: order.value.version, first, columns: wanted.columns, rows, isOutOfDate: false };
  });
}

/** Other rows are in the view than before. */
function renewView(sort = order.value.sort): void {
  order.value = { version: order.value.version + 1, sort };
}

/** The rows of a view from `first` to before `last`. */
export function rowsOf(
  version: number,
  first: number,
  last: number,
  columns: readonly number[],
): readonly Row[] | ComingRows {
  columnsAsked = columns;
  const ahead = rowsAhead;
  if (ahead?.version !== version || first < ahead.first || ahead.columns.join() !== columns.join())
    return askRows(version, first, last, columns);
  const rows = ahead.rows.slice(first - ahead.first, last - ahead.first);
  if (rows.length === last - first && !ahead.isOutOfDate) return rows;
  return Object.assign(askRows(version, first, last, columns), { meanwhile: rows });
}

/** The numbers of the records in these places of a view. */
export async function recordsOf(version: number, first: number, last: number): Promise<number[]> {
  return (await askRows(version, first, last, [])).map(({ record }) => record);
}

async function askRows(version: number, first: number, last: number, columns: readonly number[]): Promise<Row[]> {
  const rows = await worker.request("rows", { first, last, columns: [...columns] });
  if (version !== order.value.version) throw new Error("the rows are of a view that is gone");
  return rows;
}

/** Puts the rows in another order, as somebody chose. */
export const sortBy = (sort: Sort | null): void => putInOrder(sort, true);

function putInOrder(sort: Sort | null, isChosen: boolean): void {
  // Requests are processed in order: rows that are requested after this one are in the new order.
  inBackground(worker.request("sort", { sort }));
  batch(() => {
    renewView(sort);
    for (const listener of sortListeners) listener(isChosen);
  });
}

/**
 * Puts rows that are in the order of a member of the metadata in order anew: many records were opened. They stay where they are
 * while some are opened to be seen.
 */
export function renewOrder(): void {
  const { sort } = order.peek();
  const column = typeof sort?.by === "number" ? indexed.peek().columns[sort.by] : undefined;
  if (column && isMember(column)) putInOrder(sort, false);
}

/** Drops the table. */
export function clearTable(): Promise<unknown> {
  era++;
  rowsAhead = null;
  batch(() => {
    indexed.value = NOTHING;
    renewView(null);
    for (const listener of clearListeners) listener();
  });
  return worker.request("forgetIndex", { era });
}
