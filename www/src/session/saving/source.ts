// The records of the table as the bytes of a file: made by the worker, piece by piece.

import type { Which } from "../../protocol/runs.ts";
import { inBackground } from "../background.ts";
import { runBegins } from "../checking.ts";
import { marked } from "../explore/marks.ts";
import { indexed } from "../explore/news.ts";
import { secondsLeft } from "../pace.ts";
import { worker } from "../worker.ts";
import type { Choices, PieceSource, Progress, Saved } from "./save-records.ts";

/** The records that are chosen, for the worker. */
export function whichOf(records: Choices["records"]): Which {
  return records === "selected" ? { which: "these", records: [...marked.value] } : { which: records };
}

/** Who takes the pieces and news of the save that goes on. */
interface Taker {
  save: number;
  onPiece(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  onProgress(progress: Progress): void;
  bytes: number;
}

let taker: Taker | null = null;
let lastSave = 0;

worker.listen({
  async piece(save, bytes) {
    // Of one that was cancelled.
    if (taker?.save !== save) return;
    taker.bytes += bytes.length;
    await taker.onPiece(bytes);
  },
  run(kind, news) {
    if (kind !== "save") return;
    const { records, total } = news;
    taker?.onProgress({ records, total, bytes: taker.bytes, secondsLeft: secondsLeft(news) });
  },
});

/** Makes a file of what was chosen. */
export const recordSource: PieceSource = {
  async begin(choices, onPiece, onProgress): Promise<Omit<Saved, "name">> {
    const save = ++lastSave;
    taker = { save, onPiece, onProgress, bytes: 0 };
    const { rejected, damaged, failed } = indexed.value;
    const { records, recipient, ...plan } = choices;
    const request = { save, ...whichOf(records), plan: { ...plan, recipient: recipient?.pem ?? null } };
    runBegins("save");
    const made = await worker.request("save", request);
    const { form } = choices;
    const all = records === "all";
    return { ...made, form, rejected: all ? rejected : 0, damaged: all && damaged + failed > 0 };
  },
  cancel() {
    taker = null;
    inBackground(worker.request("cancel", { run: "save" }));
  },
};
