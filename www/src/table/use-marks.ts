import { useRef, useState } from "preact/hooks";
import { tableTexts as texts } from "../texts/table.ts";
import { joined, MOST_MARKED, toggled } from "./marks.ts";
import type { RowCache } from "./row-cache.ts";
import type { View } from "./view.ts";

interface Marking {
  view: View;
  /** The numbers of the records in the places from `first` to before `last`. */
  records(version: number, first: number, last: number): Promise<number[]>;
  marked: ReadonlySet<number>;
  onMark(marked: ReadonlySet<number>): void;
}

/** Marking records by their places in the view. `problem` says why something was not marked, or is empty. */
export function useMarks(marking: Marking, cache: RowCache, tell: (text: string) => void) {
  const latest = useRef(marking);
  latest.current = marking;
  const [problem, setProblem] = useState("");

  const take = (marked: Set<number> | null) => {
    setProblem(marked ? "" : texts.tooManySelected(MOST_MARKED));
    if (!marked) return;
    // Keys can come quicker than frames.
    latest.current = { ...latest.current, marked };
    latest.current.onMark(marked);
    tell(texts.selected(marked.size));
  };

  return {
    problem,
    /** Marks the record at this place, or unmarks it. */
    toggle(position: number) {
      const row = cache.drawn(position);
      if (row) take(toggled(latest.current.marked, row.record));
    },
    /** Marks the records from one place to the other, in whichever order. */
    through(one: number, other: number) {
      const { view, records } = latest.current;
      const [first, last] = [Math.min(one, other), Math.max(one, other) + 1];
      if (last - first > MOST_MARKED) return take(null);
      const known = Array.from({ length: last - first }, (_, index) => cache.row(first + index)?.record);
      if (known.every((record) => record !== undefined)) return take(joined(latest.current.marked, known));
      records(view.version, first, last).then(
        (all) => {
          if (latest.current.view.version === view.version) take(joined(latest.current.marked, all));
        },
        // Of a view that is no more.
        () => {},
      );
    },
    clear() {
      setProblem("");
      latest.current.onMark(new Set());
      tell(texts.selected(0));
    },
  };
}
