import { useState } from "preact/hooks";
import type { Bins } from "../../overview/bins.ts";
import type { Layer } from "../../overview/series.ts";
import { count } from "../../texts/format.ts";
import { span, overviewTexts as texts } from "../../texts/overview.ts";
import { visible } from "../../visible.ts";

/** The numbers of a histogram: a row for each bin with records, and a column for each layer if it is split. */
export function HistogramTable({ bins, layers }: { bins: Bins; layers: readonly Layer[] }) {
  const [open, setOpen] = useState(false);
  return (
    <details class="as-table" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{texts.asTable}</summary>
      {open && <Numbers bins={bins} layers={layers} />}
    </details>
  );
}

function Numbers({ bins, layers }: { bins: Bins; layers: readonly Layer[] }) {
  return (
    <>
      <p class="note">{texts.tableEmpty}</p>
      <div class="numbers" role="region" aria-label={texts.timeline} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{texts.tableTime}</th>
              <th scope="col">{texts.all}</th>
              {layers.map(({ value }, layer) => (
                <th scope="col" key={layer}>
                  <span class="clipped" title={nameOf(value)}>
                    {nameOf(value)}
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {bins.totals.map((total, bin) =>
              total === 0 ? null : (
                <tr key={bin}>
                  <th scope="row">{span(bins.range(bin))}</th>
                  <td>{count(total)}</td>
                  {layers.map(({ counts }, layer) => (
                    <td key={layer}>{count(counts[bin] ?? 0)}</td>
                  ))}
                </tr>
              ),
            )}
          </tbody>
        </table>
      </div>
    </>
  );
}

/** What a layer is called. */
export const nameOf = (value: string | null) =>
  value === null ? texts.others : value === "" ? texts.emptyValue : visible(value);
