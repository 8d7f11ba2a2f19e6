// A file that is held in memory as long as it is small, and lies in the browser's storage only beyond that: what was never
// written to a disk cannot be left there, whatever ends the browser.

import { LogpushError } from "../../../../js/errors.ts";
import { saveTexts } from "../../texts/save.ts";
import { openInShell } from "./in-shell.ts";
import { openInMemory } from "./memory.ts";
import type { Sink } from "./sink.ts";

/** Bytes up to which a file stays in memory. */
export const SMALL = 64_000_000;
/** Bytes of it that are moved at once. */
const MOVED = 4 << 20;

/** Opens a file that becomes a download of this name and media type. */
export function openSmallFirst(name: string, type: string): Sink {
  const memory = openInMemory(name, type);
  let sink: Sink = memory;
  let bytes = 0;

  /** Takes what there is so far to a file in the browser's storage. */
  const move = async () => {
    const file = await openInShell("private-file", name, type);
    // It was there when it was tried.
    if (file === null || file === "refused") throw new LogpushError({ code: "ERR_IO", message: saveTexts.notAllowed });
    sink = file;
    const whole = await memory.whole();
    // In one piece it would be in memory several times on its way.
    for (let at = 0; at < whole.size; at += MOVED)
      await file.write(new Uint8Array(await whole.slice(at, at + MOVED).arrayBuffer()));
    await memory.discard();
  };

  const take = async (piece: Uint8Array<ArrayBuffer>) => {
    bytes += piece.length;
    if (sink === memory && bytes > SMALL) await move();
    await sink.write(piece);
  };
  // Several pieces can be on their way: while one has all of them moved, the next one waits.
  let taken: Promise<void> = Promise.resolve();

  return {
    way: "private-file",
    name,
    write(piece) {
      taken = taken.then(() => take(piece));
      return taken;
    },
    async finish() {
      await taken;
      await sink.finish();
    },
    async discard() {
      await taken.catch(() => {});
      await sink.discard();
    },
  };
}
