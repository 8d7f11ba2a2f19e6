// What somebody chose about exports, kept while the page is open: columns, masks, and for whom records are sealed again.
import { computed, effect, signal } from "@preact/signals";
import type { MaskKind } from "core";
import { toFailure } from "../../../js/errors.ts";
import type { Recipient } from "../protocol/keys.ts";
import type { CopiedRecord, ExportColumn, MaskedRecord, Masks, SaveForm } from "../protocol/saves.ts";
import { isMember, memberName } from "../table/columns.ts";
import { inBackground } from "./background.ts";
import { forgotten, indexed, view } from "./explore/news.ts";
import { selected } from "./explore/selection.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { keys } from "./state.ts";
import { worker } from "./worker.ts";

/** Forms that have columns. */
export type TableForm = "ndjson" | "csv" | "parquet";
export const hasColumns = (form: SaveForm): form is TableForm => ["ndjson", "csv", "parquet"].includes(form);

const known = signal<readonly ExportColumn[]>([]);

/** Asks which columns exports can have. */
export async function askColumns(): Promise<void> {
  if (known.value.length === 0) known.value = await worker.request("exportColumns", null);
}

/** The columns that exports can have: those of every record, and the members of the metadata that are known. */
export const columns = computed(() => {
  const members = indexed.value.columns.flatMap((column) => (isMember(column) ? memberName(column.name) : []));
  return [
    ...known.value.map(({ name, about }) => ({ name, about })),
    ...members.filter((name) => name !== "").map((name) => ({ name: `metadata.${name}`, about: "" })),
  ];
});

/** The columns that were chosen for each form. */
const chosenColumns = signal<ReadonlyMap<TableForm, readonly string[]>>(new Map());

/** The columns that a form has unless others are chosen: in lines of JSON none, which have whole records then. */
const usualColumns = (form: TableForm): string[] =>
  known.value.flatMap(({ name, isUsual }) => (form !== "ndjson" && isUsual[form] ? name : []));

/** The columns of a form that are chosen, of those that there are. */
export function columnsOf(form: TableForm): string[] {
  const wanted = chosenColumns.value.get(form) ?? usualColumns(form);
  return columns.value.flatMap(({ name }) => (wanted.includes(name) ? name : []));
}

/** Chooses the columns of a form; `null`: the usual ones. */
export function chooseColumns(form: TableForm, names: readonly string[] | null): void {
  const others = [...chosenColumns.value].filter(([each]) => each !== form);
  chosenColumns.value = new Map(names ? [...others, [form, names]] : others);
}

export const MASK_KINDS: readonly MaskKind[] = ["email", "secret", "card", "iban"];

/** Kinds of values that are masked, and a pattern on each line. */
export const maskKinds = signal<readonly MaskKind[]>([]);
export const patternText = signal("");

const lines = computed(() => patternText.value.split(/\r?\n/));
const patterns = computed(() => lines.value.filter((line) => line !== ""));
export const masks = computed<Masks>(() => ({ kinds: maskKinds.value, patterns: patterns.value }));
export const isMasking = computed(() => masks.value.kinds.length + masks.value.patterns.length > 0);

/** A record in a form for another place. What exports hide is hidden in it. */
export const copyOf = (asked: Omit<CopiedRecord, "masks">): Promise<string> =>
  worker.request("copyOf", { ...asked, masks: masks.value });

/** What is wrong with the patterns, and in which line, counted from 1. */
export const patternProblem = signal<{ line: number; message: string } | null>(null);

const checkPatterns = oneAtATime(async () => {
  const asked = patterns.value;
  const problem = asked.length > 0 ? await worker.request("patternProblem", { patterns: asked }) : null;
  if (asked !== patterns.value) return;
  const numbers = lines.value.flatMap((line, at) => (line === "" ? [] : at + 1));
  patternProblem.value = problem && { line: numbers[problem.at] ?? 1, message: problem.message };
});

effect(() => {
  void patterns.value;
  inBackground(checkPatterns());
});

/** What is masked in the record that is selected, once somebody asked to see that; or why it cannot be shown. */
export const preview = signal<{ place: number; masked: MaskedRecord } | { problem: string } | null>(null);

/** What it is of: masks, a record in a view, and what the keys open. */
const previewed = computed(() => ({
  masks: masks.value,
  place: selected.value ?? 0,
  of: [keys.value, view.value.version, forgotten.value],
}));
effect(() => {
  void previewed.value;
  preview.value = null;
});

/** Shows what is masked in the record that is selected. */
export async function showPreview(): Promise<void> {
  const asked = previewed.value;
  const isStill = () => asked === previewed.value;
  const { place } = asked;
  try {
    const masked = await worker.request("masked", { place, masks: asked.masks });
    if (isStill()) preview.value = { place, masked };
  } catch (error) {
    if (isStill()) preview.value = { problem: toFailure(error).message };
  }
}

/** The public key for which records are sealed again, and what is wrong with what was given last. */
export const recipient = signal<Recipient | null>(null);
export const recipientProblem = signal<string | null>(null);

/** Takes a public key. What is not one leaves the one before. */
export async function takeRecipient(source: File | string): Promise<void> {
  try {
    recipient.value = await worker.request("publicKey", { source });
    recipientProblem.value = null;
  } catch (error) {
    recipientProblem.value = toFailure(error).message;
  }
}

export function forgetRecipient(): void {
  [recipient.value, recipientProblem.value] = [null, null];
}
