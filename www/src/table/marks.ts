/** The most records that can be marked: each is a number in a set, and is opened by itself when it is saved. */
export const MOST_MARKED = 10_000;

/** With the record marked if it was not, and the other way round; `null` if there would be too many. */
export function toggled(marked: ReadonlySet<number>, record: number): Set<number> | null {
  const result = new Set(marked);
  if (!result.delete(record)) result.add(record);
  return result.size > MOST_MARKED ? null : result;
}

/** With all of these marked; `null` if there would be too many. */
export function joined(marked: ReadonlySet<number>, records: Iterable<number>): Set<number> | null {
  const result = new Set(marked);
  for (const record of records) result.add(record);
  return result.size > MOST_MARKED ? null : result;
}
