// ZIP archives: what their directory says, each file as a gzip member or as it is.
import { ZipReader } from "@zip.js/zip.js/lib/zip-core-reader.js";
import { isHidden } from "../hidden.ts";
import { type Bytes, bytesOf, type RandomAccess } from "./bytes.ts";
import { verified } from "./crc32.ts";
import { BEGINNING, type Container, detect, packedOtherwise } from "./detect.ts";
import {
  byPath,
  type Content,
  type Found,
  MOST_ENTRIES,
  NESTED,
  type Unpackers,
  type Unread,
  unread,
} from "./entry.ts";
import { firstText, once } from "./first-text.ts";
import { deflatedMember, storedMember } from "./gzip-member.ts";
import { LOCAL_HEADER, LOCAL_HEADER_BYTES, recoverRecords, type ZipRecord } from "./zip-recovery.ts";

/** Methods of compression (APPNOTE 4.4.5). */
const STORED = 0;
const DEFLATED = 8;
const ZSTANDARD = 93;
const OTHER_METHODS: Record<number, string> = {
  1: "Shrink",
  6: "Implode",
  9: "Deflate64",
  12: "bzip2",
  14: "LZMA",
  95: "xz",
  98: "PPMd",
};
/** Files that are looked at ahead of the one that is asked for. */
const AHEAD = 16;
/** What zip.js says of a directory in which more follows the files that it counts. */
const MORE_THAN_COUNTED = "trailing central directory data";

/** The files of an archive in the order of their paths, and what of it cannot be read. */
export async function* zipEntries(file: RandomAccess, unpackers: Unpackers): AsyncGenerator<Found> {
  const { records, fault } = await readDirectory(file);
  const overlapping = overlaps(records);
  const wanted = records.filter((record) => !isHidden(record.path) || !overlapping.has(record)).sort(byPath);
  const finding: Promise<Found[]>[] = [];
  for (let next = 0; next < wanted.length || finding.length > 0; ) {
    for (; finding.length < AHEAD && next < wanted.length; next++) {
      const record = wanted[next];
      if (!record) break;
      const found = overlapping.has(record)
        ? Promise.resolve([
            unread(
              "It lies over another file of the ZIP archive, as in archives that are made to fill disks; it was not read.",
              record.path,
            ),
          ])
        : containerEntries(file, record, unpackers);
      // A failure is reported once it is awaited.
      found.catch(() => {});
      finding.push(found);
    }
    yield* (await finding.shift()) ?? [];
  }
  if (fault) yield fault;
}

/** The directory, or in its place what the files' own headers say. */
async function readDirectory(file: RandomAccess): Promise<{ records: ZipRecord[]; fault: Unread | undefined }> {
  const reader = {
    size: file.size,
    readUint8Array: (index: number, length: number) =>
      file.read(Math.min(index, file.size), Math.min(index + length, file.size)),
  };
  const records: ZipRecord[] = [];
  /** Where the headers of files, links and folders are. */
  const offsets = new Set<number>();
  try {
    const zip = new ZipReader<unknown>(reader as unknown as ConstructorParameters<typeof ZipReader>[0], {
      strictness: "tolerant",
    });
    for await (const {
      filename: path,
      offset,
      compressedSize: stored,
      uncompressedSize: size,
      compressionMethod: method,
      encrypted,
      directory,
      symlink: link,
      crc32 = 0,
    } of zip.getEntriesGenerator()) {
      if (records.length === MOST_ENTRIES)
        return {
          records,
          fault: {
            path: undefined,
            failure: {
              code: "ERR_LIMIT",
              message: `The archive has more than ${MOST_ENTRIES} files; those beyond were not read. Unpack it, and give folders of it.`,
            },
          },
        };
      offsets.add(offset);
      // What has bytes is no folder, whatever the directory says.
      if (!directory || stored > 0)
        records.push({ path, offset, stored, method, encrypted, check: { crc32, size }, link });
    }
    const isWhole = offsets.size > 0 && !zip.warnings?.some(({ reason }) => reason === MORE_THAN_COUNTED);
    if (isWhole || !(await findUncounted(file, offsets, records))) return { records, fault: undefined };
    return {
      records,
      fault: unread(
        "The directory of the ZIP archive, which is its end, is damaged: it has fewer files than the archive. The others were read where they were found; fetch it again.",
      ),
    };
  } catch (error) {
    // What cannot be read at all is not damaged.
    if (!(error instanceof Error) || "code" in error || error instanceof DOMException) throw error;
    records.length = 0;
    for await (const record of recoverRecords(file)) if (!record.path.endsWith("/")) records.push(record);
    return {
      records,
      fault: unread(
        `The directory of the ZIP archive, which is its end, is missing or damaged (${error.message}): its upload or download was not finished. Files that were found without it were read; fetch it again for the rest.`,
      ),
    };
  }
}

/** Adds the files that the directory lacks. Returns whether there are some. */
async function findUncounted(file: RandomAccess, counted: ReadonlySet<number>, records: ZipRecord[]): Promise<boolean> {
  let found = false;
  for await (const record of recoverRecords(file)) {
    if (counted.has(record.offset) || record.path.endsWith("/")) continue;
    records.push(record);
    found = true;
  }
  return found;
}

/** Files whose data lie over those of another: a few bytes would be read again and again. */
function overlaps(records: readonly ZipRecord[]): Set<ZipRecord> {
  const over = new Set<ZipRecord>();
  let end = 0;
  for (const record of [...records].sort((a, b) => a.offset - b.offset)) {
    if (record.offset < end) over.add(record);
    else end = record.offset + LOCAL_HEADER_BYTES + record.stored;
  }
  return over;
}

/** The header of a file; `undefined` if there is none. */
async function headerAt(file: RandomAccess, offset: number): Promise<DataView | undefined> {
  const head = await file.read(Math.min(offset, file.size), Math.min(offset + LOCAL_HEADER_BYTES, file.size));
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  return head.length < LOCAL_HEADER_BYTES || view.getUint32(0, true) !== LOCAL_HEADER ? undefined : view;
}

/**
 * A file that is hidden by its path in the directory, which has no checksum. It is reported if its own header says another.
 */
async function hiddenEntries(file: RandomAccess, { offset }: ZipRecord): Promise<Found[]> {
  const view = await headerAt(file, offset);
  const begin = offset + LOCAL_HEADER_BYTES;
  const end = Math.min(begin + (view?.getUint16(26, true) ?? 0), file.size);
  const path = new TextDecoder().decode(await file.read(Math.min(begin, end), end));
  if (!view || path === "" || isHidden(path)) return [];
  return [unread("The ZIP archive is damaged: its directory has another path for this file. Fetch it again.", path)];
}

/** Looks where a file's data are, and what they are. */
async function containerEntries(file: RandomAccess, record: ZipRecord, unpackers: Unpackers): Promise<Found[]> {
  const { path, offset, method } = record;
  if (isHidden(path)) return hiddenEntries(file, record);
  if (record.encrypted)
    return [
      unread(
        "It is encrypted with a password, which is not read here. Unpack the ZIP archive with '7z x FILE', and give what comes out.",
        path,
      ),
    ];
  if (method !== STORED && method !== DEFLATED && method !== ZSTANDARD) {
    const name = OTHER_METHODS[method] ?? `method ${method}`;
    return [
      unread(
        `It is compressed with ${name}, which is not read here. Unpack the ZIP archive with '7z x FILE', and give what comes out.`,
        path,
      ),
    ];
  }
  const view = await headerAt(file, offset);
  if (!view) {
    return [
      unread(`The ZIP archive is damaged: there is no header of this file at offset ${offset}. Fetch it again.`, path),
    ];
  }
  const start = offset + LOCAL_HEADER_BYTES + view.getUint16(26, true) + view.getUint16(28, true);
  const end = Math.min(start + record.stored, file.size);
  const whole = start + record.stored <= file.size;
  if (start > file.size) return [unread("The ZIP archive is cut off before this file. Fetch it again.", path)];
  const data: Data = { start, end, check: whole ? record.check : undefined };
  const beginning = await beginningOf(file, method, data, unpackers);
  if (record.link && isTarget(beginning)) return [];
  const kind = await containerIn(beginning, () => unpacked(file, method, data, unpackers), unpackers);
  if (kind === "zip" || kind === "tar") return [unread(NESTED, path)];
  const packed = packedOtherwise(beginning);
  if (packed) return [unread(packed, path)];
  return [{ path, size: record.stored, content: contentOf(kind, method, data, unpackers) }];
}

/** Whether this is where a link leads to, and not the beginning of a log that is taken for a link. */
const isTarget = (beginning: Bytes) =>
  beginning.length < BEGINNING && !detect(beginning) && !beginning.includes(0x0a) && !beginning.includes(0x7b);

/** Where a file's data are in the archive, and what their text must be. */
interface Data {
  start: number;
  end: number;
  check: ZipRecord["check"];
}

/** The first bytes of a file. */
function beginningOf(file: RandomAccess, method: number, { start, end }: Data, unpackers: Unpackers): Promise<Bytes> {
  if (method === ZSTANDARD) return firstText(bytesOf([{ start, end }], file), unpackers.zstd);
  const first = Math.min(end, start + BEGINNING);
  if (method === STORED) return file.read(start, first);
  return firstText(bytesOf(deflatedMember({ start, end: first, check: undefined }), file), unpackers.inflate);
}

/** The bytes of a file, verified. */
function unpacked(
  archive: RandomAccess,
  method: number,
  data: Data,
  { inflate, zstd }: Unpackers,
): AsyncGenerator<Bytes> {
  if (method === DEFLATED) return inflate(bytesOf(deflatedMember(data), archive));
  const stored = bytesOf([{ start: data.start, end: data.end }], archive);
  return verified(method === ZSTANDARD ? zstd(stored) : stored, data.check);
}

function contentOf(kind: Container | undefined, method: number, data: Data, unpackers: Unpackers): Content {
  if (kind === "zstd")
    return { kind: "packed", unpacked: (archive) => unpackers.zstd(unpacked(archive, method, data, unpackers)) };
  // Gzip has a checksum of its own.
  if (kind === "gzip" && method === STORED) return { kind: "pieces", pieces: [{ start: data.start, end: data.end }] };
  if (kind === "gzip" || method === ZSTANDARD)
    return { kind: "packed", unpacked: (archive) => unpacked(archive, method, data, unpackers) };
  return { kind: "pieces", pieces: method === DEFLATED ? deflatedMember(data) : storedMember(data) };
}

/** What a file is by its beginning; of what is compressed, what is inside if that is an archive. `bytes` gives all of it. */
async function containerIn(
  beginning: Bytes,
  bytes: () => AsyncIterable<Bytes>,
  { inflate, zstd }: Unpackers,
): Promise<Container | undefined> {
  const kind = detect(beginning);
  if (kind !== "gzip" && kind !== "zstd") return kind;
  // A block of Zstandard, all of which it takes, can be longer than the beginning.
  const inner = detect(await (kind === "gzip" ? firstText(once(beginning), inflate) : firstText(bytes(), zstd)));
  return inner === "zip" || inner === "tar" ? inner : kind;
}
