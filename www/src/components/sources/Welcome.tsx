import { openMenu } from "../../layout/menus.ts";
import { inBackground } from "../../session/background.ts";
import { forgottenAfter } from "../../session/idle.ts";
import { trySample } from "../../session/sample.ts";
import { keys, makingSample, ownPrices, priceProblem } from "../../session/state.ts";
import { fileTexts } from "../../texts/files.ts";
import { pageTexts as texts } from "../../texts/page.ts";
import { keyTexts } from "../../texts/private-keys.ts";
import { Icon } from "../shared/Icon.tsx";
import { Prices } from "../usage/Prices.tsx";
import { KeyEntry, KeyProblem } from "./KeyEntry.tsx";
import { MakeKeys } from "./MakeKeys.tsx";
import { Picker } from "./Picker.tsx";

/** What records look like once they are decrypted: a picture, of nobody's messages. */
function Example() {
  return (
    <div class="example" aria-hidden="true">
      {texts.example.map(([who, says]) => (
        <p key={who}>
          <span class="who">{who}</span> {says}
        </p>
      ))}
    </div>
  );
}

/** One place for both things that are needed, and the sample for those who have neither at hand. */
export function Welcome() {
  const haveKeys = keys.value.length > 0;
  return (
    <div class="welcome">
      <p class="purpose">{texts.purpose}</p>
      <div class="drop-target">
        <p class="drop-here">{texts.dropHere}</p>
        <div class="both">
          <section aria-labelledby="logs-title">
            <h2 id="logs-title">{texts.logsTitle}</h2>
            <p>{texts.logsWhat}</p>
            <div class="buttons">
              <Picker label={fileTexts.chooseFiles} source="log-files" class="primary" />
              <Picker label={fileTexts.chooseFolder} source="log-folder" />
            </div>
            <p class="note">{fileTexts.folderNote}</p>
          </section>
          <section aria-labelledby="key-title">
            <h2 id="key-title">{texts.keyTitle}</h2>
            {haveKeys ? <p class="have">{fileTexts.filesNeeded}</p> : <p>{texts.keyWhat}</p>}
            {forgottenAfter.value !== null && !haveKeys && (
              <p class="note">{keyTexts.forgottenWhenIdle(forgottenAfter.value)}</p>
            )}
            <KeyEntry />
          </section>
        </div>
        <KeyProblem />
        {(ownPrices.value || priceProblem.value !== null) && <Prices generated={ownPrices.value?.generated ?? null} />}
      </div>
      {!haveKeys && (
        <section class="sample">
          <button type="button" class="primary" onClick={() => inBackground(trySample())} disabled={makingSample.value}>
            {texts.trySample}
          </button>
          <p aria-live="polite">{makingSample.value ? texts.makingSample : texts.trySampleWhat}</p>
        </section>
      )}
      <Example />
      <ul class="trust">
        {texts.trust.map((sentence) => (
          <li key={sentence}>
            <Icon name="shield" />
            {sentence}
          </li>
        ))}
        <li>
          <button type="button" class="link" onClick={() => (openMenu.value = "promise")}>
            {texts.check}
          </button>
        </li>
      </ul>
      <MakeKeys />
    </div>
  );
}
