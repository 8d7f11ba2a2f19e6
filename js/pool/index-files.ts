// A worker's part in indexing: reads files and says what is in them.
import { FileIndexer } from "core";
import { toFailure } from "../errors.ts";
import { release } from "../release.ts";
import type { FilePart } from "./messages.ts";

/** Bytes of a file read at once. */
const SLICE = 1 << 20;

/** Reads a part of a file: some engines let no worker do that by itself. */
export type ReadBytes = (file: Blob, start: number, end: number) => Promise<ArrayBuffer>;

/**
 * Indexes files one after the other, and shows each part: waits until the next one may come, for a small file can unpack
 * to a thousand times its size. Stops early once `wanted` says no. Records longer than `maxRecordBytes` are rejects.
 */
export async function indexFiles(
  files: Blob[],
  read: ReadBytes,
  show: (part: FilePart) => Promise<void>,
  wanted: () => boolean,
  maxRecordBytes?: number,
): Promise<void> {
  /** The bytes of a file from `at`, if there are any: read ahead, while others are being indexed. */
  const slice = (file: Blob | undefined, at: number) => {
    if (!file || at >= file.size) return undefined;
    const reading = read(file, at, Math.min(at + SLICE, file.size));
    // A failure is reported once it is awaited.
    reading.catch(() => {});
    return reading;
  };
  let next = slice(files[0], 0);
  for (const [number, file] of files.entries()) {
    const indexer = new FileIndexer(maxRecordBytes);
    /** Shows what was indexed. `end`: nothing was pushed after it. */
    const showAll = async (end: boolean) => {
      for (let more = true; more && wanted(); ) {
        const indexed = indexer.take();
        ({ more } = indexed);
        await show({ file: number, indexed, last: end && !more });
      }
    };
    try {
      for (let at = 0; at < file.size; at += SLICE) {
        const bytes = await next;
        if (!wanted()) return;
        next = slice(file, at + SLICE) ?? slice(files[number + 1], 0);
        if (bytes) indexer.push(new Uint8Array(bytes));
        if (at + SLICE < file.size) await showAll(false);
      }
      if (file.size === 0) next = slice(files[number + 1], 0);
      indexer.finish();
      await showAll(true);
    } catch (error) {
      // A core that gave up cannot go on; a file that cannot be read is one file.
      if (error instanceof WebAssembly.RuntimeError) throw error;
      await show({ file: number, failure: toFailure(error), last: true });
      next = slice(files[number + 1], 0);
    } finally {
      release(indexer);
    }
  }
}
