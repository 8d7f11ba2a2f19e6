// What is found in an archive.
import type { Failure } from "../errors.ts";
import type { Bytes, Piece } from "./bytes.ts";

/** A file in an archive. */
export interface Entry {
  /** Its path in the archive. It is only a name: nothing is ever written to it. */
  path: string;
  /** Bytes that it takes in the archive. */
  size: number;
  /** Where its bytes are. */
  content: Content;
}

export type Content =
  /** Pieces of the archive make a file, which can be read from anywhere. */
  | { kind: "pieces"; pieces: Piece[] }
  /** The same, in gzip once more than logs are: what comes of inflating it is the file. */
  | { kind: "packed"; pieces: Piece[] }
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

/** What inflates gzip: gives the text in slices, and then throws what is wrong with it. */
export type Inflate = (slices: AsyncIterable<Bytes>) => AsyncIterable<Bytes>;

/** The most files of an archive that are read. Each takes a few hundred bytes of memory while the archive is open. */
export const MOST_ENTRIES = 1_000_000;

/** The path of a file in an archive, for messages. */
export const within = (archive: string, path: string) => `${archive}/${path.replace(/^(\.?\/)+/, "") || path}`;

export const byPath = (a: { path: string }, b: { path: string }) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);

export const NESTED =
  "It is an archive within an archive, which is not walked. Unpack the outer one, and give what comes out.";
