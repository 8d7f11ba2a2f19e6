// What a run says of how long unwrapping takes. Pure, so that it can be tested without a clock.
import type { RunNews } from "../protocol/runs.ts";

/** Private operations from which on a measure is one. */
const ENOUGH = 20;

/**
 * Seconds of one worker for a sealed field whose content key is not known, by a run that is over; `null` if it
 * unwrapped too little to say. Counts the workers' own time alone: how long a run takes in all says little of what
 * another takes, for a small one mostly waits for files.
 */
export function secondsPerField({ records, total, privateOperations, toUnwrap, workSeconds }: RunNews): number | null {
  if (records < total || toUnwrap === 0 || privateOperations < ENOUGH || workSeconds <= 0) return null;
  return workSeconds / toUnwrap;
}
