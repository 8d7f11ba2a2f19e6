import type { Completion } from "core";
import { useEffect, useRef, useState } from "preact/hooks";
import { focusTable, pageAction } from "../../keys.ts";
import { inBackground } from "../../session/background.ts";
import {
  applyTyped,
  completions,
  filterBy,
  filterProblem,
  filterText,
  typeFilter,
} from "../../session/explore/filter.ts";
import { canSearch, searchOpened } from "../../session/searching.ts";
import { during } from "../../session/state.ts";
import { filterTexts as texts } from "../../texts/filter.ts";
import { count } from "../../texts/format.ts";
import { visible } from "../../visible.ts";
import { FilterAdvice } from "./FilterAdvice.tsx";

/** Milliseconds without a key after which a filter that is not complete is called wrong. */
const PATIENCE = 700;

/** What a filter can go on with, as it was written then, and which of these is chosen. */
interface Offers {
  all: readonly Completion[];
  at: number;
  of: string;
}

/** The filter in one line: with what it can go on with, and with what is wrong with it. */
export function FilterField() {
  const input = useRef<HTMLInputElement>(null);
  const [offers, setOffers] = useState<Offers>({ all: [], at: -1, of: "" });
  // Not what was drawn last: keys can come quicker than frames.
  const current = useRef(offers);
  // Counts what was asked for, and what makes it void.
  const asked = useRef(0);
  const { all: offered, at } = offers;
  const show = (all: readonly Completion[], at = -1, of = current.current.of) => {
    current.current = { all, at, of };
    setOffers(current.current);
  };
  const problem = usePatience(filterProblem.value);

  useEffect(() => {
    const find = (event: KeyboardEvent) => {
      if (pageAction(event) !== "filter") return;
      event.preventDefault();
      input.current?.focus();
    };
    addEventListener("keydown", find);
    return () => removeEventListener("keydown", find);
  }, []);

  const offer = async () => {
    const field = input.current;
    if (!field) return;
    const { value, selectionStart } = field;
    const asking = ++asked.current;
    const found = await completions(value, selectionStart ?? value.length);
    // Typed on meanwhile, closed, or gone elsewhere.
    if (asked.current !== asking || document.activeElement !== field) return;
    // What was chosen among the offers before stays chosen.
    const chosen = current.current.all[current.current.at]?.insert;
    show(
      found,
      found.findIndex(({ insert }) => insert === chosen),
      value,
    );
  };
  const close = () => {
    asked.current++;
    show([]);
  };
  const take = async (at: number) => {
    const field = input.current;
    if (!field) return;
    const { all, of } = current.current;
    show(all, at);
    // Something was typed since these came: what was chosen goes elsewhere in that, if it is offered for it at all.
    if (of !== field.value) await offer();
    const chosen = current.current.all[current.current.at];
    if (!chosen || current.current.of !== field.value) return;
    const { start, end, insert } = chosen;
    const text = field.value.slice(0, start) + insert + field.value.slice(end);
    field.value = text;
    field.setSelectionRange(start + insert.length, start + insert.length);
    field.focus();
    close();
    inBackground(filterBy(text));
    // After a name its values are what comes next.
    if (insert.endsWith(":")) inBackground(offer());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const { all, at } = current.current;
    if (event.key === "ArrowDown" && all.length === 0) inBackground(offer());
    else if (event.key === "ArrowDown") show(all, (at + 1) % all.length);
    else if (event.key === "ArrowUp" && all.length > 0) show(all, (at <= 0 ? all.length : at) - 1);
    else if ((event.key === "Enter" || event.key === "Tab") && at >= 0) inBackground(take(at));
    else if (event.key === "Escape" && all.length > 0) close();
    else if (event.key === "Escape") focusTable();
    else if (event.key === "Enter") {
      close();
      applyTyped();
      if (canSearch.value) inBackground(during(searchOpened));
      return;
    } else return;
    event.preventDefault();
  };
  return (
    <div class="filter-field">
      <label class="filter-line">
        <span class="unseen">{texts.label}</span>
        <input
          ref={input}
          type="search"
          name="filter"
          list={undefined /* The types ask for it where the role is this one. */}
          value={filterText.value}
          placeholder={texts.placeholder}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          maxLength={4096}
          role="combobox"
          aria-expanded={offered.length > 0}
          aria-controls="filter-offers"
          aria-autocomplete="list"
          aria-activedescendant={at >= 0 ? `filter-offer-${at}` : undefined}
          aria-invalid={problem !== null}
          aria-describedby="filter-problem"
          onInput={(event) => {
            typeFilter(event.currentTarget.value);
            inBackground(offer());
          }}
          onKeyDown={onKeyDown}
          onBlur={close}
        />
      </label>
      <div class="filter-below">
        <ul id="filter-offers" role="listbox" aria-label={texts.offers} hidden={offered.length === 0}>
          {offered.map((completion, i) => (
            <li
              key={completion.label}
              id={`filter-offer-${i}`}
              role="option"
              aria-selected={i === at}
              // Before the field loses the focus.
              onMouseDown={(event) => {
                event.preventDefault();
                inBackground(take(i));
              }}
            >
              <span class="offer">{visible(completion.label)}</span>
              {completion.count !== null && <span class="note">{count(completion.count)}</span>}
            </li>
          ))}
        </ul>
        <FilterAdvice problem={problem} onTake={() => input.current?.focus()} />
      </div>
    </div>
  );
}

/** What is wrong with a filter, once nothing was typed for a moment: half of one is not a mistake. */
function usePatience<Problem>(problem: Problem | null): Problem | null {
  const [shown, setShown] = useState<Problem | null>(null);
  useEffect(() => {
    if (problem === null) return setShown(null);
    const timer = setTimeout(() => setShown(problem), PATIENCE);
    return () => clearTimeout(timer);
  }, [problem]);
  return problem && shown;
}
