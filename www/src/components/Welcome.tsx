import { inBackground } from "../session/background.ts";
import type { Given } from "../session/files.ts";
import { forgotten } from "../session/idle.ts";
import { give, trySample } from "../session/session.ts";
import { keys, makingSample } from "../session/state.ts";
import { texts } from "../texts.ts";
import { KeyEntry, KeyProblem } from "./KeyEntry.tsx";
import { KeyList } from "./KeyList.tsx";
import { MakeKeys } from "./MakeKeys.tsx";
import { Picker } from "./Picker.tsx";

/** Two things are needed: logs and a key. */
export function Welcome() {
  const haveKeys = keys.value.length > 0;
  const takeFiles = (given: Given) => inBackground(give(given));
  return (
    <>
      <div class="cards">
        <section class="card" aria-labelledby="logs-title">
          <h2 id="logs-title">{texts.logsTitle}</h2>
          <p>{texts.logsWhat}</p>
          <div class="buttons">
            <Picker label={texts.chooseFiles} name="log-files" multiple class="primary" onFiles={takeFiles} />
            <Picker label={texts.chooseFolder} name="log-folder" folder onFiles={takeFiles} />
          </div>
          <p class="note">{texts.folderNote}</p>
        </section>
        <section class={haveKeys ? "card done" : "card"} aria-labelledby="key-title">
          <h2 id="key-title">{texts.keyTitle}</h2>
          {haveKeys ? (
            <div class="have">
              <KeyList />
              <p>{texts.filesNeeded}</p>
            </div>
          ) : (
            <p>{texts.keyWhat}</p>
          )}
          {forgotten.value && !haveKeys && <p class="note">{texts.forgottenWhenIdle}</p>}
          <KeyEntry />
          <KeyProblem />
        </section>
      </div>
      <p class="drop-hint">{texts.dropAnywhere}</p>
      {!haveKeys && (
        <section class="sample">
          <button type="button" onClick={() => inBackground(trySample())} disabled={makingSample.value}>
            {texts.trySample}
          </button>
          <p aria-live="polite">{makingSample.value ? texts.makingSample : texts.trySampleWhat}</p>
        </section>
      )}
      <MakeKeys />
    </>
  );
}
