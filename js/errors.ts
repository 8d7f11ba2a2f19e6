// Errors with stable codes.

/** An error as it crosses from one thread to another: its stable code and what to tell. */
export interface Failure {
  code: string;
  message: string;
}

/** Something that went wrong, with its stable code. */
export class LogpushError extends Error {
  override readonly name = "LogpushError";
  readonly code: string;

  constructor({ code, message }: Failure) {
    super(message);
    this.code = code;
  }
}

/** The error of work that was cancelled. */
export const aborted = () => new LogpushError({ code: "ERR_ABORTED", message: "The work was cancelled." });
