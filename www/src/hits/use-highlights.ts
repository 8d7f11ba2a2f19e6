import { effect } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import { currentHit, hits, shownHit } from "../session/explore/hits.ts";
import { highlight, rangesOf } from "./highlight.ts";

/** Frames in which what is folded opens, one thing after the other. */
const FRAMES = 30;
/** Where a hit comes into view: at this part of the height. */
const UPPER = 1 / 3;

/** Highlights the hits in an element, and scrolls to the one that was asked for. `of`: another one for each element. */
export function useHighlights(scroller: RefObject<HTMLElement | null>, of: unknown): void {
  useEffect(() => {
    const root = scroller.current;
    if (!root) return;
    let frame = 0;
    /** Frames in which the hit is still waited for. */
    let waiting = 0;
    const paint = () => {
      frame = 0;
      const known = hits.peek();
      if (!known || known.all.length === 0) {
        highlight("hit", []);
        highlight("current-hit", []);
        return;
      }
      const ranges = rangesOf(root, known);
      const current = currentHit.peek();
      const now = current === null ? undefined : ranges[current];
      highlight(
        "hit",
        ranges.flatMap((range) => (range && range !== now ? [range] : [])),
      );
      highlight("current-hit", now ? [now] : []);
      if (waiting === 0) return;
      if (now) waiting = scrollTo(scrolling(root), now) ? 0 : waiting - 1;
      else waiting--;
      if (waiting > 0) soon();
    };
    const soon = () => (frame ||= requestAnimationFrame(paint));
    const watcher = new MutationObserver(soon);
    watcher.observe(root, { subtree: true, childList: true, characterData: true });
    const stop = effect(() => {
      void [hits.value, currentHit.value];
      if (shownHit.value) waiting = FRAMES;
      soon();
    });
    return () => {
      stop();
      watcher.disconnect();
      cancelAnimationFrame(frame);
      highlight("hit", []);
      highlight("current-hit", []);
    };
  }, [of]);
}

/** What scrolls: the element, or in a low window what is around it. */
const scrolling = (element: HTMLElement): HTMLElement =>
  getComputedStyle(element).overflowY === "visible" && element.parentElement ? element.parentElement : element;

/** Brings a range into view. Returns whether it is there: what was not drawn yet has another height once it is. */
function scrollTo(root: HTMLElement, range: Range): boolean {
  const [{ top, bottom }, inside] = [range.getBoundingClientRect(), root.getBoundingClientRect()];
  if (top >= inside.top && bottom <= inside.bottom && bottom > top) return true;
  if (bottom > top) {
    root.scrollTop += top - inside.top - inside.height * UPPER;
    // Long code scrolls from side to side in no element, but pictures of text may lie in one that scrolls.
    return false;
  }
  range.startContainer.parentElement?.scrollIntoView({ block: "center" });
  return false;
}
