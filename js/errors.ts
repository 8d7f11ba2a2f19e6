// Errors with stable codes.

/** What can go wrong, as stable codes: those of `src/fault.rs`. */
export const ERROR_CODES = [
  "ERR_KEY_FORMAT",
  "ERR_KEY_PUBLIC",
  "ERR_KEY_PASSPHRASE",
  "ERR_KEY_SIZE",
  "ERR_GZIP",
  "ERR_GZIP_TRUNCATED",
  "ERR_JSON",
  "ERR_ENVELOPE",
  "ERR_BASE64",
  "ERR_UNWRAP",
  "ERR_AUTH",
  "ERR_LIMIT",
  "ERR_ABORTED",
  "ERR_IO",
] as const;

/** What can go wrong, as a stable code. */
export type ErrorCode = (typeof ERROR_CODES)[number];

const isErrorCode = (code: string): code is ErrorCode => (ERROR_CODES as readonly string[]).includes(code);

/** An error as it crosses from one thread to another: its stable code and its message. */
export interface Failure {
  code: string;
  message: string;
}

/** Where something went wrong, as far as that is known. */
export interface ErrorPlace {
  /** The name of the file. */
  file?: string | undefined;
  /** The line in it, counted from 1. */
  line?: number | undefined;
  /** The path of the field in the record, such as `RequestBody`. */
  field?: string | undefined;
  /** The offset in the file, as stored; or in a line that is no record. */
  offset?: number | undefined;
  /** What it came from. */
  cause?: unknown;
  /** All that went wrong, where this error stands for more than itself. */
  errors?: readonly LogpushError[] | undefined;
}

/** Something that went wrong, with its stable code. */
export class LogpushError extends Error {
  override readonly name = "LogpushError";
  /** What went wrong, for programs. The message is for people, and may change. */
  readonly code: ErrorCode;
  /** The name of the file, if it has one. */
  declare readonly file?: string;
  /** The line of the file, counted from 1. */
  declare readonly line?: number;
  /** The path of the field that stays sealed, such as `RequestBody`. */
  declare readonly field?: string;
  /** The offset in the file, as stored; or in a line that is no record. */
  declare readonly offset?: number;
  /** All that went wrong, where this error stands for more than itself: the first 1,000. */
  declare readonly errors?: readonly LogpushError[];

  constructor({ code, message }: Failure, { cause, ...place }: ErrorPlace = {}) {
    super(message, cause === undefined ? undefined : { cause });
    // A runtime's own codes, such as ENOENT, are not stable codes.
    this.code = isErrorCode(code) ? code : "ERR_IO";
    // WebKit gives every error the line of the script that made it.
    delete (this as { line?: number }).line;
    // What is not known is not there at all: errors are printed with their properties.
    for (const [name, value] of Object.entries(place)) if (value !== undefined) Object.assign(this, { [name]: value });
  }
}

/** The error of work that was cancelled. */
export const aborted = (cause?: unknown) =>
  new LogpushError({ code: "ERR_ABORTED", message: "The work was cancelled." }, { cause });

/** Anything that was thrown, as a code and a sentence. */
export function toFailure(error: unknown): Failure {
  // Engines have different names for it when a file was moved, changed or deleted after it was chosen.
  if (
    typeof DOMException === "function" &&
    error instanceof DOMException &&
    /^(NotReadable|NotFound|Abort)Error$/.test(error.name)
  ) {
    const message =
      "The browser cannot read the file: it was moved, changed or locked after it was chosen. Choose it again.";
    return { code: "ERR_IO", message };
  }
  if (error instanceof WebAssembly.RuntimeError) {
    const message = `WebAssembly stopped (${error.message}): most often because it gets no more memory. A record is in memory as a whole, several times while it is opened; set a smaller limit for records, so that longer ones are left out, or close other programs.`;
    return { code: "ERR_IO", message };
  }
  if (error instanceof Error) {
    const code = "code" in error && typeof error.code === "string" ? error.code : "ERR_IO";
    return { code, message: error.message };
  }
  return { code: "ERR_IO", message: String(error) };
}
