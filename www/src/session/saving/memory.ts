// A file held in memory, for browsers that let the page write no other, and as long as a file is small: in blobs, which
// browsers keep outside of the page's own memory where they can.

import { LogpushError } from "../../../../js/errors.ts";
import { freeBytes } from "../../../../js/pool/free-bytes.ts";
import { saveTexts } from "../../texts/save.ts";
import { download } from "../download.ts";
import { writing } from "./failure.ts";
import type { Sink } from "./sink.ts";

/** Bytes that are held in memory at most. */
export const MEMORY_LIMIT = 1_000_000_000;
/** Bytes that become one blob. Pieces can be small, and a blob of tens of thousands of parts is slow. */
const PART = 8 << 20;

/** A sink that can be asked for what it holds, to go on elsewhere. */
export interface MemorySink extends Sink {
  /** Everything so far. */
  whole(): Promise<Blob>;
}

/** Opens a file that becomes a download of this name and media type. */
export function openInMemory(name: string, type: string): MemorySink {
  let parts: Blob[] = [];
  let pieces: Uint8Array<ArrayBuffer>[] = [];
  let pieceBytes = 0;
  let bytes = 0;

  const join = async () => {
    const joined = pieces;
    const part = new Blob(joined);
    pieces = [];
    pieceBytes = 0;
    parts.push(part);
    // An engine takes a blob's bytes over later, and tells only who reads them that it has no room.
    await part.slice(-1).arrayBuffer();
    freeBytes(...joined);
  };
  const letGo = () => {
    parts = [];
    pieces = [];
  };
  const whole = async () => {
    if (pieces.length > 0) await join();
    return new Blob(parts, { type });
  };

  return {
    way: "memory",
    name,
    whole,
    write: (piece) =>
      writing(async () => {
        bytes += piece.length;
        if (bytes > MEMORY_LIMIT)
          throw new LogpushError({ code: "ERR_LIMIT", message: saveTexts.memoryFull(MEMORY_LIMIT) });
        pieces.push(piece);
        pieceBytes += piece.length;
        if (pieceBytes >= PART) await join();
      }),
    finish: () =>
      writing(async () => {
        download(await whole(), name);
        letGo();
      }),
    async discard() {
      letGo();
    },
  };
}
