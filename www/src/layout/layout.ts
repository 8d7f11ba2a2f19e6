// Where the parts of the page are, and which of them are shown. Kept while the page is open.
import { computed, effect, signal } from "@preact/signals";
import { printing } from "./printing.ts";

/** Windows up to this width show one thing at a time: the list or a record. In CSS the same. */
const NARROW = matchMedia("(max-width: 50rem)");
/** Windows up to this width leave the filters out at first: the table needs the room. */
const MEDIUM = matchMedia("(max-width: 68rem)");

export const narrow = signal(NARROW.matches);
// Paper may be narrow, too, but what is printed is what is on the screen.
const measure = () => {
  if (!printing.peek()) narrow.value = NARROW.matches;
};
NARROW.addEventListener("change", measure);
addEventListener("afterprint", measure);

/** The column with the filters. */
export const facetsShown = signal(!MEDIUM.matches);
/** Widths of the columns at the sides, in pixels; `null`: as it fits. */
export const facetsWidth = signal(196);
export const recordWidth = signal<number | null>(null);
/** The record beside the table, and whether it has the whole width. */
export const recordShown = signal(true);
export const recordWide = signal(false);
/** In a narrow window the record takes the place of the list when it is opened. */
export const recordOnTop = signal(false);
/** The drawer with the notes. */
export const notesShown = signal(false);
/** The timeline in large, over the table. */
export const timelineShown = signal(false);
/** Usage, over the table and the record. */
export const usageShown = signal(false);
/** The dialog that tries the ways out of the page. */
export const proofShown = signal(false);
/** The dialog for exporting. */
export const exportShown = signal(false);

/** The record is on the screen, in one way or the other. */
export const recordVisible = computed(() => (narrow.value ? recordOnTop.value : recordShown.value));

const RECORD_SCREEN = "record";

/** Shows the record. In a narrow window the browser's Back leads to the list again. */
export function openRecord(): void {
  usageShown.value = false;
  recordShown.value = true;
  if (!narrow.value || recordOnTop.value) return;
  recordOnTop.value = true;
  // The address stays as it is.
  history.pushState({ screen: RECORD_SCREEN }, "");
}

/** Leaves the record for the list. */
export function closeRecord(): void {
  recordWide.value = false;
  if (!narrow.value) recordShown.value = false;
  else if (history.state?.screen === RECORD_SCREEN) history.back();
  else recordOnTop.value = false;
}

addEventListener("popstate", ({ state }) => {
  recordOnTop.value = narrow.value && state?.screen === RECORD_SCREEN;
});

// A window that grew shows both.
effect(() => {
  if (!narrow.value) recordOnTop.value = false;
});

/** Pixels that the columns at the sides can have, and that the table keeps. */
export const FACETS_BOUNDS = [140, 360] as const;
const LEAST_RECORD = 320;
const LEAST_TABLE = 360;
/** What the table has of a wide window where nobody chose. */
const USUAL_TABLE = 560;

/** The width of the record in a window of this width. */
export function recordWidthIn(whole: number): number {
  const sides = facetsShown.value ? facetsWidth.value : 0;
  const usual = Math.min(0.42 * (whole - sides), 880);
  const wanted = recordWidth.value ?? Math.min(usual, whole - sides - USUAL_TABLE);
  return Math.round(Math.max(LEAST_RECORD, Math.min(wanted, whole - sides - LEAST_TABLE)));
}

/** The width of the window. */
export const windowWidth = signal(innerWidth);
addEventListener("resize", () => (windowWidth.value = innerWidth));
