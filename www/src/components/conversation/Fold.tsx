import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

interface Properties {
  label: ComponentChildren;
  /** What of it is seen while it is closed, in the same line. */
  preview?: string | undefined;
  class?: string;
  children: () => ComponentChildren;
}

/** A line that opens. What is in it exists only while it is open. */
export function Fold({ label, preview, class: className = "", children }: Properties) {
  const [isOpen, setOpen] = useState(false);
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
