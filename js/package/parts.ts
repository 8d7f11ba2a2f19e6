// From a source to opened parts of its file, one at a time: what both `decrypt` and `DecryptStream` are made of.
import { aborted, type LogpushError } from "../errors.ts";
import type { Opened } from "../pool/messages.ts";
import { type Part, Pipeline, readLines } from "../pool/pipeline.ts";
import { Account } from "./account.ts";
import { Handover } from "./handover.ts";
import type { DecryptOptions } from "./options.ts";
import { thePlatform } from "./platform.ts";
import { PrivateKey } from "./private-key.ts";
import { refuseArchives } from "./refuse-archives.ts";
import { type ByteSource, describe, isSource, slices } from "./source.ts";
import { acquirePool } from "./worker-pool.ts";

/** What `maxRecordBytes` may be. A record is in memory several times while it is opened. */
const [LEAST_RECORD, MOST_RECORD] = [1024, 2 ** 30];

/** Says what is wrong with the arguments, as soon as they are given. */
export function check(
  source: unknown,
  { keys, body = "text", engine = "auto", concurrency = 0, maxRecordBytes = LEAST_RECORD, where = "" }: DecryptOptions,
): void {
  if (!isSource(source))
    throw new TypeError(
      "The source must be a Blob, a File, a Response, a ReadableStream or async iterable of bytes, an ArrayBuffer, or a view such as Uint8Array.",
    );
  if (![keys].flat().every((key) => key instanceof PrivateKey))
    throw new TypeError("`keys` must be a PrivateKey or several: see PrivateKey.import.");
  if (!["text", "json"].includes(body)) throw new TypeError('`body` must be "text" or "json".');
  if (!["auto", "native", "wasm"].includes(engine)) throw new TypeError('`engine` must be "auto", "native" or "wasm".');
  if (!(Number.isSafeInteger(maxRecordBytes) && maxRecordBytes >= LEAST_RECORD && maxRecordBytes <= MOST_RECORD)) {
    throw new TypeError(`\`maxRecordBytes\` must be a whole number from ${LEAST_RECORD} to ${MOST_RECORD}.`);
  }
  if (typeof where !== "string") throw new TypeError("`where` must be a filter, as text.");
  if (!Number.isInteger(concurrency) || concurrency < 0) throw new TypeError("`concurrency` must be a whole number.");
}

/** An opened part: its records, and the errors of their fields by the number of the record among them. */
export interface OpenedPart {
  opened: Opened;
  errors: Map<number, LogpushError[]>;
}

/**
 * Opens a file and gives its records in parts. In the end it throws what was wrong with the file, after everything
 * that could be read of it was given. `stop` ends it while it waits.
 */
export async function* openedParts(
  source: ByteSource,
  options: DecryptOptions,
  stop = new AbortController(),
): AsyncGenerator<OpenedPart, void, undefined> {
  const { signal, body = "text", engine = "auto", strict = false, concurrency } = options;
  if (signal?.aborted) throw aborted(signal.reason);
  const selection = options.where ? await thePlatform().selection(options.where) : undefined;
  const { pool, release } = await acquirePool({ keys: [options.keys].flat(), body, engine, strict, concurrency });
  const abort = () => stop.abort(signal?.reason);
  signal?.addEventListener("abort", abort);
  if (signal?.aborted) abort();
  const account = new Account(source, options, () => pool.workers);
  const parts = new Handover<Part>();
  if (stop.signal.aborted) parts.fail(aborted(stop.signal.reason));
  // A segment begins where no file does.
  const bytes = options.segment?.from ? slices(source, stop.signal) : refuseArchives(slices(source, stop.signal));
  const all = readLines(bytes, pool, options.segment, options.maxRecordBytes);
  const file = options.file ?? describe(source).name ?? "";
  const lines = selection ? selection.before(all, file) : all;
  const pipeline = new Pipeline(pool, (lines, signal) => pool.open(lines, signal));
  const run = pipeline
    .run(lines, (part) => parts.give(part), stop.signal)
    .then(
      () => parts.close(),
      (error: unknown) => parts.fail(error),
    );
  stop.signal.addEventListener("abort", () => parts.fail(aborted(stop.signal.reason)));
  try {
    for (let part = await parts.take(); part; part = await parts.take()) {
      const chosen = selection ? selection.after(part, file) : part;
      const errors = await account.enter(chosen);
      if (chosen.opened) yield { opened: chosen.opened, errors };
    }
    const unknown = selection?.neverFound();
    if (unknown !== undefined) options.onWarning?.({ offset: 0, message: unknown });
    account.close();
  } catch (error) {
    throw account.explained(error);
  } finally {
    signal?.removeEventListener("abort", abort);
    stop.abort();
    await run;
    release();
  }
}
