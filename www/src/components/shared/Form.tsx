import type { ComponentChildren } from "preact";

interface Properties {
  class?: string;
  onSubmit(form: HTMLFormElement): void;
  children: ComponentChildren;
}

/**
 * Fields with a button that does something with them. The page's frame is not allowed to submit forms, for it sends nothing
 * anywhere, so no form there is ever told of that: the click counts, which browsers also make of Enter in a field.
 */
export function Form({ class: className, onSubmit, children }: Properties) {
  return (
    <form
      {...(className ? { class: className } : {})}
      onClick={(event) => {
        const button = event.target instanceof Element ? event.target.closest("button") : null;
        if (button?.type !== "submit" || button.disabled) return;
        event.preventDefault();
        if (event.currentTarget.reportValidity()) onSubmit(event.currentTarget);
      }}
    >
      {children}
    </form>
  );
}
