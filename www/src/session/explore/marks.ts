// The records that were marked for saving.
import { signal } from "@preact/signals";
import { onClear } from "./news.ts";

/** Numbers of records that were marked for saving. */
export const marked = signal<ReadonlySet<number>>(new Set());

onClear(() => {
  marked.value = new Set();
});
