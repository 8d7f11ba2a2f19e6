// Files that are there: one is removed, all are closed, or all are read anew because their records may be longer.

import type { GivenFile } from "../protocol/files.ts";
import { consider } from "./checking.ts";
import { restoreView } from "./explore/filter.ts";
import { type KeptView, keepView } from "./explore/keep-view.ts";
import { clear, close, closingsSoFar, filesGiven, index, inTurn, list, PART } from "./indexing.ts";
import { dropSample } from "./sample.ts";
import { sendChoices } from "./settings.ts";
import { during, files, type LogFile, largestRecord, readingAnew } from "./state.ts";

/** Resolves when the files were gone through anew: until then not all of them are here. */
let rereading: Promise<void> = Promise.resolve();

/** Changes how long a record may be, in MiB, and reads the files that are there anew: which records they have may change. */
export function chooseLargestRecord(mebibytes: number): Promise<void> {
  largestRecord.value = mebibytes;
  return afterOthers(async () => {
    await sendChoices();
    await readAnew(() => (files.peek().length > 0 ? [filesGiven(), keepView(files.peek().length)] : null));
  });
}

/** Reads files anew once those that were to be read anew before are there. */
function afterOthers(action: () => Promise<void>): Promise<void> {
  const before = rereading;
  rereading = during(async () => {
    await before;
    await action();
  });
  return rereading;
}

/**
 * Reads files in place of those that are there: `choose` says which, of all that are listed by then, and in which view. Gives that
 * view once all are indexed, unless nothing is left or they were closed meanwhile.
 */
async function readAnew(choose: () => [given: GivenFile[], view: KeptView] | null): Promise<KeptView | null> {
  const closed = closingsSoFar();
  const view = await inTurn(async () => {
    const [given, view] = choose() ?? [];
    if (!given || !view) return null;
    if (given.length === 0) {
      await clear();
      return null;
    }
    readingAnew.value = true;
    try {
      await clear();
      view.restore();
      for (let at = 0; at < given.length && closed === closingsSoFar(); at += PART)
        await list(given.slice(at, at + PART));
    } finally {
      readingAnew.value = false;
    }
    return view;
  });
  if (!view) return null;
  await index();
  await consider();
  return closed === closingsSoFar() ? view : null;
}

/**
 * Removes one file, with its records and all that came of them. The others are read once more: the index joins the values of
 * all files, and to take those of one out of it would need as much memory again. Keys, the filter and the order stay, and what
 * was selected in other files.
 */
export function removeFile(removed: LogFile): Promise<void> {
  return afterOthers(async () => {
    const view = await readAnew(() => {
      const number = files.value.findIndex(({ file, path }) => file === removed.file && path === removed.path);
      return number < 0 ? null : [filesGiven().toSpliced(number, 1), keepView(number)];
    });
    if (files.value.length === 0) await dropSample();
    await view?.settle();
  });
}

/** Lets go of all files and of what came out of them. Keys stay, but for the sample's. */
export function closeFiles(): Promise<void> {
  return during(async () => {
    await close();
    restoreView({ filter: "", sort: null });
    await dropSample();
  });
}
