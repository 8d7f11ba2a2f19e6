// Which columns the table shows, in which order, and how wide. Pure: every function gives a new layout.
import type { Column } from "../session/messages.ts";

/** A column of the table: something about where a record lies, or a field by its number. */
export type ColumnKey = "time" | "file" | "line" | number;

/** What a person changed about the columns. */
export interface Layout {
  /** The columns that are shown, in order; `null` until one was chosen or moved: the default ones then. */
  readonly shown: readonly ColumnKey[] | null;
  /** Widths that were changed, in rem. */
  readonly widths: ReadonlyMap<ColumnKey, number>;
}

export const DEFAULT_LAYOUT: Layout = { shown: null, widths: new Map() };

/** Widths in rem. */
export const NARROWEST = 3;
export const WIDEST = 60;
/** By so much a key or a button changes a width, in rem. */
export const WIDTH_STEP = 1;

/** Fields of which a first look wants to know, in this order; by their names without case. */
const FIRST = ["provider", "model", "statuscode", "status", "cached"];
/** More plain fields are not shown before they are chosen, nor more sealed ones. */
const PLAIN_SHOWN = 10;
const SEALED_SHOWN = 3;

const FIXED_WIDTHS = { time: 12, file: 16, line: 5.5 };
const NUMBER_WIDTH = 6;
const TEXT_WIDTH = 10;
const SEALED_WIDTH = 9;
/** Of some fields one knows better. */
const NAMED_WIDTHS: Record<string, number> = { provider: 8, model: 13, statuscode: 8, status: 6, cached: 6 };

/** Nearly all its values cannot be read without opening it. */
export const isMostlySealed = ({ plain, sealed, long }: Column) => sealed + long > plain;

/** The column with the HTTP status of the answer. */
export const isStatus = (name: string) => /status(code)?$/i.test(name);

/** The columns shown at first: time, what is looked at most, the others as they were found, the sealed ones last. */
export function defaultColumns(columns: readonly Column[]): ColumnKey[] {
  const rank = (column: Column) => {
    const at = FIRST.indexOf(column.name.toLowerCase());
    return at < 0 ? FIRST.length : at;
  };
  const keyed = columns.map((column, key) => ({ key, rank: rank(column), sealed: isMostlySealed(column) }));
  const byRank = (a: (typeof keyed)[number], b: (typeof keyed)[number]) => a.rank - b.rank || a.key - b.key;
  const plain = keyed
    .filter(({ sealed }) => !sealed)
    .sort(byRank)
    .map(({ key }) => key);
  const sealed = keyed.filter(({ sealed }) => sealed).map(({ key }) => key);
  return ["time", ...plain.slice(0, PLAIN_SHOWN), ...sealed.slice(0, SEALED_SHOWN)];
}

/** All columns there are, in the order in which they are offered. */
export const allColumns = (columns: readonly Column[]): ColumnKey[] => ["time", "file", "line", ...columns.keys()];

/** The columns that are shown, in order. Fields that are not there (any more) are left out. */
export function shownColumns({ shown }: Layout, columns: readonly Column[]): readonly ColumnKey[] {
  return shown?.filter((key) => typeof key !== "number" || key < columns.length) ?? defaultColumns(columns);
}

/** The width of a column, in rem. */
export function widthOf({ widths }: Layout, key: ColumnKey, columns: readonly Column[]): number {
  const changed = widths.get(key);
  if (changed !== undefined) return changed;
  if (typeof key !== "number") return FIXED_WIDTHS[key];
  const column = columns[key];
  if (!column) return TEXT_WIDTH;
  const known = NAMED_WIDTHS[column.name.toLowerCase()];
  const usual = isMostlySealed(column) ? SEALED_WIDTH : column.numeric ? NUMBER_WIDTH : TEXT_WIDTH;
  // The name has to fit, with the arrow beside it, if it is not all too long.
  return known ?? Math.min(16, Math.max(usual, column.name.length * 0.55 + 2.2));
}

/** With another width for a column, in rem, within what is sensible. */
export function withWidth(layout: Layout, key: ColumnKey, width: number): Layout {
  return { ...layout, widths: new Map(layout.widths).set(key, Math.max(NARROWEST, Math.min(WIDEST, width))) };
}

/** With a column shown, as the last one, or not shown. */
export function withShown(layout: Layout, key: ColumnKey, show: boolean, columns: readonly Column[]): Layout {
  const others = shownColumns(layout, columns).filter((other) => other !== key);
  return { ...layout, shown: show ? [...others, key] : others };
}

/** With a column at another place: its index among the shown ones when it is there. */
export function withPlace(layout: Layout, key: ColumnKey, place: number, columns: readonly Column[]): Layout {
  const others = shownColumns(layout, columns).filter((other) => other !== key);
  return { ...layout, shown: others.toSpliced(Math.max(0, place), 0, key) };
}
