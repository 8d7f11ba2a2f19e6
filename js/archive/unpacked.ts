// Compressed data unpacked by a class of a WebAssembly module, for archives.
import { LogpushError, toFailure } from "../errors.ts";
import { release } from "../release.ts";
import type { Bytes } from "./bytes.ts";

/** Bytes of text handed on at once, or up to 64 KiB more. */
const TEXT = 256 * 1024;
/** Of the first slice, of which often only the beginning is wanted. */
const FIRST_TEXT = 4096;

/** What the classes have in common. */
interface Unpacker {
  push(bytes: Uint8Array): void;
  finish(): void;
  /** The next text: less than `most` bytes only if more has to be pushed. */
  read(most: number): Uint8Array;
  /** Throws what is wrong, once the text before it was read. */
  check(): void;
  free(): void;
}

/** The text of a file that comes in slices. In the end it throws a `LogpushError` if something is wrong with it. */
export async function* unpacked(slices: AsyncIterable<Bytes>, start: () => Unpacker): AsyncGenerator<Bytes> {
  const unpacker = start();
  let most = FIRST_TEXT;
  const texts = function* () {
    for (;;) {
      const text = unpacker.read(most) as Bytes;
      const drained = text.length < most;
      most = TEXT;
      if (text.length > 0) yield text;
      if (drained) return check(unpacker);
    }
  };
  try {
    for await (const slice of slices) {
      unpacker.push(slice);
      yield* texts();
    }
    unpacker.finish();
    yield* texts();
  } finally {
    release(unpacker);
  }
}

function check(unpacker: Unpacker): void {
  try {
    unpacker.check();
  } catch (error) {
    throw new LogpushError(toFailure(error));
  }
}
