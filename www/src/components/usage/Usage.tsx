import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { actionOf, focusTable, pressed } from "../../keys.ts";
import { facetsShown, facetsWidth, narrow, usageShown } from "../../layout/layout.ts";
import { inBackground } from "../../session/background.ts";
import { indexed } from "../../session/explore/news.ts";
import { hasFacets } from "../../session/explore/overview.ts";
import {
  chosenMeasure,
  chosenSorting,
  filterBefore,
  type Grouped,
  groupBy,
  grouping,
  leaveGroup,
  offeredGroupings,
  showUsage,
  usage,
} from "../../session/explore/usage.ts";
import { during } from "../../session/state.ts";
import { groupingTitle, usageTexts as texts } from "../../texts/usage.ts";
import { isTime } from "../../usage/groupings.ts";
import { firstMeasure, hasNoCost, MEASURES, type Measure, measured, type Sorting, sorted } from "../../usage/sums.ts";
import { Icon } from "../shared/Icon.tsx";
import { Prices } from "./Prices.tsx";
import { Unread } from "./Unread.tsx";
import { UsageBars } from "./UsageBars.tsx";
import { UsageTable } from "./UsageTable.tsx";

/** What the records that match used and cost, in groups: over the table and the record, and beside the filters. */
export function Usage() {
  const view = useRef<HTMLElement>(null);
  // At once: a frame later somebody may have gone on already.
  useLayoutEffect(() => {
    showUsage(true);
    const before = document.activeElement;
    view.current?.focus();
    return () => {
      showUsage(false);
      // Once what lay under it can have the focus again.
      setTimeout(() => {
        if (document.activeElement !== document.body) return;
        if (before instanceof HTMLElement && before !== document.body) before.focus();
        else focusTable();
      });
    };
  }, []);
  // Another grouping is asked for at once.
  const by = grouping.value;
  const asked = by?.map(({ name }) => name).join("\n");
  useEffect(() => showUsage(true), [asked]);
  const left = facetsShown.value && hasFacets.value && !narrow.value ? facetsWidth.value + 1 : 0;
  return (
    <section
      ref={view}
      class="usage"
      aria-labelledby="usage-title"
      tabIndex={-1}
      style={{ left: `${left}px` }}
      onKeyDown={(event) => {
        if (event.defaultPrevented || actionOf("usage", pressed(event)) !== "close") return;
        event.preventDefault();
        usageShown.value = false;
      }}
    >
      <Head />
      <Unread />
      {usage.value && <Groups {...usage.value} />}
    </section>
  );
}

/** What it is of, and what is grouped by. */
function Head() {
  const said = usage.value;
  return (
    <>
      <header class="usage-head">
        <h2 id="usage-title">{texts.title}</h2>
        <p class="usage-of">{said && totals(said)}</p>
        <button type="button" title={texts.recordsWhat} onClick={() => (usageShown.value = false)}>
          <Icon name="close" /> {texts.records}
        </button>
      </header>
      <div class="usage-choices">
        <By />
        {filterBefore.value !== null && (
          <button
            type="button"
            onClick={() => {
              focusTable();
              inBackground(during(leaveGroup));
            }}
          >
            <Icon name="back" /> {texts.allGroups}
          </button>
        )}
      </div>
    </>
  );
}

function totals({ one: { total, unread, prices } }: Grouped): string {
  const tokens = measured(total, "tokens");
  return [
    texts.of(total.records, indexed.value.records, total.records - unread),
    texts.value(total.errors, "errors"),
    ...(tokens > 0 ? [texts.value(tokens, "tokens")] : []),
    ...(hasNoCost(total) ? [] : [texts.value(total.usd, "cost", prices)]),
  ].join(" · ");
}

/** The two levels of groups, and what the bars show. */
function By() {
  const [first, then] = grouping.value ?? [];
  const offered = offeredGroupings.value.map((each) => [each.name, groupingTitle(each)] as const);
  const measure = chosenMeasure.value ?? (usage.value ? firstMeasure(usage.value.one.total) : "records");
  return (
    <>
      <Choice
        name="by"
        value={first?.name ?? ""}
        options={offered}
        onChange={(name) => groupBy(name, then?.name ?? null)}
      />
      <Choice
        name="within"
        value={then?.name ?? ""}
        options={[["", texts.nothing], ...offered.filter(([name]) => name !== first?.name)]}
        onChange={(name) => groupBy(first?.name ?? null, name)}
      />
      <Choice
        name="measure"
        value={measure}
        options={MEASURES.map((each) => [each, texts.heads[each]])}
        onChange={(name) => measureBy(MEASURES.find((each) => each === name) ?? measure)}
      />
    </>
  );
}

interface ChoiceProperties {
  name: keyof typeof texts.choices;
  value: string;
  options: readonly (readonly [value: string, title: string])[];
  onChange(value: string): void;
}

const Choice = ({ name, value, options, onChange }: ChoiceProperties) => (
  <label>
    {texts.choices[name]}
    <select name={`usage-${name}`} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
      {options.map(([each, title]) => (
        <option key={each} value={each}>
          {title}
        </option>
      ))}
    </select>
  </label>
);

/** What bars show decides the order of the groups, but for times. */
function measureBy(measure: Measure): void {
  chosenMeasure.value = measure;
  const first = grouping.peek()?.[0];
  if (first && !isTime(first)) chosenSorting.value = { by: measure, descending: true };
}

function Groups(grouped: Grouped) {
  const { by, one, two } = grouped;
  const [first] = by;
  const measure = chosenMeasure.value ?? firstMeasure(one.total);
  const usual: Sorting = isTime(first) ? { by: "group", descending: false } : { by: measure, descending: true };
  const sorting = chosenSorting.value ?? usual;
  // Once for bars and table: there may be 10,000.
  const [bars, rows] = useMemo(() => {
    const order = sorted(one.groups, sorting);
    return [order, two ? sorted(two.groups, sorting) : order];
  }, [one, two, sorting.by, sorting.descending]);
  if (one.total.records === 0)
    return (
      <>
        <p class="soft">{texts.noGroups}</p>
        <Prices generated={one.prices} />
      </>
    );
  return (
    <div class={`usage-parts${isTime(first) ? " over-time" : ""}`}>
      <UsageBars by={by} order={bars} one={one} two={two} measure={measure} />
      <UsageTable
        key={by.map(({ name }) => name).join("\n")}
        by={by}
        usage={two ?? one}
        order={rows}
        sorting={sorting}
      />
    </div>
  );
}
