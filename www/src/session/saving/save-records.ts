// Drives a save: opens the sink, has the source make the bytes, takes them to the sink, and sees to it that
// either the whole file is there in the end or none.
import { signal } from "@preact/signals";
import { aborted, LogpushError, toFailure } from "../../../../js/errors.ts";
import type { Recipient } from "../../protocol/keys.ts";
import type { Made, Masks, SaveForm } from "../../protocol/saves.ts";
import { saveTexts } from "../../texts/save.ts";
import { inBackground } from "../background.ts";
import { askShell } from "../shell.ts";
import { openSink } from "./open-sink.ts";
import type { Sink, Way } from "./sink.ts";

/** What is to be saved. */
export interface Choices {
  /** All records, those that pass the filter, or the selected ones; or the lines that are no records, as they are. */
  records: "all" | "view" | "selected" | "rejected";
  /** In which form; `sealed`: byte for byte as they were exported. */
  form: SaveForm;
  gzip: boolean;
  /** The columns of forms that have some; `null` for the usual ones. */
  columns: readonly string[] | null;
  masks: Masks;
  /** For whom they are sealed again; `null` until a key was given, and in other forms. */
  recipient: Recipient | null;
}

/** How far a save is. */
export interface Progress {
  records: number;
  /** Records that there are to save; 0 while nobody knows. */
  total: number;
  /** Bytes of the file so far. */
  bytes: number;
  /** By the pace so far; `null` while that is a guess. */
  secondsLeft: number | null;
}

/** What came of a save. */
export interface Saved extends Made {
  name: string;
  form: Choices["form"];
  /** Lines that are no records, and so are not in the file. */
  rejected: number;
  /** Some of the files that the records are from are cut off or damaged. */
  damaged: boolean;
}

export type SavingState =
  | { state: "idle" }
  | { state: "saving"; progress: Progress }
  | { state: "saved"; saved: Saved }
  | { state: "cancelled" }
  | { state: "failed"; message: string };

/** Makes the bytes of a save. */
export interface PieceSource {
  /**
   * Makes the file's bytes, in order, in pieces of a MB, each of which it hands over for good.
   * It waits for `onPiece` before it makes more than it can hold, and ends if that rejects. Resolves when the
   * last piece was handed to `onPiece`, which may still be at it.
   */
  begin(
    choices: Choices,
    onPiece: (bytes: Uint8Array<ArrayBuffer>) => Promise<void>,
    onProgress: (progress: Progress) => void,
  ): Promise<Omit<Saved, "name">>;
  /** Makes what `begin` does end soon. The save does not wait for it. */
  cancel(): void;
}

/** What the save does, or what came of the last one. */
export const saving = signal<SavingState>({ state: "idle" });
/** How the file of this or the last save is kept: the browser may have refused the way that was foreseen. */
export const savingWay = signal<Way | null>(null);

const LINES = "application/x-ndjson";
const MEDIA_TYPES: Record<SaveForm, string> = {
  ndjson: LINES,
  csv: "text/csv",
  parquet: "application/vnd.apache.parquet",
  markdown: "text/markdown",
  otlp: LINES,
  "chat-jsonl": LINES,
  resealed: LINES,
  sealed: LINES,
};

const NOTHING_YET: Progress = { records: 0, total: 0, bytes: 0, secondsLeft: null };

/** A save that goes on, from the question for its place to its end. */
class Run {
  /** Ends it with this error. */
  stop!: (error: unknown) => void;
  /** Rejects when it is stopped. */
  readonly stopped = new Promise<never>((_resolve, reject) => (this.stop = reject));

  constructor() {
    // Nobody may be waiting for it when it comes.
    this.stopped.catch(() => {});
  }
}

let running: Run | null = null;

/**
 * Saves records in a file of this name. To be called within a person's gesture. One save goes on at a time: while
 * one does, or asks for its place, another is not begun. What comes of it, `saving` tells.
 */
export async function saveRecords(choices: Choices, name: string, source: PieceSource): Promise<void> {
  if (running) return;
  const run = new Run();
  running = run;
  addEventListener("pagehide", cancelSaving);
  inBackground(askShell("stay", true));
  try {
    // The first thing that is waited for: browsers show a chooser only right after a gesture.
    const sink = await openSink(name, choices.gzip ? "application/gzip" : MEDIA_TYPES[choices.form]);
    saving.value = sink ? await pump(choices, sink, source, run) : { state: "idle" };
  } catch (error) {
    saving.value = outcomeOf(error);
  } finally {
    removeEventListener("pagehide", cancelSaving);
    inBackground(askShell("stay", false));
    running = null;
  }
}

/** Cancels the save that goes on. Nothing is left of it. */
export function cancelSaving(): void {
  running?.stop(aborted());
}

/** Forgets what came of the last save. */
export function dismissSaving(): void {
  if (!running) saving.value = { state: "idle" };
}

/** Takes the source's bytes to the sink. */
async function pump(choices: Choices, sink: Sink, source: PieceSource, run: Run): Promise<SavingState> {
  savingWay.value = sink.way;
  saving.value = { state: "saving", progress: NOTHING_YET };
  let over = false;
  let bytes = 0;
  // The last piece that came: a source is done when it is handed on, which is before it is written. Of those before it, `stop` tells.
  let written = Promise.resolve();
  const onPiece = async (piece: Uint8Array<ArrayBuffer>) => {
    // A source may need a moment to hear that it is to end.
    if (over) throw aborted();
    bytes += piece.length;
    try {
      written = sink.write(piece);
      await written;
    } catch (error) {
      run.stop(error);
      throw error;
    }
  };
  const onProgress = (progress: Progress) => {
    if (!over) saving.value = { state: "saving", progress };
  };
  try {
    const made = await Promise.race([source.begin(choices, onPiece, onProgress), run.stopped]);
    await Promise.race([written, run.stopped]);
    over = true;
    if (made.bytes !== bytes) throw new LogpushError({ code: "ERR_IO", message: saveTexts.lost(made.bytes, bytes) });
    // From here on it is too late to cancel: the file appears.
    await sink.finish();
    return { state: "saved", saved: { ...made, name: sink.name } };
  } catch (error) {
    over = true;
    source.cancel();
    await sink.discard();
    return outcomeOf(error);
  }
}

function outcomeOf(error: unknown): SavingState {
  const { code, message } = toFailure(error);
  return code === "ERR_ABORTED" ? { state: "cancelled" } : { state: "failed", message };
}
