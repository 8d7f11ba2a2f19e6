// What is reported of a file while it is decrypted: progress, errors, rejected lines, and what is thrown in the end.
import type { Fault } from "core";
import { type ErrorPlace, LogpushError, toFailure } from "../errors.ts";
import { FilterProblem } from "../filter-problem.ts";
import type { Part } from "../pool/pipeline.ts";
import { FirstFew, Pace, Tally } from "../tally.ts";
import type { DecryptOptions } from "./options.ts";
import { NOTHING_SEALED } from "./remarks.ts";
import { type ByteSource, describe, NotBytes } from "./source.ts";

/** Milliseconds between two reports of progress. */
const PACE = 100;
/** Errors kept for the one that is thrown in the end. */
const MOST_ERRORS = 1000;

/** Counts what comes of one file, and calls the callbacks of its options. */
export class Account {
  readonly #options: DecryptOptions;
  readonly #file: string | undefined;
  readonly #totalBytes: number | undefined;
  /** How many workers there are now. */
  readonly #workers: () => number;
  readonly #tally = new Tally();
  readonly #pace = new Pace(PACE);
  /** Bytes of the file used so far. */
  #bytes = 0;
  readonly #faults = new FirstFew<LogpushError>(MOST_ERRORS);
  /** Lines that no `onReject` takes. */
  readonly #rejects = new FirstFew<LogpushError>(MOST_ERRORS);
  /** The line over the limit whose parts are coming. */
  #overlong: LogpushError | undefined;

  constructor(source: ByteSource, options: DecryptOptions, workers: () => number) {
    const { name, size } = describe(source);
    this.#options = options;
    this.#file = options.file ?? name;
    this.#totalBytes = size;
    this.#workers = workers;
  }

  /** Takes what came of a part of the file, and returns the errors of fields by record. */
  async enter(part: Part): Promise<Map<number, LogpushError[]>> {
    const { opened, rejected, warnings, offset } = part;
    const fields = await this.#enterOpened(opened);
    for (const fault of part.faults) {
      const error = this.#report(fault);
      // A fault of a line here is that it is too long; its parts come with this part of the file and the next.
      if (fault.line !== undefined) this.#overlong = error;
      else this.#faults.add(error);
    }
    await this.#enterOverlong(part);
    for (const warning of warnings) this.#options.onWarning?.(warning);
    if (opened) this.#tally.addOpened(opened);
    this.#tally.rejected += rejected;
    this.#bytes = offset;
    if (this.#pace.isDue()) this.#reportProgress();
    return fields;
  }

  /** The file is at its end: throws what is left to be reported. */
  close(): void {
    this.#reportProgress();
    const { records, opened, sealed } = this.#tally;
    // A segment says nothing of the rest of its file.
    if (records > 0 && opened + sealed === 0 && !this.#options.segment)
      this.#options.onWarning?.({ offset: 0, message: NOTHING_SEALED });
    const errors = [...this.#faults.kept, ...this.#rejects.kept].slice(0, MOST_ERRORS);
    const [first] = errors;
    if (!first) return;
    const { count } = this.#rejects;
    const rejected = count > 0 ? ` Lines that are no records: ${count}; take them with \`onReject\`.` : "";
    const { code, message, line, offset } = first;
    throw new LogpushError({ code, message: message + rejected }, { file: this.#file, line, offset, errors });
  }

  /** What was thrown, as an error of this file. */
  explained(error: unknown): unknown {
    // Mistakes in calling stay what they are.
    if (
      error instanceof NotBytes ||
      error instanceof FilterProblem ||
      (error instanceof LogpushError && (error.file || !this.#file))
    )
      return error;
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

  /** Reports the faults of opened records, and hands on those that are rejected. */
  async #enterOpened(opened: Part["opened"]): Promise<Map<number, LogpushError[]>> {
    const fields = new Map<number, LogpushError[]>();
    const lines: LogpushError[] = [];
    for (const fault of opened?.faults ?? []) {
      const error = this.#report(fault);
      if (fault.record === undefined) lines.push(error);
      else fields.set(fault.record, [...(fields.get(fault.record) ?? []), error]);
    }
    let at = 0;
    for (const [number, error] of lines.entries()) {
      const end = opened?.rejectEnds[number] ?? at + 1;
      // Without the line feed at its end; there can be others within.
      await this.#reject(error, opened?.rejects.subarray(at, end - 1) ?? new Uint8Array(), false);
      at = end;
    }
    return fields;
  }

  /** Hands on a part of a line over the limit. */
  async #enterOverlong({ rejects, rejected }: Part): Promise<void> {
    const error = this.#overlong;
    if (!error || rejects.length === 0) return;
    const more = rejected === 0;
    await this.#reject(error, more ? rejects : rejects.subarray(0, -1), more);
    if (!more) this.#overlong = undefined;
  }

  /** Hands on a rejected line or a part of one, or keeps its error for the end. */
  async #reject(error: LogpushError, bytes: Uint8Array, more: boolean): Promise<void> {
    const { onReject } = this.#options;
    if (onReject) await onReject({ line: error.line ?? 0, bytes, error, more });
    else if (!more) this.#rejects.add(error);
  }

  #report({ code, message, line, field, offset }: Fault): LogpushError {
    const error = new LogpushError({ code, message }, { file: this.#file, line, field, offset });
    this.#options.onError?.(error);
    return error;
  }

  #reportProgress(): void {
    this.#pace.restart();
    const { records, opened, sealed, rejected } = this.#tally;
    this.#options.onProgress?.({
      bytes: this.#bytes,
      ...(this.#totalBytes !== undefined && { totalBytes: this.#totalBytes }),
      records,
      opened,
      sealed,
      rejected,
      workers: this.#workers(),
    });
  }
}
