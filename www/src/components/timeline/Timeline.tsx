import type { Histogram as Counts } from "core";
import { useEffect, useId, useMemo } from "preact/hooks";
import { timelineShown } from "../../layout/layout.ts";
import { Bins, type Range } from "../../overview/bins.ts";
import { stack } from "../../overview/stack.ts";
import { byStatus, type StatusClass } from "../../overview/status.ts";
import { useBrush } from "../../overview/use-brush.ts";
import { useWidth } from "../../overview/use-width.ts";
import { inBackground } from "../../session/background.ts";
import {
  chooseTime,
  histogram,
  showCounts,
  split,
  splitBy,
  splits,
  timeline,
  timeRange,
} from "../../session/explore/overview.ts";
import { count } from "../../texts/format.ts";
import { overviewTexts as texts } from "../../texts/overview.ts";
import { Icon } from "../shared/Icon.tsx";
import { UsageButton } from "../usage/UsageButton.tsx";
import { Histogram } from "./Histogram.tsx";

/** Pixels that bars are high. */
const HEIGHT = 40;

const onRange = (range: Range | null) => inBackground(chooseTime(range));

/** When the records were, by their status: a strip that is always there, and in large over the table. */
export function Timeline() {
  useEffect(() => {
    showCounts("timeline", true);
    return () => showCounts("timeline", false);
  }, []);
  const large = timelineShown.value;
  return (
    <section
      class="timeline"
      aria-labelledby="timeline-title"
      onKeyDown={(event) => {
        if (event.key === "Escape" && timelineShown.value && !event.defaultPrevented) timelineShown.value = false;
      }}
    >
      <h2 id="timeline-title" class="unseen">
        {texts.timeline}
      </h2>
      {timeline.value ? (
        <Strip counts={timeline.value} />
      ) : (
        <p class="no-times note">{timeline.value === null && texts.noTimes}</p>
      )}
      <button
        type="button"
        class="icon-button timeline-more"
        aria-expanded={large}
        aria-label={large ? texts.smaller : texts.larger}
        title={large ? texts.smaller : texts.larger}
        onClick={() => (timelineShown.value = !large)}
      >
        <Icon name={large ? "up" : "down"} />
      </button>
      <UsageButton />
      {large && <Large />}
    </section>
  );
}

function Strip({ counts }: { counts: Counts }) {
  const bins = useMemo(() => new Bins(counts), [counts]);
  const layers = useMemo(() => byStatus(counts), [counts]);
  const { element, width } = useWidth<HTMLDivElement>();
  const range = timeRange.value;
  const { cursor, chosen, handlers } = useBrush(bins, range, onRange);
  const help = useId();
  const paths = useMemo(
    () =>
      stack(
        layers.map((layer) => layer.counts),
        bins,
        width,
        HEIGHT,
        Math.max(1, ...bins.totals),
      ),
    [layers, bins, width],
  );
  const x = (time: number) => bins.part(time) * width;
  const [first, last] = chosen ? [chosen.first, chosen.last] : cursor !== null ? [cursor, cursor] : [0, bins.count - 1];
  const within = (of: readonly number[]) => of.slice(first, last + 1).reduce((sum, records) => sum + records, 0);
  const span: Range = chosen ? chosen.range : cursor !== null ? bins.range(cursor) : [bins.from, bins.to];
  const parts = layers.flatMap(({ status, counts: of }) =>
    within(of) > 0 ? [texts.statusCount(status, count(within(of)))] : [],
  );
  const told = [texts.inBin(within(bins.totals), span), ...parts].join("; ");
  return (
    <div class="strip" ref={element}>
      <svg width={width} height={HEIGHT} aria-hidden="true">
        {layers.map(({ status }, layer) => (
          <path key={status} class={`status-${classOf(status)}`} d={paths[layer] ?? ""} />
        ))}
        {cursor !== null && !chosen && (
          <rect class="cursor" x={x(bins.start(cursor))} width={Math.max(1, width / bins.count)} height={HEIGHT} />
        )}
        {range && !chosen && (
          <>
            <rect class="outside" width={x(range[0])} height={HEIGHT} />
            <rect class="outside" x={x(range[1])} width={Math.max(0, width - x(range[1]))} height={HEIGHT} />
            <path class="ends" d={`M${x(range[0])} 0V${HEIGHT}M${x(range[1])} 0V${HEIGHT}`} />
          </>
        )}
        {chosen && (
          <rect
            class="chosen"
            x={x(chosen.range[0])}
            width={Math.max(1, x(chosen.range[1]) - x(chosen.range[0]))}
            height={HEIGHT}
          />
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
      {(cursor !== null || chosen) && (
        <p class={`tip${x(span[0]) > width / 2 ? " left" : ""}`} style={{ "--at": `${Math.round(x(span[0]))}px` }}>
          {told}
        </p>
      )}
    </div>
  );
}

const classOf = (status: StatusClass) => (status === "other" ? "other" : status.charAt(0));

/** The timeline in large, split by any field, and as a table. */
function Large() {
  useEffect(() => {
    showCounts("histogram", true);
    return () => showCounts("histogram", false);
  }, []);
  return (
    <div class="large-timeline">
      <Histogram
        histogram={histogram.value}
        splitBy={splitBy.value}
        splits={splits.value}
        onSplit={split}
        range={timeRange.value}
        onRange={onRange}
      />
    </div>
  );
}
