import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";

interface Properties {
  class: string;
  title: string;
  /** What the button that closes it says. */
  close: string;
  shown: boolean;
  /** It was closed, in whichever way. */
  onClose(): void;
  /** What has the focus first, as a selector; without it, the first thing that can. */
  focus?: string;
  children: ComponentChildren;
}

/**
 * A sheet over the page, with a title and a button that closes it; Esc, and a press beside it, close it too. The browser's own
 * dialog keeps the focus within it, and takes it back to where it was. What is in it is there while it is shown, and no longer.
 */
export function Dialog({ class: className, title, close, shown, onClose, focus, children }: Properties) {
  const dialog = useRef<HTMLDialogElement>(null);
  const pressedBeside = useRef(false);
  const id = useId();

  useLayoutEffect(() => {
    const { current } = dialog;
    if (!current || current.open === shown) return;
    if (!shown) return current.close();
    current.showModal();
    if (focus) current.querySelector<HTMLElement>(focus)?.focus();
  }, [shown, focus]);

  return (
    <dialog
      ref={dialog}
      class={className}
      aria-labelledby={id}
      onClose={onClose}
      // A click beside it hits the dialog itself, for what is in it fills it; but so does one that began in it, where text was
      // selected or something moved from under the pointer.
      onPointerDown={({ target, currentTarget }) => {
        pressedBeside.current = target === currentTarget;
      }}
      onClick={({ target, currentTarget }) => {
        if (target === currentTarget && pressedBeside.current) currentTarget.close();
      }}
    >
      {shown && (
        <div class="dialog-body">
          <div class="dialog-head">
            <h2 id={id}>{title}</h2>
            <button type="button" class="quiet" onClick={() => dialog.current?.close()}>
              {close}
            </button>
          </div>
          {children}
        </div>
      )}
    </dialog>
  );
}
