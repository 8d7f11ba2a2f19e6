import { useRef, useState } from "preact/hooks";
import { inBackground } from "../../session/background.ts";
import { forgetRecipient, recipient, recipientProblem, takeRecipient } from "../../session/exporting.ts";
import { exportTexts as texts } from "../../texts/export.ts";
import { Group } from "./Group.tsx";

/** Takes the public key for which records are sealed again: by file, or pasted. */
export function RecipientEntry() {
  const file = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState("");
  const held = recipient.value;
  if (held)
    return (
      <Group title={texts.publicKey}>
        <p class="buttons">
          <code class="recipient">{texts.key(held)}</code>
          <button type="button" class="quiet" onClick={forgetRecipient}>
            {texts.change}
          </button>
        </p>
        <p class="note">{texts.compare}</p>
      </Group>
    );
  const take = (source: File | string) => {
    setTyped("");
    inBackground(takeRecipient(source));
  };
  return (
    <Group title={texts.publicKey}>
      <p class="note">{texts.publicKeyWhat}</p>
      <input
        ref={file}
        type="file"
        class="hidden-input"
        name="recipient-file"
        aria-hidden="true"
        tabIndex={-1}
        onChange={(event) => {
          const [chosen] = event.currentTarget.files ?? [];
          if (chosen) take(chosen);
          event.currentTarget.value = "";
        }}
      />
      <button type="button" onClick={() => file.current?.click()}>
        {texts.choose}
      </button>
      <label class="export-field">
        <span>{texts.paste}</span>
        <textarea
          name="recipient"
          rows={2}
          placeholder={texts.pasteHint}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      </label>
      {typed.trim() !== "" && (
        <button type="button" onClick={() => take(typed)}>
          {texts.use}
        </button>
      )}
      <p class="problem" role="status">
        {recipientProblem.value}
      </p>
    </Group>
  );
}
