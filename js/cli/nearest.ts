// Names that were nearly right.

/** How many letters must be added, left out or changed to make one word of the other (Levenshtein's distance). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      const change = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(change, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The name that was probably meant: one that begins so, or differs by a letter or two. */
export function nearest(given: string, names: readonly string[]): string | undefined {
  const begins = given.length >= 2 ? names.filter((name) => name.startsWith(given)) : [];
  if (begins.length === 1) return begins[0];
  const [best] = names.map((name) => ({ name, far: distance(given, name) })).sort((a, b) => a.far - b.far);
  return best && best.far <= Math.min(2, Math.floor(given.length / 2)) ? best.name : undefined;
}
