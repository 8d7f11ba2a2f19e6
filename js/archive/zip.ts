// ZIP archives: what their directory says, each file as a gzip member or as it is.
import { ZipReader } from "@zip.js/zip.js/lib/zip-core-reader.js";
import { isHidden } from "../hidden.ts";
import { bytesOf, type Piece, type RandomAccess } from "./bytes.ts";
import { BEGINNING, detect, packedOtherwise } from "./detect.ts";
import { byPath, type Content, type Found, type Inflate, MOST_ENTRIES, NESTED, type Unread, unread } from "./entry.ts";
import { firstText, once } from "./first-text.ts";
import { deflatedMember, storedMember } from "./gzip-member.ts";
import { LOCAL_HEADER, LOCAL_HEADER_BYTES, recoverRecords, type ZipRecord } from "./zip-recovery.ts";

/** Methods of compression (APPNOTE 4.4.5). */
const STORED = 0;
const DEFLATED = 8;
const OTHER_METHODS: Record<number, string> = {
  1: "Shrink",
  6: "Implode",
  9: "Deflate64",
  12: "bzip2",
  14: "LZMA",
  93: "Zstandard",
  95: "xz",
  98: "PPMd",
};
/** Files that are looked at ahead of the one that is asked for. */
const AHEAD = 16;

/** The files of an archive in the order of their paths, and what of it cannot be read. */
export async function* zipEntries(file: RandomAccess, inflate: Inflate): AsyncGenerator<Found> {
  const { records, fault } = await readDirectory(file);
  const overlapping = overlaps(records);
  const wanted = records.filter(({ path }) => !isHidden(path)).sort(byPath);
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
        : containerEntries(file, record, inflate);
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
      symlink,
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
      if (!directory && !symlink) records.push({ path, offset, stored, method, encrypted, check: { crc32, size } });
    }
    return { records, fault: undefined };
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

/** Looks where a file's data are, and what they are. */
async function containerEntries(file: RandomAccess, record: ZipRecord, inflate: Inflate): Promise<Found[]> {
  const { path, offset, method } = record;
  if (record.encrypted)
    return [
      unread(
        "It is encrypted with a password, which is not read here. Unpack the ZIP archive with '7z x FILE', and give what comes out.",
        path,
      ),
    ];
  if (method !== STORED && method !== DEFLATED) {
    const name = OTHER_METHODS[method] ?? `method ${method}`;
    return [
      unread(
        `It is compressed with ${name}, which is not read here. Unpack the ZIP archive with '7z x FILE', and give what comes out.`,
        path,
      ),
    ];
  }
  const head = await file.read(Math.min(offset, file.size), Math.min(offset + LOCAL_HEADER_BYTES, file.size));
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (head.length < LOCAL_HEADER_BYTES || view.getUint32(0, true) !== LOCAL_HEADER) {
    return [
      unread(`The ZIP archive is damaged: there is no header of this file at offset ${offset}. Fetch it again.`, path),
    ];
  }
  const start = offset + LOCAL_HEADER_BYTES + view.getUint16(26, true) + view.getUint16(28, true);
  const end = Math.min(start + record.stored, file.size);
  const whole = start + record.stored <= file.size;
  if (start > file.size) return [unread("The ZIP archive is cut off before this file. Fetch it again.", path)];
  const data = { start, end, check: whole ? record.check : undefined };
  const member = method === DEFLATED ? deflatedMember(data) : storedMember(data);
  const beginning =
    method === DEFLATED
      ? await inflated(
          deflatedMember({ start, end: Math.min(end, start + BEGINNING), check: undefined }),
          file,
          inflate,
        )
      : await file.read(start, Math.min(end, start + BEGINNING));
  const kind = await containerIn(beginning, inflate);
  if (kind === "zip" || kind === "tar") return [unread(NESTED, path)];
  const packed = packedOtherwise(beginning);
  if (packed) return [unread(packed, path)];
  return [{ path, size: record.stored, content: contentOf(method, kind === "gzip", member, data) }];
}

function contentOf(
  method: number,
  gzip: boolean,
  member: Piece[],
  { start, end }: { start: number; end: number },
): Content {
  // Gzip has a checksum of its own.
  if (gzip && method === STORED) return { kind: "pieces", pieces: [{ start, end }] };
  return { kind: gzip ? "packed" : "pieces", pieces: member };
}

/** What a file is by its beginning; in gzip, what is inside if that is an archive. */
async function containerIn(beginning: Uint8Array<ArrayBuffer>, inflate: Inflate): Promise<ReturnType<typeof detect>> {
  const kind = detect(beginning);
  if (kind !== "gzip") return kind;
  const inner = detect(await firstText(once(beginning), inflate));
  return inner === "zip" || inner === "tar" ? inner : "gzip";
}

const inflated = (pieces: Piece[], file: RandomAccess, inflate: Inflate) => firstText(bytesOf(pieces, file), inflate);
