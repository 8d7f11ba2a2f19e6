import type { Bins } from "./bins.ts";

/** Pixels that the smallest part of a bar is high: what is rare is what people look for. */
const LEAST = 1.5;
/** Pixels between bars, and between the parts of one, where they are long enough. */
const GAP = 1;
const ROOM = 4;
/** Pixels that a bar is wide at most. */
const WIDEST = 72;

/** The outlines of stacked bars as SVG path data, one for each split; `most` records are as high as the whole. */
export function stack(
  splits: readonly (readonly number[])[],
  bins: Bins,
  width: number,
  height: number,
  most: number,
): string[] {
  const paths = splits.map(() => "");
  for (let bin = 0; bin < bins.count; bin++) {
    const [left, right] = bar(bin, bins.count, width);
    let bottom = height;
    partHeights(
      splits.map((counts) => counts[bin] ?? 0),
      height,
      most,
    ).forEach((part, split) => {
      if (part === 0) return;
      const drawn = part > ROOM ? part - GAP : part;
      paths[split] += `M${left} ${round(bottom)}h${round(right - left)}v${round(-drawn)}H${left}z`;
      bottom -= part;
    });
  }
  return paths;
}

/** From where to where a bar goes, in pixels. */
function bar(bin: number, count: number, width: number): [left: number, right: number] {
  const [left, right] = [Math.round((bin * width) / count), Math.round(((bin + 1) * width) / count)];
  const gap = right - left >= ROOM ? GAP : 0;
  const inset = Math.max(0, right - left - gap - WIDEST) / 2;
  return [round(left + inset), round(right - gap - inset)];
}

/** How high each part of a bar is. What small parts have too much, the largest has too little. */
function partHeights(records: readonly number[], height: number, most: number): number[] {
  const exact = records.map((count) => (count / most) * height);
  const heights = exact.map((part) => (part > 0 ? Math.max(LEAST, part) : 0));
  const sum = (parts: readonly number[]) => parts.reduce((all, part) => all + part, 0);
  const largest = heights.indexOf(Math.max(...heights));
  const surplus = sum(heights) - sum(exact);
  return heights.map((part, i) => (i === largest ? Math.max(Math.min(part, LEAST), part - surplus) : part));
}

const round = (pixels: number) => Math.round(pixels * 10) / 10;
