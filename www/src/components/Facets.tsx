import { inBackground } from "../session/background.ts";
import { useEffect, useState } from "preact/hooks";
import { choose } from "../session/explore/filter.ts";
import { facets, hasFacets, showOverview } from "../session/explore/overview.ts";
import type { Facet, FilterChoice } from "../session/messages.ts";
import { filterTexts as texts } from "../texts/filter.ts";
import { count } from "../texts.ts";
import { visible } from "../visible.ts";

/** What the records have in common: the values of their plain fields, counted, and the ways to filter by them. */
export function Facets() {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    showOverview("facets", open);
    return () => showOverview("facets", false);
  }, [open]);
  if (!hasFacets.value) return null;
  return (
    <details class="facets" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{texts.facets}</summary>
      <div class="facet-groups">{open && facets.value.map((facet) => <Group key={facet.column} facet={facet} />)}</div>
    </details>
  );
}

function Group({ facet: { column, name, values, otherValues, otherRecords, absent, hidden } }: { facet: Facet }) {
  const most = Math.max(1, ...values.map((value) => value.count));
  return (
    <fieldset class="facet">
      <legend>{visible(name)}</legend>
      <ul>
        {values.map((value) => (
          <li key={value.text} class={value.chosen ?? ""}>
            <label title={visible(value.text)}>
              <input
                type="checkbox"
                checked={value.chosen === "included"}
                onChange={() => inBackground(choose(column, value.text, value.chosen === "included" ? null : "included"))}
              />
              <span class="value">{value.text === "" ? texts.emptyValue : visible(value.text)}</span>
              <span class="note">{count(value.count)}</span>
              <span class="share" aria-hidden="true" style={{ "--share": String(value.count / most) }} />
            </label>
            <Exclude
              value={visible(`${name} ${value.text}`)}
              chosen={value.chosen}
              onChoose={(choice) => inBackground(choose(column, value.text, choice))}
            />
          </li>
        ))}
      </ul>
      {otherValues > 0 && <p class="note">{texts.others(otherValues, otherRecords)}</p>}
      {hidden > 0 && <p class="note">{texts.hidden(hidden)}</p>}
      {absent > 0 && <p class="note">{texts.absent(absent)}</p>}
    </fieldset>
  );
}

interface ExcludeProperties {
  /** The field and its value, for those who hear the button without what stands beside it. */
  value: string;
  chosen: FilterChoice | null;
  onChoose(choice: FilterChoice | null): void;
}

function Exclude({ value, chosen, onChoose }: ExcludeProperties) {
  const excluded = chosen === "excluded";
  return (
    <button type="button" class="link" aria-pressed={excluded} onClick={() => onChoose(excluded ? null : "excluded")}>
      {excluded ? texts.excluded : texts.not}
      <span class="unseen"> {value}</span>
    </button>
  );
}
