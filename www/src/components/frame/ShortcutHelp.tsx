import { Fragment } from "preact";
import { useEffect, useState } from "preact/hooks";
import { KEYS, type Place, pageAction, pageKeys } from "../../keys.ts";
import { caps, shortcutTexts as texts } from "../../texts/shortcuts.ts";
import { Dialog } from "../shared/Dialog.tsx";

/** A button that shows all keys, and so does the key for it. */
export function ShortcutHelp() {
  const [shown, setShown] = useState(false);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (pageAction(event) !== "help") return;
      event.preventDefault();
      setShown(true);
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
        onClick={() => setShown(true)}
      >
        ?
      </button>
      <Dialog class="key-help" title={texts.title} close={texts.close} shown={shown} onClose={() => setShown(false)}>
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
      </Dialog>
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
