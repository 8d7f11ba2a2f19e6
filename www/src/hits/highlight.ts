// Hits on the screen, by the CSS Custom Highlight API: the document stays as it is, for only ranges of it are named.
// Where an engine lacks it (Chromium before 105, Safari before 17.2, Firefox before 140) nothing is highlighted.
import type { Hit, Hits } from "../session/explore/hits.ts";
import { visible } from "../visible.ts";

/** Names of highlights: the style sheet has their colours. */
export type HighlightName = "hit" | "current-hit" | "table-hit";

/** Highlights these ranges, and no others by this name. */
export function highlight(name: HighlightName, ranges: readonly Range[]): void {
  const highlights = globalThis.CSS?.highlights;
  if (!highlights || typeof Highlight === "undefined") return;
  if (ranges.length === 0) highlights.delete(name);
  else {
    const own = new Highlight(...ranges);
    if (name === "current-hit") own.priority = 1;
    highlights.set(name, own);
  }
}

/** An element that shows a part of a text. */
interface Showing {
  element: HTMLElement;
  /** From where to where it lies in the text. */
  start: number;
  end: number;
}

/** The ranges of the document that show hits; `undefined` for those that are not there. */
export function rangesOf(root: ParentNode, { all, texts }: Pick<Hits, "all" | "texts">): (Range | undefined)[] {
  const showing = new Map<string, Showing[]>();
  for (const element of root.querySelectorAll<HTMLElement>("[data-unit]")) {
    const { unit = "", at = "0" } = element.dataset;
    const start = Number(at);
    const own = shownText(texts.get(unit));
    if (own === null) continue;
    const isVisible = element.dataset.visible !== undefined;
    let length = isVisible ? lengthOf(element.textContent ?? "", own, start) : (element.textContent?.length ?? 0);
    // What is cut off has a sign of its own at its end.
    if (!isVisible && element.textContent?.endsWith("…") && own.charAt(start + length - 1) !== "…") length--;
    const list = showing.get(unit) ?? [];
    list.push({ element, start, end: start + length });
    showing.set(unit, list);
  }
  for (const list of showing.values()) list.sort((a, b) => a.start - b.start);
  return all.map((hit) => rangeOf(hit, showing.get(hit.unit) ?? [], texts.get(hit.unit)?.text ?? ""));
}

/** How much of a text an element shows in which controls are symbols. */
function lengthOf(shown: string, text: string, start: number): number {
  let [at, left] = [start, shown.length];
  while (at < text.length && left > 0) left -= visible(text.charAt(at++)).length;
  return at - start;
}

const shownText = (unit: { text: string; skip?: number } | undefined) =>
  unit === undefined ? null : unit.text.slice(unit.skip ?? 0);

function rangeOf({ start, end }: Hit, showing: readonly Showing[], text: string): Range | undefined {
  // The first element that ends after its beginning.
  let [low, high] = [0, showing.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((showing[middle]?.end ?? 0) <= start) low = middle + 1;
    else high = middle;
  }
  const first = showing[low];
  if (!first || first.start >= end) return undefined;
  let last = first;
  for (let at = low + 1; (showing[at]?.start ?? end) < end; at++) last = showing[at] ?? last;
  const begin = textAt(first, Math.max(start, first.start), text);
  const close = textAt(last, Math.min(end, last.end), text);
  if (!begin || !close) return undefined;
  const range = document.createRange();
  range.setStart(...begin);
  range.setEnd(...close);
  return range;
}

/** The place in the document where an element shows a place of its text. */
function textAt({ element, start }: Showing, at: number, text: string): [node: Text, offset: number] | undefined {
  let left = element.dataset.visible === undefined ? at - start : visible(text.slice(start, at)).length;
  const nodes = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let node = nodes.nextNode() as Text | null;
  for (; node; node = nodes.nextNode() as Text | null) {
    if (left <= node.length) return [node, left];
    left -= node.length;
  }
  return undefined;
}
