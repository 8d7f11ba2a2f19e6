// Archives as files, for programs: `logpush-decrypt/archive`.
import { BEGINNING, entriesOf, kindOf, lookAhead, streamedEntriesOf } from "../archive/archive.ts";
import { bytesOf, inMemory, type RandomAccess } from "../archive/bytes.ts";
import { type Content, type Found, isEntry, within } from "../archive/entry.ts";
import { LogpushError } from "../errors.ts";
import { start } from "./platform.ts";
import { asBytes, type ByteSource, describe, isBlob, isSource, slices } from "./source.ts";
import { theUnpackers } from "./unpackers.ts";

/** A file in an archive. */
export interface ArchiveEntry {
  /** Its path: that of the archive, if it has a name, and the path in it. It is only a name; nothing is written. */
  path: string;
  /** Its bytes, for `decrypt`. They are read once, before the next entry is asked for. */
  source: AsyncIterable<Uint8Array>;
}

/** Options of reading an archive. */
export interface EntriesOptions {
  /** The archive's name, for paths. Without it the name of the `File`, if the source is one. */
  file?: string | undefined;
  /** Called with each part of the archive that cannot be read. Without it an error is thrown after the last entry. */
  onError?: ((error: LogpushError) => void) | undefined;
}

/**
 * The files in a ZIP or tar archive, also a tar archive in gzip or Zstandard; and what a file is that is compressed with
 * Zstandard, under its own name. Any other source is given as its only entry.
 *
 * A ZIP archive has its directory at its end, so its source must be a Blob, a File or bytes, and not a stream. Entries
 * come in the order of their paths, from streams and compressed tar archives in the order of the archive. Hidden files
 * and folders are skipped.
 *
 * @throws {LogpushError} with `ERR_IO`, `ERR_LIMIT`, `ERR_GZIP` or `ERR_GZIP_TRUNCATED`, after all that can be read.
 *
 * @example
 * for await (const { path, source } of entries(archive)) {
 *   for await (const { value } of decrypt(source, { keys, file: path })) console.log(path, value.Model);
 * }
 */
export async function* entries(
  source: ByteSource,
  { file: name, onError }: EntriesOptions = {},
): AsyncGenerator<ArchiveEntry, void, undefined> {
  if (!isSource(source))
    throw new TypeError(
      "The source must be a Blob, a File, a ReadableStream or async iterable of bytes, or a Uint8Array.",
    );
  const unpackers = theUnpackers();
  await start();
  const archive = name ?? describe(source).name;
  const stop = new AbortController();
  const errors: LogpushError[] = [];
  try {
    const file = randomAccess(source);
    const { beginning, slices: all } = file
      ? { beginning: await file.read(0, Math.min(BEGINNING, file.size)), slices: slices(source, stop.signal) }
      : await lookAhead(slices(source, stop.signal));
    const kind = await kindOf(beginning, unpackers.inflate);
    if (!kind) return yield { path: archive ?? "", source: all };
    const found: AsyncIterable<Found> = file
      ? entriesOf(kind, file, unpackers)
      : streamedEntriesOf(kind, all, unpackers);
    for await (const each of found) {
      const path = each.path === undefined ? archive : archive === undefined ? each.path : within(archive, each.path);
      if (isEntry(each)) {
        yield { path: path ?? "", source: bytesIn(each.content, file) };
        continue;
      }
      const error = new LogpushError(each.failure, { file: path });
      onError?.(error);
      errors.push(error);
    }
  } finally {
    stop.abort();
  }
  const [first] = errors;
  if (first && !onError) throw new LogpushError(first, { file: first.file, errors });
}

/** The source as a file that can be read from anywhere, if it is one. */
function randomAccess(source: ByteSource): RandomAccess | undefined {
  const bytes = asBytes(source);
  if (bytes) return inMemory(bytes);
  if (!isBlob(source)) return undefined;
  return {
    size: source.size,
    read: async (start, end) => new Uint8Array(await source.slice(start, end).arrayBuffer()),
  };
}

function bytesIn(content: Content, file: RandomAccess | undefined): AsyncIterable<Uint8Array> {
  if (content.kind === "stream") return content.bytes;
  // The others are of a file that can be read from anywhere.
  const archive = file ?? inMemory(new Uint8Array());
  return content.kind === "packed" ? content.unpacked(archive) : bytesOf(content.pieces, archive);
}
