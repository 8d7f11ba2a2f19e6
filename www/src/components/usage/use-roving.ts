import { useRef, useState } from "preact/hooks";
import { actionOf, pressed } from "../../keys.ts";

/** One stop of the Tab key for many elements of a kind, between which the arrow keys go. */
export function useRoving<Whole extends Element & HTMLOrSVGElement = HTMLElement>(count: number, selector: string) {
  const whole = useRef<Whole>(null);
  const [chosen, setChosen] = useState(0);
  const current = Math.max(0, Math.min(chosen, count - 1));
  return {
    whole,
    tabIndex: (at: number) => (at === current ? 0 : -1),
    /** The focus came to this one. */
    at: setChosen,
    onKeyDown(event: KeyboardEvent) {
      const all = [...(whole.current?.querySelectorAll<HTMLElement | SVGElement>(selector) ?? [])];
      const at = all.indexOf(event.target as HTMLElement);
      if (at < 0) return;
      const to = placeAfter(event, at, all.length);
      if (to === undefined) return;
      event.preventDefault();
      all[to]?.focus();
    },
  };
}

function placeAfter(event: KeyboardEvent, at: number, count: number): number | undefined {
  const action = actionOf("usage", pressed(event));
  if (action === "previous") return Math.max(0, at - 1);
  if (action === "next") return Math.min(count - 1, at + 1);
  if (action !== "ends") return undefined;
  return event.key === "Home" ? 0 : count - 1;
}
