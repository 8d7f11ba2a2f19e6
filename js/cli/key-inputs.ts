// Key files among the inputs: a folder of logs often has the keys beside them. Each is rejected as a whole, with one
// error instead of one for each of its lines.
import type { LineBatch } from "core";
import { joined, sizeOf } from "../archive/bytes.ts";
import { once } from "../archive/first-text.ts";
import { inflate } from "../archive/inflate.ts";
import { LogpushError } from "../errors.ts";
import { isKeyFile, LARGEST_KEY_FILE } from "../key-file.ts";
import type { InputFile } from "./inputs.ts";

export const KEY_FILE =
  "It is a key file, not a log, and was not read. To decrypt with it, give it as a key: -k FILE. Otherwise keep it elsewhere.";

type Slice = Uint8Array<ArrayBuffer>;

const GZIP = 0x1f;

/** What an input turned out to be: a key file, or slices to be read. */
export type Looked = { key: Slice } | { slices: AsyncIterable<Slice> };

/** Looks at an input, if it is small. Archives give files that are compressed in them as gzip; others are not unpacked. */
export async function lookForKey({ size, content }: InputFile, slices: AsyncGenerator<Slice>): Promise<Looked> {
  if (size === undefined || size === 0 || size > LARGEST_KEY_FILE) return { slices };
  const seen: Slice[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await slices.next();
    if (done) break;
    // The memory of a slice is used again for the next one.
    seen.push(value.slice());
    length += value.length;
    if ((seen[0]?.[0] === GZIP && !content) || length > LARGEST_KEY_FILE) return { slices: resumed(seen, slices) };
  }
  const whole = joined(seen);
  const text = whole[0] === GZIP ? await textIn(whole) : whole;
  return isKeyFile(text) ? { key: text } : { slices: resumed(seen, slices) };
}

/** What is in gzip, as far as it can be a key file; nothing of what is damaged. */
async function textIn(gzip: Slice): Promise<Slice> {
  const text: Slice[] = [];
  try {
    for await (const part of inflate(once(gzip))) {
      text.push(part);
      if (sizeOf(text) > LARGEST_KEY_FILE) break;
    }
  } catch (error) {
    if (!(error instanceof LogpushError)) throw error;
    return new Uint8Array();
  }
  return joined(text);
}

async function* resumed(seen: Slice[], slices: AsyncGenerator<Slice>): AsyncGenerator<Slice> {
  yield* seen;
  yield* slices;
}

const LINE_FEED = 0x0a;

/** How many lines a file has. The last may lack its end. */
export function linesOf(bytes: Uint8Array): number {
  const ends = bytes.reduce((sum, byte) => sum + Number(byte === LINE_FEED), 0);
  return bytes.at(-1) === LINE_FEED ? ends : ends + 1;
}

/** A key file as a batch without a record: all of it is rejected. */
export function rejectedKey(key: Slice): LineBatch {
  const ended = key.at(-1) === LINE_FEED;
  return {
    bytes: new Uint8Array(),
    ends: [],
    numbers: [],
    rejects: ended ? key : joined([key, Uint8Array.of(LINE_FEED)]),
    rejected: linesOf(key),
    faults: [{ code: "ERR_JSON", line: 1, message: KEY_FILE }],
    warnings: [],
    offset: key.length,
    drained: true,
  };
}
