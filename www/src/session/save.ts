// Saving: a blob goes to the browser's own downloads, records by pieces, all without any request.

import { computed, effect, signal } from "@preact/signals";
import type { Outlook } from "../protocol/runs.ts";
import { inBackground } from "./background.ts";
import { check } from "./checking.ts";
import { marked } from "./explore/marks.ts";
import { indexed, indexing, sealedFields, view } from "./explore/news.ts";
import { fileName } from "./file-name.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { secondsFor } from "./pace.ts";
import { wayOfSaving } from "./saving/open-sink.ts";
import { type Choices, saveRecords, savingWay } from "./saving/save-records.ts";
import type { Way } from "./saving/sink.ts";
import { recordSource, whichOf } from "./saving/source.ts";
import { during, files, keys, strict } from "./state.ts";
import { worker } from "./worker.ts";

/** How this browser keeps a file that is being saved; `null` while that is being tried. */
export const way = signal<Way | null>(null);

/** Finds out how this browser saves. */
export async function findWay(): Promise<void> {
  way.value ??= await wayOfSaving();
}

/** Every file that was given is whole, and all of them are in the table. */
export const complete = computed(() => {
  const { damaged, failed } = indexed.value;
  return files.value.length > 0 && !indexing.value && damaged + failed === 0;
});

/** How many records a choice is of. */
export function countOf(records: Choices["records"]): number {
  const { records: all, rows, rejected } = indexed.value;
  return { all, view: rows, selected: marked.value.size, rejected }[records];
}

/** What is known of the records of each choice before they are saved, as far as that was asked. */
const outlooks = signal<ReadonlyMap<Choices["records"], Outlook>>(new Map());

/**
 * What is known of the records of a choice: how many of them are decrypted, and how many stay encrypted. Without a
 * sealed field nothing has to be decrypted: then they are all as they are to be. `null` while nobody knows.
 */
export function outlookOf(records: Choices["records"]): Outlook | null {
  if (sealedFields.value === 0) return { decrypted: countOf(records), encrypted: 0, unknown: 0 };
  return keys.value.length === 0
    ? { decrypted: 0, encrypted: countOf(records), unknown: 0 }
    : (outlooks.value.get(records) ?? null);
}

/** There is something to be known. */
const canKnow = computed(
  () =>
    keys.value.length > 0 &&
    !indexing.value &&
    indexed.value.records > 0 &&
    sealedFields.value > 0 &&
    check.value.state !== "running",
);

const askOutlooks = oneAtATime(async () => {
  const asked = (["all", "view", "selected"] as const).map(async (records) => {
    return [records, await worker.request("outlook", whichOf(records))] as const;
  });
  outlooks.value = new Map(await Promise.all(asked));
});

// Anew with whatever changes the records or what is known of them. Until the answer is there nothing is claimed.
effect(() => {
  const { version, rows } = view.value;
  void [indexed.value, indexing.value, version, rows, marked.value, check.value.state, keys.value, strict.value];
  outlooks.value = new Map();
  if (canKnow.value) inBackground(askOutlooks());
});

/** Asks once more what is known: of records that were only looked at, nothing else tells. */
export function lookAgain(): void {
  if (canKnow.peek()) inBackground(askOutlooks());
}

/** The name of a file of these records, which tells if they are not all that there were, and whether all are decrypted. */
export function nameOf(choices: Choices): string {
  const outlook = outlookOf(choices.records);
  return fileName({
    ...choices,
    paths: files.value.map(({ path }) => path),
    count: countOf(choices.records),
    filter: indexed.value.publicFilter,
    complete: complete.value,
    decrypted: sealedFields.value > 0 && outlook !== null && outlook.encrypted + outlook.unknown === 0,
  });
}

/** Saves records. To be called within a person's gesture. */
export async function save(choices: Choices): Promise<void> {
  await during(() => saveRecords(choices, nameOf(choices), recordSource));
  way.value = savingWay.value ?? way.value;
  // Each of them was opened now.
  if (keys.value.length > 0 && choices.form !== "sealed") {
    inBackground(askOutlooks());
    inBackground(askCosts());
  }
}

/** Sealed fields that have to be unwrapped for each choice, as far as that is known. */
const costs = signal<ReadonlyMap<Choices["records"], number>>(new Map());

/** Seconds that opening what these choices need takes, about. */
export function secondsOf({ records, form }: Pick<Choices, "records" | "form">): number | null {
  const fields = form !== "sealed" ? costs.value.get(records) : undefined;
  return fields === undefined || fields === 0 ? null : secondsFor(fields);
}

/** Asks what each choice costs, as it is now. */
export async function askCosts(): Promise<void> {
  const asked = (["all", "view", "selected"] as const).map(async (records) => {
    const cost = await worker.request("cost", whichOf(records));
    return [records, cost] as const;
  });
  costs.value = new Map(await Promise.all(asked));
}
