import type { QuickTerm } from "../../protocol/quick-terms.ts";
import { inBackground } from "../../session/background.ts";
import { ask } from "../../session/explore/filter.ts";
import { indexed, sortBy, view } from "../../session/explore/news.ts";
import { isBody, isMostlySealed, isStatus, sourceOf } from "../../table/columns.ts";
import { filterTexts as texts } from "../../texts/filter.ts";

/** Filters that people want most often, as far as the records have the fields for them. */
export function QuickFilters() {
  const { columns, quickTerms } = indexed.value;
  const has = (name: RegExp) => columns.some((column) => name.test(column.name) && column.plain > 0);
  const withStatus = columns.some(({ name, plain }) => isStatus(name) && plain > 0);
  const terms: [label: string, term: QuickTerm | null][] = [
    [texts.quick.errors, withStatus ? "status:>=400" : null],
    [texts.quick.rateLimited, has(/^ratelimited$/i) ? "ratelimited:true" : withStatus ? "status:429" : null],
    [texts.quick.cached, has(/^cached$/i) ? "cached:true" : null],
    [texts.quick.cutOff, columns.some(({ name }) => isBody(name)) ? "stop:length,cut-off" : null],
  ];
  const offered = terms.flatMap(([label, term]) => (term === null ? [] : [{ label, term }]));
  const length = sourceOf("question", columns);
  const body = length === null ? undefined : columns[length];
  const canSort = length !== null && body !== undefined && isMostlySealed(body);
  if (offered.length === 0 && !canSort) return null;
  return (
    <div class="quick-filters" role="group" aria-label={texts.quick.title}>
      {offered.map(({ label, term }) => {
        const asked = quickTerms.includes(term);
        return (
          <button
            key={term}
            type="button"
            title={term}
            aria-pressed={asked}
            onClick={() => inBackground(ask(term, !asked))}
          >
            {label}
          </button>
        );
      })}
      {canSort && <Longest column={length} />}
    </div>
  );
}

/** Puts the records with the longest requests first. */
function Longest({ column }: { column: number }) {
  const { sort } = view.value;
  const isFirst = sort?.by === column && sort.descending;
  return (
    <button
      type="button"
      title={texts.quick.longestWhat}
      aria-pressed={isFirst}
      onClick={() => sortBy(isFirst ? null : { by: column, descending: true })}
    >
      {texts.quick.longest}
    </button>
  );
}
