// What happened, counted: for `--report`, for the exit code, and for the closing words.
import type { Fault } from "core";
import type { Part } from "../pool/pipeline.ts";
import { EXIT } from "./failure.ts";
import type { InputFile } from "./inputs.ts";
import { readable } from "./terminal.ts";

/** Errors, and warnings, that are told; more are only counted. */
const MOST = 1000;

/** One thing that went wrong, and where. */
export interface ReportedError extends Fault {
  file: string;
}

/** Something that hinders nothing, and is perhaps not what was meant. */
export interface ReportedWarning {
  file: string;
  /** Where in the file, as stored; 0 for what is said of all of it. */
  offset: number;
  message: string;
}

/** Errors of one code. */
export interface Kind {
  count: number;
  first: ReportedError;
}

export class Report {
  files = 0;
  records = 0;
  opened = 0;
  sealed = 0;
  rejected = 0;
  /** Files that were cut off, are corrupt, or could not be read on. */
  broken = 0;
  /** Inputs that could not be read at all. */
  unreadable = 0;
  readonly kinds = new Map<string, Kind>();
  moreWarnings = 0;
  readonly warnings: ReportedWarning[] = [];
  #moreErrors = 0;
  /** With the number of their file: files may fail while those before them are still being opened. */
  readonly #errors: { order: number; error: ReportedError }[] = [];

  /** Counts what came out of a part of the file of this number. */
  take(order: number, { path: file }: InputFile, { opened, rejected, faults, warnings }: Part): void {
    this.records += opened?.lines.length ?? 0;
    this.opened += opened?.opened ?? 0;
    this.sealed += opened?.sealed ?? 0;
    this.rejected += (opened?.rejected ?? 0) + rejected;
    for (const fault of opened?.faults ?? []) this.#note(order, { file, ...fault });
    for (const fault of faults) {
      if (fault.line === undefined) this.broken++;
      this.#note(order, { file, ...fault });
    }
    for (const { offset, message } of warnings) this.warn({ file, offset, message });
  }

  /** Something is remarked on, which does not change the exit code. */
  warn(warning: ReportedWarning): void {
    if (this.warnings.length < MOST) this.warnings.push(warning);
    else this.moreWarnings++;
  }

  /** A file cannot be read, or not on from here. */
  failed(
    order: number,
    { path: file }: InputFile,
    { code, message, offset }: Fault,
    { atAll }: { atAll: boolean },
  ): void {
    if (atAll) this.unreadable++;
    else this.broken++;
    // Named one by one: the message of an `Error` is not among what can be spread.
    this.#note(order, { file, code, message, ...(offset !== undefined && { offset }) });
  }

  #note(order: number, error: ReportedError): void {
    const kind = this.kinds.get(error.code);
    if (kind) kind.count++;
    else this.kinds.set(error.code, { count: 1, first: error });
    if (this.#errors.length < MOST) this.#errors.push({ order, error });
    else this.#moreErrors++;
  }

  get exitCode(): number {
    if (this.unreadable > 0) return EXIT.failed;
    return this.sealed + this.rejected + this.broken > 0 ? EXIT.incomplete : EXIT.ok;
  }

  toJSON(): object {
    const errors = [...this.#errors].sort((a, b) => a.order - b.order);
    return {
      files: this.files,
      records: this.records,
      opened: this.opened,
      sealed: this.sealed,
      rejected: this.rejected,
      errors: errors.map(({ error: { file, line, field, code, offset, message } }) => ({
        file: readable(file),
        line,
        field,
        code,
        offset,
        message: readable(message),
      })),
      ...(this.#moreErrors > 0 && { moreErrors: this.#moreErrors }),
      warnings: this.warnings.map((warning) => ({ ...warning, file: readable(warning.file) })),
      ...(this.moreWarnings > 0 && { moreWarnings: this.moreWarnings }),
    };
  }
}
