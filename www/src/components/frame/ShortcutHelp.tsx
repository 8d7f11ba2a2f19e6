import { Fragment } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { KEYS, type Place, pageAction, pageKeys } from "../../keys.ts";
import { caps, shortcutTexts as texts } from "../../texts/shortcuts.ts";
import { useBackdrop } from "../shared/use-backdrop.ts";

/** A button that shows all keys, and so does the key for it. */
export function ShortcutHelp() {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  const backdrop = useBackdrop(dialog);
  // It takes the focus back to where it was when it closes.
  const show = () => dialog.current?.showModal();

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (pageAction(event) !== "help") return;
      event.preventDefault();
      show();
    };
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, []);

  return (
    <>
      <button
        type="button"
        class="show-keys"
        aria-label={texts.show}
        title={texts.show}
        aria-haspopup="dialog"
        onClick={show}
      >
        ?
      </button>
      <dialog ref={dialog} class="key-help" aria-labelledby={title} {...backdrop}>
        <div class="key-help-body">
          <div class="dialog-head">
            <h2 id={title}>{texts.title}</h2>
            <button type="button" class="quiet" onClick={() => dialog.current?.close()}>
              {texts.close}
            </button>
          </div>
          <div class="key-places">
            {(Object.keys(KEYS) as Place[]).map((place) => (
              <KeysOf key={place} place={place} />
            ))}
          </div>
          <label>
            <input
              type="checkbox"
              checked={pageKeys.value}
              onChange={(event) => (pageKeys.value = event.currentTarget.checked)}
            />
            {texts.pageKeys}
          </label>
        </div>
      </dialog>
    </>
  );
}

function KeysOf({ place }: { place: Place }) {
  const does: Record<string, string> = texts.does[place];
  return (
    <section>
      <h3>{texts.places[place]}</h3>
      <dl>
        {Object.entries<readonly string[]>(KEYS[place]).map(([action, keys]) => (
          <div key={action} data-keys={[place, action, ...keys].join(" ")}>
            <dt>
              <Keys keys={keys.map(caps)} />
            </dt>
            <dd>{does[action]}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Keys that do the same, or the same in different directions. What is held down with each of them stands there once. */
function Keys({ keys }: { keys: readonly string[][] }) {
  return (
    <>
      {keys[0]?.slice(0, -1).map((cap) => (
        <span key={cap}>
          <kbd>{cap}</kbd> +
        </span>
      ))}
      {keys.map((each, i) => (
        <Fragment key={each.join()}>
          {i > 0 && <span class="unseen"> {texts.or} </span>}
          <kbd>{each.at(-1)}</kbd>
        </Fragment>
      ))}
    </>
  );
}
