// The record that is shown in full. It stays selected where other rows come before it, or another filter lets it through.
import { signal } from "@preact/signals";
import { inBackground } from "../background.ts";
import type { ReadRecord } from "../messages.ts";
import { worker } from "../worker.ts";
import { indexed, onClear, onNews, onSort, view } from "./news.ts";
import { takePreviews } from "./previews.ts";

/** The place in the table of the record that is shown in full. */
export const selected = signal<number | null>(null);

/** Which record that is, as soon as it is known: rows move, and it is to stay the one that is shown. */
let known: { place: number; record: number } | null = null;
/** How often somebody selected a row: what is found out meanwhile does not override it. */
let selections = 0;

/** Selects the row in this place, which has this record if it came already. */
export function select(place: number, record?: number): void {
  selections++;
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
  selected.value = now ?? own.place;
}

onSort(() => {
  // The first row is what somebody sorts for.
  if (selected.value !== null) select(0);
});

/** Another filter is in force: the record that is shown stays selected if it matches, and otherwise the first row is. */
export async function keepSelected(): Promise<void> {
  const [{ version }, record, own] = [view.value, known?.record ?? null, selections];
  const now = record === null ? null : await worker.request("rowOf", { record });
  if (own !== selections || view.value.version !== version || indexed.value.rows === 0) return;
  known = record === null || now === null ? null : { place: now, record };
  selected.value = now ?? 0;
}

/** Reads the record in this place, opened as far as the keys open it. */
export async function readRecord(place: number): Promise<ReadRecord> {
  const read = await worker.request("read", { place });
  if (selected.value === place) {
    // Rows came in between since it was selected: it is looked for.
    if (known?.place === place && known.record !== read.record) inBackground(follow());
    else known = { place, record: read.record };
  }
  takePreviews([read]);
  return read;
}

/** Selects the row in another place, as far as there is one. */
export function go(place: number): void {
  select(Math.max(0, Math.min(view.value.rows - 1, place)));
}
