import { inBackground } from "../../session/background.ts";
import { cancelCheck, check, checkAll, checkSeconds } from "../../session/checking.ts";
import { indexed, indexing, sealedFields } from "../../session/explore/news.ts";
import { secondsLeft } from "../../session/pace.ts";
import { complete } from "../../session/save.ts";
import { busy, during, fileBytes, keys, nothingFits } from "../../session/state.ts";
import { statusTexts as texts } from "../../texts/status.ts";

/** How far reading or a check is; when these are over, what came of it. */
export function Status() {
  const checking = check.value.state === "running";
  const over = !indexing.value && !checking;
  const said = over && (indexed.value.records > 0 || !busy.value) ? outcome() : "";
  return (
    <div class={`foot-state${over && isWhole() ? " whole" : ""}`}>
      {indexing.value ? <Indexing /> : checking && <Checking />}
      {/* There from the beginning, for what is put into it later is read aloud. */}
      <p class="outcome" role="status" title={said}>
        {said}
      </p>
      {over && canCheck() && (
        <button
          type="button"
          class="quiet check-all"
          title={texts.checkWhat}
          onClick={() => inBackground(during(checkAll))}
        >
          {texts.checkAll(checkSeconds.value)}
        </button>
      )}
    </div>
  );
}

function Indexing() {
  const { read, records } = indexed.value;
  return (
    <>
      <progress max={fileBytes.value} value={read} aria-label={texts.indexing} />
      <p title={texts.progress(read, fileBytes.value, records)}>{texts.progress(read, fileBytes.value, records)}</p>
    </>
  );
}

function Checking() {
  if (check.value.state !== "running") return null;
  const { news } = check.value;
  const left = secondsLeft(news);
  return (
    <>
      <progress max={news.total} value={news.records} aria-label={texts.checking} />
      <p>
        {texts.checkingProgress(news.records, news.total)}
        {left !== null && ` · ${texts.left(left)}`}
      </p>
      <button type="button" class="quiet" onClick={() => inBackground(during(cancelCheck))}>
        {texts.cancel}
      </button>
    </>
  );
}

/** Every record can be read: decrypted, or never encrypted. */
function isWhole(): boolean {
  const { value } = check;
  const all = value.state === "done" && value.news.sealedRecords === 0 && value.news.records === value.news.total;
  return complete.value && indexed.value.records > 0 && (sealedFields.value === 0 || all);
}

const canCheck = () =>
  keys.value.length > 0 &&
  sealedFields.value > 0 &&
  check.value.state !== "done" &&
  !(nothingFits.value && check.value.state === "none");

/** What came of it, in a sentence or two. */
function outcome(): string {
  const { records } = indexed.value;
  const { value } = check;
  if (records === 0) return texts.noRecords;
  if (sealedFields.value === 0) return `${texts.records(records)} ${texts.nothingEncrypted}`;
  if (keys.value.length === 0) return `${texts.records(records)} ${texts.keyNeeded}`;
  switch (value.state) {
    case "done": {
      // Of a file that has changed since it was chosen no record was checked.
      const { sealedRecords, records: checked, total } = value.news;
      const decrypted = checked - sealedRecords;
      return decrypted === total ? texts.allDecrypted(total) : texts.someDecrypted(decrypted, total);
    }
    case "cancelled":
      return `${texts.records(records)} ${texts.stopped(value.news.records, value.news.total)}`;
    default:
      return `${texts.records(records)} ${nothingFits.value ? texts.keyDoesNotFit : texts.decryptedWhenNeeded}`;
  }
}
