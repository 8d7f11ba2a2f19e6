// Which columns the table shows, in which order, and how wide. Pure: every function gives a new layout.
import type { Column } from "core";

/** What a record says in a few words: who asked, the last question, the answer, and the tokens of both. */
export type SaidKey = "who" | "question" | "answer" | "tokens";

/** A column of the table: something about where a record lies, what it says, or a field by its number. */
export type ColumnKey = "time" | "file" | "line" | SaidKey | number;

/** A column over any change of the files: a field by its name after a dot. Its number is another one when a file is gone. */
type KeptKey = Exclude<ColumnKey, number> | `.${string}`;

/** What a person changed about the columns. */
export interface Layout {
  /** The columns that are shown, in order; `null` until one was chosen or moved: the default ones then. */
  readonly shown: readonly KeptKey[] | null;
  /** Widths that were changed, in rem. */
  readonly widths: ReadonlyMap<KeptKey, number>;
}

export const DEFAULT_LAYOUT: Layout = { shown: null, widths: new Map() };

/** Widths in rem. */
export const NARROWEST = 3;
export const WIDEST = 60;
/** By so much a key or a button changes a width, in rem. */
export const WIDTH_STEP = 1;

/** Fields of which a first look wants to know, in this order; by their names without case. */
const FIRST = ["statuscode", "status", "model", "provider", "cached"];
/** Of these the first so many stand before the sealed fields, which a first look wants to see as well. */
const BEFORE_SEALED = ["statuscode", "status", "model"];
/** More plain fields are not shown before they are chosen, nor more sealed ones. */
const PLAIN_SHOWN = 10;
const SEALED_SHOWN = 3;

const FIXED_WIDTHS = { time: 5.75, file: 14, line: 5, who: 5, question: 6.75, answer: 6.75, tokens: 4.25 };
const NUMBER_WIDTH = 5;
const TEXT_WIDTH = 8;
const SEALED_WIDTH = 10;
/** Of some fields one knows better. */
const NAMED_WIDTHS: Record<string, number> = { provider: 8, model: 7.5, statuscode: 4, status: 4, cached: 5 };

/** Nearly all its values cannot be read without opening it. */
export const isMostlySealed = ({ plain, sealed, long }: Column) => sealed + long > plain;

/** It is a member of the encrypted metadata, known of those records that were opened. */
export const isMember = ({ opened }: Column) => opened !== null;

/** What a member of the metadata is called in it; empty for other fields. */
export const memberName = (name: string): string => /(?:^|\.)Metadata\.(.+)$/.exec(name)?.[1] ?? "";

/** The column of the member of the metadata that says who asked: the one called `who`, or `user`, or else the most frequent. */
export function whoMember(columns: readonly Column[], who: string | null): number | null {
  let most: number | null = null;
  for (const [at, column] of columns.entries()) {
    const name = isMember(column) && column.plain > 0 ? memberName(column.name) : "";
    if (name === "") continue;
    if (who === null ? /^user$/i.test(name) : name === who) return at;
    if (most === null || column.plain > (columns[most]?.plain ?? 0)) most = at;
  }
  return who === null ? most : null;
}

/** Whether a field is a body. */
export const isBody = (name: string): boolean => /(?:^|\.)Re(?:quest|sponse)Body$/.test(name);

/** What bodies say, by the name of its column without what comes before; empty for other columns. */
export const factName = (name: string): string => /^conversation\.(\w+)$/.exec(name)?.[1] ?? "";

/** Facts that a column of what records say shows better. */
const SHOWN_OTHERWISE = ["tokens", "question", "answer"];

/** The column of a fact that bodies say; `null` before any was noted. */
export function factColumn(fact: string, columns: readonly Column[]): number | null {
  const at = columns.findIndex(({ name }) => factName(name) === fact);
  return at < 0 ? null : at;
}

/** The column with the HTTP status of the answer. */
export const isStatus = (name: string) => /status(code)?$/i.test(name);

/** The class of a status that stands out: amber from 400 on, red from 500 on. Others are as everything that is in order. */
export const statusClass = (status: string): "" | "status-4" | "status-5" =>
  /^[45]\d\d$/.test(status) ? (status.startsWith("4") ? "status-4" : "status-5") : "";

/** The fields that what records say is read from. */
const SOURCES: Record<SaidKey, RegExp> = {
  who: /(^|\.)metadata(\.|$)/i,
  question: /(^|\.)requestbody(\.|$)/i,
  answer: /(^|\.)responsebody(\.|$)/i,
  tokens: /(^|\.)responsebody(\.|$)/i,
};
const SAID = Object.keys(SOURCES) as SaidKey[];

export const isSaid = (key: ColumnKey): key is SaidKey => typeof key === "string" && key in SOURCES;

/** The column of the field that a column is read from, if it is one of what records say; `null` if no record has it. */
export function sourceOf(key: ColumnKey, columns: readonly Column[]): number | null {
  if (!isSaid(key)) return null;
  const at = columns.findIndex(({ name }) => SOURCES[key].test(name));
  return at < 0 ? null : at;
}

/** What records can say, as far as they have the fields for it. */
const saidColumns = (columns: readonly Column[]) => SAID.filter((key) => sourceOf(key, columns) !== null);

/** Columns that take what room is left: there is always more to read in them. */
export const isFlexible = (layout: Layout, key: ColumnKey): boolean =>
  (key === "question" || key === "answer") && !layout.widths.has(key);

/** Whether most records have a field. */
function isCommon(at: number | null, columns: readonly Column[]): boolean {
  const having = (column: Column | undefined) => (column ? column.plain + column.sealed + column.long : 0);
  return at !== null && 2 * having(columns[at]) >= Math.max(...columns.map(having));
}

/**
 * The columns shown at first: time, status and model, and what records say. Where these have bodies that is all; otherwise
 * sealed fields follow, and then the others.
 */
export function defaultColumns(columns: readonly Column[]): ColumnKey[] {
  const said = saidColumns(columns).filter((key) => isCommon(sourceOf(key, columns), columns));
  const sources = new Set(SAID.map((key) => sourceOf(key, columns)));
  const hasBodies = said.includes("question") && said.includes("answer");
  const rank = (column: Column) => {
    const at = FIRST.indexOf(column.name.toLowerCase());
    return at < 0 ? FIRST.length : at;
  };
  const others = columns.map((column, key) => ({ key, rank: rank(column), sealed: isMostlySealed(column) }));
  // Members come as records are opened: a table that changes with each of them cannot be read.
  const keyed = others.filter(({ key }) => !(said.length > 0 && sources.has(key)) && !isNoted(columns[key]));
  const byRank = (a: (typeof keyed)[number], b: (typeof keyed)[number]) => a.rank - b.rank || a.key - b.key;
  const plain = keyed
    .filter(({ sealed }) => !sealed)
    .sort(byRank)
    .map(({ key }) => key);
  const sealed = keyed.filter(({ sealed }) => sealed).map(({ key }) => key);
  const isBefore = (key: number) => BEFORE_SEALED.includes(columns[key]?.name.toLowerCase() ?? "");
  const shown = plain.slice(0, PLAIN_SHOWN);
  return [
    "time",
    ...shown.filter(isBefore),
    ...said,
    ...sealed.slice(0, SEALED_SHOWN),
    ...(hasBodies ? [] : shown.filter((key) => !isBefore(key))),
  ];
}

/** A member that few records are known to have. */
const isNoted = (column: Column | undefined) => column !== undefined && isMember(column);

/** What a row of two lines shows: status, model, time and who asked, and below them what the record is about. */
export function compactColumns(columns: readonly Column[]): ColumnKey[] {
  const find = (fits: (column: Column) => boolean) => {
    const at = columns.findIndex(fits);
    return at < 0 ? [] : [at];
  };
  const named = (name: RegExp) => find((column) => name.test(column.name));
  const said = saidColumns(columns);
  const question: ColumnKey[] = said.includes("question") ? ["question"] : [];
  const about = [question, named(/request/i), find(isMostlySealed), named(/^endpoint$/i), ["file" as const]].find(
    (each) => each.length > 0,
  );
  const who = said.filter((key) => key === "who");
  return [...find(({ name }) => isStatus(name)), ...named(/^model$/i), "time", ...who, ...(about ?? [])];
}

/** All columns there are, in the order in which they are offered. */
export const allColumns = (columns: readonly Column[]): ColumnKey[] => [
  "time",
  "file",
  "line",
  ...saidColumns(columns),
  ...[...columns.keys()].filter((key) => !SHOWN_OTHERWISE.includes(factName(columns[key]?.name ?? ""))),
];

const keptOf = (key: ColumnKey, columns: readonly Column[]): KeptKey =>
  typeof key === "number" ? `.${columns[key]?.name ?? ""}` : key;

function keysOf(kept: KeptKey, columns: readonly Column[]): ColumnKey[] {
  if (!kept.startsWith(".")) return [kept as Exclude<ColumnKey, number>];
  const at = columns.findIndex(({ name }) => `.${name}` === kept);
  return at < 0 ? [] : [at];
}

/** The columns that are shown, in order. Fields that are not there (any more) are left out. */
export function shownColumns({ shown }: Layout, columns: readonly Column[]): readonly ColumnKey[] {
  return shown?.flatMap((kept) => keysOf(kept, columns)) ?? defaultColumns(columns);
}

/** Other columns shown, without those that are not there: these stay at the end, for when they come back. */
function withColumns(layout: Layout, keys: readonly ColumnKey[], columns: readonly Column[]): Layout {
  const absent = layout.shown?.filter((kept) => keysOf(kept, columns).length === 0) ?? [];
  return { ...layout, shown: [...keys.map((key) => keptOf(key, columns)), ...absent] };
}

/** The width of a column, in rem. */
export function widthOf({ widths }: Layout, key: ColumnKey, columns: readonly Column[]): number {
  const changed = widths.get(keptOf(key, columns));
  if (changed !== undefined) return changed;
  if (typeof key !== "number") return FIXED_WIDTHS[key];
  const column = columns[key];
  if (!column) return TEXT_WIDTH;
  const known = NAMED_WIDTHS[column.name.toLowerCase()];
  const usual = isMostlySealed(column) ? SEALED_WIDTH : column.numeric ? NUMBER_WIDTH : TEXT_WIDTH;
  // The name has to fit, with the arrow beside it, if it is not all too long.
  return known ?? Math.min(16, Math.max(usual, column.name.length * 0.48 + 1.6));
}

/** With another width for a column, in rem, within what is sensible. */
export function withWidth(layout: Layout, key: ColumnKey, width: number, columns: readonly Column[]): Layout {
  const sensible = Math.max(NARROWEST, Math.min(WIDEST, width));
  return { ...layout, widths: new Map(layout.widths).set(keptOf(key, columns), sensible) };
}

/** With a column shown, as the last one, or not shown. */
export function withShown(layout: Layout, key: ColumnKey, show: boolean, columns: readonly Column[]): Layout {
  const others = shownColumns(layout, columns).filter((other) => other !== key);
  return withColumns(layout, show ? [...others, key] : others, columns);
}

/** With a column at another place: its index among the shown ones when it is there. */
export function withPlace(layout: Layout, key: ColumnKey, place: number, columns: readonly Column[]): Layout {
  const others = shownColumns(layout, columns).filter((other) => other !== key);
  return withColumns(layout, others.toSpliced(Math.max(0, place), 0, key), columns);
}
