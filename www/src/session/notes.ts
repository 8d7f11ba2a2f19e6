// What is worth knowing about the files and the keys: each cause once, with how often it was met and where.
import { computed } from "@preact/signals";
import type { Fault } from "core";
import { keyOf, MANY } from "../protocol/causes.ts";
import type { RecordFault } from "../protocol/news.ts";
import { causes, faultsOfFields, faultsOfFiles, files, warnings } from "./state.ts";

/** Places that are listed of each cause. */
const LISTED = 50;

/** Where something is wrong. */
export interface Place {
  file: number;
  path: string;
  line?: number;
  field?: string;
  /** What is said of this one. */
  message: string;
}

/** One cause. */
export interface Note {
  code: string;
  /** Of the first one. */
  message: string;
  /** How often it was met. */
  count: number;
  /** The first of them; none of many fields that one key does not open. */
  places: readonly Place[];
  /** Of many fields: their names, the files they are in, and how many these are. */
  fields: readonly string[];
  firstFile: number;
  lastFile: number;
  files: number;
}

/** Remarks that say the same of some files. */
export interface Remark {
  message: string;
  paths: readonly string[];
  count: number;
}

const placeOf = ({ file, fault: { line, field, message } }: RecordFault): Place => ({
  file,
  path: files.value[file]?.path ?? "",
  ...(line !== undefined && { line }),
  ...(field !== undefined && { field }),
  message,
});

/** The faults by their cause, those of files and lines first. */
export const notes = computed<readonly Note[]>(() => {
  const ofFields = faultsOfFields.value.told;
  const known = causes.value.filter(({ count }) => count >= MANY);
  const many = new Set(known.map(keyOf));
  const groups = [
    ...groupsOf(faultsOfFiles.value.told),
    ...groupsOf(ofFields.filter(({ fault }) => !many.has(keyOf(fault)))),
  ];
  return [...groups, ...known.map((cause): Note => ({ ...cause, places: [] }))];
});

function groupsOf(faults: readonly RecordFault[]): Note[] {
  const groups = new Map<string, RecordFault[]>();
  for (const each of faults) {
    const key = groupOf(each.fault);
    const group = groups.get(key);
    if (group) group.push(each);
    else groups.set(key, [each]);
  }
  return [...groups.values()].flatMap((group) => {
    // What is said of a file comes before what is said of its lines.
    const inOrder = group.toSorted((a, b) => a.file - b.file || (a.fault.line ?? 0) - (b.fault.line ?? 0));
    const [first] = inOrder;
    if (!first) return [];
    const all = inOrder.map(({ file }) => file);
    return [
      {
        code: first.fault.code,
        message: first.fault.message,
        count: group.length,
        places: inOrder.slice(0, LISTED).map(placeOf),
        fields: [],
        firstFile: all[0] ?? 0,
        lastFile: all.at(-1) ?? 0,
        files: new Set(all).size,
      },
    ];
  });
}

/** Of files and lines by their code alone: each place says what it is. */
const groupOf = (fault: Fault) => (fault.field === undefined ? fault.code : keyOf(fault));

/** Faults beyond those that are kept. */
export const notesLeftOut = computed(() => {
  const [ofFiles, ofFields] = [faultsOfFiles.value, faultsOfFields.value];
  const listed = notes.value.reduce((sum, { count }) => sum + count, 0);
  return Math.max(0, ofFiles.inAll + ofFields.inAll - listed);
});

export const remarks = computed<readonly Remark[]>(() => {
  const groups = new Map<string, string[]>();
  for (const { path, message } of warnings.value.told) groups.set(message, [...(groups.get(message) ?? []), path]);
  return [...groups].map(([message, paths]) => ({ message, paths: paths.slice(0, LISTED), count: paths.length }));
});

/** How many notes there are. */
export const noteCount = computed(() => notes.value.length + remarks.value.length);
