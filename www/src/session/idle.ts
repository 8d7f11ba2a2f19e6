// Forgets the keys when nobody is there: after an idle time, and when the page is left.

import { effect, signal } from "@preact/signals";
import { inBackground } from "./background.ts";
import { forgetKeys } from "./private-keys.ts";
import { busy, keys } from "./state.ts";

/** Minutes that can be chosen; 0 is never. */
export const IDLE_CHOICES = [5, 15, 60, 0];
/** Minutes without a key pressed or the pointer used, and without work going on, until keys are forgotten. */
export const idleMinutes = signal(15);
/** After so many minutes keys were forgotten because it was idle; `null` if they were not. */
export const forgottenAfter = signal<number | null>(null);

let timer: ReturnType<typeof setTimeout> | undefined;

function beginAnew(): void {
  clearTimeout(timer);
  timer = undefined;
  if (idleMinutes.value === 0 || keys.value.length === 0 || busy.value) return;
  const minutes = idleMinutes.value;
  timer = setTimeout(() => {
    forgottenAfter.value = minutes;
    inBackground(forgetKeys());
  }, minutes * 60_000);
}

/** Begins to watch for idle. */
export function watchIdle(): void {
  // Anew with each change of what it reads: the choice, the keys, the work.
  effect(beginAnew);
  effect(() => {
    if (keys.value.length > 0) forgottenAfter.value = null;
  });
  for (const event of ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"]) {
    addEventListener(event, beginAnew, { passive: true });
  }
  // A page that is left can be kept, frozen with all it has, for going back to it.
  addEventListener("pagehide", () => inBackground(forgetKeys()));
}
