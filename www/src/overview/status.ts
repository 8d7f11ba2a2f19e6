// Records over time by the class of their status.
import type { Histogram } from "core";

/** From the bottom of a stack to its top: what failed lies on what went well. */
const CLASSES = ["2xx", "other", "4xx", "5xx"] as const;
export type StatusClass = (typeof CLASSES)[number];

const classOf = (status: string): StatusClass =>
  /^[45]\d\d$/.test(status) ? `${status.charAt(0) as "4" | "5"}xx` : /^2\d\d$/.test(status) ? "2xx" : "other";

/** The records of each bin by their class; classes without records are left out. */
export function byStatus({ splits }: Histogram): { status: StatusClass; counts: readonly number[] }[] {
  return CLASSES.flatMap((status) => {
    const own = splits.filter(({ text }) => classOf(text) === status);
    const bins = Math.max(0, ...own.map(({ counts }) => counts.length));
    const counts = Array.from({ length: bins }, (_, bin) =>
      own.reduce((sum, { counts }) => sum + (counts[bin] ?? 0), 0),
    );
    return counts.some((records) => records > 0) ? [{ status, counts }] : [];
  });
}
