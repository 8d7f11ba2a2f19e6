// Archives among the files that were given, as the files in them. A file that lies in its archive as it is, or deflated,
// is made of pieces of the archive: nothing is copied. What is in a compressed tar archive, or in Zstandard, is unpacked into
// blobs, which browsers keep on the disk when they are large.
import { BEGINNING, entriesOf, kindOf } from "../../../js/archive/archive.ts";
import type { Bytes, Piece, RandomAccess } from "../../../js/archive/bytes.ts";
import { byPath, type Content, isEntry, type Unpackers, within } from "../../../js/archive/entry.ts";
import { inflate } from "../../../js/archive/inflate.ts";
import { type Failure, LogpushError, toFailure } from "../../../js/errors.ts";
import type { GivenFile, OpenedArchive } from "../protocol/files.ts";
import { readBytes } from "./read.ts";
import { zstd } from "./zstd.ts";

const unpackers: Unpackers = { inflate, zstd };

/** Files that are looked at together. */
const TOGETHER = 16;
/** Bytes that an archive may unpack to, of what is unpacked into blobs. */
const MOST_UNPACKED = 2 * 2 ** 30;
/** Bytes that are handed to the browser at once. */
const BLOB = 4 << 20;

/** Finds the archives among files, and what is in them. */
export async function openArchives(files: readonly GivenFile[]): Promise<OpenedArchive[]> {
  const opened: OpenedArchive[] = [];
  for (let first = 0; first < files.length; first += TOGETHER) {
    const some = files.slice(first, first + TOGETHER);
    // A file that cannot be read is told of when it is indexed.
    const kinds = await Promise.all(
      some.map(({ file }) =>
        beginningOf(file)
          .then((bytes) => kindOf(bytes, inflate))
          .catch(() => undefined),
      ),
    );
    for (const [i, kind] of kinds.entries()) {
      const archive = some[i];
      if (!kind || !archive) continue;
      const inside = await filesIn(archive, entriesOf(kind, new ReadableFile(archive.file), unpackers));
      const inOrder = kind.kind === "zip" || kind.kind === "tar";
      opened.push({ at: first + i, files: inOrder ? inside : inside.sort(byPath) });
    }
  }
  return opened;
}

const beginningOf = async (file: File): Promise<Bytes> =>
  new Uint8Array(await readBytes(file, 0, Math.min(BEGINNING, file.size)));

/** A file that was given, as archives are read. */
class ReadableFile implements RandomAccess {
  readonly size: number;
  readonly #file: File;

  constructor(file: File) {
    this.#file = file;
    this.size = file.size;
  }

  async read(start: number, end: number): Promise<Bytes> {
    return new Uint8Array(await readBytes(this.#file, start, end));
  }
}

async function filesIn(
  { file: archive, path: archivePath }: GivenFile,
  entries: ReturnType<typeof entriesOf>,
): Promise<GivenFile[]> {
  const files: GivenFile[] = [];
  const room = { left: MOST_UNPACKED };
  try {
    for await (const found of entries) {
      const path = found.path === undefined ? archivePath : within(archivePath, found.path);
      const name = path.split("/").at(-1) ?? path;
      if (isEntry(found)) files.push({ path, ...(await fileOf(found.content, archive, name, room)) });
      else files.push({ path, file: new File([], name), failure: found.failure });
    }
  } catch (error) {
    files.push({ path: archivePath, file: new File([], archive.name), failure: toFailure(error) });
  }
  return files;
}

/** A file in an archive; if it is damaged, what lies before the damage, and what is wrong. */
async function fileOf(
  content: Content,
  archive: File,
  name: string,
  room: { left: number },
): Promise<{ file: File; failure?: Failure }> {
  const part = (piece: Piece) => ("start" in piece ? archive.slice(piece.start, piece.end) : piece);
  if (content.kind === "pieces") return { file: new File(content.pieces.map(part), name) };
  const bytes = content.kind === "stream" ? content.bytes : content.unpacked(new ReadableFile(archive));
  const blobs: Blob[] = [];
  const file = () => new File(blobs, name);
  try {
    let parts: Bytes[] = [];
    let size = 0;
    const handOver = () => {
      blobs.push(new Blob(parts));
      [parts, size] = [[], 0];
    };
    try {
      for await (const slice of bytes) {
        room.left -= slice.length;
        if (room.left < 0) throw new LogpushError(TOO_MUCH);
        // Its memory is used again for the next one.
        parts.push(slice.slice());
        size += slice.length;
        if (size >= BLOB) handOver();
      }
    } finally {
      handOver();
    }
    return { file: file() };
  } catch (error) {
    return { file: file(), failure: toFailure(error) };
  }
}

const TOO_MUCH = {
  code: "ERR_LIMIT",
  message:
    "The archive unpacks to more than 2 GB, which is more than the page holds. Unpack it, with 'tar -xf FILE' or 'zstd -d FILE', and choose the folder; the command line tool reads it as it is.",
};
