import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { useReveal } from "../../hits/use-reveal.ts";
import { printing } from "../../layout/printing.ts";

interface Properties {
  label: ComponentChildren;
  /** What of it is seen while it is closed, in the same line. */
  preview?: string | undefined;
  class?: string;
  /** What the keys of the texts in it begin with: it opens for a hit in one of them. */
  unit?: string | undefined;
  children: () => ComponentChildren;
}

/** A line that opens. What is in it exists only while it is open. */
export function Fold({ label, preview, class: className = "", unit, children }: Properties) {
  const [asked, setOpen] = useState(false);
  useReveal(unit, () => setOpen(true));
  const isOpen = asked || printing.value;
  return (
    <div class={`fold ${className}`}>
      <button type="button" class="fold-line" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <span class="fold-label">{label}</span>
        {!isOpen && preview !== undefined && <span class="fold-preview">{preview}</span>}
      </button>
      {isOpen && children()}
    </div>
  );
}
