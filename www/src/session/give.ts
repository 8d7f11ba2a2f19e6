// What people give to the page, whatever it is: logs, keys, lists of prices.

import type { GivenFile } from "../protocol/files.ts";
import { fileTexts } from "../texts/files.ts";
import { consider } from "./checking.ts";
import type { Given } from "./files.ts";
import { closingsSoFar, index, inTurn, list, PART } from "./indexing.ts";
import { takePrices } from "./prices.ts";
import { importKeys, stillLocked } from "./private-keys.ts";
import { areOfSample, dropSample } from "./sample.ts";
import { during, files, keyProblems, listing } from "./state.ts";

/** Files that are still to be listed, in the order in which they were given. */
const toBeListed = new Set<{ files: GivenFile[] }>();

/** Those that a worker did not come to before it stopped: they are given to the next one. */
export function leftToList(): GivenFile[] {
  const left = [...toBeListed].flatMap(({ files }) => files);
  toBeListed.clear();
  return left;
}

/** Takes whatever was given: tells keys and lists of prices from logs, indexes the logs, and sees what the keys open. */
export function give({ files: chosen, unreadable }: Given): Promise<void> {
  return during(async () => {
    keyProblems.value = [
      ...stillLocked(),
      ...unreadable.map((path) => ({ message: fileTexts.unreadable(path), locked: false })),
    ];
    if (chosen.length === 0) {
      // Something was dropped, which was then gone through in vain.
      listing.value = null;
      if (unreadable.length === 0)
        keyProblems.value = [...stillLocked(), { message: fileTexts.nothingGiven, locked: false }];
      return;
    }
    const rest = await takePrices(chosen);
    if (rest.length === 0) {
      listing.value = null;
      return;
    }
    const indexing: Promise<void>[] = [];
    const beginIndexing = () => {
      const begun = index();
      indexing.push(begun);
      // If the others cannot be listed, that is told, and nobody waits for it.
      begun.catch(() => {});
    };
    const found: File[] = [];
    let logs = 0;
    let before = closingsSoFar();
    const left = { files: rest };
    toBeListed.add(left);
    try {
      await dropSample();
      before = closingsSoFar();
      await inTurn(async () => {
        let shown = -PAINT_EACH;
        for (let at = 0; at < rest.length; at += PART) {
          listing.value = at;
          if (performance.now() - shown < PAINT_EACH) await nextTask();
          else {
            await painted();
            shown = performance.now();
          }
          // All files were closed meanwhile, these as well.
          if (before !== closingsSoFar()) break;
          const listed = await list(rest.slice(at, at + PART));
          left.files = rest.slice(at + PART);
          found.push(...listed.keys);
          logs += listed.logs;
          // The first ones are shown while the others are gone through.
          if (at === 0) beginIndexing();
        }
      });
      toBeListed.delete(left);
    } finally {
      listing.value = null;
    }
    if (rest.length > PART) beginIndexing();
    // All files were closed meanwhile.
    if (before !== closingsSoFar()) return;
    if (logs + found.length === 0)
      keyProblems.value = [...stillLocked(), { message: fileTexts.emptyArchive, locked: false }];
    for (const file of found) await importKeys(file);
    await consider();
    await Promise.all(indexing);
    await consider();
  });
}

/** Milliseconds between two times that the browser shows how far it is. */
const PAINT_EACH = 100;

const nextTask = () => new Promise<void>((resolve) => setTimeout(resolve));

/** Resolves when the browser had time to show what changed; also in a tab that is not shown. */
const painted = () =>
  new Promise<void>((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
    setTimeout(resolve, 50);
  });

/** Named as logs are, and as keys never are. */
const looksLikeLog = ({ name }: File) => /\.(log|ndjson|jsonl)(\.gz)?$|\.gz$/i.test(name);

/** Takes a log that was given in place of a key; what is in it decides whether it is one. */
async function giveLog(file: File): Promise<void> {
  await give({ files: [{ file, path: file.name }], unreadable: [] });
  if (files.value.some((each) => each.file === file))
    keyProblems.value = [...keyProblems.value, { message: fileTexts.logAsKey(file.name), locked: false }];
}

const isLog = (source: File | string): source is File => typeof source !== "string" && looksLikeLog(source);

/** Adds the keys in files or in pasted text, and sees what they open. */
export function addKeys(...sources: (File | string)[]): Promise<unknown> {
  return Promise.all([addKeysOf(sources.filter((source) => !isLog(source))), ...sources.filter(isLog).map(giveLog)]);
}

function addKeysOf(sources: (File | string)[]): Promise<void> {
  if (sources.length === 0) return Promise.resolve();
  // Pasted text is let go of as soon as it was handed over, and not after everything was opened.
  let held = sources;
  return during(async () => {
    keyProblems.value = stillLocked();
    if (!(await areOfSample(held))) await dropSample();
    const importing = held.map(importKeys);
    held = [];
    await Promise.all(importing);
    await consider();
  });
}
