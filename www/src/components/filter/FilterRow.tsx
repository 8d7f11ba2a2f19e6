import { focusFilter } from "../../keys.ts";
import { facetsShown, narrow } from "../../layout/layout.ts";
import { inBackground } from "../../session/background.ts";
import { filterBy, filterInForce, filterProblem, filterText, linkToView } from "../../session/explore/filter.ts";
import { indexed } from "../../session/explore/news.ts";
import { filterTexts as texts } from "../../texts/filter.ts";
import { controlsIn, visible } from "../../visible.ts";
import { Copy } from "../shared/Copy.tsx";
import { Icon } from "../shared/Icon.tsx";
import { IconButton } from "../shared/IconButton.tsx";
import { BodySearch } from "./BodySearch.tsx";
import { FilterField } from "./FilterField.tsx";
import { FilterHelp } from "./FilterHelp.tsx";
import { QuickFilters } from "./QuickFilters.tsx";
import { TimeMenu } from "./TimeMenu.tsx";

/** Asks for all records. The button for that goes with the filter. */
function clear(): void {
  focusFilter();
  inBackground(filterBy(""));
}

/** The filter, and what it lets through: in one row, whatever is said in it. */
export function FilterRow() {
  const { rows, records } = indexed.value;
  // They change how a text reads, and a field shows it as it is.
  const hidden = controlsIn(filterText.value);
  const filtered = filterText.value.trim() !== "";
  // The rows are those of another filter.
  const isWrong = filterProblem.value !== null && filterInForce.value !== filterText.value;
  return (
    <div class="filter-row" role="search">
      <h2 class="unseen">{texts.title}</h2>
      {!narrow.value && (
        <button
          type="button"
          class="icon-button"
          aria-pressed={facetsShown.value}
          aria-label={facetsShown.value ? texts.hideFacets : texts.showFacets}
          title={`${facetsShown.value ? texts.hideFacets : texts.showFacets} ( [ )`}
          onClick={() => (facetsShown.value = !facetsShown.value)}
        >
          <Icon name="filters" />
        </button>
      )}
      <FilterField />
      {hidden.length > 0 && (
        <span class="hidden-controls" title={visible(filterText.value)}>
          {texts.hiddenControls(hidden)}
        </span>
      )}
      <FilterHelp />
      {!narrow.value && <QuickFilters />}
      <BodySearch />
      {!narrow.value && <TimeMenu />}
      <p class="matching" role="status">
        {filtered && !isWrong ? texts.matching(rows, records) : ""}
      </p>
      {filtered && <IconButton icon="close" label={texts.clear} onClick={clear} />}
      {!narrow.value && (
        <Copy text={linkToView} title={texts.copyLink} copied={texts.copiedLink} label={<Icon name="link" />} />
      )}
    </div>
  );
}
