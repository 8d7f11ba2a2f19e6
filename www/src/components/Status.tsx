import { saveRecords, saveRejects } from "../session/save.ts";
import {
  cancel,
  complete,
  counts,
  files,
  keys,
  openAgain,
  opening,
  readBytes,
  secondsLeft,
  totalBytes,
} from "../session/session.ts";
import { texts } from "../texts.ts";

/** How far the opening is or, when it is over, what came of it. */
export function Status() {
  return opening.value ? <Progress /> : <Outcome />;
}

function Progress() {
  const left = secondsLeft.value;
  return (
    <section class="status">
      <progress max={totalBytes.value} value={readBytes.value} aria-label={texts.fileStates.opening} />
      <p>
        {texts.progress(readBytes.value, totalBytes.value, counts.value.records)}
        {left !== null && ` · ${texts.left(left)}`}
      </p>
      <button type="button" onClick={() => void cancel()}>
        {texts.cancel}
      </button>
    </section>
  );
}

function Outcome() {
  const { records, opened, sealed, rejected, faults } = counts.value;
  const waiting = files.value.some(({ state }) => state === "waiting");
  const stopped = waiting || files.value.some(({ state }) => state === "cancelled");
  const whole = complete.value && faults === 0;
  return (
    <section class={whole ? "status whole" : "status"}>
      <p role="status">
        <strong>{texts.summary(records, opened)}.</strong>{" "}
        {waiting && keys.value.length === 0 ? texts.keyNeeded : stopped ? texts.stopped : whole && (records > 0 ? texts.allOpened : texts.noRecords)}
        {sealed > 0 && <span class="bad"> {texts.sealed(sealed)}.</span>}
        {rejected > 0 && <span class="bad"> {texts.rejected(rejected)}.</span>}
      </p>
      <div class="buttons">
        {(stopped || sealed > 0) && keys.value.length > 0 && (
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
