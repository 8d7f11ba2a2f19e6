// Parts of a filter that are put in and taken out as a whole.

/** Where a term stands in a filter by itself. */
function find(filter: string, term: string): [start: number, end: number] | null {
  const [text, wanted] = [filter.toLowerCase(), term.toLowerCase()];
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    const end = at + wanted.length;
    const isWhole = /^$|\s/.test(text.charAt(at - 1)) && /^$|\s/.test(text.charAt(end));
    // Beside `or` or `not` it says something else.
    const before = /(?:^|\s)(or|not)\s+$/.test(text.slice(0, at));
    const after = /^\s+or(?:\s|$)/.test(text.slice(end));
    if (isWhole && !before && !after) return [at, end];
  }
  return null;
}

/** Whether a filter asks for this, as one of several conditions that all hold. */
export const hasTerm = (filter: string, term: string): boolean => find(filter, term) !== null;

/** A filter that asks for this too, or no longer. */
export function withTerm(filter: string, term: string, asked: boolean): string {
  const place = find(filter, term);
  if (asked === (place !== null)) return filter;
  if (place)
    return [filter.slice(0, place[0]).trim(), filter.slice(place[1]).trim()].filter((part) => part !== "").join(" ");
  const rest = filter.trim();
  if (rest === "") return term;
  return /\sor\s/i.test(rest) ? `(${rest}) ${term}` : `${rest} ${term}`;
}
