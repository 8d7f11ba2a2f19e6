// The beginning of what is in a gzip file.
import { LogpushError } from "../errors.ts";
import { type Bytes, joined } from "./bytes.ts";
import { BEGINNING } from "./detect.ts";
import type { Unpack } from "./entry.ts";

/** The first text of gzip data that may end early. */
export async function firstText(slices: AsyncIterable<Bytes>, inflate: Unpack): Promise<Bytes> {
  const text: Bytes[] = [];
  try {
    for await (const part of inflate(slices)) {
      text.push(part);
      if (text.reduce((sum, { length }) => sum + length, 0) >= BEGINNING) break;
    }
  } catch (error) {
    if (!(error instanceof LogpushError)) throw error;
  }
  return joined(text);
}

/** Something that comes in one piece. */
export async function* once<T>(value: T): AsyncGenerator<T> {
  yield value;
}
