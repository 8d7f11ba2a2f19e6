import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { inBackground } from "../../session/background.ts";
import {
  isMasking,
  MASK_KINDS,
  maskKinds,
  patternProblem,
  patternText,
  preview,
  showPreview,
} from "../../session/exporting.ts";
import { exportTexts as texts } from "../../texts/export.ts";
import { visible } from "../../visible.ts";
import { Group } from "./Group.tsx";

/** What is hidden in the file, and what that means for the record that is selected. */
export function Masks() {
  const problem = patternProblem.value;
  const [hint, why] = [useId(), useId()];
  // Only at first: what is typed into must not close.
  const [isOpen] = useState(patternText.value !== "");
  return (
    <Group title={texts.hide}>
      <div class="export-choices">
        {MASK_KINDS.map((kind) => (
          <label key={kind}>
            <input
              type="checkbox"
              name="export-mask"
              value={kind}
              checked={maskKinds.value.includes(kind)}
              onChange={(event) => {
                const isWanted = event.currentTarget.checked;
                maskKinds.value = MASK_KINDS.filter((each) =>
                  each === kind ? isWanted : maskKinds.value.includes(each),
                );
              }}
            />
            <span>{texts.kinds[kind]}</span>
          </label>
        ))}
      </div>
      <details open={isOpen}>
        <summary>{texts.patterns}</summary>
        <textarea
          name="export-patterns"
          aria-label={texts.patterns}
          rows={2}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          value={patternText.value}
          aria-invalid={problem !== null}
          aria-describedby={problem ? why : hint}
          onInput={(event) => (patternText.value = event.currentTarget.value)}
        />
        <p id={why} class="problem" role="status">
          {problem && texts.patternProblem(problem.line, visible(problem.message))}
        </p>
        {!problem && (
          <p id={hint} class="note">
            {texts.patternsHint}
          </p>
        )}
      </details>
      {isMasking.value && (
        <>
          <p class="note">{texts.notFound}</p>
          <button type="button" disabled={problem !== null} onClick={() => inBackground(showPreview())}>
            {texts.show}
          </button>
        </>
      )}
      <div role="status">
        <Preview />
      </div>
    </Group>
  );
}

function Preview() {
  const shown = preview.value;
  const place = useRef<HTMLDivElement>(null);
  // The button of the dialog may stand over it.
  useLayoutEffect(() => place.current?.scrollIntoView({ block: "nearest" }), [shown]);
  if (!shown) return null;
  if ("problem" in shown) return <p class="problem">{shown.problem}</p>;
  const { masked } = shown;
  return (
    <div ref={place} class="mask-preview">
      <p>
        {texts.shown(shown.place, masked.counts)} {texts.cut(masked)}
      </p>
      {masked.texts.map(({ field, parts }) => (
        <figure key={field}>
          <figcaption>{visible(texts.shownOf(field))}</figcaption>
          <pre>
            {parts.map(({ text, isMask }, at) => (isMask ? <mark key={at}>{visible(text)}</mark> : visible(text)))}
          </pre>
        </figure>
      ))}
    </div>
  );
}
