import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { Outlook } from "../session/messages.ts";
import type { Choices, SavingState } from "../session/saving/save-records.ts";
import { MEMORY_LIMIT, type Way } from "../session/saving/sink.ts";
import { saveTexts } from "../texts/save.ts";
import { SaveStatus } from "./SaveStatus.tsx";

export interface SavePanelProps {
  /** Records in all, those that pass the filter, and the selected ones; and lines that are no records. */
  counts: Record<Choices["records"], number>;
  /** How the file will be kept, or is; `null` while that is being tried. */
  way: Way | null;
  /** Seconds that it takes to open what these choices need; `null` if nobody knows, or nothing has to be opened. */
  estimate(choices: Choices): number | null;
  suggestedName(choices: Choices): string;
  /** What is known of the records of a choice; `null` while nobody knows. */
  outlook(records: Choices["records"]): Outlook | null;
  saving: SavingState;
  /** A key is there. */
  canOpen: boolean;
  onSave(choices: Choices): void;
  onCancel(): void;
  onClose(): void;
}

/**
 * What to save, and in which form; then how far that is, and what came of it. A disclosure and no dialog: a save
 * can take minutes, in which the records can be read on.
 */
export function SavePanel(props: SavePanelProps) {
  const { saving, way, onCancel, onClose } = props;
  const panel = useRef<HTMLElement>(null);
  // What was never chosen follows what there is. It stays while the form gives way to a save that goes on.
  const [chosen, setChosen] = useState<Partial<Choices>>({});
  const title = useId();
  useReturnedFocus(panel);
  return (
    <section
      ref={panel}
      class="save-panel"
      aria-labelledby={title}
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
      }}
    >
      <h2 id={title}>{saveTexts.title}</h2>
      <SaveStatus saving={saving} way={way} onCancel={onCancel} />
      {saving.state !== "saving" && (
        <SaveForm {...props} chosen={chosen} choose={(more) => setChosen({ ...chosen, ...more })} />
      )}
    </section>
  );
}

/** Takes the focus into the panel when it is opened, and back when it is closed. */
function useReturnedFocus(panel: { current: HTMLElement | null }): void {
  useEffect(() => {
    const before = document.activeElement;
    panel.current?.querySelector<HTMLElement>("input:checked, button")?.focus();
    return () => {
      // Whoever went on elsewhere is left there.
      if (document.activeElement === document.body && before instanceof HTMLElement) before.focus();
    };
  }, [panel]);
}

const RECORDS = ["all", "view", "selected"] as const;
/** What the panel offers. Lines that are no records have a button of their own. */
type Offered = (typeof RECORDS)[number];
const FORMS = ["opened", "sealed"] as const;

interface SaveFormProps extends SavePanelProps {
  chosen: Partial<Choices>;
  choose(more: Partial<Choices>): void;
}

function SaveForm({
  counts,
  way,
  estimate,
  suggestedName,
  outlook,
  canOpen,
  onSave,
  onClose,
  chosen,
  choose,
}: SaveFormProps) {
  const filtered = counts.view < counts.all;
  const offered = RECORDS.filter(
    (records) => records === "all" || (records === "view" ? filtered : counts.selected > 0),
  );
  const wanted =
    offered.find((records) => records === chosen.records) ?? (filtered && counts.view > 0 ? "view" : "all");
  const choices: Choices & { records: Offered } = {
    records: wanted,
    form: canOpen ? (chosen.form ?? "opened") : "sealed",
    gzip: chosen.gzip ?? false,
  };
  const known = outlook(choices.records);
  const seconds = choices.form === "opened" ? estimate(choices) : null;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSave(choices);
      }}
    >
      <div class="save-choices">
        <fieldset>
          <legend>{saveTexts.which}</legend>
          {offered.map((records) => (
            <label key={records}>
              <input
                type="radio"
                name="save-records"
                checked={choices.records === records}
                onChange={() => choose({ records })}
              />
              <span>{saveTexts[records](counts[records])}</span>
            </label>
          ))}
        </fieldset>
        <fieldset>
          <legend>{saveTexts.form}</legend>
          {FORMS.map((form) => (
            <label key={form}>
              <input
                type="radio"
                name="save-form"
                disabled={form === "opened" && !canOpen}
                checked={choices.form === form}
                onChange={() => choose({ form })}
              />
              <span>
                {saveTexts[form]}
                <small>
                  {form === "sealed" ? saveTexts.sealedWhat : canOpen ? saveTexts.openedWhat : saveTexts.keyNeeded}
                  {form === "opened" && canOpen && known && ` ${saveTexts.outlook(known)}`}
                </small>
              </span>
            </label>
          ))}
        </fieldset>
        <fieldset>
          <legend>{saveTexts.file}</legend>
          <p>
            <code class="path">{suggestedName(choices)}</code>
          </p>
          <label>
            <input
              type="checkbox"
              name="save-gzip"
              checked={choices.gzip}
              onChange={(event) => choose({ gzip: event.currentTarget.checked })}
            />
            <span>{saveTexts.gzip}</span>
          </label>
          <p class="note">
            {way && (way === "memory" ? saveTexts.kept.memory(MEMORY_LIMIT) : saveTexts.kept[way])}
            {seconds !== null && ` ${saveTexts.takes(seconds)}`}
          </p>
        </fieldset>
      </div>
      <div class="buttons">
        <button type="submit" class="primary" disabled={counts[choices.records] === 0}>
          {saveTexts.start}
        </button>
        <button type="button" onClick={onClose}>
          {saveTexts.close}
        </button>
      </div>
    </form>
  );
}
