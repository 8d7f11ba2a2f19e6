import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { filterInForce } from "../../session/explore/filter.ts";
import { nameOf, outlookOf, secondsOf } from "../../session/save.ts";
import type { Choices } from "../../session/saving/save-records.ts";
import { MEMORY_LIMIT, type Way } from "../../session/saving/sink.ts";
import { saveTexts as texts } from "../../texts/save.ts";
import { visible } from "../../visible.ts";
import { exportChoice } from "./choice.ts";

const RECORDS = ["all", "view", "selected", "rejected"] as const;
const FORMS = ["opened", "sealed"] as const;

export interface FormProperties {
  /** Records in all, those that match the filter, and the selected ones; and lines that are not records. */
  counts: Record<Choices["records"], number>;
  /** How the file will be kept; `null` while that is being tried. */
  way: Way | null;
  /** Every file is whole. */
  complete: boolean;
  /** A key is there, or nothing needs one. */
  canOpen: boolean;
  /** Some field is encrypted. */
  encrypted: boolean;
  onSave(choices: Choices): void;
}

/** What is offered, and what of it is chosen if nobody chose: what was selected, else what matches, else all. */
function choicesOf({ counts, canOpen }: FormProperties): { offered: Choices["records"][]; choices: Choices } {
  const filtered = counts.view < counts.all;
  const isOffered = {
    all: counts.all > 0,
    view: filtered,
    selected: counts.selected > 0,
    rejected: counts.rejected > 0,
  };
  const offered = RECORDS.filter((records) => isOffered[records]);
  const { records: wanted, form, gzip = false } = exportChoice.value;
  const usual =
    counts.selected > 0 ? "selected" : filtered && counts.view > 0 ? "view" : counts.all > 0 ? "all" : "rejected";
  const records = offered.find((each) => each === wanted) ?? usual;
  return {
    offered,
    choices: { records, form: records === "rejected" || !canOpen ? "sealed" : (form ?? "opened"), gzip },
  };
}

/** Which records, in which form, and in which file. */
export function ExportForm(properties: FormProperties) {
  const { counts, way, complete, canOpen, encrypted, onSave } = properties;
  const { offered, choices } = choicesOf(properties);
  const choose = (more: Partial<Choices>) => (exportChoice.value = { ...exportChoice.value, ...more });
  const known = encrypted && choices.records !== "rejected" ? outlookOf(choices.records) : null;
  const seconds = choices.form === "opened" ? secondsOf(choices) : null;
  const number = counts[choices.records];
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSave(choices);
      }}
    >
      <Group title={texts.which}>
        {offered.map((records) => (
          <label key={records}>
            <input
              type="radio"
              name="export-records"
              value={records}
              checked={choices.records === records}
              onChange={() => choose({ records })}
            />
            <span>
              {texts[records](counts[records])}
              {records === "rejected" && <small>{texts.rejectedWhat}</small>}
              {records === "view" && <small>{visible(texts.viewWhat(filterInForce.value))}</small>}
            </span>
          </label>
        ))}
      </Group>
      {choices.records !== "rejected" && encrypted && (
        <Group title={texts.form}>
          {FORMS.map((form) => (
            <label key={form}>
              <input
                type="radio"
                name="export-form"
                value={form}
                disabled={form === "opened" && !canOpen}
                checked={choices.form === form}
                onChange={() => choose({ form })}
              />
              <span>
                {texts[form]}
                <small>
                  {form === "sealed" ? texts.sealedWhat : canOpen ? texts.openedWhat : texts.keyNeeded}
                  {form === "opened" && canOpen && known && ` ${texts.outlook(known)}`}
                </small>
              </span>
            </label>
          ))}
        </Group>
      )}
      <Group title={texts.file}>
        <p>
          <code class="path">{nameOf(choices)}</code>
        </p>
        {!complete && choices.records !== "rejected" && <p class="warning">{texts.incomplete}</p>}
        <label>
          <input
            type="checkbox"
            name="export-gzip"
            checked={choices.gzip}
            onChange={(event) => choose({ gzip: event.currentTarget.checked })}
          />
          <span>{texts.gzip}</span>
        </label>
        <p class="note way">
          {way && (way === "memory" ? texts.kept.memory(MEMORY_LIMIT) : texts.kept[way])}
          {seconds !== null && ` ${texts.takes(seconds)}`}
        </p>
      </Group>
      <button type="submit" class="primary export-start" disabled={number === 0}>
        {choices.records === "rejected"
          ? texts.startRejected(number)
          : texts.start(number, choices.form === "opened" ? known : null)}
      </button>
    </form>
  );
}

/** Choices that belong together. Not a `fieldset`, whose height is wrong in WebKit when its dialog is shown again. */
function Group({ title, children }: { title: string; children: ComponentChildren }) {
  const id = useId();
  return (
    <div role="group" class="export-group" aria-labelledby={id}>
      <h3 id={id}>{title}</h3>
      {children}
    </div>
  );
}
