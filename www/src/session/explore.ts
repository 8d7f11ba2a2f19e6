// The records of all files as a table, whether there is a key or not.
import { batch, computed, signal } from "@preact/signals";
import { members } from "../json/tokens.ts";
import { save } from "./save.ts";
import type { IndexNews, ReadRecord, Row, Sort, View } from "./messages.ts";
import { files } from "./state.ts";
import type { WorkerClient } from "./worker-client.ts";

const NOTHING: IndexNews = { records: 0, rejected: 0, columns: [], read: 0, files: 0, damaged: 0 };

/** How far the index is. */
export const indexed = signal<IndexNews>(NOTHING);
/** Files are being indexed. */
export const indexing = computed(() => indexed.value.files < files.value.length);
const order = signal<{ version: number; sort: Sort | null }>({ version: 1, sort: null });
export const view = computed<View>(() => ({ ...order.value, rows: indexed.value.records }));
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

/** Records of which previews are kept, and characters of each. */
const PREVIEWS = 1000;
const PREVIEW = 200;

let worker: WorkerClient;

/** The worker that has the table. */
export function exploreWith(client: WorkerClient): void {
  worker = client;
}

/** Takes what the worker tells of the index. */
export function takeIndexed(news: IndexNews): void {
  batch(() => {
    indexed.value = news;
    if (selected.value === null && news.records > 0) selected.value = 0;
  });
}

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
  const still = new Set(record.faults.map(({ field }) => field));
  const sealed = new Set(indexed.value.columns.flatMap(({ name, sealed }) => (sealed > 0 ? [name] : [])));
  const opened = members(record.text).filter(({ name, value }) => sealed.has(name) && !still.has(name) && value.startsWith('"'));
  if (opened.length > 0) {
    const beginning = (value: string) => (JSON.parse(value) as string).slice(0, PREVIEW).replace(/\s+/g, " ");
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
  // In the order of files and lines, a record's number is its place.
  if (order.value.sort) sortBy(null);
  selected.value = record;
}

/** Saves the marked records, opened. */
export async function saveMarked(): Promise<void> {
  const records = [...marked.value];
  save(await worker.request("readAll", { records }), `${records.length}-records.ndjson`);
}

/** Forgets what was opened: the keys are gone. */
export function forgetPreviews(): void {
  previews.value = new Map();
}

/** Lets go of the table. */
export function clearTable(): void {
  batch(() => {
    indexed.value = NOTHING;
    order.value = { version: order.value.version + 1, sort: null };
    selected.value = null;
    marked.value = new Set();
    forgetPreviews();
  });
}
