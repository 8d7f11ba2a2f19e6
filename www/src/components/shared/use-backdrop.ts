import type { RefObject } from "preact";
import { useRef } from "preact/hooks";

/**
 * What closes a dialog that is pressed beside. A click beside it hits the dialog itself, for what is in it fills it; but so
 * does one that began in it, where text was selected or something moved from under the pointer.
 */
export function useBackdrop(dialog: RefObject<HTMLDialogElement | null>) {
  const pressedBeside = useRef(false);
  return {
    onPointerDown: (event: PointerEvent) => {
      pressedBeside.current = event.target === dialog.current;
    },
    onClick: (event: MouseEvent) => {
      if (event.target === dialog.current && pressedBeside.current) dialog.current?.close();
    },
  };
}
