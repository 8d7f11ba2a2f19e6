import { useEffect } from "preact/hooks";
import type { Row } from "../protocol/records.ts";
import type { RestingRow } from "../session/explore/fill.ts";
import type { RowCache } from "./row-cache.ts";
import type { Drawn } from "./use-scroll.ts";
import type { View } from "./view.ts";

interface Resting {
  view: View;
  /** These rows have something to be opened, and rest on the screen or come next. Another function when they can be opened anew. */
  onRest(rows: readonly RestingRow[]): void;
}

/** Milliseconds without scrolling after which the rows on the screen are filled. */
const REST = 200;
/** Rows below the screen that are filled after those on it. */
const NEXT = 25;

/** Reports which rows are on the screen once they rest there, and those that come next. */
export function useRest(
  { view, onRest }: Resting,
  cache: RowCache,
  { first, top, page }: Drawn,
  /** Columns with what rows are filled from, whether it is in the index or not. */
  sources: readonly number[],
): void {
  const last = Math.min(top + page + 1 + NEXT, view.rows);
  // Those that are drawn above it come last: a step back shows them.
  const places = [...range(top, last), ...range(first, top)];
  const rows = places.flatMap((place) => {
    const row = cache.row(place);
    const columns = cache.at(place)?.columns ?? [];
    return row ? (restingRow(row, (cell) => sources.includes(columns[cell] ?? -1)) ?? []) : [];
  });
  const signature = rows.map(({ record }) => record).join();
  useEffect(() => {
    if (rows.length === 0) return;
    const timer = setTimeout(() => onRest(rows), REST);
    return () => clearTimeout(timer);
  }, [view.version, signature, onRest]);
}

const range = (first: number, last: number): number[] =>
  Array.from({ length: Math.max(0, last - first) }, (_, index) => first + index);

/** A row with something in it to be opened. */
function restingRow({ record, cells }: Row, isSource: (cell: number) => boolean): RestingRow | null {
  let [bytes, sealed, some] = [0, false, false];
  for (const [at, cell] of cells.entries()) {
    if (!cell) continue;
    some ||= "bytes" in cell || cell.kind === "unopened" || isSource(at);
    sealed ||= cell.kind === "unopened";
    if (!("bytes" in cell)) continue;
    bytes += cell.bytes;
    sealed ||= cell.kind === "sealed";
  }
  return some ? { record, bytes, sealed } : null;
}
