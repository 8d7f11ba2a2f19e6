// What somebody looks at, kept over reading the files anew without one of them.
import { search, searchOpened } from "../searching.ts";
import { files } from "../state.ts";
import { worker } from "../worker.ts";
import { filterSettled, filterText, restoreView } from "./filter.ts";
import { marked } from "./marks.ts";
import { indexed, view } from "./news.ts";
import { select, selectedRecord, selections } from "./selection.ts";

/** Ways back to the view of before, in which `removed` is the number of a file. */
export interface KeptView {
  /** Asks for the same filter and order of the records that come. */
  restore(): void;
  /** Selects the records that were selected, once all are there. */
  settle(): Promise<void>;
}

/** A filter that asks for a thread by its number. */
const THREAD = /\bthread\s*[:=<>]/i;

export function keepView(removed: number): KeptView {
  const { sort } = view.peek();
  const column = sort && (sort.by === "time" ? sort.by : indexed.peek().columns[sort.by]?.name);
  const order = sort && typeof column === "string" ? { name: column, descending: sort.descending } : null;
  // Threads are numbered anew.
  const filter = THREAD.test(filterText.peek()) ? "" : filterText.peek();
  // Records are counted in the order of files and lines.
  const first = files.peek().reduce((sum, { records }, number) => (number < removed ? sum + records : sum), 0);
  const count = files.peek()[removed]?.records ?? 0;
  const now = (record: number) => (record < first ? record : record < first + count ? null : record - count);
  /** How often records were selected before the files were read. */
  let before = selections.peek();
  const [chosen, marks, isSearched] = [selectedRecord(), marked.peek(), search.peek().state === "done"];
  return {
    restore() {
      restoreView({ filter, sort: order });
      before = selections.peek();
    },
    async settle() {
      await filterSettled();
      // What somebody typed meanwhile is not searched for unasked.
      if (isSearched && filterText.peek() === filter) await searchOpened();
      marked.value = new Set([...marked.peek(), ...[...marks].flatMap((record) => now(record) ?? [])]);
      const record = chosen === null ? null : now(chosen);
      const place = record === null ? null : await worker.request("rowOf", { record });
      if (record !== null && place !== null && selections.peek() === before) select(place, record);
    },
  };
}
