// What happened, counted: for `--report`, for the exit code, and for the closing words.
import type { Fault } from "core";
import type { Part } from "../pool/pipeline.ts";
import { FirstFew, Tally } from "../tally.ts";
import { EXIT } from "./failure.ts";
import type { InputFile } from "./inputs.ts";
import { readable } from "./terminal.ts";

/** Errors, and warnings, that the report lists; more are only counted. */
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
  /** Files that were read. */
  files = 0;
  readonly tally = new Tally();
  /** Records that are not in the output though they were opened, each with an error. */
  leftOut = 0;
  /** What a command counts besides. */
  also: object = {};
  /** Inputs that could not be read at all. */
  unreadable = 0;
  /** Files that were cut off, are corrupt, or could not be read to their end: their numbers. */
  readonly #broken = new Set<number>();
  readonly kinds = new Map<string, Kind>();
  readonly warnings = new FirstFew<ReportedWarning>(MOST);
  /** With the number of their file: files may fail while those before them are still being opened. */
  readonly #errors = new FirstFew<{ order: number; error: ReportedError }>(MOST);

  /** Counts what came out of a part of the file of this number. */
  take(order: number, { path: file }: InputFile, { opened, rejected, faults, warnings }: Part): void {
    if (opened) this.tally.addOpened(opened);
    this.tally.rejected += rejected;
    for (const fault of opened?.faults ?? []) this.#note(order, { file, ...fault });
    for (const fault of faults) {
      if (fault.line === undefined) this.#broken.add(order);
      this.#note(order, { file, ...fault });
    }
    for (const { offset, message } of warnings) this.warnings.add({ file, offset, message });
  }

  /** A file cannot be read, or not from here. */
  failed(
    order: number,
    { path: file }: InputFile,
    { code, message, offset }: Fault,
    { atAll }: { atAll: boolean },
  ): void {
    if (atAll) this.unreadable++;
    else this.#broken.add(order);
    // Named one by one: the message of an `Error` is not among what can be spread.
    this.#note(order, { file, code, message, ...(offset !== undefined && { offset }) });
  }

  /** A record is not in the output. */
  leaveOut(order: number, { path: file }: InputFile, fault: Fault): void {
    this.leftOut++;
    this.#note(order, { file, ...fault });
  }

  #note(order: number, error: ReportedError): void {
    const kind = this.kinds.get(error.code);
    if (kind) kind.count++;
    else this.kinds.set(error.code, { count: 1, first: error });
    this.#errors.add({ order, error });
  }

  /** How many files were cut off, are corrupt, or could not be read to their end. */
  get broken(): number {
    return this.#broken.size;
  }

  get exitCode(): number {
    if (this.unreadable > 0) return EXIT.failed;
    return this.tally.sealed + this.tally.rejected + this.broken + this.leftOut > 0 ? EXIT.incomplete : EXIT.ok;
  }

  toJSON(): object {
    const { records, opened, sealed, rejected } = this.tally;
    const errors = [...this.#errors.kept].sort((a, b) => a.order - b.order);
    const [moreErrors, moreWarnings] = [this.#errors.more, this.warnings.more];
    return {
      files: this.files,
      records,
      opened,
      sealed,
      rejected,
      ...this.also,
      errors: errors.map(({ error: { file, line, field, code, offset, message } }) => ({
        file: readable(file),
        line,
        field,
        code,
        offset,
        message: readable(message),
      })),
      ...(moreErrors > 0 && { moreErrors }),
      warnings: this.warnings.kept.map((warning) => ({ ...warning, file: readable(warning.file) })),
      ...(moreWarnings > 0 && { moreWarnings }),
    };
  }
}
