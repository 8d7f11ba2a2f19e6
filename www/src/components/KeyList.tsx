import { inBackground } from "../session/background.ts";
import { forgotten, IDLE_CHOICES, idleMinutes } from "../session/idle.ts";
import { forgetKeys } from "../session/session.ts";
import { keys, keyUsage } from "../session/state.ts";
import { fingerprint, texts } from "../texts.ts";

/** The keys that are held, told by size and fingerprint, and the way to let them go. */
export function KeyList() {
  if (keys.value.length === 0) {
    return <span class="chip none">{forgotten.value ? texts.forgottenWhenIdle : texts.noKey}</span>;
  }
  return (
    <span class="key-list">
      {keys.value.map((key) => (
        <span class="chip key" key={key.fingerprint} title={texts.keyFingerprint(key.fingerprint)}>
          {texts.key(key.bits)} <code>{fingerprint(key.fingerprint)}</code>
          {keys.value.length > 1 &&
            keyUsage.value.has(key.fingerprint) &&
            ` · ${texts.fields(keyUsage.value.get(key.fingerprint) ?? 0)}`}
        </span>
      ))}
      <button type="button" class="small" onClick={() => inBackground(forgetKeys())}>
        {texts.forgetKeys(keys.value.length)}
      </button>
      <label class="idle">
        <span>{texts.idle}</span>
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
        </select>
      </label>
    </span>
  );
}
