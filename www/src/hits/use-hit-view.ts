import { createContext } from "preact";
import { useContext, useLayoutEffect, useMemo } from "preact/hooks";
import { type HitView, hitView } from "../session/explore/hits.ts";

/** The record that is shown, and its other views. */
export const HitContext = createContext<Pick<HitView, "record" | "others"> | null>(null);

/** Says what the view on the screen shows. `of`: other objects if that is something else. */
export function useHitView(units: HitView["units"], fields: HitView["fields"], of: readonly unknown[]): void {
  const context = useContext(HitContext);
  const own = useMemo(() => context && { ...context, units, fields }, [context, ...of]);
  // At once: a key that is pressed meanwhile would find a record without a view.
  useLayoutEffect(() => {
    hitView.value = own;
    return () => {
      if (hitView.peek() === own) hitView.value = null;
    };
  }, [own]);
}
