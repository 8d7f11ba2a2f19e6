// Ctrl-C, and whatever else asks the tool to end: nothing half-written is left.
import { EXIT } from "./failure.ts";
import { removeUnfinished } from "./output.ts";
import type { Voice } from "./voice.ts";

/** Ends the process when it is asked to, after removing what is not whole. */
export function endOnSignals(voice: Voice, whatIsLeft: string): void {
  const end = () => {
    removeUnfinished();
    voice.say(`Interrupted. ${whatIsLeft}`);
    process.exit(EXIT.interrupted);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, end);
}
