import { inBackground } from "../session/background.ts";
import { cancelCheck, check, checkAll, checkSeconds } from "../session/checking.ts";
import { indexed, indexing, sealedFields } from "../session/explore/news.ts";
import { secondsLeft } from "../session/pace.ts";
import { complete } from "../session/save.ts";
import { during, faultCount, fileBytes, keys, nothingFits } from "../session/state.ts";
import { texts } from "../texts.ts";
import { SaveButtons } from "./Saving.tsx";

/** How far the index is, or an opening of all records; when these are over, what came of it. */
export function Status() {
  return indexing.value ? <Indexing /> : check.value.state === "running" ? <Checking /> : <Outcome />;
}

/** How far the index is, which the table is made from. */
function Indexing() {
  const { read, records } = indexed.value;
  return (
    <section class="status">
      <progress max={fileBytes.value} value={read} aria-label={texts.indexing} />
      <p>{texts.progress(read, fileBytes.value, records)}</p>
    </section>
  );
}

/** How far the opening of all records is. */
function Checking() {
  if (check.value.state !== "running") return null;
  const { news } = check.value;
  const left = secondsLeft(news);
  return (
    <section class="status">
      <progress max={news.total} value={news.records} aria-label={texts.opening} />
      <p>
        {texts.openingProgress(news.records, news.total)}
        {left !== null && ` · ${texts.left(left)}`}
      </p>
      <button type="button" onClick={() => inBackground(during(cancelCheck))}>
        {texts.cancel}
      </button>
    </section>
  );
}

/** What is not as it should be, a sentence each. */
function shortcomings(): string[] {
  const { rejected, damaged, failed, foreign } = indexed.value;
  const sealed = check.value.state === "none" ? 0 : check.value.news.sealed;
  return [
    damaged > 0 ? texts.damaged(damaged) : "",
    failed > 0 ? texts.failed(failed) : "",
    foreign > 0 ? texts.foreign(foreign) : "",
    sealed > 0 ? `${texts.sealed(sealed)}.` : "",
    rejected > 0 ? `${texts.rejected(rejected)}.` : "",
  ].filter((sentence) => sentence !== "");
}

/** What came of it, where nothing is wrong with it. */
function remark(): string {
  const { records } = indexed.value;
  const { value: checked } = check;
  if (sealedFields.value > 0 && keys.value.length === 0) return texts.keyNeeded;
  if (nothingFits.value && checked.state === "none") return texts.keyDoesNotFit;
  if (checked.state === "cancelled") return texts.stopped(checked.news.records, checked.news.total);
  if (checked.state === "none" && sealedFields.value > 0) return texts.openedWhenNeeded;
  if (!complete.value || faultCount.value > 0) return "";
  if (records === 0) return texts.noRecords;
  return sealedFields.value > 0 ? texts.opensAll(keys.value.length, records) : texts.nothingSealed;
}

/** What came of it, as one text. */
export function outcome(): string {
  return [`${summary()}.`, remark(), ...shortcomings()].join(" ");
}

/** How much there is. */
function summary(): string {
  const { records } = indexed.value;
  return check.value.state === "none" ? texts.indexed(records) : texts.summary(records, check.value.news.opened);
}

function Outcome() {
  const { state } = check.value;
  const canCheck =
    keys.value.length > 0 && sealedFields.value > 0 && state !== "done" && !(nothingFits.value && state === "none");
  const whole = complete.value && faultCount.value === 0 && (state === "done" || sealedFields.value === 0);
  return (
    <section class={whole ? "status whole" : "status"}>
      <p class="outcome">
        <strong>{summary()}.</strong> {remark()} <span class="bad">{shortcomings().join(" ")}</span>
      </p>
      <div class="buttons">
        {canCheck && (
          <button type="button" title={texts.checkWhat} onClick={() => inBackground(during(checkAll))}>
            {texts.checkAll(checkSeconds.value)}
          </button>
        )}
        <SaveButtons />
      </div>
    </section>
  );
}
