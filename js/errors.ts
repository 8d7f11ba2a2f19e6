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

/** Whatever was thrown, as a code and a sentence. */
export function toFailure(error: unknown): Failure {
  // Engines name it differently when a file was moved, changed or deleted after it was chosen.
  if (error instanceof DOMException && /^(NotReadable|NotFound|Abort)Error$/.test(error.name)) {
    const message = "The browser cannot read the file: it was moved, changed or locked after it was chosen. Choose it again.";
    return { code: "ERR_IO", message };
  }
  if (error instanceof Error) {
    const code = "code" in error && typeof error.code === "string" ? error.code : "ERR_IO";
    return { code, message: error.message };
  }
  return { code: "ERR_IO", message: String(error) };
}
