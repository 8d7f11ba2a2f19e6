// What the rows on the screen begin with: decrypted when they come to rest, so that a list can be read.
import { effect } from "@preact/signals";
import { keys, strict } from "../state.ts";
import { worker } from "../worker.ts";
import { onClear } from "./news.ts";
import { takePreviews } from "./previews.ts";

/** Bytes of encrypted text up to which a record is decrypted to fill its row. */
const LARGEST = 256 * 1024;
/** Records that are decrypted before they are shown, together. */
const TOGETHER = 8;

/** A row on the screen. */
export interface RestingRow {
  position: number;
  record: number;
  /** Bytes of its encrypted text, as far as it is shown. */
  bytes: number;
}

/** Records that were decrypted for their rows with the keys of now, or could not be. */
const looked = new Set<number>();
/** What is asked for: only the last screen counts. */
let latest = 0;

effect(() => {
  void [keys.value, strict.value];
  latest++;
  looked.clear();
});
onClear(() => {
  latest++;
  looked.clear();
});

/** Fills the rows on the screen, one after the other. */
export async function fillRows(rows: readonly RestingRow[]): Promise<void> {
  const own = ++latest;
  if (keys.value.length === 0) return;
  const wanted = rows.filter(({ record, bytes }) => !looked.has(record) && bytes <= LARGEST);
  for (let first = 0; first < wanted.length; first += TOGETHER) {
    const found = [];
    for (const { position, record } of wanted.slice(first, first + TOGETHER)) {
      if (own !== latest) return;
      try {
        const read = await worker.request("read", { place: position });
        if (own !== latest) return;
        looked.add(record);
        // Rows that came in between moved it.
        if (read.record === record) found.push(read);
      } catch {
        // Its file changed, or is gone: the record says so when it is opened.
        looked.add(record);
      }
    }
    takePreviews(found);
  }
}
