// Archives of all kinds: detected by their first bytes, and the files in them.
import { type Bytes, bytesOf, joined, type RandomAccess } from "./bytes.ts";
import { BEGINNING, type Container, detect, packedOtherwise, TELLING_BYTES } from "./detect.ts";
import { byPath, type Entry, type Found, type Inflate, isEntry, unread } from "./entry.ts";
import { firstText, once } from "./first-text.ts";
import { streamedTarEntries, tarEntries } from "./tar.ts";
import { zipEntries } from "./zip.ts";

export { BEGINNING };

/** `packed`: something that is not read, and why. */
export type Kind = { kind: "zip" | "tar" | "tar.gz" } | { kind: "packed"; why: string };

/** What a file is by its first bytes, of which `BEGINNING` are enough; `undefined` if it is not an archive. */
export async function kindOf(beginning: Bytes, inflate: Inflate): Promise<Kind | undefined> {
  const container: Container | undefined = detect(beginning);
  if (container === "gzip") {
    const text = await firstText(once(beginning.subarray(0, BEGINNING)), inflate);
    return detect(text) === "tar" ? { kind: "tar.gz" } : undefined;
  }
  if (container) return { kind: container };
  const why = packedOtherwise(beginning);
  return why === undefined ? undefined : { kind: "packed", why };
}

/** The files of an archive in the order of their paths; those of a compressed one in its own order. */
export async function* entriesOf({ kind, ...more }: Kind, file: RandomAccess, inflate: Inflate): AsyncGenerator<Found> {
  if (kind === "zip") yield* zipEntries(file, inflate);
  else if (kind === "tar") yield* sorted(tarEntries(file));
  else if (kind === "tar.gz") yield* streamedTarEntries(inflate(bytesOf([{ start: 0, end: file.size }], file)));
  else if ("why" in more) yield unread(more.why);
}

/** The files of an archive that comes in slices, in its order. ZIP has its directory at its end: it has to be a file. */
export async function* streamedEntriesOf(
  { kind, ...more }: Kind,
  slices: AsyncIterable<Bytes>,
  inflate: Inflate,
): AsyncGenerator<Found> {
  if (kind === "tar") yield* streamedTarEntries(slices);
  else if (kind === "tar.gz") yield* streamedTarEntries(inflate(slices));
  else if ("why" in more) yield unread(more.why);
  else
    yield unread(
      "It is a ZIP archive that comes as a stream, and the directory of a ZIP archive is its end. Give it as a file.",
    );
}

/** What comes in slices, with its beginning looked at and still there. */
export async function lookAhead(
  slices: AsyncIterable<Bytes>,
): Promise<{ beginning: Bytes; slices: AsyncIterable<Bytes> }> {
  const iterator = slices[Symbol.asyncIterator]();
  const ahead: Bytes[] = [];
  let have = 0;
  while (have < TELLING_BYTES) {
    const { done, value } = await iterator.next();
    if (done) break;
    // Its memory may be used again for the next one.
    ahead.push(value.slice());
    have += value.length;
  }
  const again = async function* () {
    try {
      yield* ahead.splice(0);
      yield* { [Symbol.asyncIterator]: () => iterator };
    } finally {
      await iterator.return?.();
    }
  };
  return { beginning: joined(ahead), slices: again() };
}

async function* sorted(found: AsyncIterable<Found>): AsyncGenerator<Found> {
  const entries: Entry[] = [];
  const others: Found[] = [];
  for await (const each of found) (isEntry(each) ? entries : others).push(each as Entry);
  yield* entries.sort(byPath);
  yield* others;
}
