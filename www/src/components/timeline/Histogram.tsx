import type { Histogram as Counts } from "core";
import { useId, useMemo, useRef } from "preact/hooks";
import { Bins, type Range } from "../../overview/bins.ts";
import { assignSeries, type Layer, layersOf, type Series } from "../../overview/series.ts";
import { useBrush } from "../../overview/use-brush.ts";
import { count } from "../../texts/format.ts";
import { overviewTexts as texts } from "../../texts/overview.ts";
import { visible } from "../../visible.ts";
import { HistogramPlot } from "./HistogramPlot.tsx";
import { HistogramTable, nameOf } from "./HistogramTable.tsx";
import { Swatch } from "./Series.tsx";

export interface HistogramProperties {
  /** `null` if no file's name has a time. */
  histogram: Counts | null | undefined;
  /** The number of the column that it is split by, and the columns that it can be split by. */
  splitBy: number | null;
  splits: readonly { column: number; name: string }[];
  onSplit(column: number | null): void;
  /** The range of time in force, from its first millisecond to before its end, since 1970 (UTC). */
  range: Range | null;
  onRange(range: Range | null): void;
}

/** The records that pass over time, by the values of a column: to be seen, and for a range to be chosen. */
export function Histogram(properties: HistogramProperties) {
  const { histogram, splitBy, splits, onSplit, range, onRange } = properties;
  const title = useId();
  const split = useRef<HTMLSelectElement>(null);
  return (
    <section class="histogram" aria-labelledby={title}>
      <div class="histogram-head">
        <h3 id={title}>{texts.timeline}</h3>
        {range && (
          <p class="in-force">
            <span>{texts.inForce(range)}</span>
            <button
              type="button"
              class="quiet"
              onClick={() => {
                split.current?.focus();
                onRange(null);
              }}
            >
              {texts.wholeTime}
            </button>
          </p>
        )}
        <label class="split-by">
          <span>{texts.splitBy}</span>
          <select
            ref={split}
            name="split"
            value={splitBy ?? ""}
            onChange={({ currentTarget: { value } }) => onSplit(value === "" ? null : Number(value))}
          >
            <option value="">{texts.splitByNothing}</option>
            {splits.map(({ column, name }) => (
              <option key={column} value={column}>
                {visible(name)}
              </option>
            ))}
          </select>
        </label>
      </div>
      {histogram ? (
        <Figure {...properties} histogram={histogram} />
      ) : (
        <p class="note">{histogram === null && texts.noTimes}</p>
      )}
    </section>
  );
}

function Figure({ histogram, splitBy, range, onRange }: HistogramProperties & { histogram: Counts }) {
  const patterns = useId();
  const bins = useMemo(() => new Bins(histogram), [histogram]);
  const layers = useLayers(histogram, splitBy);
  const named = splitBy === null ? [] : layers;
  const brushing = useBrush(bins, range, onRange);
  const { cursor, chosen } = brushing;

  const whole: Range = [bins.from, bins.to];
  const total = bins.total;
  const [first, last] = chosen ? [chosen.first, chosen.last] : cursor !== null ? [cursor, cursor] : [0, bins.count - 1];
  const within = (counts: readonly number[]) =>
    counts.slice(first, last + 1).reduce((sum, records) => sum + records, 0);
  const readout = chosen
    ? texts.choosing(within(bins.totals), chosen.range)
    : texts.inBin(within(bins.totals), cursor === null ? whole : bins.range(cursor));
  const shown = named.map(({ value, series, counts }) => ({ name: nameOf(value), series, records: within(counts) }));
  const told = [
    readout,
    ...shown.filter(({ records }) => records > 0).map(({ name, records }) => texts.layerCount(name, records)),
  ].join("; ");
  const totals = named.map(({ value, total }) => ({ name: nameOf(value), total }));
  return (
    <figure>
      {total === 0 ? (
        <p class="note">{texts.noRecords}</p>
      ) : (
        <>
          <p class="readout">{readout}</p>
          <HistogramPlot
            bins={bins}
            layers={layers}
            summary={texts.summary(total, whole, bins.totals[bins.fullest] ?? 0, bins.range(bins.fullest), totals)}
            told={told}
            range={range}
            brushing={brushing}
            patterns={patterns}
          />
          {shown.length > 0 && (
            <ul class="legend">
              {shown.map(({ name, series, records }, layer) => (
                <li key={layer} title={name}>
                  <Swatch series={series} patterns={patterns} />
                  <span class="clipped" title={name}>
                    {name}
                  </span>
                  <span class="note">{count(records)}</span>
                </li>
              ))}
            </ul>
          )}
        </>
      )}
      <figcaption class="note">
        {texts.timesFrom} {histogram.untimed > 0 && texts.untimed(histogram.untimed)}
      </figcaption>
      {total > 0 && <HistogramTable bins={bins} layers={named} />}
    </figure>
  );
}

/** The layers of the stack. Values keep their colours as long as it is split by the same column. */
function useLayers(histogram: Counts, splitBy: number | null): Layer[] {
  const kept = useRef<{ splitBy: number | null; series: ReadonlyMap<string, Series> }>({ splitBy, series: new Map() });
  return useMemo(() => {
    const before = kept.current.splitBy === splitBy ? kept.current.series : new Map<string, Series>();
    const series = assignSeries(histogram, before);
    kept.current = { splitBy, series };
    return layersOf(histogram, splitBy !== null, series);
  }, [histogram, splitBy]);
}
