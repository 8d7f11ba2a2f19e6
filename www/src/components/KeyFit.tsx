import { inBackground } from "../session/background.ts";
import { check } from "../session/checking.ts";
import { openWhatever } from "../session/session.ts";
import { keyFit, keys, nothingFits } from "../session/state.ts";
import { timeOf } from "../session/triage.ts";
import { texts } from "../texts.ts";
import { visible } from "../visible.ts";

/** What a trial of a few records said of the keys, in one sentence. */
export function KeyFit() {
  const found = keyFit.value;
  if (!found) return null;
  const who = keys.value.length;
  const says = () => {
    switch (found.kind) {
      case "size":
        return texts.fitSize(
          keys.value.map(({ bits }) => bits),
          found.sealedForBits,
        );
      case "refused":
        return texts.fitRefused(who, found.tried);
      case "until":
        return texts.fitUntil(who, timeOf(found.path), found.path);
      case "from":
        return texts.fitFrom(who, timeOf(found.path), found.path);
      case "partly":
        return texts.fitPartly(who, found.opened, found.tried);
    }
  };
  const idle = nothingFits.value && check.value.state === "none";
  return (
    <div class="key-fit" role="alert">
      <p>{visible(says())}</p>
      {idle && (
        <button type="button" class="small" onClick={() => inBackground(openWhatever())}>
          {texts.openWhatever}
        </button>
      )}
    </div>
  );
}
