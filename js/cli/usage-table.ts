// What `usage` shows on a terminal: the same as its JSON, for people.
import { counted, grouped } from "../format.ts";
import { escaped } from "./terminal.ts";

/** Sums over records. */
export interface UsageSums {
  records: number;
  errors: number;
  cached: number;
  input: number;
  cachedInput: number;
  cacheWrite: number;
  output: number;
  reasoning: number;
  usd: number;
  withoutPrice: number;
  withoutUsage: number;
}

/** Counts in columns. Those after `output` and before it are left out where they are 0 everywhere. */
const COUNTS = [
  ["records", "records"],
  ["errors", "errors"],
  ["input", "input"],
  ["cachedInput", "cached"],
  ["cacheWrite", "written"],
  ["output", "output"],
  ["reasoning", "reasoning"],
] as const;
const ALWAYS: readonly string[] = ["records", "errors", "input", "output"];

/** The fewest and the most characters of a value that records are grouped by. */
const [LEAST_KEY, MOST_KEY] = [8, 40];
const GAP = "  ";
/** From this sum, in dollars, cents are exact enough. */
const CENTS = 10;

/** Dollars in the same digits in all rows. Without any price there is no sum, which is not the same as 0. */
function dollars({ usd, withoutPrice, withoutUsage, records }: UsageSums, digits: number): string {
  if (usd === 0 && withoutPrice + withoutUsage === records) return "–";
  const [whole, fraction] = usd.toFixed(digits).split(".");
  return `$${grouped(Number(whole))}.${fraction}`;
}

/** A text in so many columns. It is escaped before: what is escaped is longer. */
function clipped(text: string, width: number): string {
  const characters = [...escaped(text)];
  return characters.length <= width ? characters.join("") : `${characters.slice(0, Math.max(width - 1, 1)).join("")}…`;
}

/** The lines of the table, for a terminal of so many columns. */
export function usageTable(
  {
    by,
    groups,
    others,
    total,
  }: { by: string[]; groups: ({ key: (string | null)[] } & UsageSums)[]; others?: UsageSums; total: UsageSums },
  generated: string,
  width: number,
): string[] {
  const counts = COUNTS.filter(([name]) => ALWAYS.includes(name) || total[name] > 0);
  const digits = total.usd >= CENTS ? 2 : 4;
  const numbers = (sums: UsageSums) => [...counts.map(([name]) => grouped(sums[name])), dollars(sums, digits)];
  // A value is shown once for the rows below it that have the same.
  const keys = groups.map(({ key }, row) =>
    key.map((value, at) => {
      const before = groups[row - 1]?.key;
      const same = before !== undefined && key.slice(0, at + 1).every((part, level) => part === before[level]);
      return same && at < key.length - 1 ? "" : (value ?? "(none)");
    }),
  );
  const rest: [string[], UsageSums][] = [];
  if (others) rest.push([by.map((_, at) => (at === 0 ? "(others)" : "")), others]);
  rest.push([(by.length > 0 ? by : [""]).map((_, at) => (at === 0 ? "total" : "")), total]);
  const rows: [string[], string[]][] = [
    [by.length > 0 ? by : [""], [...counts.map(([, title]) => title), "cost"]],
    ...groups.map((sums, row): [string[], string[]] => [keys[row] ?? [], numbers(sums)]),
    ...rest.map(([key, sums]): [string[], string[]] => [key, numbers(sums)]),
  ];
  const numberWidths = rows[0]?.[1].map((_, at) => Math.max(...rows.map(([, cells]) => cells[at]?.length ?? 0))) ?? [];
  const left = width - numberWidths.reduce((sum, each) => sum + each + GAP.length, 0);
  const levels = Math.max(by.length, 1);
  const room = Math.max(LEAST_KEY, Math.min(MOST_KEY, Math.floor((left - GAP.length * (levels - 1)) / levels)));
  const keyWidths = Array.from({ length: levels }, (_, at) =>
    Math.min(room, Math.max(...rows.map(([key]) => [...escaped(key[at] ?? "")].length))),
  );
  const lines = rows.map(([key, cells]) => {
    const texts = keyWidths.map((wide, at) => {
      const text = clipped(key[at] ?? "", wide);
      return text + " ".repeat(Math.max(0, wide - [...text].length));
    });
    return [...texts, ...cells.map((cell, at) => cell.padStart(numberWidths[at] ?? 0))].join(GAP).trimEnd();
  });
  const line = "─".repeat(Math.max(...lines.map((text) => [...text].length)));
  lines.splice(lines.length - rest.length, 0, line);
  lines.splice(1, 0, line);
  lines.push("", `Cost: an estimate, prices of ${generated}.`);
  const records = (count: number, what: string) => count > 0 && lines.push(`  ${counted(count, "record")} ${what}`);
  records(total.withoutPrice, "without a price");
  records(total.withoutUsage, "without tokens");
  records(total.cached, "from the gateway's cache, at no cost");
  return lines;
}
