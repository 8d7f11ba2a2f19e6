import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { ScaledScroll } from "./scaled-scroll.ts";

/** Rows that are drawn beyond the screen, where it scrolls to and where it comes from: engines scroll before the page draws. */
const AHEAD = 8;
const BEHIND = 2;
/** How scrolling goes on, as far as can be told. */
type Course = "down" | "up" | "leaping";
/** The rows that are drawn above and below the screen. Leaping, as with the scrollbar, shows none of them. */
const BEYOND: Record<Course, [above: number, below: number]> = {
  down: [BEHIND, AHEAD],
  up: [AHEAD, BEHIND],
  leaping: [0, 0],
};
/** The rows drawn change by so many at once: less often than with each of them. */
const STEP = 2;
/** Milliseconds without scrolling after which nothing moves any more. */
const IDLE = 150;
/** Milliseconds after a turn of a wheel or a move of a finger in which scrolling is its doing. */
const BY_PIXELS = 250;

const TOUCHES = ["touchstart", "touchmove", "touchend", "touchcancel"] as const;

/** What of the list is to be drawn. */
export interface Drawn {
  /** Rows from `first` to before `last`. */
  first: number;
  last: number;
  /** Different slots for that many rows that lie one after the other: for elements that are used again. */
  slots: number;
  /**
   * The row whose element is the first in the document, and those behind it in their order, as if the slots were a
   * ring. When nothing moves it is the first row, so that all are read in order; meanwhile no element changes its place.
   */
  ringBegin: number;
  /** Pixels to add to a row's place in the list for its place in the element. */
  shift: number;
  /** Pixels that the element is high. */
  height: number;
  /** Rows that fit on the screen as a whole. */
  page: number;
  /** The first row of which something is seen. */
  top: number;
  /** Goes as far as it needs to show a row. */
  reveal(row: number): void;
  /** Goes to the first row. */
  toTop(): void;
}

/** Follows the scrolling of an element with `rows` rows of `rowHeight` pixels below a head of `head` pixels that stays. */
export function useScroll(
  scroller: { current: HTMLElement | null },
  rows: number,
  rowHeight: number,
  head: number,
): Drawn {
  const scroll = useMemo(() => new ScaledScroll(rowHeight), [rowHeight]);
  const [viewport, setViewport] = useState(0);
  const [, redraw] = useState(0);
  const drawn = useRef({ first: 0, last: 0, shift: 0 });
  const course = useRef<Course>("down");
  // The element is to be scrolled to where `scroll` says, once it is as high as it is to be.
  const due = useRef(false);
  const moving = useRef(false);
  const ringBegin = useRef(0);

  const before = scroll.real;
  scroll.resize(rows, viewport);
  due.current ||= scroll.real !== before;
  drawn.current = range(scroll, course.current);
  if (!moving.current) ringBegin.current = drawn.current.first;

  /** Draws anew if other rows are seen, or the same ones lie elsewhere. */
  const draw = () => {
    const { first, last, shift } = range(scroll, course.current);
    const was = drawn.current;
    if (first !== was.first || last !== was.last || shift !== was.shift) redraw((times) => times + 1);
  };
  const go = () => {
    due.current = true;
    redraw((times) => times + 1);
  };

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!due.current || !element) return;
    due.current = false;
    element.scrollTop = scroll.real;
  });

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    let idle: ReturnType<typeof setTimeout> | undefined;
    let moved = Number.NEGATIVE_INFINITY;
    let touched = false;
    const settle = () => {
      // A finger that rests on the table holds it.
      if (touched) return settleLater();
      moving.current = false;
      const leapt = course.current === "leaping";
      if (leapt) course.current = "down";
      if (scroll.settle()) go();
      else if (leapt || ringBegin.current !== drawn.current.first) redraw((times) => times + 1);
    };
    const settleLater = () => {
      clearTimeout(idle);
      idle = setTimeout(settle, IDLE);
    };
    const onScroll = () => {
      moving.current = true;
      const from = scroll.offset;
      if (scroll.scrolled(element.scrollTop, performance.now() - moved < BY_PIXELS)) element.scrollTop = scroll.real;
      const by = scroll.offset - from;
      // Sideways it goes neither up nor down.
      if (by !== 0) course.current = Math.abs(by) > scroll.page * rowHeight ? "leaping" : by > 0 ? "down" : "up";
      draw();
      settleLater();
    };
    const byPixels = () => (moved = performance.now());
    // Perhaps on the scrollbar. If it is a finger, it tells so next.
    const onPress = () => (moved = Number.NEGATIVE_INFINITY);
    const onTouch = (event: TouchEvent) => {
      touched = event.touches.length > 0;
      byPixels();
    };
    const observer = new ResizeObserver(() => setViewport(Math.max(0, element.clientHeight - head)));
    observer.observe(element);
    const gone = new AbortController();
    const passive = { passive: true, signal: gone.signal };
    element.addEventListener("scroll", onScroll, passive);
    element.addEventListener("wheel", byPixels, passive);
    element.addEventListener("pointerdown", onPress, passive);
    for (const name of TOUCHES) element.addEventListener(name, onTouch, passive);
    return () => {
      clearTimeout(idle);
      observer.disconnect();
      gone.abort();
    };
  }, [scroll, head]);

  // What grew while it was scrolled, or grows beyond what an element can be high, is put right when it is idle.
  useEffect(() => {
    const later = setTimeout(() => {
      if (scroll.settle()) go();
    }, IDLE);
    return () => clearTimeout(later);
  }, [scroll, rows]);

  return {
    ...drawn.current,
    slots: Math.ceil(viewport / rowHeight) + AHEAD + BEHIND + 2 * STEP + 1,
    ringBegin: ringBegin.current,
    height: scroll.height,
    page: scroll.page,
    top: scroll.visible.first,
    reveal: (row) => {
      if (scroll.reveal(row)) go();
    },
    toTop: () => {
      scroll.moveTo(0);
      go();
    },
  };
}

/** The rows to be drawn. */
function range(scroll: ScaledScroll, course: Course): { first: number; last: number; shift: number } {
  const { first, last } = scroll.visible;
  const [above, below] = BEYOND[course];
  const [from, to] = [Math.floor((first - above) / STEP) * STEP, Math.ceil((last + below) / STEP) * STEP];
  return { first: Math.max(0, from), last: Math.min(scroll.rows, to), shift: scroll.shift };
}
