// Where a save goes, bytes at a time: the best way that the browser has, and the next one where it refuses.
import { canChoosePlace, openOnDisk } from "./disk.ts";
import { openInMemory } from "./memory.ts";
import { hasPrivateFiles, openPrivateFile } from "./private-file.ts";

export { MEMORY_LIMIT } from "./memory.ts";
export { wipeLeftovers } from "./private-file.ts";

/**
 * How bytes are kept until the file is whole:
 * `disk`: at the place that the person chose;
 * `private-file`: in a file of the page's own on the disk, which is then handed to the browser's downloads;
 * `memory`: in memory, up to `MEMORY_LIMIT`, and then handed to the downloads.
 */
export type Way = "disk" | "private-file" | "memory";

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

/** What this browser can do here, to be said in advance. A place that it then refuses changes it: see `Sink.way`. */
export async function wayOfSaving(): Promise<Way> {
  if (canChoosePlace()) return "disk";
  return (await hasPrivateFiles()) ? "private-file" : "memory";
}

/**
 * Opens a file of this name and media type. To be called within a person's gesture, for the browser may ask
 * for the place. `null`: the person closed the chooser.
 */
export async function openSink(name: string, type: string): Promise<Sink | null> {
  if (canChoosePlace()) {
    const opened = await openOnDisk(name);
    if (opened !== "refused") return opened;
  }
  return (await openPrivateFile(name, type)) ?? openInMemory(name, type);
}
