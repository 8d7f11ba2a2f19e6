// Gzip inflated by the core, for archives.
import { Inflater } from "core";
import { LogpushError, toFailure } from "../errors.ts";
import type { Bytes } from "./bytes.ts";

/** Bytes of text handed on at once, or up to 64 KiB more. */
const TEXT = 256 * 1024;
/** Of the first slice, of which often only the beginning is wanted. */
const FIRST_TEXT = 4096;

/** The text of a gzip file that comes in slices. In the end it throws a `LogpushError` if something is wrong with it. */
export async function* inflate(slices: AsyncIterable<Bytes>): AsyncGenerator<Bytes> {
  const inflater = new Inflater();
  let most = FIRST_TEXT;
  const texts = function* () {
    for (;;) {
      const text = inflater.read(most) as Bytes;
      const drained = text.length < most;
      most = TEXT;
      if (text.length > 0) yield text;
      if (drained) return check(inflater);
    }
  };
  try {
    for await (const slice of slices) {
      inflater.push(slice);
      yield* texts();
    }
    inflater.finish();
    yield* texts();
  } finally {
    inflater.free();
  }
}

function check(inflater: Inflater): void {
  try {
    inflater.check();
  } catch (error) {
    throw new LogpushError(toFailure(error));
  }
}
