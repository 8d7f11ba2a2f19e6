import { saveRecords, saveRejects } from "../session/save.ts";
import { indexed, indexing } from "../session/explore.ts";
import { cancel, openAgain } from "../session/session.ts";
import { complete, counts, files, keys, opening, secondsLeft, verdict } from "../session/state.ts";
import { texts } from "../texts.ts";

/** How far the opening is or, when it is over, what came of it. */
export function Status() {
  return opening.value ? <Progress /> : indexing.value ? <Indexing /> : <Outcome />;
}

/** How far the index is, which the table is made from. */
function Indexing() {
  const { read, records } = indexed.value;
  const { bytes } = counts.value;
  return (
    <section class="status">
      <progress max={bytes} value={read} aria-label={texts.indexing} />
      <p>{texts.progress(read, bytes, records)}</p>
    </section>
  );
}

function Progress() {
  const { read, bytes, records } = counts.value;
  const left = secondsLeft.value;
  return (
    <section class="status">
      <progress max={bytes} value={read} aria-label={texts.fileStates.opening} />
      <p>
        {texts.progress(read, bytes, records)}
        {left !== null && ` · ${texts.left(left)}`}
      </p>
      <button type="button" onClick={() => void cancel()}>
        {texts.cancel}
      </button>
    </section>
  );
}

/** What is not as it should be, a sentence each. */
function shortcomings(): string[] {
  const { sealed, rejected, damaged, failed } = counts.value;
  return [
    damaged > 0 ? texts.damaged(damaged) : "",
    failed > 0 ? texts.failed(failed) : "",
    sealed > 0 ? `${texts.sealed(sealed)}.` : "",
    rejected > 0 ? `${texts.rejected(rejected)}.` : "",
  ].filter((sentence) => sentence !== "");
}

/** What came of opening, where nothing is wrong with it. */
function remark(): string {
  const { records, opened, waiting, cancelled, faults } = counts.value;
  if (waiting > 0 && keys.value.length === 0) return texts.keyNeeded;
  if (verdictStops()) return texts.keyDoesNotFit;
  if (waiting + cancelled > 0) return texts.stopped;
  if (!complete.value || faults > 0) return "";
  if (records === 0) return texts.noRecords;
  return opened > 0 ? texts.opensAll(keys.value.length, records) : texts.nothingSealed;
}

/** What came of opening, as one text. */
export function outcome(): string {
  return [`${summary()}.`, remark(), ...shortcomings()].join(" ");
}

/** How much there is. */
function summary(): string {
  const { records, opened } = counts.value;
  return records > 0 ? texts.summary(records, opened) : texts.indexed(indexed.value.records);
}

/** The keys fit nothing that was tried, so that nothing was opened; what can be done stands there. */
const verdictStops = () => verdict.value !== null && counts.value.records === 0;

function Outcome() {
  const { records, sealed, rejected, faults, waiting, cancelled } = counts.value;
  const again = !verdictStops() && keys.value.length > 0 && files.value.length > 0 && (waiting + cancelled > 0 || sealed > 0);
  return (
    <section class={complete.value && faults === 0 ? "status whole" : "status"}>
      <p class="outcome">
        <strong>{summary()}.</strong> {remark()}{" "}
        <span class="bad">{shortcomings().join(" ")}</span>
      </p>
      <div class="buttons">
        {again && (
          <button type="button" onClick={() => void openAgain()}>
            {texts.openAgain}
          </button>
        )}
        {rejected > 0 && (
          <button type="button" onClick={saveRejects}>
            {texts.saveRejects}
          </button>
        )}
        {records > 0 && (
          <button type="button" class="primary" onClick={saveRecords}>
            {complete.value ? texts.saveRecords : texts.saveRecordsPartly}
          </button>
        )}
      </div>
    </section>
  );
}
