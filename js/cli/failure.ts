// Errors that end the tool early: one line and a hint.
import path from "node:path";

/** Exit codes, which scripts hold on to. */
export const EXIT = { ok: 0, incomplete: 1, failed: 2, interrupted: 130 } as const;

/** Something that cannot be done: wrong usage, a key or an input that cannot be read, an output that cannot be written. */
export class CommandError extends Error {
  /** What to do about it. */
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}

/** The reader of the standard output has closed it, as `head` does after its lines. */
export class ReaderGone extends Error {}

const REASONS: Record<string, string> = {
  ENOENT: "there is no such file or folder",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EISDIR: "it is a folder",
  ENOTDIR: "a part of its path is not a folder",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EFBIG: "it is larger than a file may be here (see 'ulimit -f', and the limits of the file system)",
  EROFS: "the file system is read-only",
  EMFILE: "too many files are open",
  ELOOP: "its symbolic links lead in a circle",
  ENAMETOOLONG: "its name is too long",
  ERR_ACCESS_DENIED: "Node.js runs with its permission model, which does not allow it",
};

/** The operating system's code of an error, if it has one. */
export const systemCode = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;

/** What to do about it, where that is another option of Node.js: its permission model refuses what is not named to it. */
export function systemHint(
  error: unknown,
  option: "--allow-fs-read" | "--allow-fs-write",
  folder: string,
): string | undefined {
  return systemCode(error) === "ERR_ACCESS_DENIED"
    ? `Allow it: node … ${option}='${path.join(path.resolve(folder), "*")}' …`
    : undefined;
}

/** Why the operating system refused, in words. */
export function systemReason(error: unknown): string {
  const code = systemCode(error) ?? "";
  const message = error instanceof Error ? error.message : String(error);
  return REASONS[code] ?? message.replace(/^[A-Z]+: /, "").replace(/, \w+( '.*')?$/, "");
}
