// What tables have in common: medians and ranges of runs that are taken in alternation.

export const round = (number, digits = 2) => (number === undefined ? undefined : Number(number.toFixed(digits)));

/** The middle of some numbers. */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The smallest and the largest, as `1.2–1.4`. */
export const range = (numbers, digits = 2) =>
  `${Math.min(...numbers).toFixed(digits)}–${Math.max(...numbers).toFixed(digits)}`;

/** The value below which the given part of the numbers lies, by the nearest rank. */
export function percentile(numbers, part) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)];
}

/**
 * Runs each contender once a round, one after the other, so that a machine whose speed drifts treats all alike.
 * Returns what each gave, by its name, in the order of the rounds.
 */
export async function alternate(contenders, rounds) {
  /** @type {Record<string, any[]>} */
  const came = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  for (let i = 0; i < rounds; i++) {
    for (const [name, run] of Object.entries(contenders)) came[name].push(await run());
  }
  return came;
}
