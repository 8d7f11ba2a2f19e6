import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { bytes } from "../../texts/format.ts";
import { pageTexts as texts } from "../../texts/page.ts";

/** Characters that are added at once: more of them, on one line, keep a browser busy for seconds. */
const MOST = 1 << 18;

interface Properties {
  text: string;
  /** Characters that are shown at first. */
  first: number;
  /** Characters that are added at once, if not as many as of a text in one element. */
  step?: number;
  children: (text: string) => ComponentChildren;
}

/** The beginning of a text, and on demand the rest. */
export function Clipped({ text, first, step = MOST, children }: Properties) {
  const [asked, setAsked] = useState<{ of: string; shown: number }>();
  const shown = asked?.of === text ? asked.shown : first;
  const left = text.length - shown;
  if (left <= 0) return <>{children(text)}</>;
  return (
    <>
      {children(`${text.slice(0, shown)}…`)}
      <button type="button" class="quiet" onClick={() => setAsked({ of: text, shown: shown + Math.min(left, step) })}>
        {left <= step ? texts.showAll(bytes(text.length)) : texts.showPart(bytes(step), bytes(text.length))}
      </button>
    </>
  );
}
