import { useEffect, useRef } from "preact/hooks";
import { narrow } from "../../layout/layout.ts";
import { openMenu } from "../../layout/menus.ts";
import { inBackground } from "../../session/background.ts";
import { check } from "../../session/checking.ts";
import { sealedFields } from "../../session/explore/news.ts";
import { forgottenAfter, IDLE_CHOICES, idleMinutes } from "../../session/idle.ts";
import { forgetKey, forgetKeys } from "../../session/private-keys.ts";
import { files, type HeldKey, keyFit, keys, keyUsage, nothingFits } from "../../session/state.ts";
import { fingerprint, shortFingerprint } from "../../texts/format.ts";
import { keyTexts as texts } from "../../texts/private-keys.ts";
import { visible } from "../../visible.ts";
import { Menu } from "../shared/Menu.tsx";
import { KeyEntry } from "./KeyEntry.tsx";

/** The keys that are held; in its panel each of them, the way to add one, and when they are forgotten. */
export function KeysMenu() {
  const held = keys.value;
  const [first] = held;
  const opens = fit();
  const alone = held.length === 1 && !narrow.value;
  const label = !first ? texts.noKey : alone ? texts.key(shortFingerprint(first.fingerprint)) : texts.keys(held.length);
  return (
    <Menu
      name="keys"
      class={`keys-menu${first ? " held" : ""}`}
      align={narrow.value ? "end" : "start"}
      panel={texts.menu}
      title={[label, first && opens].filter((part) => part).join(" ")}
      label={
        <>
          <strong>{label}</strong>
          {first && opens !== "" && <span class={nothingFits.value ? "bad" : "soft"}> {opens}</span>}
        </>
      }
    >
      {() => <KeysPanel />}
    </Menu>
  );
}

/** What the keys decrypt, as far as that is known. */
function fit(): string {
  if (files.value.length === 0 || sealedFields.value === 0) return "";
  if (nothingFits.value) return texts.opensNone;
  if (check.value.state === "done") {
    const { sealedRecords, records: checked, total } = check.value.news;
    const opened = checked - sealedRecords;
    return opened === total ? texts.opensAll : opened === 0 ? texts.opensNone : texts.opensSome;
  }
  return keyFit.value ? texts.opensSome : "";
}

function KeysPanel() {
  const held = keys.value;
  const before = useRef(held.length);
  useEffect(() => {
    // A key was added: that is what it was open for.
    if (held.length > before.current) openMenu.value = null;
    before.current = held.length;
  }, [held]);
  return (
    <>
      {held.length > 0 && (
        <ul class="key-list">
          {held.map((key) => (
            <Key key={key.fingerprint} {...key} />
          ))}
        </ul>
      )}
      {held.length > 1 && (
        <button type="button" onClick={() => inBackground(forgetKeys())}>
          {texts.forgetAll}
        </button>
      )}
      {forgottenAfter.value !== null && held.length === 0 && (
        <p class="note">{texts.forgottenWhenIdle(forgottenAfter.value)}</p>
      )}
      <KeyEntry />
      <p class="idle">
        <label>
          <span>{texts.idleBefore}</span>{" "}
          <select
            name="idle"
            value={idleMinutes.value}
            onChange={(event) => (idleMinutes.value = Number(event.currentTarget.value))}
          >
            {IDLE_CHOICES.map((minutes) => (
              <option key={minutes} value={minutes}>
                {texts.idleMinutes(minutes)}
              </option>
            ))}
          </select>{" "}
          <span>{texts.idleAfter}</span>
        </label>
      </p>
    </>
  );
}

function Key({ fingerprint: hex, bits, name: given }: HeldKey) {
  const name = visible(given) || texts.pasted;
  const usage = keyUsage.value.get(hex);
  return (
    <li class="key">
      <div>
        <strong class="path">{name}</strong>
        <p class="soft" title={texts.fingerprint(hex)}>
          {texts.size(bits)} · <code>{fingerprint(hex)}</code>
          {usage !== undefined && ` · ${texts.usage(usage)}`}
        </p>
      </div>
      <button type="button" title={texts.forgetOne(name)} onClick={() => inBackground(forgetKey(hex))}>
        {texts.forget}
        <span class="unseen"> {name}</span>
      </button>
    </li>
  );
}
