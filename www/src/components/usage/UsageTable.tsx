import type { UsageSums } from "core";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useMemo, useState } from "preact/hooks";
import { inBackground } from "../../session/background.ts";
import { canEnter, chosenMeasure, chosenSorting, enter } from "../../session/explore/usage.ts";
import { during } from "../../session/state.ts";
import { count } from "../../texts/format.ts";
import { dollars, groupingTitle, keyName, usageTexts as texts } from "../../texts/usage.ts";
import { idOf } from "../../usage/bars.ts";
import type { Grouping } from "../../usage/groupings.ts";
import {
  firstOf,
  type Group,
  hasNoCost,
  isMeasure,
  measured,
  overlaps,
  SHOWN_FIRST,
  type SortBy,
  type Sorting,
  shownOf,
  type Usage,
} from "../../usage/sums.ts";
import { Prices } from "./Prices.tsx";
import { useRoving } from "./use-roving.ts";

const COUNTS = ["records", "errors", "tokens", "input", "cachedInput", "output", "reasoning"] as const;
const ALL: readonly SortBy[] = ["group", ...COUNTS, "cost"];

interface Properties {
  by: readonly Grouping[];
  usage: Usage;
  /** Its groups in the order that they are sorted by. */
  order: Uint32Array;
  sorting: Sorting;
}

/** Groups with their sums, in an order that a press on a head changes; a press on a group filters by it. */
export function UsageTable({ by, usage, order, sorting }: Properties) {
  const { groups, total, prices } = usage;
  const notes = texts.notes(total);
  const [areMoreAsked, askMore] = useState(false);
  const most = shownOf(order.length, areMoreAsked);
  const { shown, hidden, rest } = useMemo(() => firstOf(groups, order, most), [groups, order, most]);
  const more = shownOf(order.length, true) - most;
  const roving = useRoving<HTMLTableSectionElement>(shown.length, ".usage-group");
  // The button is gone then; who pressed it reads on where it was.
  useLayoutEffect(() => {
    if (areMoreAsked) roving.whole.current?.querySelectorAll<HTMLElement>(".usage-group")[SHOWN_FIRST]?.focus();
  }, [areMoreAsked]);
  const title = by.map(groupingTitle).join(" › ");
  return (
    <div class="usage-numbers">
      <div class="usage-scroller" role="region" aria-label={texts.title} tabIndex={0}>
        <table>
          <caption class="unseen">{title}</caption>
          <thead>
            <tr>
              {ALL.map((head) => (
                <Head key={head} head={head} title={head === "group" ? title : texts.heads[head]} sorting={sorting}>
                  {head === "cost" && <small>{texts.costHead(prices)}</small>}
                </Head>
              ))}
            </tr>
          </thead>
          <tbody ref={roving.whole} onKeyDown={roving.onKeyDown}>
            {shown.map(({ keys, sums }, at) => (
              <tr key={keys.map(idOf).join("\u0001")}>
                <th scope="row">
                  {canEnter(by, keys) ? (
                    <button
                      type="button"
                      class="usage-group link"
                      tabIndex={roving.tabIndex(at)}
                      onFocus={() => roving.at(at)}
                      onClick={() => inBackground(during(() => enter(by, keys)))}
                    >
                      <Name keys={keys} />
                    </button>
                  ) : (
                    <span class="usage-group" tabIndex={roving.tabIndex(at)} onFocus={() => roving.at(at)}>
                      <Name keys={keys} />
                    </span>
                  )}
                </th>
                <Sums sums={sums} largest={total.usd} />
              </tr>
            ))}
          </tbody>
          <tfoot>
            {rest && (
              <tr>
                <th scope="row">{texts.rest}</th>
                <Sums sums={rest} largest={total.usd} />
              </tr>
            )}
            <tr>
              <th scope="row">{texts.total}</th>
              <Sums sums={total} largest={total.usd} />
            </tr>
          </tfoot>
        </table>
      </div>
      <div class="note usage-notes">
        {overlaps(usage) && <p>{texts.overlapping}</p>}
        {hidden > 0 && (
          <p>
            {texts.moreGroups(shown.length, hidden, groups.others !== null)}
            {more > 0 && (
              <>
                {" "}
                <button type="button" class="link usage-more" onClick={() => askMore(true)}>
                  {texts.showMore(more)}
                </button>
              </>
            )}
          </p>
        )}
        <Prices generated={prices} />
        {notes !== "" && <p>{notes}</p>}
      </div>
    </div>
  );
}

const Name = ({ keys }: Pick<Group, "keys">) => (
  <>
    {keys.map((key, level) => (
      <span key={level} class={typeof key === "string" ? "name" : "name soft"} title={keyName(key)}>
        {level > 0 && " › "}
        {keyName(key)}
      </span>
    ))}
  </>
);

interface HeadProperties {
  head: SortBy;
  title: string;
  sorting: Sorting;
  children: ComponentChildren;
}

function Head({ head, title, sorting, children }: HeadProperties) {
  const isSorted = sorting.by === head;
  const sort = () => {
    // What is sorted by is what the bars show, where they can.
    if (isMeasure(head)) chosenMeasure.value = head;
    chosenSorting.value = { by: head, descending: isSorted ? !sorting.descending : head !== "group" };
  };
  return (
    <th
      scope="col"
      class={head === "group" ? "" : "number"}
      aria-sort={isSorted ? (sorting.descending ? "descending" : "ascending") : "none"}
    >
      <button type="button" class="usage-sort" onClick={sort}>
        {title}
        <span class="sort-arrow" aria-hidden="true">
          {isSorted && (sorting.descending ? "▼" : "▲")}
        </span>
        {children}
      </button>
    </th>
  );
}

function Sums({ sums, largest }: { sums: UsageSums; largest: number }) {
  return (
    <>
      {COUNTS.map((each) => (
        <td key={each}>
          {count(measured(sums, each))}
          {each === "errors" && <span class="share">{texts.ofRecords(sums.errors, sums.records)}</span>}
        </td>
      ))}
      <td>{hasNoCost(sums) ? texts.noCost : dollars(sums.usd, largest)}</td>
    </>
  );
}
