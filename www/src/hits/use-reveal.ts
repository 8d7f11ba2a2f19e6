import { effect, untracked } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { type Hit, shownHit } from "../session/explore/hits.ts";

/**
 * Calls a function when a hit was asked for that lies in the texts whose keys begin so: now, and each time. What is folded
 * opens, and what is cut off goes on.
 */
export function useReveal(unit: string | undefined, reveal: (hit: Hit) => void): void {
  const latest = useRef(reveal);
  latest.current = reveal;
  useLayoutEffect(
    () =>
      effect(() => {
        const hit = shownHit.value;
        if (hit && unit !== undefined && hit.unit.startsWith(unit)) untracked(() => latest.current(hit));
      }),
    [unit],
  );
}
