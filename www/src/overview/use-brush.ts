import { useState } from "preact/hooks";
import type { Bins, Range } from "./bins.ts";
import { Brush } from "./brush.ts";

export interface Brushing {
  /** The bin that the pointer or the keys are at. */
  cursor: number | null;
  /** The range being chosen, from bin to bin. */
  chosen: { range: Range; first: number; last: number } | null;
  /** For the element over the bins, which is as wide as all of them. */
  handlers: {
    onPointerDown(event: PointerEvent): void;
    onPointerMove(event: PointerEvent): void;
    onPointerUp(): void;
    onPointerCancel(): void;
    onPointerLeave(event: PointerEvent): void;
    onKeyDown(event: KeyboardEvent): void;
    onFocus(): void;
    onBlur(): void;
  };
}

/** Lets a range of time be chosen by pointer and keys; `range` is the one in force. */
export function useBrush(bins: Bins, range: Range | null, onRange: (range: Range | null) => void): Brushing {
  // It changes in place: keys can come quicker than what they did is drawn.
  const [current] = useState(() => new Brush());
  const [, redraw] = useState(0);
  const moved = () => redraw((times) => times + 1);

  const timeAt = ({ currentTarget, clientX }: PointerEvent) => {
    const { left, width } = (currentTarget as Element).getBoundingClientRect();
    return bins.middle(bins.clamp(Math.floor(((clientX - left) / width) * bins.count)));
  };
  const take = (chosen: Range | null) => {
    if (chosen) onRange(chosen);
    moved();
  };

  const chosen = current.chosen(bins);
  return {
    cursor: current.cursor === null ? null : bins.at(current.cursor),
    chosen: chosen && { range: chosen, first: bins.at(chosen[0]), last: bins.at(chosen[1] - 1) },
    handlers: {
      onPointerDown(event) {
        if (event.button !== 0) return;
        (event.currentTarget as Element).setPointerCapture(event.pointerId);
        current.press(event.clientX, timeAt(event));
        moved();
      },
      onPointerMove(event) {
        current.move(event.clientX, timeAt(event));
        moved();
      },
      onPointerUp: () => take(current.release(bins)),
      // A finger that scrolls the page.
      onPointerCancel() {
        current.drop();
        moved();
      },
      onPointerLeave({ currentTarget }) {
        if (current.anchor !== null || (currentTarget as Element).matches(":focus-visible")) return;
        current.cursor = null;
        moved();
      },
      onKeyDown(event) {
        if (event.ctrlKey || event.altKey || event.metaKey) return;
        const done = current.key(event.key, event.shiftKey, bins);
        const clears = event.key === "Escape" && !done.used && range !== null;
        if (clears) onRange(null);
        if (done.used || clears) event.preventDefault();
        take(done.range);
      },
      onFocus() {
        current.cursor ??= bins.middle(bins.at(range?.[0] ?? bins.from));
        moved();
      },
      onBlur() {
        current.drop();
        current.cursor = null;
        moved();
      },
    },
  };
}
