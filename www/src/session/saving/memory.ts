// A file held in memory, for browsers that let the page write no other: in blobs, which they keep outside of
// the page's own memory where they can.
import { saveTexts } from "../../texts/save.ts";
import { download } from "../download.ts";
import { LogpushError } from "../messages.ts";
import { writing } from "./failure.ts";
import type { Sink } from "./sink.ts";

/** Bytes that are held in memory at most. */
export const MEMORY_LIMIT = 1_000_000_000;
/** Bytes that become one blob. Pieces can be small, and a blob of tens of thousands of parts is slow. */
const PART = 8 << 20;

/** Opens a file that becomes a download of this name and media type. */
export function openInMemory(name: string, type: string): Sink {
  let parts: Blob[] = [];
  let pieces: Uint8Array<ArrayBuffer>[] = [];
  let pieceBytes = 0;
  let bytes = 0;

  const join = async () => {
    const part = new Blob(pieces);
    pieces = [];
    pieceBytes = 0;
    parts.push(part);
    // An engine takes a blob's bytes over later, and tells only who reads them that it has no room.
    await part.slice(-1).arrayBuffer();
  };
  const letGo = () => {
    parts = [];
    pieces = [];
  };

  return {
    way: "memory",
    name,
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
        if (pieces.length > 0) await join();
        download(new Blob(parts, { type }), name);
        letGo();
      }),
    async discard() {
      letGo();
    },
  };
}
