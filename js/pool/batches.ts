// Batches of work: what the pool is asked for, until it is answered.
import type { ColumnTest } from "core";
import { aborted, LogpushError } from "../errors.ts";
import { givenUp } from "./given-up.ts";
import type { FilePart, FromWorker, Lines, Opened, Searched, ToWorker } from "./messages.ts";

/** What batches of all kinds have. */
interface Work<T> {
  resolve(came: T): void;
  reject(error: unknown): void;
  /** Workers that broke over it. */
  broke: number;
}

/** Lines to be opened. */
interface OpenBatch extends Work<Opened> {
  type: "open";
  lines: Lines;
}

/** Lines on which tests are run. */
interface SearchBatch extends Work<Searched> {
  type: "search";
  lines: Lines;
  tests: ColumnTest[];
}

/** Files to be indexed. */
interface IndexBatch extends Work<void> {
  type: "index";
  files: Blob[];
  onPart(part: FilePart): void | Promise<void>;
  /** Parts handed on so far. A batch that is done once more gives the same ones again. */
  handed: number;
  /** Parts that came from the worker that does it now. */
  came: number;
}

export type Batch = OpenBatch | SearchBatch | IndexBatch;

/** Workers that may break over a batch before it is given up. */
const PATIENCE = 2;

/** A batch, and the promise of what comes of it. */
export function promised<T>(make: (work: Work<T>) => Batch): { batch: Batch; promise: Promise<T> } {
  let made: Batch | undefined;
  const promise = new Promise<T>((resolve, reject) => (made = make({ resolve, reject, broke: 0 })));
  // The promise calls its executor before its constructor returns.
  if (!made) throw new Error("the batch was not made");
  return { batch: made, promise };
}

/** The message that gives a worker a batch, under a number. */
export function messageOf(batch: Batch, number: number): ToWorker {
  if (batch.type === "index") return { type: "index", batch: number, files: batch.files };
  // Copied, not moved: if the worker breaks, its lines are sent once more.
  if (batch.type === "open") return { type: "open", batch: number, lines: batch.lines };
  return { type: "search", batch: number, lines: batch.lines, tests: batch.tests };
}

/** Hands on a part of a batch's files, unless it came before. `took` is called once it is used. */
export function handOnPart(batch: Batch, part: FilePart, took: () => void): void {
  if (batch.type !== "index") return;
  if (++batch.came <= batch.handed) return took();
  batch.handed++;
  // Also of one that is not wanted any more: the worker counts what waits, of all batches together.
  Promise.resolve(batch.onPart(part)).then(took, took);
}

/** Ends a batch with what a worker says of it. */
export function settle(batch: Batch, message: FromWorker): void {
  if (batch.type === "open" && message.type === "opened") batch.resolve(message.opened);
  if (batch.type === "search" && message.type === "searched") batch.resolve(message.searched);
  if (batch.type === "index" && message.type === "indexed") batch.resolve();
}

/** Ends a batch that is not wanted any more. */
export const abort = (batch: Batch): void => batch.reject(aborted());

/** Wipes the content keys that came with a batch: they are not needed again. */
export function wipe(batch: Batch): void {
  if (batch.type !== "index") batch.lines.contentKeys?.fill(0);
}

/** Wipes the content keys that came with what nobody takes any more. */
export function wipeKeys(came: unknown): void {
  if (typeof came === "object" && came !== null && "contentKeys" in came && came.contentKeys instanceof Uint8Array)
    came.contentKeys.fill(0);
}

/** Whether a worker that broke over a batch was one too many. */
export const isHopeless = (batch: Batch): boolean => batch.broke >= PATIENCE;

/** Ends a batch over which workers broke again and again. Lines to be opened are rejected, and others go on. */
export function giveUp(batch: Batch, why: string): void {
  if (batch.type === "open") return batch.resolve(givenUp(batch.lines, why));
  const numbers = batch.type === "index" ? undefined : batch.lines.numbers;
  const over = numbers ? `over lines ${numbers[0]} to ${numbers.at(-1)}` : "while it was indexed";
  const message = `Workers stopped again and again ${over} (${why}). Open the other files without this one.`;
  batch.reject(new LogpushError({ code: "ERR_IO", message }));
}
