// The thread of the record that is looked at: which other records it continues, and which continue it.

import type { RecordThread } from "core";
import { factName } from "../../table/columns.ts";
import { worker } from "../worker.ts";
import { filterBy } from "./filter.ts";
import { indexed } from "./news.ts";
import { select } from "./selection.ts";

/** The thread of a record; `null` if its bodies were not read. */
export const threadOf = (record: number): Promise<RecordThread | null> => worker.request("thread", { record });

/** Of how many records the bodies were read, and how many there are; `null` before any was. */
export function bodiesRead(): { read: number; all: number } | null {
  const column = indexed.value.columns.find(({ name }) => factName(name) === "family");
  return column?.opened == null ? null : { read: column.opened, all: column.opened + column.unopened };
}

/** Selects a record of a thread. If it is none of the rows, those of the thread take their place. */
export async function showStep(record: number, thread: number): Promise<void> {
  const place = (await worker.request("rowOf", { record })) ?? (await placeAmong(record, thread));
  if (place !== null) select(place, record);
}

async function placeAmong(record: number, thread: number): Promise<number | null> {
  await showThread(thread);
  return worker.request("rowOf", { record });
}

/** Lets only the records of a thread be rows. */
export const showThread = (thread: number): Promise<void> => filterBy(`thread:${thread}`);
