// How fine the browser's clock is: some tell time in whole milliseconds, so that nobody can be timed by it.

/** Steps of the clock that are looked at. */
const STEPS = 3;
/** Looks at it, at most: as many as a clock of 1 ms needs many times over. */
const LOOKS = 1_000_000;

/** Milliseconds between two times that the clock can tell apart. */
export function clockStep(now: () => number): number {
  let least = Number.POSITIVE_INFINITY;
  let last = now();
  for (let looks = 0, steps = 0; looks < LOOKS && steps < STEPS; looks++) {
    const time = now();
    if (time === last) continue;
    least = Math.min(least, time - last);
    last = time;
    steps++;
  }
  return least;
}

/** Parts of an operation that a clock has to tell apart for its time to mean something. */
const PARTS = 5;

/** What a measure by such a clock is worth: the same, or nothing where the clock is too coarse for it. */
export const worthTelling = (milliseconds: number | undefined, step: number): number | undefined =>
  milliseconds !== undefined && milliseconds >= PARTS * step && milliseconds >= 0.05 ? milliseconds : undefined;
