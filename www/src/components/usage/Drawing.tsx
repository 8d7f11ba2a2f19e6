import { day } from "../../texts/format.ts";
import { keyName, usageTexts as texts } from "../../texts/usage.ts";
import { type Bar, type Bars, beginOf, idOf, marksOf } from "../../usage/bars.ts";
import type { Measure } from "../../usage/sums.ts";
import { fillOf, Patterns } from "../timeline/Series.tsx";
import { useRoving } from "./use-roving.ts";

interface Properties {
  /** Pixels that there are from left to right. */
  width: number;
  bars: Bars;
  measure: Measure;
  /** Times: bars go from the bottom to the top. Others go from the left to the right, each with its name and its value. */
  upright: boolean;
  /** What a bar says, and what is written at its end. */
  told(bar: Bar): string;
  short(bar: Bar): string;
  /** What is done when a bar is pressed, if something can be. */
  pressed(bar: Bar): (() => void) | null;
  /** The bar that the pointer or the focus is at. */
  onLook(bar: Bar | null): void;
  /** What it is, for those who hear it. */
  label: string;
  /** What the ids of stripes begin with. */
  patterns: string;
}

/** Pixels of an upright bar, above it, and of the axis at its left; of a lying bar with its gap; of the axis below. */
const [HEIGHT, TOP, LEFT, ROW, BELOW] = [160, 10, 60, 24, 22];
/** Pixels between a bar and what is written beside it; that a letter is wide, about; that names have at most. */
const [GAP, LETTER, MOST_NAME] = [6, 7.2, 180];
/** Pixels of an upright bar with its gap at most. */
const WIDEST = 90;

/** Bars with their axes. */
export function Drawing({ width, bars, measure, upright, told, short, pressed, onLook, label, patterns }: Properties) {
  const all = bars.bars;
  const names = all.map(({ key }) => (upright ? markOf(String(key), all.length) : keyName(key)));
  const longest = (of: readonly string[]) => Math.max(...of.map(({ length }) => length)) * LETTER + GAP;
  const left = upright ? LEFT : Math.min(MOST_NAME, 0.35 * width, longest(names));
  const inside = Math.max(0, width - left);
  const [length, top] = upright ? [HEIGHT, TOP] : [Math.max(0, inside - longest(all.map(short))), 0];
  const step = upright ? Math.min(inside / all.length, WIDEST) : ROW;
  const wide = 0.9 * step;
  const height = upright ? HEIGHT : all.length * ROW;
  const along = (value: number) => (value / bars.most) * length;
  const box = (band: number, breadth: number, from: number, to: number) =>
    upright
      ? { x: band, width: breadth, y: HEIGHT - to, height: to - from }
      : { x: from, width: to - from, y: band, height: breadth };
  const gap = bars.layers.length > 1 ? 1 : 0;
  const each = upright ? Math.ceil((longest(names) + GAP) / step) : 1;
  const roving = useRoving<SVGSVGElement>(all.length, ".usage-bar");
  const placed = all.map((bar, at) => ({ bar, band: (at + 0.05) * step }));
  const size = { width, height: top + height + BELOW };
  return (
    <svg
      ref={roving.whole}
      role="group"
      aria-label={label}
      {...size}
      viewBox={`0 0 ${size.width} ${size.height}`}
      onKeyDown={roving.onKeyDown}
      onPointerLeave={() => onLook(null)}
    >
      <Patterns layers={bars.layers} patterns={patterns} />
      <g transform={`translate(${left} ${top})`}>
        <Marks {...{ bars, measure, upright, along, inside, height }} />
        {placed.map(({ bar, band }, at) => {
          const press = pressed(bar);
          return (
            <g
              key={idOf(bar.key)}
              class={`usage-bar${press ? " pressable" : ""}`}
              role={press ? "button" : "img"}
              tabindex={roving.tabIndex(at)}
              aria-label={told(bar)}
              onFocus={() => {
                roving.at(at);
                onLook(bar);
              }}
              onBlur={() => onLook(null)}
              onPointerEnter={() => onLook(bar)}
              onClick={() => press?.()}
              onKeyDown={(event) => {
                if (!press || (event.key !== "Enter" && event.key !== " ")) return;
                event.preventDefault();
                press();
              }}
            >
              <rect
                class="bar-area"
                {...box(band - (step - wide) / 2, step, upright ? 0 : -left, upright ? HEIGHT : inside)}
              />
              {bar.parts.map(({ layer, from, to }) => (
                <rect
                  key={layer}
                  {...box(band, wide, along(from), Math.max(along(from) + 1, along(to) - gap))}
                  {...fillOf(bars.layers[layer]?.series ?? "others", patterns)}
                />
              ))}
            </g>
          );
        })}
        {/* Each bar says it, too. */}
        <g class="bar-texts" aria-hidden="true">
          {placed.map(({ bar, band }, at) =>
            upright ? (
              at % each === 0 && (
                <text key={at} class="soft" x={band + wide / 2} y={HEIGHT + 16} text-anchor="middle">
                  {names[at]}
                </text>
              )
            ) : (
              <g key={at} transform={`translate(0 ${band + wide / 2})`}>
                <text x={-GAP} dy="0.35em" text-anchor="end">
                  {clipped(names[at] ?? "", (left - GAP) / LETTER)}
                </text>
                <text class="soft" x={along(bar.parts.at(-1)?.to ?? 0) + GAP} dy="0.35em">
                  {short(bar)}
                </text>
              </g>
            ),
          )}
        </g>
      </g>
    </svg>
  );
}

interface MarksProperties extends Pick<Properties, "bars" | "measure" | "upright"> {
  along(value: number): number;
  inside: number;
  height: number;
}

/** Pixels that the text of a mark takes, with what is between two. */
const MARK = 56;

/** The axis of values, and the line that bars begin at. */
function Marks({ bars, measure, upright, along, inside, height }: MarksProperties) {
  const marks = marksOf(bars.most, measure);
  // In a narrow window not every mark has room for its text; the last one has.
  const every = upright ? 1 : Math.ceil((marks.length * MARK) / Math.max(inside, MARK));
  return (
    <g aria-hidden="true">
      {marks.map((mark, index) => {
        const at = Math.round(upright ? height - along(mark) : along(mark)) + 0.5;
        return (
          <g key={mark} class="mark">
            {upright ? <line x2={inside} y1={at} y2={at} /> : <line x1={at} x2={at} y2={height} />}
            <text
              {...(upright ? { x: -8, y: at, dy: "0.32em" } : { x: at, y: height + 16 })}
              text-anchor={upright ? "end" : "middle"}
            >
              {(marks.length - 1 - index) % every === 0 && texts.mark(mark, measure, marks[0] ?? mark)}
            </text>
          </g>
        );
      })}
      <line
        class="ground"
        {...(upright ? { x2: inside, y1: height + 0.5, y2: height + 0.5 } : { x1: 0.5, x2: 0.5, y2: height })}
      />
    </g>
  );
}

/** A name in so many letters. */
function clipped(name: string, most: number): string {
  const letters = [...name];
  return letters.length <= most + 1 ? name : `${letters.slice(0, Math.max(3, most - 1)).join("")}…`;
}

/** A day as `18 Apr`; an hour as `06:00`, with its day where there are several of them. */
function markOf(key: string, count: number): string {
  const date = day(beginOf(key));
  return key.length === 10 ? date : `${count > 24 ? `${date} ` : ""}${key.slice(11)}:00`;
}
