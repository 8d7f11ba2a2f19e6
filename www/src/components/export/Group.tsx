import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

/** Choices that belong together. Not a `fieldset`, whose height is wrong in WebKit when its dialog is shown again. */
export function Group({ title, children }: { title: string; children: ComponentChildren }) {
  const id = useId();
  return (
    <div role="group" class="export-group" aria-labelledby={id}>
      <h3 id={id}>{title}</h3>
      {children}
    </div>
  );
}
