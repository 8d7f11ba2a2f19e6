import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { type MenuName, openMenu } from "../../layout/menus.ts";

interface Properties {
  name: MenuName;
  /** What its button shows, and what it is called if that is not enough. */
  label: ComponentChildren;
  title?: string;
  /** What its panel is called. */
  panel: string;
  class?: string;
  /** The edge of the button that the panel lies at. */
  align?: "start" | "end";
  /** On the side of the button where there is room. */
  up?: boolean;
  children: () => ComponentChildren;
}

/** A button, and a panel that it opens over what is there: nothing moves. Esc, and a press elsewhere, close it. */
export function Menu({
  name,
  label,
  title,
  panel,
  class: className = "",
  align = "start",
  up = false,
  children,
}: Properties) {
  const isOpen = openMenu.value === name;
  const whole = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();

  useLayoutEffect(() => {
    if (!isOpen) return;
    const first = whole.current?.querySelector<HTMLElement>(
      ".menu-panel :is(button, input:not([type=file]), select, textarea, summary, a)",
    );
    (first ?? whole.current?.querySelector<HTMLElement>(".menu-panel"))?.focus();
    const outside = ({ target }: Event) => {
      // What was pressed may be gone already, with what it did.
      if (!(target instanceof Node) || !target.isConnected || whole.current?.contains(target)) return;
      if (openMenu.value === name) openMenu.value = null;
    };
    // What had the focus in the panel can be gone, as a key that was removed.
    const onEscape = ({ key }: KeyboardEvent) => {
      if (key !== "Escape" || document.activeElement !== document.body) return;
      openMenu.value = null;
      button.current?.focus();
    };
    document.addEventListener("keydown", onEscape);
    document.addEventListener("pointerdown", outside);
    document.addEventListener("focusin", outside);
    return () => {
      document.removeEventListener("keydown", onEscape);
      document.removeEventListener("pointerdown", outside);
      document.removeEventListener("focusin", outside);
      // What had the focus is gone with the panel.
      if (document.activeElement === document.body) button.current?.focus();
    };
  }, [isOpen, name]);

  // One that is gone is not open where it comes again.
  useLayoutEffect(
    () => () => {
      if (openMenu.peek() === name) openMenu.value = null;
    },
    [name],
  );

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !isOpen) return;
    event.stopPropagation();
    openMenu.value = null;
    button.current?.focus();
  };

  return (
    <div ref={whole} class={`menu ${className}`} onKeyDown={onKeyDown}>
      <button
        ref={button}
        type="button"
        class="menu-button"
        aria-expanded={isOpen}
        aria-controls={id}
        {...(title !== undefined && { title, "aria-label": title })}
        onClick={() => (openMenu.value = isOpen ? null : name)}
      >
        {label}
      </button>
      {isOpen && (
        <div id={id} class={`menu-panel ${align}${up ? " up" : ""}`} role="group" aria-label={panel} tabIndex={-1}>
          {children()}
        </div>
      )}
    </div>
  );
}
