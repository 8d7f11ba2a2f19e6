/** Pixels that a pointer may move while it presses. */
const SLACK = 4;

/**
 * Follows a pointer that was pressed, until it is let go. `onMove` is told where it is, in pixels of the window, once
 * it moved further than a hand trembles; `onEnd`, whether it was let go there, and not broken off.
 */
export function drag(event: PointerEvent, onMove: (x: number) => void, onEnd: (dropped: boolean) => void): void {
  const element = event.currentTarget;
  if (!(element instanceof HTMLElement) || event.button !== 0) return;
  const begin = event.clientX;
  let moving = false;
  const move = ({ clientX }: PointerEvent) => {
    moving ||= Math.abs(clientX - begin) > SLACK;
    if (moving) onMove(clientX);
  };
  const end = ({ type }: Event) => {
    gone.abort();
    if (moving) onEnd(type === "pointerup");
  };
  const onEscape = (key: KeyboardEvent) => {
    if (key.key === "Escape") end(key);
  };
  const gone = new AbortController();
  const { signal } = gone;
  element.setPointerCapture(event.pointerId);
  element.addEventListener("pointermove", move, { signal });
  element.addEventListener("pointerup", end, { signal });
  element.addEventListener("pointercancel", end, { signal });
  document.addEventListener("keydown", onEscape, { signal });
}
