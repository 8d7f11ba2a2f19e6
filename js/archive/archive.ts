// Archives of all kinds: detected by their first bytes, and the files in them.
import { type Bytes, bytesOf, firstBytes, joined, type RandomAccess } from "./bytes.ts";
import { BEGINNING, type Container, detect, packedOtherwise, TELLING_BYTES } from "./detect.ts";
import {
  byPath,
  type Entry,
  type Found,
  isEntry,
  NESTED,
  type Unpack,
  type Unpackers,
  unread,
  unreadable,
} from "./entry.ts";
import { firstText, once } from "./first-text.ts";
import { streamedTarEntries, tarEntries } from "./tar.ts";
import { zipEntries } from "./zip.ts";

export { BEGINNING };

/** `packed`: something that is not read, and why. */
export type Kind = { kind: "zip" | "tar" | "tar.gz" | "zstd" } | { kind: "packed"; why: string };

/** What a file is by its first bytes, of which `BEGINNING` are enough; `undefined` if it is not an archive. */
export async function kindOf(beginning: Bytes, inflate: Unpack): Promise<Kind | undefined> {
  const container: Container | undefined = detect(beginning);
  if (container === "gzip") {
    const text = await firstText(once(beginning.subarray(0, BEGINNING)), inflate);
    return detect(text) === "tar" ? { kind: "tar.gz" } : undefined;
  }
  if (container) return { kind: container };
  const why = packedOtherwise(beginning);
  return why === undefined ? undefined : { kind: "packed", why };
}

/** The files of an archive in the order of their paths; those of a compressed one in its own order. */
export async function* entriesOf(kind: Kind, file: RandomAccess, unpackers: Unpackers): AsyncGenerator<Found> {
  if (kind.kind === "zip") yield* zipEntries(file, unpackers);
  else if (kind.kind === "tar") yield* sorted(decompressed(tarEntries(file), unpackers, file));
  else yield* streamedEntriesOf(kind, bytesOf([{ start: 0, end: file.size }], file), unpackers);
}

/** The files of an archive that comes in slices, in its order. ZIP has its directory at its end: it has to be a file. */
export async function* streamedEntriesOf(
  { kind, ...more }: Kind,
  slices: AsyncIterable<Bytes>,
  unpackers: Unpackers,
): AsyncGenerator<Found> {
  if (kind === "tar") yield* tarIn(slices, unpackers);
  else if (kind === "tar.gz") yield* tarIn(unpackers.inflate(slices), unpackers);
  else if (kind === "zstd") yield* zstdEntries(slices, unpackers);
  else if ("why" in more) yield unread(more.why);
  else
    yield unread(
      "It is a ZIP archive that comes as a stream, and the directory of a ZIP archive is its end. Give it as a file.",
    );
}

/** The one file that is compressed with Zstandard, or the files of the tar archive that is. */
async function* zstdEntries(slices: AsyncIterable<Bytes>, unpackers: Unpackers): AsyncGenerator<Found> {
  const unpacked = unpackers.zstd(slices);
  try {
    const { beginning, slices: text } = await lookAhead(unpacked);
    const inside = await kindOf(beginning, unpackers.inflate);
    if (inside === undefined) yield { path: undefined, size: 0, content: { kind: "stream", bytes: text } };
    else if (inside.kind === "tar") yield* tarIn(text, unpackers);
    else if (inside.kind === "tar.gz") yield* tarIn(unpackers.inflate(text), unpackers);
    else yield unread("why" in inside ? inside.why : NESTED);
  } catch (error) {
    yield unreadable(error);
  } finally {
    // Nobody may have read the file.
    await unpacked.return(undefined);
  }
}

const tarIn = (slices: AsyncIterable<Bytes>, unpackers: Unpackers) =>
  decompressed(streamedTarEntries(slices), unpackers);

/** What a file in a tar archive is named if it may be compressed with Zstandard, or an archive. To look into each would take longer. */
const LOOKED_INTO = /\.(zst|zip|tar|tgz|tar\.gz)$/i;

/** The files of a tar archive, of which those that are compressed with Zstandard are unpacked. */
async function* decompressed(
  found: AsyncIterable<Found>,
  { zstd, inflate }: Unpackers,
  file?: RandomAccess,
): AsyncGenerator<Found> {
  const isArchive = async (beginning: Bytes) => {
    const inside = await kindOf(beginning, inflate);
    return inside?.kind === "zip" || inside?.kind === "tar" || inside?.kind === "tar.gz";
  };
  for await (const each of found) {
    if (!isEntry(each) || !LOOKED_INTO.test(each.path ?? "")) {
      yield each;
      continue;
    }
    const { path, content } = each;
    if (content.kind === "pieces" && file) {
      const { pieces } = content;
      const beginning = await firstBytes(bytesOf(pieces, file), BEGINNING);
      if (detect(beginning) === "zstd")
        yield { ...each, content: { kind: "packed", unpacked: (archive) => zstd(bytesOf(pieces, archive)) } };
      else yield (await isArchive(beginning)) ? unread(NESTED, path) : each;
    } else if (content.kind === "stream") {
      try {
        const { beginning, slices } = await lookAhead(content.bytes);
        if (await isArchive(beginning)) yield unread(NESTED, path);
        else
          yield { ...each, content: { kind: "stream", bytes: detect(beginning) === "zstd" ? zstd(slices) : slices } };
      } catch (error) {
        yield unreadable(error, path);
      }
    } else yield each;
  }
}

/**
 * What comes in slices, with its beginning looked at and still there. What goes wrong after the beginning is thrown once that
 * was read.
 */
export async function lookAhead(
  slices: AsyncIterable<Bytes>,
): Promise<{ beginning: Bytes; slices: AsyncIterable<Bytes> }> {
  const iterator = slices[Symbol.asyncIterator]();
  const ahead: Bytes[] = [];
  let have = 0;
  let failure: { error: unknown } | undefined;
  while (have < TELLING_BYTES && !failure) {
    try {
      const { done, value } = await iterator.next();
      if (done) break;
      // Its memory may be used again for the next one.
      ahead.push(value.slice());
      have += value.length;
    } catch (error) {
      if (have === 0) throw error;
      failure = { error };
    }
  }
  const again = async function* () {
    try {
      yield* ahead.splice(0);
      if (failure) throw failure.error;
      yield* { [Symbol.asyncIterator]: () => iterator };
    } finally {
      await iterator.return?.();
    }
  };
  return { beginning: joined(ahead), slices: again() };
}

async function* sorted(found: AsyncIterable<Found>): AsyncGenerator<Found> {
  const entries: Entry[] = [];
  const others: Found[] = [];
  for await (const each of found) (isEntry(each) ? entries : others).push(each as Entry);
  yield* entries.sort(byPath);
  yield* others;
}
