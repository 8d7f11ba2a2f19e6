// Which records the keys will open, told from a few of them before all are opened.
import type { Trial } from "../protocol/keys.ts";

/** What a few records say of the keys. */
export type KeyFit =
  /** As far as was tried, everything opens. */
  | { kind: "fits" }
  /** Nothing that was tried opens, for this reason. */
  | { kind: "size"; sealedForBits: number }
  | { kind: "refused"; tried: number }
  /** The files up to this one open, those after it do not; or the other way round. */
  | { kind: "until" | "from"; path: string }
  /** Some open and some do not, in no order. */
  | { kind: "partly"; opened: number; tried: number };

/** Files tried at first, spread over all. */
const SPREAD = 8;

/** Tries the keys on one record of the file with this number. */
type Try = (indexes: number[]) => Promise<Trial[]>;

/**
 * Tries a few of `paths`, which are in the order of time. Where a change of key shows, bisects for the
 * file where it was, which takes a record for each doubling of their number.
 */
export async function triage(paths: readonly string[], attempt: Try): Promise<KeyFit> {
  const last = paths.length - 1;
  const spread = Array.from({ length: Math.min(SPREAD, paths.length) }, (_, i) =>
    Math.round((i * last) / Math.max(SPREAD - 1, 1)),
  );
  const indexes = paths.length <= SPREAD ? paths.map((_, i) => i) : [...new Set(spread)];
  const trials = (await attempt(indexes)).map((trial, i) => ({ trial, index: indexes[i] ?? 0 }));
  const told = trials.filter(({ trial }) => trial.came !== "nothing");
  const opened = told.filter(({ trial }) => trial.came === "opened");
  if (opened.length === told.length) return { kind: "fits" };
  if (opened.length === 0) {
    const sizes = told.flatMap(({ trial }) => (trial.came === "size" ? [trial.sealedForBits] : []));
    const [sealedForBits] = sizes;
    return sealedForBits !== undefined && sizes.length === told.length
      ? { kind: "size", sealedForBits }
      : { kind: "refused", tried: told.length };
  }
  const opens = told.map(({ trial }) => trial.came === "opened");
  const changes = opens.flatMap((each, i) => (i > 0 && each !== opens[i - 1] ? [i] : []));
  const [change, ...others] = changes;
  if (change === undefined || others.length > 0) return { kind: "partly", opened: opened.length, tried: told.length };
  const before = opens[0] === true;
  // The last file as those before the change, and the first as those after it.
  let [low, high] = [told[change - 1]?.index ?? 0, told[change]?.index ?? last];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    const [trial] = await attempt([middle]);
    if ((trial?.came === "opened") === before) low = middle;
    else high = middle;
  }
  return before ? { kind: "until", path: paths[low] ?? "" } : { kind: "from", path: paths[high] ?? "" };
}

/** The time in a file's name, `20260418T000210Z_…`, if it has one. */
export function timeOf(path: string): Date | undefined {
  const [, year, month, day, hours, minutes, seconds] =
    /(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z[^/]*$/.exec(path) ?? [];
  return year === undefined ? undefined : new Date(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}Z`);
}
