import { signal } from "@preact/signals";
import { narrow } from "../../layout/layout.ts";
import { inBackground } from "../../session/background.ts";
import { check, openWhatever } from "../../session/checking.ts";
import { sealedFields } from "../../session/explore/news.ts";
import { forgottenAfter } from "../../session/idle.ts";
import { files, keyFit, keyProblems, keys, nothingFits } from "../../session/state.ts";
import { timeOf } from "../../session/triage.ts";
import { pageTexts } from "../../texts/page.ts";
import { keyTexts as texts } from "../../texts/private-keys.ts";
import { visible } from "../../visible.ts";
import { Icon } from "../shared/Icon.tsx";
import { IconButton } from "../shared/IconButton.tsx";
import { KeyEntry, KeyProblem } from "./KeyEntry.tsx";

/** What was said of the keys when somebody closed the card. */
const dismissed = signal("");

/** That a key is missing, does not match or waits for its passphrase, and what to do: beside the table and never above it. */
export function KeyCard() {
  const found = keyFit.value;
  const problems = keyProblems.value;
  const missing = keys.value.length === 0 && sealedFields.value > 0;
  const needed = missing || (nothingFits.value && check.value.state === "none");
  const about = [
    files.value.length,
    keys.value.map(({ fingerprint }) => fingerprint),
    found?.kind,
    problems.map(({ message }) => message),
  ].join();
  if (!(needed || found || problems.length > 0) || dismissed.value === about) return null;
  const title = missing
    ? texts.encrypted
    : found
      ? nothingFits.value
        ? texts.mismatch
        : texts.partial
      : texts.keyProblem;
  return (
    <section class="key-card" aria-labelledby="key-card-title">
      <header>
        <Icon name="lock" />
        <h2 id="key-card-title">{title}</h2>
        {(!missing || narrow.value) && (
          <IconButton icon="close" label={pageTexts.close} onClick={() => (dismissed.value = about)} />
        )}
      </header>
      {missing && (
        <p>{forgottenAfter.value === null ? texts.encryptedWhat : texts.forgottenWhenIdle(forgottenAfter.value)}</p>
      )}
      {found && (
        <p class="key-fit" role="alert">
          {visible(sayFit(found))}
        </p>
      )}
      <KeyProblem />
      {(needed || found) && <KeyEntry primary />}
      {nothingFits.value && check.value.state === "none" && (
        <button type="button" class="quiet" onClick={() => inBackground(openWhatever())}>
          {texts.continueAnyway}
        </button>
      )}
    </section>
  );
}

/** What a trial of a few records said of the keys, in a sentence. */
function sayFit(found: NonNullable<typeof keyFit.value>): string {
  const held = keys.value.length;
  switch (found.kind) {
    case "size":
      return texts.fitSize(
        keys.value.map(({ bits }) => bits),
        found.sealedForBits,
      );
    case "refused":
      return texts.fitRefused(held, found.tried);
    case "until":
      return texts.fitUntil(held, timeOf(found.path), found.path);
    case "from":
      return texts.fitFrom(held, timeOf(found.path), found.path);
    case "partly":
      return texts.fitPartly(held, found.opened, found.tried);
  }
}
