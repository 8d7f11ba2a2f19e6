import { useId, useMemo } from "preact/hooks";
import { recordTicks, timeTicks } from "../../overview/axes.ts";
import type { Bins, Range } from "../../overview/bins.ts";
import type { Layer } from "../../overview/series.ts";
import { stack } from "../../overview/stack.ts";
import type { Brushing } from "../../overview/use-brush.ts";
import { useWidth } from "../../overview/use-width.ts";
import { brief, overviewTexts as texts } from "../../texts/overview.ts";
import { fillOf, Patterns } from "./Series.tsx";

/** Pixels above the bars, of the bars, of the axis below them, and of the one to their left. */
const TOP = 10;
const HEIGHT = 104;
const BELOW = 20;
const LEFT = 44;
/** Pixels from an end within which a mark's text does not fit when it is centred. */
const EDGE = 32;
/** Pixels that a digit of the axis is wide, or a little more. */
const DIGIT = 7.5;

interface Properties {
  bins: Bins;
  layers: readonly Layer[];
  /** The histogram in words, and what the pointer or the keys are at. */
  summary: string;
  told: string;
  range: Range | null;
  brushing: Brushing;
  /** What the ids of the layers' stripes begin with. */
  patterns: string;
}

/** The bars and their axes, and over them what takes the pointer and the keys. */
export function HistogramPlot({ bins, layers, summary, told, range, brushing, patterns }: Properties) {
  const { element, width: whole } = useWidth<HTMLDivElement>();
  const width = Math.max(0, whole - LEFT);
  const help = useId();
  const { cursor, chosen, handlers } = brushing;
  const x = (time: number) => bins.part(time) * width;
  return (
    <div class="plot" ref={element}>
      <svg role="img" aria-label={summary} width={whole} height={TOP + HEIGHT + BELOW}>
        {width > 0 && (
          <>
            <Bars bins={bins} layers={layers} width={width} patterns={patterns} />
            <g transform={`translate(${LEFT} ${TOP})`}>
              {cursor !== null && !chosen && (
                <Band kind="cursor" from={x(bins.start(cursor))} to={x(bins.start(cursor + 1))} />
              )}
              {range && !chosen && <Outside from={x(range[0])} to={x(range[1])} width={width} />}
              {chosen && <Band kind="chosen" from={x(chosen.range[0])} to={x(chosen.range[1])} />}
            </g>
          </>
        )}
      </svg>
      <div
        class="brush"
        role="slider"
        tabIndex={0}
        aria-label={texts.brush}
        aria-describedby={help}
        aria-valuemin={1}
        aria-valuemax={bins.count}
        aria-valuenow={(cursor ?? 0) + 1}
        aria-valuetext={told}
        {...handlers}
      />
      <p id={help} class="unseen">
        {texts.brushHelp}
      </p>
    </div>
  );
}

/** What does not change while the pointer moves. */
function Bars({
  bins,
  layers,
  width,
  patterns,
}: {
  bins: Bins;
  layers: readonly Layer[];
  width: number;
  patterns: string;
}) {
  return useMemo(() => {
    const most = Math.max(1, ...bins.totals);
    const paths = stack(
      layers.map(({ counts }) => counts),
      bins,
      width,
      HEIGHT,
      most,
    );
    return (
      <>
        <Patterns layers={layers} patterns={patterns} />
        <g transform={`translate(${LEFT} ${TOP})`}>
          {recordTicks(most).map((mark) => {
            const y = Math.round(HEIGHT * (1 - mark / most)) + 0.5;
            return (
              <g key={mark} class="mark">
                <line x2={width} y1={y} y2={y} />
                <text x={-8} y={y} dy="0.32em" text-anchor="end">
                  {brief(mark)}
                </text>
              </g>
            );
          })}
          {layers.map(({ series }, layer) => (
            <path key={layer} d={paths[layer] ?? ""} {...fillOf(series, patterns)} />
          ))}
          <line class="ground" x2={width} y1={HEIGHT + 0.5} y2={HEIGHT + 0.5} />
          {timeTicks(bins, width).map(({ time, text }, i, all) => {
            const place = (mark: { time: number } | undefined) =>
              mark ? bins.part(mark.time) * width : Number.POSITIVE_INFINITY;
            const x = place(all[i]);
            const room = Math.min(...[all[i - 1], all[i + 1]].map((other) => Math.abs(place(other) - x)));
            return <TimeMark key={time} x={x} width={width} text={text} room={room} />;
          })}
        </g>
      </>
    );
  }, [bins, layers, width, patterns]);
}

/** A mark of the time axis; `room`: pixels to the next one. */
function TimeMark({ x, width, text, room }: { x: number; width: number; text: string; room: number }) {
  const anchor = x < EDGE ? "start" : x > width - EDGE ? "end" : "middle";
  // At the edge it reaches a whole length inwards, and the next one half of one towards it.
  const fits = anchor === "middle" || room > 1.5 * text.length * DIGIT + 6;
  const at = Math.round(x) + 0.5;
  return (
    <g class="mark time" transform={`translate(${at} ${HEIGHT})`}>
      <line y2="5" />
      <text y="16" text-anchor={anchor}>
        {fits && text}
      </text>
    </g>
  );
}

/** Bins, marked over their whole height. */
function Band({ kind, from, to }: { kind: string; from: number; to: number }) {
  return <rect class={kind} x={from} y={-TOP} width={Math.max(1, to - from)} height={TOP + HEIGHT} />;
}

/** The range in force: what is not in it is dimmed, and its ends are drawn. */
function Outside({ from, to, width }: { from: number; to: number; width: number }) {
  return (
    <>
      <rect class="outside" y={-TOP} width={from} height={TOP + HEIGHT} />
      <rect class="outside" x={to} y={-TOP} width={width - to} height={TOP + HEIGHT} />
      <path class="ends" d={`M${from} ${-TOP}V${HEIGHT}M${to} ${-TOP}V${HEIGHT}`} />
    </>
  );
}
