import { COLOURS, type Layer, type Series } from "../../overview/series.ts";

const isStriped = (series: Series): series is number => typeof series === "number" && series >= COLOURS;
const colourClass = (series: Series) => `series series-${typeof series === "number" ? series % COLOURS : series}`;
const patternId = (patterns: string, series: number) => `${patterns}-${series}`;

/** What layers are filled with; `patterns` is the id that the stripes of this drawing begin with. */
export function fillOf(series: Series, patterns: string): { class: string } | { fill: string } {
  return isStriped(series) ? { fill: `url(#${patternId(patterns, series)})` } : { class: colourClass(series) };
}

/** The stripes of those layers that have some. */
export function Patterns({ layers, patterns }: { layers: readonly Pick<Layer, "series">[]; patterns: string }) {
  return (
    <defs>
      {layers.flatMap(({ series }) =>
        isStriped(series)
          ? [
              <pattern
                key={series}
                id={patternId(patterns, series)}
                width="5"
                height="5"
                patternUnits="userSpaceOnUse"
                patternTransform="rotate(45)"
              >
                <rect class={colourClass(series)} width="5" height="5" />
                <rect class="stripe" width="2" height="5" />
              </pattern>,
            ]
          : [],
      )}
    </defs>
  );
}

/** What a layer looks like, beside its name. */
export function Swatch({ series, patterns }: { series: Series; patterns: string }) {
  return (
    <svg class="swatch" width="12" height="12" aria-hidden="true">
      <rect width="12" height="12" rx="2" {...fillOf(series, patterns)} />
    </svg>
  );
}
