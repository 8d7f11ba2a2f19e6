// From a source to opened parts of its file, one at a time: what both `decrypt` and `DecryptStream` are made of.
import type { Fault } from "core";
import { aborted, type ErrorPlace, LogpushError, toFailure } from "../errors.ts";
import type { Opened } from "../pool/messages.ts";
import { type Part, Pipeline, readLines } from "../pool/pipeline.ts";
import { Handover } from "./handover.ts";
import type { DecryptOptions, Progress } from "./options.ts";
import { PrivateKey } from "./private-key.ts";
import { refuseArchives } from "./refuse-archives.ts";
import { NOTHING_SEALED } from "./remarks.ts";
import { type ByteSource, describe, isSource, NotBytes, slices } from "./source.ts";
import { acquirePool, type WorkerPool } from "./worker-pool.ts";

/** Milliseconds between two reports of progress. */
const PACE = 100;
/** Errors kept for the one that is thrown in the end. */
const MOST_ERRORS = 1000;
/** What `maxRecordBytes` may be. A record is in memory several times while it is opened. */
const [LEAST_RECORD, MOST_RECORD] = [1024, 2 ** 30];

/** Says what is wrong with the arguments, as soon as they are given. */
export function check(
  source: unknown,
  { keys, body = "text", engine = "auto", concurrency = 0, maxRecordBytes = LEAST_RECORD }: DecryptOptions,
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
  const { pool, release } = await acquirePool({ keys: [options.keys].flat(), body, engine, strict, concurrency });
  const abort = () => stop.abort(signal?.reason);
  signal?.addEventListener("abort", abort);
  if (signal?.aborted) abort();
  const account = new Account(source, options, pool);
  const parts = new Handover<Part>();
  if (stop.signal.aborted) parts.fail(aborted(stop.signal.reason));
  // A segment begins where no file does.
  const bytes = options.segment?.from ? slices(source, stop.signal) : refuseArchives(slices(source, stop.signal));
  const lines = readLines(bytes, pool, options.segment, options.maxRecordBytes);
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
      const errors = await account.enter(part);
      if (part.opened) yield { opened: part.opened, errors };
    }
    account.close();
  } catch (error) {
    throw account.told(error);
  } finally {
    signal?.removeEventListener("abort", abort);
    stop.abort();
    await run;
    release();
  }
}

/** Keeps count, and tells. */
class Account {
  readonly #options: DecryptOptions;
  readonly #pool: WorkerPool;
  readonly #file: string | undefined;
  readonly #progress: Progress;
  #toldAt = 0;
  /** Faults of the file, and lines that nobody took. */
  readonly #faults: LogpushError[] = [];
  readonly #rejects: LogpushError[] = [];
  #rejected = 0;
  /** The line over the limit whose parts are coming. */
  #overlong: LogpushError | undefined;

  constructor(source: ByteSource, options: DecryptOptions, pool: WorkerPool) {
    const { name, size } = describe(source);
    this.#options = options;
    this.#pool = pool;
    this.#file = options.file ?? name;
    this.#progress = {
      bytes: 0,
      ...(size !== undefined && { totalBytes: size }),
      records: 0,
      opened: 0,
      sealed: 0,
      rejected: 0,
      workers: 0,
    };
  }

  /** Takes what came of a part of the file, and returns the errors of fields by record. */
  async enter({ opened, rejects, rejected, faults, warnings, offset }: Part): Promise<Map<number, LogpushError[]>> {
    const { onReject, onWarning } = this.#options;
    const fields = new Map<number, LogpushError[]>();
    const lines: LogpushError[] = [];
    for (const fault of opened?.faults ?? []) {
      const error = this.#tell(fault);
      if (fault.record === undefined) lines.push(error);
      else fields.set(fault.record, [...(fields.get(fault.record) ?? []), error]);
    }
    let at = 0;
    for (const [number, error] of lines.entries()) {
      const end = opened?.rejectEnds[number] ?? at + 1;
      // Without the line feed behind it; there can be others within.
      await onReject?.({
        line: error.line ?? 0,
        bytes: opened?.rejects.subarray(at, end - 1) ?? new Uint8Array(),
        error,
        more: false,
      });
      at = end;
    }
    this.#set(lines);
    for (const fault of faults) {
      const error = this.#tell(fault);
      // A fault of a line here is that it is too long; its parts come with this part of the file and the next.
      if (fault.line !== undefined) this.#overlong = error;
      else if (this.#faults.length < MOST_ERRORS) this.#faults.push(error);
    }
    if (this.#overlong && rejects.length > 0) {
      const error = this.#overlong;
      const more = rejected === 0;
      await onReject?.({ line: error.line ?? 0, bytes: more ? rejects : rejects.subarray(0, -1), error, more });
      if (!more) this.#set([error]);
      if (!more) this.#overlong = undefined;
    }
    for (const warning of warnings) onWarning?.(warning);
    const progress = this.#progress;
    progress.bytes = offset;
    progress.records += opened?.lines.length ?? 0;
    progress.opened += opened?.opened ?? 0;
    progress.sealed += opened?.sealed ?? 0;
    progress.rejected += (opened?.rejected ?? 0) + rejected;
    if (Date.now() - this.#toldAt >= PACE) this.#report();
    return fields;
  }

  /** The file is at its end: throws what is left to be told. */
  close(): void {
    this.#report();
    const { records, opened, sealed } = this.#progress;
    // A segment says nothing of the rest of its file.
    if (records > 0 && opened + sealed === 0 && !this.#options.segment)
      this.#options.onWarning?.({ offset: 0, message: NOTHING_SEALED });
    const errors = [...this.#faults, ...this.#rejects].slice(0, MOST_ERRORS);
    const [first] = errors;
    if (!first) return;
    const rejected =
      this.#rejected > 0 ? ` Lines that are no records: ${this.#rejected}; take them with \`onReject\`.` : "";
    const { code, message, line, offset } = first;
    throw new LogpushError({ code, message: message + rejected }, { file: this.#file, line, offset, errors });
  }

  /** What was thrown, as an error of this file. */
  told(error: unknown): unknown {
    // Mistakes in calling are what they are.
    if (error instanceof NotBytes || (error instanceof LogpushError && (error.file || !this.#file))) return error;
    const place: ErrorPlace = { file: this.#file, cause: error };
    if (error instanceof LogpushError)
      Object.assign(place, {
        line: error.line,
        field: error.field,
        offset: error.offset,
        cause: error.cause,
        errors: error.errors,
      });
    const { code, message } = toFailure(error);
    // Codes of the runtime's own, such as ENOENT, are in the cause.
    return new LogpushError(
      { code: code.startsWith("ERR_") && error instanceof LogpushError ? code : "ERR_IO", message },
      place,
    );
  }

  /** Keeps lines that nobody took for the end. */
  #set(lines: LogpushError[]): void {
    if (this.#options.onReject) return;
    this.#rejected += lines.length;
    this.#rejects.push(...lines.slice(0, MOST_ERRORS - this.#rejects.length));
  }

  #tell({ code, message, line, field, offset }: Fault): LogpushError {
    const error = new LogpushError({ code, message }, { file: this.#file, line, field, offset });
    this.#options.onError?.(error);
    return error;
  }

  #report(): void {
    this.#toldAt = Date.now();
    this.#options.onProgress?.({ ...this.#progress, workers: this.#pool.workers });
  }
}
