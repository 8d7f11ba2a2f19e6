// The files of the table: they are handed to the worker, which indexes them, and let go of.

import type { GivenFile } from "../protocol/files.ts";
import { forgetCheck, forgetTrial, leaveCheck } from "./checking.ts";
import { clearTable } from "./explore/news.ts";
import { addFiles, clearFiles, files } from "./state.ts";
import { worker } from "./worker.ts";

/** Files that are handed to the worker in one message: each takes the browser 0.2 to 0.9 ms, in which the page stands still. */
export const PART = 64;

let last: Promise<unknown> = Promise.resolve();

/**
 * Lists files once those that were to be listed before are: what takes all files that are there must not miss some that are on
 * their way. Only who closes them all need not wait.
 */
export function inTurn<T>(listing: () => Promise<T>): Promise<T> {
  const own = last.then(listing);
  last = own.catch(() => {});
  return own;
}

/** Has the worker take files, of which those that are logs are then to be indexed; those in archives in the place of the archives. */
export async function list(given: GivenFile[]): Promise<{ keys: File[]; logs: number }> {
  const before = clearings;
  const { opened, keys, sizes } = await worker.request("list", { files: given });
  const inside = new Map(opened.map(({ at, files }) => [at, files]));
  const all = given
    .flatMap((file, at) => inside.get(at) ?? [file])
    .map((file, i) => ({ ...file, size: sizes[i] ?? 0 }));
  const found = new Set(keys);
  const logs = all.filter((_, i) => !found.has(i));
  // All files were closed meanwhile, these as well: the worker has let go of them.
  if (logs.length > 0 && before === clearings) {
    leaveCheck();
    addFiles(logs);
  }
  return { keys: all.flatMap(({ file }, i) => (found.has(i) ? [file] : [])), logs: logs.length };
}

/** Has the files that were listed indexed, behind those that were given before. */
export async function index(): Promise<void> {
  await worker.request("index", null);
}

/** The files as they are, to be gone through anew. What is in archives is not looked for again. */
export const filesGiven = (): GivenFile[] =>
  files.value.map(({ file, path, failure }) => ({ file, path, ...(failure && { failure }) }));

/** How often all files were let go of. */
let clearings = 0;
/** How often they were because nobody wants them any more, nor those that are still to be listed. */
let closings = 0;
export const closingsSoFar = () => closings;

/** Lets go of all files and of what came out of them. */
export async function clear(): Promise<void> {
  clearings++;
  clearFiles();
  forgetCheck();
  forgetTrial();
  await clearTable();
}

/** The same, and of those that are still to be listed. */
export function close(): Promise<void> {
  closings++;
  return clear();
}
