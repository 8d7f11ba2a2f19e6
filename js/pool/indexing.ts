// The index of many files: indexed on all cores, handed on in the order of the files.
import { toFailure } from "../errors.ts";
import type { FilePart } from "./messages.ts";
import type { Pool } from "./pool.ts";

/** Small files go to a worker together: up to so many, of so many bytes. */
const BATCH_FILES = 64;
const BATCH_BYTES = 4 << 20;
/**
 * Bytes of files beyond the one being handed on that may wait as indexes. These are smaller by far as a rule; where they
 * are not, the workers wait.
 */
const AHEAD_BYTES = 1 << 30;

/** Splits files into batches: several small ones, or one large. */
function* batches(files: Blob[]): Generator<{ first: number; files: Blob[] }> {
  let batch: Blob[] = [];
  let bytes = 0;
  for (const [number, file] of files.entries()) {
    if (batch.length > 0 && (batch.length === BATCH_FILES || bytes + file.size > BATCH_BYTES)) {
      yield { first: number - batch.length, files: batch };
      batch = [];
      bytes = 0;
    }
    batch.push(file);
    bytes += file.size;
  }
  if (batch.length > 0) yield { first: files.length - batch.length, files: batch };
}

/**
 * Indexes files. `onPart` gets each part with the number of its file, in the order of the files and of what
 * is in them: while the first file of many is still being indexed, parts of those after it wait. Rejects
 * with `ERR_ABORTED` when that is no longer wanted.
 */
export async function indexAll(
  pool: Pool,
  files: Blob[],
  onPart: (part: FilePart) => void,
  signal?: AbortSignal,
): Promise<void> {
  /** Resolves when everything before was handed on. */
  let before: Promise<unknown> = Promise.resolve();
  let ahead = 0;
  /** It was aborted, or what came could not be taken: nothing after that is handed on. */
  let failed = false;
  const waiting: (() => void)[] = [];
  const wake = () => {
    for (const resolve of waiting.splice(0)) resolve();
  };
  for (const { first, files: some } of batches(files)) {
    const bytes = some.reduce((sum, { size }) => sum + size, 0);
    while (!failed && ahead > 0 && ahead + bytes > AHEAD_BYTES)
      await new Promise<void>((resolve) => waiting.push(resolve));
    if (failed) break;
    ahead += bytes;
    let turn = false;
    let begin = () => {};
    /** Resolves when it is this batch's turn. */
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const held: FilePart[] = [];
    const ended = new Set<number>();
    const handOn = (part: FilePart): void | Promise<void> => {
      if (part.last) ended.add(part.file);
      if (turn) return onPart({ ...part, file: first + part.file });
      held.push(part);
      return begun;
    };
    const indexing = pool.index(some, handOn, signal).catch((error) => {
      const failure = toFailure(error);
      if (failure.code === "ERR_ABORTED") throw error;
      // Workers died over these files. The others go on.
      for (const file of some.keys()) if (!ended.has(file)) void handOn({ file, failure, last: true });
    });
    indexing.catch(() => {});
    before = before.then(async () => {
      turn = true;
      for (const part of held.splice(0)) onPart({ ...part, file: first + part.file });
      begin();
      await indexing;
      ahead -= bytes;
      wake();
    });
    before.catch(() => {
      failed = true;
      // What its worker holds for its turn is let go of.
      held.length = 0;
      begin();
      wake();
    });
  }
  await before;
}
