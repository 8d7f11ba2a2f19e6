import { inBackground } from "../../session/background.ts";
import { filterBy, filterText } from "../../session/explore/filter.ts";
import { indexed, indexing } from "../../session/explore/news.ts";
import { filterTexts } from "../../texts/filter.ts";
import { statusTexts } from "../../texts/status.ts";
import { tableTexts as texts } from "../../texts/table.ts";

/** Why there is no row. */
export function NoRows() {
  if (indexed.value.records === 0)
    return <p class="table-empty">{indexing.value ? statusTexts.indexing : statusTexts.noRecords}</p>;
  return (
    <div class="table-empty">
      <p>{texts.noRecords}</p>
      {filterText.value !== "" && (
        <button type="button" onClick={() => inBackground(filterBy(""))}>
          {filterTexts.clear}
        </button>
      )}
    </div>
  );
}
