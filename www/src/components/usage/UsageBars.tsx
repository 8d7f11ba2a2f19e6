import { useId, useMemo, useRef, useState } from "preact/hooks";
import type { Series } from "../../overview/series.ts";
import { useWidth } from "../../overview/use-width.ts";
import { inBackground } from "../../session/background.ts";
import { canEnter, enter } from "../../session/explore/usage.ts";
import { during } from "../../session/state.ts";
import { groupingTitle, keyName, usageTexts as texts } from "../../texts/usage.ts";
import { type Bar, type Bars, barsOf, type Layer } from "../../usage/bars.ts";
import { type Grouping, isTime } from "../../usage/groupings.ts";
import { type Measure, measured, type Usage } from "../../usage/sums.ts";
import { Swatch } from "../timeline/Series.tsx";
import { Drawing } from "./Drawing.tsx";

interface Properties {
  by: readonly [Grouping, ...Grouping[]];
  /** The groups of the first level, in their order. */
  order: Uint32Array;
  one: Usage;
  two: Usage | null;
  measure: Measure;
}

/** The groups as bars: of times columns from left to right, of other groups lines from the top. */
export function UsageBars({ by, order, one, two, measure }: Properties) {
  const [first] = by;
  const [looked, setLooked] = useState<string | null>(null);
  const patterns = useId();
  const { element, width } = useWidth<HTMLElement>();
  const bars = useBars(by, order, one, two, measure);
  const { prices, total } = one;
  const largest = measured(total, measure);
  const axis = texts.axis(measure, prices);
  const value = (of: number) => texts.value(of, measure, prices, largest);
  const told = ({ key, value: all, parts }: Bar) =>
    texts.bar([
      [keyName(key), all === null ? texts.noCostKnown : value(all)],
      ...(two ? parts : []).map(({ layer, from, to }) => [layerName(bars.layers[layer]), value(to - from)] as const),
    ]);
  const empty = bars.bars.length === 0 || bars.bars.every(({ parts }) => parts.length === 0);
  // Of a day without a bar there may be no record.
  const canPress = ({ key, parts }: Bar) => canEnter([first], [key]) && (parts.length > 0 || !isTime(first));
  return (
    <figure class="usage-bars" ref={element}>
      <figcaption>
        <h3>{axis}</h3>
        <p class="readout">{empty ? texts.noBars(texts.heads[measure]) : (looked ?? texts.barsHelp)}</p>
      </figcaption>
      {!empty && width > 0 && (
        <Drawing
          width={width}
          bars={bars}
          measure={measure}
          upright={isTime(first)}
          told={told}
          short={({ value }) => (value === null ? texts.noCost : texts.short(value, measure, largest))}
          pressed={(bar) => (canPress(bar) ? () => inBackground(during(() => enter([first], [bar.key]))) : null)}
          onLook={(bar) => setLooked(bar && told(bar))}
          label={texts.summary(axis, by.map(groupingTitle).join(", "), bars.bars.length)}
          patterns={patterns}
        />
      )}
      {!empty && two && <Legend layers={bars.layers} patterns={patterns} />}
      {bars.hidden > 0 && !empty && <p class="note">{texts.moreBars(bars.hidden)}</p>}
    </figure>
  );
}

/** What a layer is called. */
const layerName = (layer: Layer | undefined) => (layer?.key === undefined ? texts.otherParts : keyName(layer.key));

const Legend = ({ layers, patterns }: { layers: readonly Layer[]; patterns: string }) => (
  <ul class="legend">
    {layers.map((layer, at) => (
      <li key={at} title={layerName(layer)}>
        <Swatch series={layer.series} patterns={patterns} />
        <span class="clipped">{layerName(layer)}</span>
      </li>
    ))}
  </ul>
);

/** The bars. Parts keep their colours as long as the second level is the same. */
function useBars(by: Properties["by"], order: Uint32Array, one: Usage, two: Usage | null, measure: Measure): Bars {
  const [first, then] = by;
  const time = first.by === "day" || first.by === "hour" ? first.by : null;
  const kept = useRef<{ of: string | undefined; series: ReadonlyMap<string, Series> }>({ of: "", series: new Map() });
  return useMemo(() => {
    const before = kept.current.of === then?.name ? kept.current.series : new Map<string, Series>();
    const { series, ...bars } = barsOf(one.groups, order, two?.groups ?? null, time, measure, before);
    kept.current = { of: then?.name, series };
    return bars;
  }, [order, one, two, time, measure, then?.name]);
}
