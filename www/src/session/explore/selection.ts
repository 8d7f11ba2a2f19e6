// The record that is shown in full. It stays selected where other rows come before it, or another filter lets it through.
import { signal } from "@preact/signals";
import type { ReadRecord } from "../../protocol/records.ts";
import { inBackground } from "../background.ts";
import { worker } from "../worker.ts";
import { indexed, onClear, onNews, onSort, view } from "./news.ts";
import { previewsTaker } from "./previews.ts";

/** The place in the table of the record that is shown in full. */
export const selected = signal<number | null>(null);

/** Which record that is, as soon as it is known: rows move, and it is to stay the one that is shown. */
let known: { place: number; record: number } | null = null;

/** How often the selected record turned out to be no row any more: what is in its place has to be read. */
export const lost = signal(0);

/** How often somebody selected a record. */
export const selections = signal(0);

/** Selects the row in this place, which has this record if it came already. */
export function select(place: number, record?: number): void {
  selections.value++;
  known = record === undefined ? null : { place, record };
  selected.value = place;
}

onNews(({ rows }, moved) => {
  selected.value = rows === 0 ? null : Math.min(selected.value ?? 0, rows - 1);
  if (moved) inBackground(follow());
});
onClear(() => {
  known = null;
  selected.value = null;
});

/** Keeps the record selected that is, where others came before it. */
async function follow(): Promise<void> {
  const own = known;
  if (own === null || own.place !== selected.value) return;
  const now = await worker.request("rowOf", { record: own.record });
  // Somebody selected another one meanwhile.
  if (known !== own || selected.value !== own.place) return;
  known = now === null ? null : { place: now, record: own.record };
  if (now === null) lost.value++;
  else selected.value = now;
}

onSort((isChosen) => {
  if (selected.value === null) return;
  // The first row is what somebody sorts for.
  if (isChosen) select(0);
  else inBackground(follow());
});

/** The record that is selected, as far as it is known. */
export const selectedRecord = () => known?.record ?? null;

/**
 * Another filter is in force: the record that was selected stays so if it matches, and otherwise the first row is.
 * `place`: where the record has its row now.
 */
export function keepSelected(record: number | null, place: number | null): void {
  if (indexed.value.rows === 0) return;
  if (selectedRecord() !== record) {
    // Another one was selected while the filter was on its way: its place may be one among the rows before.
    if (known) inBackground(follow());
    return;
  }
  known = record === null || place === null ? null : { place, record };
  selected.value = place ?? 0;
}

/** Reads the record in this place, opened as far as the keys open it. */
export async function readRecord(place: number): Promise<ReadRecord> {
  const [{ version }, takePreviews] = [view.value, previewsTaker()];
  const read = await worker.request("read", { place });
  // What was read of another view says nothing of this one, in which another record has the place.
  if (selected.value === place && view.value.version === version) {
    // Rows came in between since it was selected: it is looked for.
    if (known?.place === place && known.record !== read.record) inBackground(follow());
    else known = { place, record: read.record };
  }
  takePreviews([read.contents]);
  return read;
}

/** Selects the row in another place, as far as there is one. */
export function go(place: number): void {
  select(Math.max(0, Math.min(view.value.rows - 1, place)));
}

/** Selects a row before or after the selected one, also while that one's record is on its way. */
export const step = (by: number): void => go((selected.value ?? 0) + by);
