import { useEffect } from "preact/hooks";
import type { RestingRow } from "../session/explore/fill.ts";
import type { View } from "../session/messages.ts";
import type { RowCache } from "./row-cache.ts";
import type { Drawn } from "./use-scroll.ts";

interface Resting {
  view: View;
  /** These rows with encrypted text are on the screen and rest there. Another function when they can be decrypted anew. */
  onRest(rows: readonly RestingRow[]): void;
}

/** Milliseconds without scrolling after which the rows on the screen are filled. */
const REST = 200;

/** Tells which rows are on the screen, once they rest there. */
export function useRest({ view, onRest }: Resting, cache: RowCache, { top, page }: Drawn): void {
  const rows = Array.from({ length: Math.max(0, Math.min(page + 1, view.rows - top)) }, (_, index) => {
    const row = cache.row(top + index);
    const bytes = row?.cells.reduce((sum, cell) => sum + (cell && "bytes" in cell ? cell.bytes : 0), 0) ?? 0;
    return row && bytes > 0 ? [{ position: top + index, record: row.record, bytes }] : [];
  }).flat();
  const signature = rows.map(({ record }) => record).join();
  useEffect(() => {
    if (rows.length === 0) return;
    const timer = setTimeout(() => onRest(rows), REST);
    return () => clearTimeout(timer);
  }, [view.version, signature, onRest]);
}
