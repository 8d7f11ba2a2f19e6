// Files that are there: one is removed, all are closed, or all are read anew because their records may be longer.

import type { GivenFile } from "../protocol/files.ts";
import { consider } from "./checking.ts";
import { keepView } from "./explore/keep-view.ts";
import { clear, clearingsSoFar, filesGiven, index, list, PART } from "./indexing.ts";
import { dropSample } from "./sample.ts";
import { sendChoices } from "./settings.ts";
import { during, files, type LogFile, largestRecord, readingAnew } from "./state.ts";

/** Resolves when the files were gone through anew: until then not all of them are here. */
let rereading: Promise<void> = Promise.resolve();

/** Changes how long a record may be, in MiB, and reads the files that are there anew: which records they have may change. */
export function chooseLargestRecord(mebibytes: number): Promise<void> {
  largestRecord.value = mebibytes;
  const before = rereading;
  rereading = during(async () => {
    await before;
    await sendChoices();
    await readAnew(filesGiven());
  });
  return rereading;
}

/** Reads these files in place of those that are there. `cleared` is called when those are gone, and nothing is here yet. */
async function readAnew(given: GivenFile[], cleared = () => {}): Promise<void> {
  if (given.length === 0) return;
  readingAnew.value = true;
  try {
    await clear();
    cleared();
    const own = clearingsSoFar();
    for (let at = 0; at < given.length && own === clearingsSoFar(); at += PART) await list(given.slice(at, at + PART));
  } finally {
    readingAnew.value = false;
  }
  await index();
  await consider();
}

/**
 * Removes one file, with its records and all that came of them. The others are read once more: the index joins the values of
 * all files, and to take those of one out of it would need as much memory again. Keys, the filter and the order stay, and what
 * was selected in other files.
 */
export function removeFile(removed: LogFile): Promise<void> {
  const before = rereading;
  rereading = during(async () => {
    await before;
    const number = files.value.findIndex(({ file, path }) => file === removed.file && path === removed.path);
    if (number < 0) return;
    if (files.value.length === 1) {
      await clear();
      return dropSample();
    }
    const [view, given] = [keepView(number), filesGiven()];
    await readAnew(given.toSpliced(number, 1), view.restore);
    await view.settle();
  });
  return rereading;
}

/** Lets go of all files and of what came out of them. Keys stay, but for the sample's. */
export function closeFiles(): Promise<void> {
  return during(async () => {
    await clear();
    await dropSample();
  });
}
