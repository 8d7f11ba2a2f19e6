import { useLayoutEffect, useRef } from "preact/hooks";
import type { Row } from "../protocol/records.ts";
import type { RowCache } from "./row-cache.ts";
import type { View } from "./view.ts";

interface Selecting {
  view: View;
  /** The record shown in full: its place in the view. */
  selected: number | null;
  /** Another one was chosen. Its row is `null` while it is on its way; once it came, this is called again. */
  onSelect(position: number, row: Row | null): void;
}

/** Choosing records by their places. */
export function useSelection(
  { view, selected, onSelect }: Selecting,
  cache: RowCache,
  reveal: (position: number) => void,
) {
  // Not only what was drawn last: keys can come quicker than frames.
  const current = useRef(selected);
  current.current = selected;
  const awaited = useRef<{ version: number; position: number } | null>(null);

  useLayoutEffect(() => {
    if (!awaited.current) return;
    const { version, position } = awaited.current;
    const row = cache.row(position);
    const over = version !== view.version || position !== selected;
    if (over || row) awaited.current = null;
    if (!over && row) onSelect(position, row);
  });

  return {
    get current() {
      return current.current;
    },
    choose(position: number) {
      // What is seen is chosen, also if rows came in since.
      const row = cache.drawn(position) ?? null;
      current.current = position;
      awaited.current = row ? null : { version: view.version, position };
      // Also if it is the one already, and was scrolled away.
      reveal(position);
      onSelect(position, row);
    },
  };
}
