import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { inBackground } from "../../session/background.ts";
import { addKeys } from "../../session/give.ts";
import { leaveLocked, unlockKeys } from "../../session/private-keys.ts";
import { keyProblems, type LockedKey } from "../../session/state.ts";
import { keyTexts as texts } from "../../texts/private-keys.ts";
import { visible } from "../../visible.ts";
import { Form } from "../shared/Form.tsx";
import { Picker } from "./Picker.tsx";

/** A whole key was typed or dragged into the field. */
const WHOLE_KEY = /-----BEGIN [^-]+-----[\s\S]+-----END [^-]+-----/;

/** Takes a private key: by file, or pasted. The field never keeps what was put into it. */
export function KeyEntry({ primary = false }: { primary?: boolean }) {
  const [typed, setTyped] = useState(false);
  const take = (field: HTMLTextAreaElement, text = field.value) => {
    field.value = "";
    setTyped(false);
    if (text.trim()) inBackground(addKeys(text));
  };
  return (
    <Form
      class="key-entry"
      onSubmit={({ elements }) => {
        const field = elements.namedItem("key");
        if (field instanceof HTMLTextAreaElement) take(field);
      }}
    >
      <Picker label={texts.choose} source="key-file" class={primary ? "primary" : ""} />
      <label>
        <span>{texts.paste}</span>
        <textarea
          name="key"
          rows={2}
          placeholder={texts.pasteHint}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          onPaste={(event) => {
            // Taken before it gets into the field, where extensions and form savers look.
            event.preventDefault();
            take(event.currentTarget, event.clipboardData?.getData("text/plain") ?? "");
          }}
          onDrop={(event) => {
            if (event.dataTransfer?.types.includes("Files")) return;
            event.preventDefault();
            take(event.currentTarget, event.dataTransfer?.getData("text/plain") ?? "");
          }}
          onInput={(event) => {
            const field = event.currentTarget;
            if (WHOLE_KEY.test(field.value)) take(field);
            else setTyped(field.value !== "");
          }}
        />
      </label>
      {typed && (
        <button type="submit" class="primary">
          {texts.use}
        </button>
      )}
      <p class="note">{texts.cleared}</p>
    </Form>
  );
}

/** What is wrong with what was given last, and the field for a passphrase if a key lacks only that: one key after the other. */
export function KeyProblem() {
  const problems = keyProblems.value;
  const [locked, ...others] = problems.flatMap(({ key }) => key ?? []);
  return (
    <div class="key-problem">
      <div role="alert">
        {problems.map(({ message, key }) => (
          <p class="problem" key={key?.id ?? message}>
            {visible(message)}
          </p>
        ))}
      </div>
      {locked && <Unlock key={locked.id} locked={locked} others={others.length} />}
    </div>
  );
}

function Unlock({ locked, others }: { locked: LockedKey; others: number }) {
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => input.current?.focus(), []);
  return (
    <Form
      class="unlock"
      onSubmit={() => {
        const passphrase = input.current?.value ?? "";
        if (input.current) input.current.value = "";
        inBackground(unlockKeys(locked, passphrase));
      }}
    >
      <label>
        <span>
          {locked.name === "" ? texts.passphrase : texts.passphraseOf} <bdi>{locked.name}</bdi>
        </span>
        <input ref={input} type="password" name="passphrase" autocomplete="off" spellcheck={false} />
      </label>
      <button type="submit" class="primary">
        {texts.unlock}
      </button>
      <button type="button" onClick={() => inBackground(leaveLocked(locked))}>
        {texts.leaveLocked}
      </button>
      {others > 0 && <p class="note">{texts.moreLocked(others)}</p>}
    </Form>
  );
}
