import { focusTable } from "../../keys.ts";
import { inBackground } from "../../session/background.ts";
import { filterBy, filterText } from "../../session/explore/filter.ts";
import { indexed, indexing } from "../../session/explore/news.ts";
import { canSearch, search, searchOpened, searchSeconds } from "../../session/searching.ts";
import { during } from "../../session/state.ts";
import { filterTexts } from "../../texts/filter.ts";
import { statusTexts } from "../../texts/status.ts";
import { tableTexts as texts } from "../../texts/table.ts";

/** Why there is no row. */
export function NoRows() {
  if (indexed.value.records === 0)
    return <p class="table-empty">{indexing.value ? statusTexts.indexing : statusTexts.noRecords}</p>;
  // What has to be decrypted first may match: the step that finds out stands where one looks.
  const { unknown } = indexed.value;
  const { state } = search.value;
  if (unknown > 0 && state !== "done")
    return (
      <div class="table-empty">
        <p>{texts.noneSoFar(unknown)}</p>
        {state !== "running" && canSearch.value && (
          <button type="button" class="primary" onClick={() => inBackground(during(searchOpened))}>
            {filterTexts.search(searchSeconds())} <kbd>↵</kbd>
          </button>
        )}
      </div>
    );
  return (
    <div class="table-empty">
      <p>{texts.noRecords}</p>
      {filterText.value !== "" && (
        <button
          type="button"
          onClick={() => {
            focusTable();
            inBackground(filterBy(""));
          }}
        >
          {filterTexts.clear}
        </button>
      )}
    </div>
  );
}
