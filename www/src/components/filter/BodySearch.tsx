import { inBackground } from "../../session/background.ts";
import { filterProblem } from "../../session/explore/filter.ts";
import { indexed } from "../../session/explore/news.ts";
import { secondsLeft } from "../../session/pace.ts";
import { cancelSearch, canSearch, search, searchOpened, searchSeconds } from "../../session/searching.ts";
import { during } from "../../session/state.ts";
import { filterTexts as texts } from "../../texts/filter.ts";
import { statusTexts } from "../../texts/status.ts";

/** What the filter asks of encrypted and long text: how many records have some, what searching costs, and how far it is. */
export function BodySearch() {
  const { unknown } = indexed.value;
  const { value } = search;
  const isRunning = value.state === "running";
  // One that runs is seen, and can be ended, whatever is written meanwhile.
  if (!isRunning && (filterProblem.value || (value.state === "idle" && unknown === 0))) return null;
  const left = value.state === "running" && value.news ? secondsLeft(value.news) : null;
  return (
    <div class={value.state === "done" && unknown === 0 ? "body-search done" : "body-search"}>
      {value.state === "running" ? (
        <>
          <progress
            {...(value.news ? { max: value.news.total, value: value.news.records } : {})}
            aria-label={texts.search(null)}
          />
          <span>
            {value.news ? texts.searching(value.news.records, value.news.total) : texts.searching(0, unknown)}
            {left !== null && ` · ${statusTexts.left(left)}`}
          </span>
          <button type="button" class="quiet" onClick={() => inBackground(during(cancelSearch))}>
            {texts.cancelSearch}
          </button>
        </>
      ) : (
        <>
          <span role="status" title={said()}>
            {said()}
          </span>
          {unknown > 0 && value.state !== "done" && canSearch.value && (
            <button type="button" onClick={() => inBackground(during(searchOpened))}>
              {texts.search(searchSeconds())} <kbd>↵</kbd>
            </button>
          )}
        </>
      )}
    </div>
  );
}

function said(): string {
  const { unknown, rows } = indexed.value;
  if (search.value.state === "done")
    return unknown > 0 ? `${texts.searched} ${texts.stayEncrypted(unknown)}` : texts.searched;
  const stopped = search.value.state === "cancelled" ? `${texts.searchStopped} ` : "";
  return `${stopped}${texts.notSearched(rows, unknown)}${canSearch.value ? "" : ` ${texts.searchNeedsKey}`}`;
}
