import type { Bins, Range } from "./bins.ts";

/** Bins that a page key goes on by. */
const PAGE = 10;
/** Pixels that a pointer may move while it presses, and still clicks. */
const SLACK = 4;

/**
 * Choosing a range of time in a histogram: by dragging, by clicking one end and then the other, or by keys. It keeps times
 * and not bins, for bins become others while files are still being indexed.
 */
export class Brush {
  /** The time that the pointer or the keys are at. */
  cursor: number | null = null;
  /** Where the range being chosen begins; it goes to the cursor. */
  anchor: number | null = null;
  #press: { x: number; time: number; second: boolean; dragged: boolean } | null = null;

  /** The range being chosen, if one is. */
  chosen(bins: Bins): Range | null {
    if (this.anchor === null || this.cursor === null) return null;
    return bins.range(bins.at(this.anchor), bins.at(this.cursor));
  }

  /** A pointer was pressed at `x`, in pixels. */
  press(x: number, time: number): void {
    this.#press = { x, time, second: this.anchor !== null, dragged: false };
    this.anchor ??= time;
    this.cursor = time;
  }

  /** A pointer moved, pressed or not. */
  move(x: number, time: number): void {
    const press = this.#press;
    if (press && !press.dragged && Math.abs(x - press.x) > SLACK) {
      // A drag begins anew, whatever was clicked before.
      press.dragged = true;
      this.anchor = press.time;
    }
    this.cursor = time;
  }

  /** The pointer was let go: gives the range that was chosen, unless it was a click on the first of two ends. */
  release(bins: Bins): Range | null {
    const press = this.#press;
    this.#press = null;
    if (!press || (!press.dragged && !press.second)) return null;
    return this.#take(bins);
  }

  /** Goes by this key: whether it means anything here, and the range if one was chosen with it. */
  key(key: string, extend: boolean, bins: Bins): { used: boolean; range: Range | null } {
    const none = { used: true, range: null };
    if (key === "Escape") {
      const used = this.anchor !== null;
      this.drop();
      return { used, range: null };
    }
    const at = bins.at(this.cursor ?? bins.from);
    if (key === "Enter") {
      this.cursor ??= bins.middle(at);
      this.anchor ??= this.cursor;
      return { used: true, range: this.#take(bins) };
    }
    const to = target(key, at, bins.count);
    if (to === undefined) return { used: false, range: null };
    this.anchor = extend ? (this.anchor ?? bins.middle(at)) : null;
    this.cursor = bins.middle(bins.clamp(to));
    return none;
  }

  /** Gives up the range being chosen. */
  drop(): void {
    this.anchor = null;
    this.#press = null;
  }

  #take(bins: Bins): Range | null {
    const range = this.chosen(bins);
    this.drop();
    return range;
  }
}

/** The bin that a key goes to: those of a slider. */
function target(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case "ArrowLeft":
    case "ArrowDown":
      return at - 1;
    case "ArrowRight":
    case "ArrowUp":
      return at + 1;
    case "PageDown":
      return at - PAGE;
    case "PageUp":
      return at + PAGE;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return undefined;
  }
}
