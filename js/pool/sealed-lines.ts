// The lines of records as they were read, beside what came of opening them.
import type { OpenedLines } from "core";
import type { Lines, SealedLines } from "./messages.ts";

/** The lines that are records: one for each record of `opened`, in the same order. */
export function sealedLines({ bytes, ends }: Lines, { rejects, rejectEnds }: OpenedLines): SealedLines {
  if (rejectEnds.length === 0) return { bytes, ends: [...ends] };
  const records = new Uint8Array(bytes.length);
  const recordEnds: number[] = [];
  let [begin, length, reject, rejectBegin] = [0, 0, 0, 0];
  for (const end of ends) {
    const line = bytes.subarray(begin, end);
    begin = end;
    const rejectEnd = rejectEnds[reject];
    // Each ends with a line feed. What was rejected is rejected wherever it stands.
    if (rejectEnd !== undefined && isSame(line, rejects.subarray(rejectBegin, rejectEnd - 1))) {
      reject++;
      rejectBegin = rejectEnd;
      continue;
    }
    records.set(line, length);
    length += line.length;
    recordEnds.push(length);
  }
  return { bytes: records.slice(0, length), ends: recordEnds };
}

const isSame = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, at) => byte === b[at]);
