// What usage can be grouped by. Pure.
import type { Column, UsageBy } from "core";
import { factName, isBody, isStatus, memberName } from "../table/columns.ts";

/** A field, or a length of time, that records are grouped by. */
export interface Grouping {
  /** The names that lead to the field, `"day"` or `"hour"`. */
  name: string;
  by: UsageBy;
}

export const isTime = ({ by }: Grouping): boolean => typeof by === "string";

/** Different values up to which a field is offered: more of them are a list and not groups. */
const MOST = 10_000;
/** Of numbers up to so many: they are measures, and no names. */
const MOST_NUMBERS = 50;
/** In fewer records every one may have a value of its own. */
const FEW = 50;
const FACTS = ["tool", "stop", "error"];

/** What records with these columns can be grouped by: what people ask for first, then the other fields. */
export function groupings(columns: readonly Column[]): Grouping[] {
  const fields = columns.flatMap((column, by) =>
    isOffered(column) ? [{ name: column.name, by, rank: rankOf(column) }] : [],
  );
  const times = (["day", "hour"] as const).map((by) => ({ name: by, by, rank: TIMES }));
  return [...fields, ...times].sort((a, b) => a.rank - b.rank).map(({ name, by }) => ({ name, by }));
}

function isOffered({ name, plain, distinct, numeric }: Column): boolean {
  const fact = factName(name);
  if (distinct === 0 || distinct > MOST || isBody(name)) return false;
  if (fact !== "") return FACTS.includes(fact);
  if (numeric && !isStatus(name) && distinct > MOST_NUMBERS) return false;
  return plain < FEW || distinct < plain;
}

const [MODEL, PROVIDER, STATUS, USER, MEMBER, FACT, TIMES, OTHER] = [
  0,
  1,
  2,
  3,
  4,
  5,
  6 + FACTS.length,
  7 + FACTS.length,
];

function rankOf({ name }: Column): number {
  const fact = FACTS.indexOf(factName(name));
  if (fact >= 0) return FACT + fact;
  if (memberName(name) !== "") return /^user$/i.test(memberName(name)) ? USER : MEMBER;
  if (/(^|\.)model$/i.test(name)) return MODEL;
  if (/(^|\.)provider$/i.test(name)) return PROVIDER;
  return isStatus(name) ? STATUS : OTHER;
}

/** What is chosen by name, as far as it is offered: else by what is offered first, and by nothing then. */
export function groupedBy(
  offered: readonly Grouping[],
  first: string | null,
  then: string | null,
): [Grouping, ...Grouping[]] | null {
  const named = (name: string | null) => offered.find((each) => each.name === name);
  const one = named(first) ?? offered[0];
  const two = named(then);
  if (!one) return null;
  return two && two !== one ? [one, two] : [one];
}
