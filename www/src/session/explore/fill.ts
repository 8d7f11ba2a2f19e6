// What the rows on the screen say: their records are opened when they come to rest, so that a list can be read.
import { effect, signal } from "@preact/signals";
import { keys, ownPrices, strict } from "../state.ts";
import { worker } from "../worker.ts";
import { onClear } from "./news.ts";
import { isKept, previewsTaker } from "./previews.ts";

/** Bytes of a record's long and encrypted texts up to which it is opened to fill its row. */
const LARGEST = 256 * 1024;
/** Records that are opened before they are shown, together. */
const TOGETHER = 8;

/** A row on the screen, or one of the next ones. */
export interface RestingRow {
  record: number;
  /** Bytes of its texts that the index does not show. */
  bytes: number;
  /** Some of them are encrypted. */
  sealed: boolean;
}

/** Rows are filled. Somebody who wants no record opened but the one that is looked at turns it off. */
export const fillsRows = signal(true);

/** Records that were opened for their rows with the keys of now, and those that could not be. */
const looked = new Set<number>();
const failed = new Set<number>();
/** What is asked for: only the last screen counts. */
let latest = 0;
/** How often all was to be opened anew. */
let generation = 0;

effect(() => {
  void [keys.value, strict.value, fillsRows.value, ownPrices.value];
  beginAnew();
});
onClear(beginAnew);

function beginAnew(): void {
  latest++;
  generation++;
  looked.clear();
  failed.clear();
}

/** Fills these rows, some at a time in their order. */
export async function fillRows(rows: readonly RestingRow[]): Promise<void> {
  const [own, of, takePreviews] = [++latest, generation, previewsTaker()];
  if (!fillsRows.value) return;
  const wanted = rows.filter(
    ({ record, bytes, sealed }) =>
      !(looked.has(record) && isKept(record)) &&
      !failed.has(record) &&
      bytes <= LARGEST &&
      (!sealed || keys.value.length > 0),
  );
  for (let first = 0; first < wanted.length; first += TOGETHER) {
    const records = wanted.slice(first, first + TOGETHER).map(({ record }) => record);
    // Of a file that changed, or is gone, the record says so when it is opened.
    const contents = await worker.request("contents", { records }).catch(() => []);
    if (of !== generation) return;
    const found = new Set(contents.map(({ record }) => record));
    for (const record of records) (found.has(record) ? looked : failed).add(record);
    takePreviews(contents);
    // Other rows are on the screen. What was opened is kept all the same.
    if (own !== latest) return;
  }
}
