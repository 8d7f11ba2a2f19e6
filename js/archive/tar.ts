// Tar archives: a walk from header to header, forward only, over a file or over what comes in a stream.
//
// Libraries for tar give a stream for each file and not where it lies, by which it could be read again; and what is
// damaged ends them, or is skipped silently.
import { LogpushError } from "../errors.ts";
import { isHidden } from "../hidden.ts";
import type { Bytes, RandomAccess } from "./bytes.ts";
import { type Cursor, FileCursor, StreamCursor } from "./cursor.ts";
import { type Entry, type Found, MOST_ENTRIES, unread, unreadable } from "./entry.ts";
import {
  ABOUT_THE_NEXT,
  BLOCK,
  FILES,
  type Overrides,
  readHeader,
  readOverrides,
  WITHOUT_CONTENT,
} from "./tar-header.ts";

/** The most bytes that a header about the next file may have: paths have a few hundred. */
const MOST_ABOUT = 1 << 20;

/** Blocks of zeros with which an archive ends, at least; and most programs fill it up to a multiple of this many bytes. */
const [END, RECORD] = [2, 20 * BLOCK];
/** Sizes from here on have no room in a header's octal digits, so that one about the file says them (POSIX.1-2001, pax). */
const LARGE = 8 ** 11;

/** The size of a file. Its own header has a checksum, and the one about it has none. */
const sizeOf = (own: number, about = own) => (own === 0 || about >= LARGE ? about : own);

/** A file in the archive, at whose first byte the walk stands. */
interface TarFile {
  path: string;
  size: number;
  start: number;
}

const isFile = (found: TarFile | Found): found is TarFile => "start" in found;

const CUT_OFF =
  "The tar archive is cut off: its upload or download was not finished. The files before were read; fetch it again for the rest.";
const FILE_CUT_OFF =
  "The tar archive is cut off within this file. What lies before was read; fetch the archive again for the rest.";

/**
 * Finds the files from where the cursor stands. A consumer of one may read it; the rest is skipped. Blocks that
 * are not headers are skipped up to the next one, and reported.
 */
async function* walk(cursor: Cursor): AsyncGenerator<TarFile | Found> {
  let about: Overrides = {};
  /** Where the archive begins, or the one of several that were put together. */
  let begin = 0;
  /** Blocks of zeros since the last header. */
  let zeros = 0;
  let files = 0;
  /** Where headers stopped to be such. */
  let lost: number | undefined;
  const found = () => {
    if (lost === undefined) return [];
    const [from, to] = [lost, cursor.position - BLOCK];
    lost = undefined;
    return [
      unread(`The tar archive is damaged from offset ${from} to ${to}: what is there was skipped. Fetch it again.`),
    ];
  };
  for (;;) {
    const at = cursor.position;
    const block = await cursor.take(BLOCK);
    if (block.length < BLOCK) {
      if (lost !== undefined)
        yield unread(`The tar archive is damaged from offset ${lost} on: what is there was skipped. Fetch it again.`);
      else if (zeros === 0 || block.length > 0) yield unread(CUT_OFF);
      return;
    }
    if (block.every((byte) => byte === 0)) {
      // The end of the archive, or of one of several that were put together.
      if (lost === undefined) zeros++;
      continue;
    }
    const header = readHeader(block);
    if (header?.size === undefined) {
      lost ??= at;
      zeros = 0;
      // What was said of a file that is lost is not said of the next one.
      about = {};
      continue;
    }
    yield* found();
    if (zeros > 0) {
      const isEnd = zeros === END || (at - begin) % RECORD === 0;
      if (!isEnd)
        yield unread(
          `The tar archive has zeros from offset ${at - zeros * BLOCK} to ${at}, where files may have been. Fetch it again.`,
        );
      [zeros, begin] = [0, at];
    }
    if (ABOUT_THE_NEXT.has(header.type)) {
      const small = header.size <= MOST_ABOUT;
      const content = small ? await cursor.take(header.size) : new Uint8Array();
      if (!small) await cursor.skip(header.size);
      about = { ...about, ...readOverrides(header.type, content) };
      await cursor.skip(-header.size & (BLOCK - 1));
      continue;
    }
    const { path = header.path, sparse = header.type === "S" } = about;
    const content = sizeOf(header.size, about.size);
    about = {};
    // Before POSIX, the slash at the end of their name marked folders. It is the end of the whole name: of a longer one the
    // header has the first 100 bytes.
    const type = header.type === "0" && path.endsWith("/") ? "5" : header.type;
    if (WITHOUT_CONTENT.has(type)) {
      // Folders tell how much they hold, and some programs give links the size of what they lead to.
      if (type === "D") await passOver(cursor, content);
      continue;
    }
    if (sparse || type === "M") {
      const why = sparse ? "without its holes (sparse)" : "over several volumes";
      if (!isHidden(path))
        yield unread(`It is stored ${why}, which is not read here. Unpack the archive with 'tar -xf FILE'.`, path);
      await passOver(cursor, content);
      continue;
    }
    const start = cursor.position;
    // An unknown kind must be treated as a file (POSIX.1-2001, pax, "typeflag").
    if (!isHidden(path) && (FILES.has(type) || !path.endsWith("/"))) {
      if (files++ === MOST_ENTRIES) {
        yield {
          path: undefined,
          failure: {
            code: "ERR_LIMIT",
            message: `The archive has more than ${MOST_ENTRIES} files; those beyond were not read. Unpack it, and give folders of it.`,
          },
        };
        return;
      }
      yield { path, size: content, start };
    }
    await passOver(cursor, start + content - cursor.position, -content & (BLOCK - 1));
  }
}

async function passOver(cursor: Cursor, size: number, padding = -size & (BLOCK - 1)): Promise<void> {
  await cursor.skip(size + padding);
}

/** The files of an archive that can be read from anywhere, in its order. */
export async function* tarEntries(file: RandomAccess): AsyncGenerator<Found> {
  for await (const found of walk(new FileCursor(file))) {
    if (!isFile(found)) {
      yield found;
      continue;
    }
    const { path, size, start } = found;
    const end = Math.min(start + size, file.size);
    yield { path, size: end - start, content: { kind: "pieces", pieces: [{ start, end }] } };
    if (end < start + size) {
      yield unread(FILE_CUT_OFF, path);
      return;
    }
  }
}

/** The files of an archive that comes in slices. Each has to be read before the next one is asked for. */
export async function* streamedTarEntries(slices: AsyncIterable<Bytes>): AsyncGenerator<Found> {
  const cursor = new StreamCursor(slices);
  /** The file that is being read has reported that the archive is cut off. */
  let isCutOff = false;
  const contentOf = async function* ({ size }: TarFile): AsyncGenerator<Bytes> {
    const begin = cursor.position;
    try {
      yield* cursor.slices(size);
    } catch (error) {
      isCutOff = true;
      throw error;
    }
    if (cursor.position < begin + size) {
      isCutOff = true;
      throw new LogpushError({ code: "ERR_IO", message: FILE_CUT_OFF });
    }
  };
  try {
    for await (const found of walk(cursor)) {
      yield isFile(found) ? entryOf(found, contentOf(found)) : found;
      if (isCutOff) return;
    }
  } catch (error) {
    yield unreadable(error);
  } finally {
    await cursor.close();
  }
}

const entryOf = ({ path, size }: TarFile, bytes: AsyncIterable<Bytes>): Entry => ({
  path,
  size,
  content: { kind: "stream", bytes },
});
