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

/** Keeps what the fields of records begin with that were decrypted. */
export function takePreviews(records: readonly ReadRecord[]): void {
  const sealed = new Set(indexed.value.columns.flatMap(({ name, sealed }) => (sealed > 0 ? [name] : [])));
  const fresh = records.flatMap(({ record, text, faults }) => {
    const still = new Set(faults.map(({ field }) => field));
    const opened = members(text, PREVIEWED).members.filter(
      ({ name, value }) => sealed.has(name) && !still.has(name) && value.startsWith('"'),
    );
    if (opened.length === 0) return [];
    return [[record, new Map(opened.map(({ name, value }) => [name, beginning(value)]))] as const];
  });
  if (fresh.length === 0) return;
  const all = new Map([...previews.value, ...fresh]);
  for (const oldest of all.keys()) {
    if (all.size <= PREVIEWS) break;
    all.delete(oldest);
  }
  previews.value = all;
}

const beginning = (value: string) => textStart(value, PREVIEW).replace(/\s+/g, " ");

/** Forgets what was opened: the keys are gone. */
export function forgetPreviews(): void {
  previews.value = new Map();
}
