// Inputs that are archives, as the files in them.

import fs from "node:fs";
import { BEGINNING, entriesOf, type Kind, kindOf, lookAhead, streamedEntriesOf } from "../archive/archive.ts";
import { type Bytes, bytesOf, type RandomAccess } from "../archive/bytes.ts";
import { type Content, type Found, isEntry, type Unpackers, within } from "../archive/entry.ts";
import { inflate } from "../archive/inflate.ts";
import { zstdWhenNeeded } from "../archive/zstd-when-needed.ts";
import { systemReason } from "./failure.ts";
import { type InputFile, STANDARD_INPUT } from "./inputs.ts";
import { onDisk } from "./paths.ts";
import { readInput } from "./read.ts";

const unpackers: Unpackers = {
  inflate,
  zstd: zstdWhenNeeded(async () => (await import("../entries/node/zstd-load.ts")).unzstd),
};

/**
 * The inputs, with each archive replaced by the files in it. Files of a compressed archive, or of one that comes
 * through a pipe, have to be read before the next input is asked for, which waits for that or for `signal`.
 */
export async function* openArchives(
  inputs: Iterable<InputFile>,
  onEmpty: (archive: string) => void,
  signal?: AbortSignal,
): AsyncGenerator<InputFile> {
  for (const input of inputs) {
    if (input.failure !== undefined) yield input;
    else if (input.size === undefined) yield* fromStream(input, onEmpty, signal);
    else yield* fromFile(input, onEmpty, signal);
  }
}

async function* fromFile(
  input: InputFile,
  onEmpty: (archive: string) => void,
  signal: AbortSignal | undefined,
): AsyncGenerator<InputFile> {
  let kind: Kind | undefined;
  try {
    kind = await kindOf(beginningOf(input), inflate);
  } catch (error) {
    return yield { ...input, failure: systemReason(error) };
  }
  if (!kind) return yield input;
  yield* filesOf(input, (file) => entriesOf(kind, file, unpackers), onEmpty, signal);
}

async function* fromStream(
  input: InputFile,
  onEmpty: (archive: string) => void,
  signal: AbortSignal | undefined,
): AsyncGenerator<InputFile> {
  // Bytes are counted when they are used.
  const { beginning, slices } = await lookAhead(readInput(input, () => {})).catch((error: unknown) => ({
    beginning: undefined,
    slices: systemReason(error),
  }));
  if (beginning === undefined) return yield { ...input, failure: slices };
  const kind = await kindOf(beginning, inflate);
  if (!kind) return yield { ...input, content: () => slices };
  if (kind.kind === "zip") {
    return yield {
      ...input,
      failure:
        "it is a ZIP archive that comes through a pipe, and the directory of a ZIP archive is its end; save it to a file first, and give that",
    };
  }
  yield* filesOf(input, () => streamedEntriesOf(kind, slices, unpackers), onEmpty, signal);
}

/** Whether an input is what comes of unpacking another, which has fewer bytes. */
export const isUnpacked = ({ size, content }: InputFile) => size === undefined && content !== undefined;

/** What was found in an archive, as inputs. */
async function* filesOf(
  input: InputFile,
  find: (file: RandomAccess) => AsyncIterable<Found>,
  onEmpty: (archive: string) => void,
  signal: AbortSignal | undefined,
): AsyncGenerator<InputFile> {
  let empty = true;
  const file = new OpenFile(input);
  try {
    for await (const found of find(file)) {
      empty = false;
      const path = found.path === undefined ? input.path : within(input.path, found.path);
      if (!isEntry(found)) {
        yield { path, size: 0, damage: found.failure };
        continue;
      }
      const reading = new Reading(found.content, input);
      yield { path, size: found.content.kind === "stream" ? undefined : found.size, content: () => reading.bytes() };
      if (found.content.kind === "stream") await reading.ended(signal);
      if (signal?.aborted) return;
    }
  } catch (error) {
    yield {
      path: input.path,
      size: 0,
      damage: { code: "ERR_IO", message: `It cannot be read to its end: ${systemReason(error)}.` },
    };
  } finally {
    file.close();
  }
  if (empty) onEmpty(input.path);
}

/** A file of an archive that is read once. */
class Reading {
  readonly #content: Content;
  readonly #archive: InputFile;
  #end = () => {};
  readonly #ended = new Promise<void>((resolve) => (this.#end = resolve));

  constructor(content: Content, archive: InputFile) {
    [this.#content, this.#archive] = [content, archive];
  }

  async *bytes(): AsyncGenerator<Bytes> {
    const content = this.#content;
    // The archive may have been closed by then: the search goes on while this file waits.
    const file = new OpenFile(this.#archive);
    try {
      if (content.kind === "stream") yield* content.bytes;
      else if (content.kind === "packed") yield* content.unpacked(file);
      else yield* bytesOf(content.pieces, file);
    } finally {
      file.close();
      this.#end();
    }
  }

  /** Resolves once it was read, or is no longer wanted. */
  async ended(signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted) return;
    signal?.addEventListener("abort", this.#end);
    await this.#ended;
    signal?.removeEventListener("abort", this.#end);
  }
}

/** A file on a disk, opened when it is first read. */
class OpenFile implements RandomAccess {
  readonly size: number;
  readonly #path: string;
  #descriptor: number | undefined;

  constructor({ path, size }: InputFile) {
    this.#path = path;
    this.size = size ?? 0;
  }

  read(start: number, end: number): Promise<Bytes> {
    const descriptor = (this.#descriptor ??= openInput(this.#path));
    const bytes = new Uint8Array(end - start);
    return new Promise((resolve, reject) => {
      fs.read(descriptor, bytes, 0, bytes.length, start, (error, bytesRead) =>
        error ? reject(error) : resolve(bytes.subarray(0, bytesRead)),
      );
    });
  }

  close(): void {
    if (this.#descriptor !== undefined) closeInput(this.#descriptor);
    this.#descriptor = undefined;
  }
}

// A standard input that is a file can be read from anywhere.
const openInput = (path: string) => (path === STANDARD_INPUT ? 0 : fs.openSync(onDisk(path), "r"));
const closeInput = (descriptor: number) => descriptor !== 0 && fs.closeSync(descriptor);

/** The first bytes of a file, read at once: a thread would take longer for so few. */
function beginningOf({ path }: InputFile): Bytes {
  const descriptor = openInput(path);
  try {
    const bytes = new Uint8Array(BEGINNING);
    return bytes.subarray(0, fs.readSync(descriptor, bytes, 0, BEGINNING, 0));
  } finally {
    closeInput(descriptor);
  }
}
