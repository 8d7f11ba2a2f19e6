// The record that is shown in full. It stays selected where other rows come before it, or another filter lets it through.
import { signal } from "@preact/signals";
import { inBackground } from "../background.ts";
import type { ReadRecord } from "../messages.ts";
import { worker } from "../worker.ts";
import { indexed, onClear, onNews, onSort, view } from "./news.ts";
import { takePreviews } from "./previews.ts";

/** The place in the table of the record that is shown in full. */
export const selected = signal<number | null>(null);

/** The number of the record that is shown in full. */
let shown: number | null = null;
/** How often somebody selected a row: what is found out meanwhile does not override it. */
let selections = 0;

/** Selects the row in this place. */
export function select(place: number): void {
  selections++;
  selected.value = place;
}

onNews(({ rows }, moved) => {
  selected.value = rows === 0 ? null : Math.min(selected.value ?? 0, rows - 1);
  if (moved) inBackground(follow());
});
onClear(() => {
  shown = null;
  selected.value = null;
});

/** Keeps the record that is shown selected, where others came before it. */
async function follow(): Promise<void> {
  const [place, record] = [selected.value, shown];
  if (record === null) return;
  const now = await worker.request("rowOf", { record });
  if (now !== null && selected.value === place && shown === record) selected.value = now;
}

onSort(() => {
  // The first row is what somebody sorts for.
  if (selected.value !== null) select(0);
});

/** Another filter is in force: the record that is shown stays selected if it matches, and otherwise the first row is. */
export async function keepSelected(): Promise<void> {
  const [{ version }, record, own] = [view.value, shown, selections];
  const now = record === null ? null : await worker.request("rowOf", { record });
  if (own === selections && view.value.version === version && indexed.value.rows > 0) selected.value = now ?? 0;
}

/** Reads the record in this place, opened as far as the keys open it. */
export async function readRecord(place: number): Promise<ReadRecord> {
  const record = await worker.request("read", { place });
  if (selected.value === place) shown = record.record;
  takePreviews([record]);
  return record;
}

/** Selects the row in another place, as far as there is one. */
export function go(place: number): void {
  select(Math.max(0, Math.min(view.value.rows - 1, place)));
}
