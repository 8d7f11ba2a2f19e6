// What cells show of fields that were opened.
import { computed, signal } from "@preact/signals";
import { members, textStart } from "../../json/tokens.ts";
import type { ReadRecord } from "../messages.ts";
import { indexed, onClear } from "./news.ts";

/** Records of which previews are kept, the members of each that are looked at, and characters of a preview. */
const PREVIEWS = 1000;
const PREVIEWED = 256;
const PREVIEW = 200;

/** What fields of opened records begin with, by the record's number and the field's name. */
const previews = signal<ReadonlyMap<number, ReadonlyMap<string, string>>>(new Map());

/** What a cell shows of a field that was opened. Another function when there is more to show. */
export const preview = computed(() => {
  const [opened, { columns }] = [previews.value, indexed.value];
  return (record: number, column: number) => opened.get(record)?.get(columns[column]?.name ?? "");
});

onClear(forgetPreviews);

/** Keeps what the fields of a record begin with that were opened. */
export function takePreview(record: ReadRecord): void {
  const still = new Set(record.faults.map(({ field }) => field));
  const sealed = new Set(indexed.value.columns.flatMap(({ name, sealed }) => (sealed > 0 ? [name] : [])));
  const opened = members(record.text, PREVIEWED).members.filter(
    ({ name, value }) => sealed.has(name) && !still.has(name) && value.startsWith('"'),
  );
  if (opened.length === 0) return;
  const beginning = (value: string) => textStart(value, PREVIEW).replace(/\s+/g, " ");
  const all = new Map(previews.value);
  all.set(record.record, new Map(opened.map(({ name, value }) => [name, beginning(value)])));
  const [oldest] = all.keys();
  if (all.size > PREVIEWS && oldest !== undefined) all.delete(oldest);
  previews.value = all;
}

/** Forgets what was opened: the keys are gone. */
export function forgetPreviews(): void {
  previews.value = new Map();
}
