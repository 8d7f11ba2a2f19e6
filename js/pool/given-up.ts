// Lines that cannot be opened: workers stopped over them again and again.
import type { Lines, Opened } from "./messages.ts";

const LINE_FEED = 10;

/** Rejects them unchanged, each with its number, so that work on the other lines continues. */
export function givenUp({ bytes, ends, numbers }: Lines, why: string): Opened {
  const rejects = new Uint8Array(bytes.length + ends.length);
  let begin = 0;
  for (const [at, end] of ends.entries()) {
    rejects.set(bytes.subarray(begin, end), begin + at);
    rejects[end + at] = LINE_FEED;
    begin = end;
  }
  const [first, last] = [numbers[0], numbers.at(-1)];
  const lines = first === last ? `line ${first}` : `lines ${first} to ${last}`;
  const message = `This line was not opened: workers stopped again and again over ${lines} (${why}). It is kept with the rejected lines; open those by themselves.`;
  return {
    output: new Uint8Array(),
    lines: [],
    ends: [],
    sealedRecords: [],
    rejects,
    rejectEnds: Array.from(ends, (end, at) => end + at + 1),
    opened: 0,
    sealed: 0,
    rejected: ends.length,
    faults: Array.from(numbers, (line) => ({ code: "ERR_IO", line, message })),
    usage: [],
    privateOperations: 0,
    contentKeys: new Uint8Array(),
    memberNotes: new Uint8Array(),
    stopped: false,
    took: 0,
  };
}
