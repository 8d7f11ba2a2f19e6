import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { recordTexts as texts } from "../../texts/record.ts";
import { Fields } from "./Fields.tsx";
import { LongText } from "./LongText.tsx";
import type { Shown } from "./RecordPane.tsx";

/** The ways to look at a record, in order. Each is given the record and shows it. */
const VIEWS: Record<keyof typeof texts.tabs, (shown: Shown) => ComponentChildren> = {
  fields: ({ record }) => <Fields record={record} />,
  raw: ({ record }) => <LongText text={record.text} />,
};
type ViewName = keyof typeof VIEWS;
const NAMES = Object.keys(VIEWS) as ViewName[];

/** The view that is shown: of the next record as well. */
const current = signal<ViewName>("fields");

/** A record in one of several ways. */
export function RecordTabs(shown: Shown) {
  const id = useId();
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const next = NAMES[(NAMES.indexOf(current.value) + by + NAMES.length) % NAMES.length];
    if (!next) return;
    current.value = next;
    document.getElementById(`${id}-${next}`)?.focus();
  };
  return (
    <>
      <div class="tabs" role="tablist" aria-label={texts.views} onKeyDown={onKeyDown}>
        {NAMES.map((name) => (
          <button
            key={name}
            id={`${id}-${name}`}
            type="button"
            role="tab"
            aria-selected={current.value === name}
            aria-controls={`${id}-panel`}
            tabIndex={current.value === name ? 0 : -1}
            onClick={() => (current.value = name)}
          >
            {texts.tabs[name]}
          </button>
        ))}
      </div>
      <div
        id={`${id}-panel`}
        class="record-body"
        role="tabpanel"
        aria-labelledby={`${id}-${current.value}`}
        tabIndex={0}
        // Another record, and another view, begin at their beginning.
        key={`${current.value} ${shown.generation}`}
      >
        {VIEWS[current.value](shown)}
      </div>
    </>
  );
}
