// What is found in an archive.
import { type Failure, LogpushError } from "../errors.ts";
import type { Bytes, Piece, RandomAccess } from "./bytes.ts";

/** A file in an archive. */
export interface Entry {
  /** Its path in the archive, which is only a name: nothing is ever written to it. `undefined` if the archive is the file. */
  path: string | undefined;
  /** Bytes that it takes in the archive; 0 where that is not known. */
  size: number;
  /** Where its bytes are. */
  content: Content;
}

export type Content =
  /** Pieces of the archive make a file, which can be read from anywhere. */
  | { kind: "pieces"; pieces: Piece[] }
  /** The same, compressed once more than logs are: what comes of unpacking it is the file. */
  | { kind: "packed"; unpacked: (archive: RandomAccess) => AsyncIterable<Bytes> }
  /** It is read once, before the next entry is asked for; the rest of it is skipped then. */
  | { kind: "stream"; bytes: AsyncIterable<Bytes> };

/** Something in an archive, or a part of it, that cannot be read. The others can. */
export interface Unread {
  /** The path in the archive, if it concerns one file. */
  path: string | undefined;
  failure: Failure;
}

export type Found = Entry | Unread;

export const isEntry = (found: Found): found is Entry => "content" in found;

export const unread = (message: string, path?: string): Unread => ({ path, failure: { code: "ERR_IO", message } });

/** What unpacks compressed data: gives the text in slices, and then throws what is wrong with it. */
export type Unpack = (slices: AsyncIterable<Bytes>) => AsyncGenerator<Bytes>;

/** What unpacks the two forms of compression that are read. */
export interface Unpackers {
  inflate: Unpack;
  zstd: Unpack;
}

/** The most files of an archive that are read. Each takes a few hundred bytes of memory while the archive is open. */
export const MOST_ENTRIES = 1_000_000;

/** The path of a file in an archive, for messages. */
export const within = (archive: string, path: string) => `${archive}/${path.replace(/^(\.?\/)+/, "") || path}`;

export function byPath({ path: a = "" }: { path: string | undefined }, { path: b = "" }: { path: string | undefined }) {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Something that was thrown, as something that cannot be read. What is no fault of the data is thrown again. */
export function unreadable(error: unknown, path?: string): Unread {
  if (!(error instanceof LogpushError)) throw error;
  const { code, message } = error;
  return { path, failure: { code, message } };
}

export const NESTED =
  "It is an archive within an archive, which is not walked. Unpack the outer one, and give what comes out.";
