// What rows show of records that were opened.
import { computed, signal } from "@preact/signals";
import { type Summary, whoName } from "../../conversation/summary.ts";
import type { RowContents } from "../../protocol/records.ts";
import { indexed, onClear } from "./news.ts";

/** Records of which that is kept. */
const KEPT = 1000;

/** What is shown of opened records, by their numbers. */
const opened = signal<ReadonlyMap<number, RowContents>>(new Map());

/** What cells show of opened records. */
export interface Previews {
  /** What a field begins with, by the number of its column; `undefined` if it was not opened. */
  field(record: number, column: number): string | undefined;
  /** What a record says in a few words; `undefined` if it was not opened, or that is not known. */
  summary(record: number): Summary | undefined;
  /** The member of the metadata that is shown, of those that were opened. */
  who: string | null;
}

/** Another object when there is more to show. */
export const previews = computed((): Previews => {
  const [all, { columns }] = [opened.value, indexed.value];
  return {
    field(record, column) {
      const name = columns[column]?.name;
      return all.get(record)?.fields.find(([found]) => found === name)?.[1];
    },
    summary: (record) => all.get(record)?.summary ?? undefined,
    who: whoName([...all.values()].flatMap(({ summary }) => summary ?? [])),
  };
});

onClear(forgetPreviews);

/** How often records were opened to be looked at: more may be known of what the keys open. */
export const looks = signal(0);

/** How often everything was forgotten. */
let forgotten = 0;

/**
 * A function that keeps what the rows of records show, if nothing was forgotten since: to be had before they are asked for.
 */
export function previewsTaker(): (contents: readonly RowContents[]) => void {
  const own = forgotten;
  return (contents) => {
    looks.value = looks.peek() + 1;
    if (own === forgotten) takePreviews(contents);
  };
}

function takePreviews(contents: readonly RowContents[]): void {
  if (contents.length === 0) return;
  const all = new Map(opened.value);
  for (const each of contents) all.set(each.record, each);
  for (const oldest of all.keys()) {
    if (all.size <= KEPT) break;
    all.delete(oldest);
  }
  opened.value = all;
}

/** Whether what a record's row shows is still kept. */
export const isKept = (record: number): boolean => opened.peek().has(record);

/** Forgets what was opened: the keys are gone, or the files. */
export function forgetPreviews(): void {
  forgotten++;
  opened.value = new Map();
}
