// Hits of the filter in the record that is shown: how many its view has, which of them is looked at, and the way from one to
// the next. The worker finds them, by the same rules as records are found by.
import { batch, computed, effect, signal, untracked } from "@preact/signals";
import type { TextPart } from "core";
import type { Unit } from "../../hits/units.ts";
import { openRecord, recordVisible } from "../../layout/layout.ts";
import { inBackground } from "../background.ts";
import { worker } from "../worker.ts";
import { forgotten, indexed, view } from "./news.ts";
import { go, selected } from "./selection.ts";

/** A hit in one of the texts of a view: from where to where it lies in what is shown of that. */
export interface Hit {
  unit: string;
  start: number;
  end: number;
}

/** A view of a record. */
export interface HitView {
  /** The record's number. */
  record: number;
  /** What it shows, in order. */
  units: () => readonly Unit[];
  /** The fields that these are parts of. */
  fields: () => readonly TextPart[];
  /** The record's other views, to one of which a hit may lead. */
  others: readonly OtherView[];
}

/** Another view of the same record. */
export interface OtherView {
  name: string;
  units: () => readonly Unit[];
  show(): void;
}

/** Hits of a view that are counted. */
const MOST = 10_000;

/** The hits of a view, in order. */
export interface Hits {
  of: HitView;
  all: readonly Hit[];
  /** The texts that they lie in, by their keys. */
  texts: ReadonlyMap<string, Unit>;
  /** Where there are some if this view has none. */
  elsewhere: { view: OtherView; count: number } | null;
}

/** The view that is on the screen. */
export const hitView = signal<HitView | null>(null);
/** Its hits; `null` while they are not known, or nothing is looked for. */
export const hits = signal<Hits | null>(null);
/** The hit that is looked at: its number, from 0. */
export const currentHit = signal<number | null>(null);
/** The same: another object each time that it must come into view. */
export const shownHit = signal<Hit | null>(null);

/** The place in the table of the record that is on the screen. */
export const shownPlace = signal<number | null>(null);

/** The first or the last hit of the record in this place is shown once it is known. */
let arrival: { place: number; by: 1 | -1 } | null = null;

const version = computed(() => view.value.version);
const looksForText = computed(() => indexed.value.looksForText);
/** What is asked: another object if hits have to be looked for anew. */
const asked = computed(() =>
  looksForText.value && hitView.value ? { of: hitView.value, version: version.value } : null,
);

effect(() => {
  const wanted = asked.value;
  batch(() => {
    hits.value = null;
    currentHit.value = null;
    shownHit.value = null;
  });
  if (wanted) untracked(() => inBackground(find(wanted)));
});

async function find(wanted: NonNullable<(typeof asked)["value"]>): Promise<void> {
  const { of } = wanted;
  const units = of.units();
  const all = await hitsIn(of.record, units, of.fields());
  let elsewhere: Hits["elsewhere"] = null;
  for (const other of all.length > 0 ? [] : of.others) {
    const { length } = await hitsIn(of.record, other.units(), []);
    if (length > 0) {
      elsewhere = { view: other, count: length };
      break;
    }
  }
  if (asked.peek() !== wanted) return;
  hits.value = { of, all, texts: new Map(units.map((unit) => [unit.key, unit])), elsewhere };
  if (arrival?.place === shownPlace.peek() && all.length > 0) showHit(arrival && arrival.by < 0 ? all.length - 1 : 0);
  arrival = null;
}

/** Hits in texts of a record. */
async function hitsIn(record: number, units: readonly Unit[], fields: readonly TextPart[]): Promise<Hit[]> {
  const parts = units.map(({ field, text }) => ({ field, text }));
  const [found = []] = await worker.request("hits", { records: [{ record, parts, fields: [...fields] }] });
  const all: Hit[] = [];
  for (const [i, places] of found.entries()) {
    const { key, skip = 0, text = "" } = units[i] ?? { key: "" };
    // Of a record that was made for one field the bracket at its end is not shown.
    const end = text.length - skip - (skip > 0 ? 1 : 0);
    for (let at = 0; at + 1 < places.length; at += 2) {
      const [from, to] = [(places[at] ?? 0) - skip, (places[at + 1] ?? 0) - skip];
      if (from < 0 || to > end) continue;
      all.push({ unit: key, start: from, end: to });
      if (all.length === MOST) return all;
    }
  }
  return all;
}

/** A text that a cell of the table shows: of a record, and the name of the field that it is of. */
export interface CellText {
  record: number;
  field: string;
  text: string;
}

/**
 * Finds hits in what cells show; `null` if nothing is looked for. Another function for each filter, and once keys were removed:
 * what was found before, with its text, goes with them.
 */
export const findInCells = computed(() => {
  void version.value;
  void forgotten.value;
  if (!looksForText.value) return null;
  return async (cells: readonly CellText[]): Promise<Uint32Array[]> => {
    const records = cells.map(({ record, field, text }) => ({
      record,
      parts: [{ field, text, cut: true }],
      fields: [],
    }));
    return (await worker.request("hits", { records })).flatMap(([places]) => places ?? []);
  };
});

function showHit(number: number): void {
  const hit = hits.value?.all[number];
  if (!hit) return;
  batch(() => {
    currentHit.value = number;
    shownHit.value = { ...hit };
  });
}

/** Shows the next hit, or the one before: in this view of the record, in another view, or in another record that matches. */
export function goToHit(by: 1 | -1): void {
  const place = selected.value;
  if (place === null) return;
  if (!recordVisible.value) {
    arrival = { place, by };
    openRecord();
    return;
  }
  const known = hits.value;
  const isComing = shownPlace.value !== null && shownPlace.value !== place;
  // The record, or its hits, are on their way.
  if (isComing || (known === null && asked.value !== null)) {
    arrival = { place, by };
    return;
  }
  const count = known?.all.length ?? 0;
  const next = currentHit.value === null ? (by > 0 ? 0 : count - 1) : currentHit.value + by;
  if (next >= 0 && next < count) return showHit(next);
  if (known?.elsewhere) {
    arrival = { place, by };
    known.elsewhere.view.show();
    return;
  }
  const other = place + by;
  if (other < 0 || other >= view.value.rows) return;
  arrival = { place: other, by };
  go(other);
}
