import { signal } from "@preact/signals";
import type { Facet, FilterChoice } from "core";
import { useReducer, useRef, useState } from "preact/hooks";
import { facetsWidth } from "../../layout/layout.ts";
import { inBackground } from "../../session/background.ts";
import { choose, filterProblem } from "../../session/explore/filter.ts";
import { facets } from "../../session/explore/overview.ts";
import { isStatus, statusClass } from "../../table/columns.ts";
import { filterTexts as texts } from "../../texts/filter.ts";
import { count } from "../../texts/format.ts";
import { fieldTitle } from "../../texts/table.ts";
import { visible } from "../../visible.ts";

/** Values that are shown at first. */
const FEW = 5;

/** Groups that were closed, by the names of their fields. Kept while the page is open. */
const closed = signal<ReadonlySet<string>>(new Set());

/** What the records have in common: the values of their plain fields, counted, and the ways to filter by them. */
export function Facets() {
  return (
    <section class="facets" aria-labelledby="facets-title" style={{ width: `${facetsWidth.value}px` }}>
      <h2 id="facets-title" class="unseen">
        {texts.facets}
      </h2>
      {facets.value.map((facet) => (
        <Group key={facet.column} facet={facet} />
      ))}
    </section>
  );
}

function Group({ facet }: { facet: Facet }) {
  const { name } = facet;
  const isOpen = !closed.value.has(name);
  const toggle = () => {
    const all = new Set(closed.value);
    if (!all.delete(name)) all.add(name);
    closed.value = all;
  };
  return (
    <section class="facet">
      <h3>
        <button type="button" aria-expanded={isOpen} onClick={toggle}>
          {fieldTitle(name)}
        </button>
      </h3>
      {isOpen && <Values facet={facet} />}
    </section>
  );
}

/** The values of one field, with their counts. */
export function Values({
  facet: { column, name, values, otherValues, otherRecords, absent, hidden, unopened, opened },
}: {
  facet: Facet;
}) {
  const [all, setAll] = useState(false);
  const [choiceOf, toggle] = useChoices(column, values);
  const most = Math.max(1, ...values.map((value) => value.count));
  // What is chosen is always seen.
  const shown = values
    .map((value) => ({ ...value, chosen: choiceOf(value) }))
    .filter(({ chosen }, i) => all || i < FEW || chosen !== null);
  const left = values.length - shown.length;
  return (
    <>
      {opened !== null && unopened > 0 && <p class="note of-decrypted">{texts.ofDecrypted(opened)}</p>}
      <ul>
        {shown.map(({ text, count: records, chosen }) => {
          const value = text === "" ? texts.emptyValue : visible(text);
          return (
            <li key={text} class={chosen ?? ""}>
              <label title={value}>
                <input type="checkbox" checked={chosen === "included"} onChange={() => toggle(text, "included")} />
                <span class={`value ${isStatus(name) ? statusClass(text) : ""}`}>{value}</span>
                <span class="note">{count(records)}</span>
                <span class="share" aria-hidden="true" style={{ "--share": String(records / most) }} />
              </label>
              <Exclude
                value={visible(`${name} ${text}`)}
                excluded={chosen === "excluded"}
                onToggle={() => toggle(text, "excluded")}
              />
            </li>
          );
        })}
      </ul>
      {(left > 0 || all) && values.length > FEW && (
        <button type="button" class="quiet more-values" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? texts.fewerValues : texts.moreValues(left)}
          <span class="unseen"> {visible(name)}</span>
        </button>
      )}
      {(all || values.length <= FEW) && otherValues > 0 && (
        <p class="note">{texts.others(otherValues, otherRecords)}</p>
      )}
      {hidden > 0 && <p class="note">{texts.hidden(hidden)}</p>}
      {absent > 0 && <p class="note">{texts.absent(absent)}</p>}
    </>
  );
}

type Values = Facet["values"];

/** What is chosen of values, and what changes that: as it was pressed last, for the counts say it some time after. */
function useChoices(column: number, values: Values) {
  const [, draw] = useReducer((times: number) => times + 1, 0);
  const pressed = useRef({ of: values, choices: new Map<string, FilterChoice | null>() });
  if (pressed.current.of !== values) pressed.current = { of: values, choices: new Map() };
  const { choices } = pressed.current;
  const choiceOf = ({ text, chosen }: Values[number]) => choices.get(text) ?? (choices.has(text) ? null : chosen);
  const toggle = async (text: string, wish: FilterChoice) => {
    const value = values.find((each) => each.text === text);
    const choice = value && choiceOf(value) === wish ? null : wish;
    choices.set(text, choice);
    draw(0);
    await choose(column, text, choice);
    // Nothing was chosen: what is written is no filter.
    if (filterProblem.peek() === null) return;
    choices.delete(text);
    draw(0);
  };
  return [choiceOf, (text: string, wish: FilterChoice) => inBackground(toggle(text, wish))] as const;
}

interface ExcludeProperties {
  /** The field and its value, for those who hear the button without what is beside it. */
  value: string;
  excluded: boolean;
  onToggle(): void;
}

function Exclude({ value, excluded, onToggle }: ExcludeProperties) {
  const label = `${excluded ? texts.excluded : texts.exclude} ${value}`;
  return (
    <button
      type="button"
      class="exclude"
      aria-pressed={excluded}
      aria-label={label}
      title={excluded ? texts.excluded : texts.exclude}
      onClick={onToggle}
    >
      −
    </button>
  );
}
