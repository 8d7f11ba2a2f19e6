import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { useReveal } from "../../hits/use-reveal.ts";
import { utf8Bytes } from "../../json/tokens.ts";
import { printing } from "../../layout/printing.ts";
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
  /** The key of a text, of which this one begins `at` this place: it goes on for a hit in it. */
  unit?: string | undefined;
  at?: number;
  children: (text: string) => ComponentChildren;
}

/** The beginning of a text, and on demand the rest. */
export function Clipped({ text, first, step = MOST, unit, at = 0, children }: Properties) {
  const [asked, setAsked] = useState<{ of: string; shown: number }>();
  const shown = printing.value ? text.length : asked?.of === text ? asked.shown : first;
  useReveal(unit, (hit) => {
    const [start, end] = [hit.start - at, Math.min(hit.end - at, text.length)];
    if (hit.unit === unit && start >= 0 && start < text.length && end > shown)
      setAsked({ of: text, shown: shown + Math.ceil((end - shown) / step) * step });
  });
  const left = text.length - shown;
  if (left <= 0) return <>{children(text)}</>;
  return (
    <>
      {children(`${text.slice(0, shown)}…`)}
      <button type="button" class="quiet" onClick={() => setAsked({ of: text, shown: shown + Math.min(left, step) })}>
        {left <= step ? texts.showAll(bytes(utf8Bytes(text))) : texts.showPart(bytes(step), bytes(utf8Bytes(text)))}
      </button>
    </>
  );
}
