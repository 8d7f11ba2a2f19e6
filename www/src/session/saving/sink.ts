// Where a save goes, bytes at a time.
import type { ShellWay } from "../../shell/messages.ts";

/**
 * How bytes are kept until the file is whole:
 * `disk`: at the place that the person chose;
 * `private-file`: in memory while it is small, then in a file of the page's own on the disk, which is handed to the
 * browser's downloads;
 * `memory`: in memory, up to `MEMORY_LIMIT`, and then handed to the downloads.
 */
export type Way = ShellWay | "memory";

/** A file that is being written. All that it throws are `LogpushError`s. */
export interface Sink {
  readonly way: Way;
  /** The file's name: the one that was asked for, or the one that the person chose. */
  readonly name: string;
  /** Takes bytes, which the caller leaves as they are from then on; resolves when more may come. */
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Everything is there: only now does a file appear under its name. */
  finish(): Promise<void>;
  /** Leaves nothing behind. Does not throw, and may be called at any time before `finish` resolves. */
  discard(): Promise<void>;
}
