import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import type { CellText } from "../session/explore/hits.ts";
import { highlight } from "./highlight.ts";

/** Cells whose hits are kept. */
const KEPT = 2000;

/**
 * Highlights hits in the cells of a table that have attributes for it: `data-field`, `data-record`. `find` is another function
 * for each filter, and `null` if nothing is looked for.
 */
export function useTableHits(
  rows: RefObject<HTMLElement | null>,
  find: ((cells: readonly CellText[]) => Promise<readonly Uint32Array[]>) | null,
): void {
  useEffect(() => {
    const root = rows.current;
    if (!root || !find) return;
    const known = new Map<string, Uint32Array>();
    let frame = 0;
    let asking = false;
    let gone = false;
    const paint = () => {
      frame = 0;
      const [ranges, unknown]: [Range[], Map<string, CellText>] = [[], new Map()];
      for (const element of root.querySelectorAll<HTMLElement>("[data-field]")) {
        // Before it a mark may stand.
        const text = element.lastChild;
        if (!(text instanceof Text)) continue;
        const cell = {
          record: Number(element.dataset.record),
          field: element.dataset.field ?? "",
          text: text.data,
        };
        const key = JSON.stringify(cell);
        const places = known.get(key);
        if (places) ranges.push(...rangesIn(text, places));
        else unknown.set(key, cell);
      }
      highlight("table-hit", ranges);
      if (unknown.size > 0 && !asking) void ask(find, unknown);
    };
    const soon = () => (frame ||= requestAnimationFrame(paint));
    const ask = async (search: NonNullable<typeof find>, cells: ReadonlyMap<string, CellText>) => {
      asking = true;
      const found = await search([...cells.values()]).catch(() => []);
      asking = false;
      if (gone || found.length < cells.size) return;
      if (known.size > KEPT) known.clear();
      for (const [i, key] of [...cells.keys()].entries()) known.set(key, found[i] ?? new Uint32Array());
      soon();
    };
    const watcher = new MutationObserver(soon);
    watcher.observe(root, { subtree: true, childList: true, characterData: true, attributeFilter: ["data-record"] });
    soon();
    return () => {
      gone = true;
      watcher.disconnect();
      cancelAnimationFrame(frame);
      highlight("table-hit", []);
    };
  }, [find]);
}

function rangesIn(text: Text, places: Uint32Array): Range[] {
  const ranges: Range[] = [];
  for (let at = 0; at + 1 < places.length; at += 2) {
    const range = document.createRange();
    range.setStart(text, places[at] ?? 0);
    range.setEnd(text, places[at + 1] ?? 0);
    ranges.push(range);
  }
  return ranges;
}
