// Ending before all is done: on Ctrl-C, and whatever else asks for it. Nothing half-written is left.
import fs from "node:fs";
import { EXIT } from "./failure.ts";
import { onDisk } from "./paths.ts";
import type { Voice } from "./voice.ts";

/**
 * Files that have not got their name yet. Whatever makes one puts it in here first, and makes it by a call that returns
 * when it is made: a file that another thread is about to make would come after this was cleared.
 */
export const unfinished = new Set<string>();

/** Removes them, at once: the process is about to end. */
export function removeUnfinished(): void {
  for (const file of unfinished) {
    try {
      fs.unlinkSync(onDisk(file));
    } catch {
      // It was not made, or is gone.
    }
  }
  unfinished.clear();
}

/** A pipe was opened by its name. */
let pipes = false;

/**
 * To be called before something is opened by its name that is no file on a disk. A thread waits for it, and an
 * orderly exit for the thread: perhaps for ever. So the process is ended by the signal then, which shells tell by
 * the same exit code.
 */
export function mayWaitForEver(): void {
  pipes = true;
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** What ends the process when a signal comes. */
let end: ((signal: NodeJS.Signals) => void) | undefined;

/** Ends the process when it is asked to, after removing what is not whole. */
export function endOnSignals(voice: Voice, whatIsLeft: string): void {
  end = (signal) => {
    removeUnfinished();
    voice.say(`Interrupted. ${whatIsLeft}`);
    if (!pipes) process.exit(EXIT.interrupted);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  };
  for (const signal of SIGNALS) process.on(signal, end);
}

/**
 * Does something that computes for seconds in one go, such as unlocking a key, while there is nothing to remove. Node.js
 * would hear of a signal after that; so the system hears of it meanwhile, and ends the process at once.
 */
export async function unheard<T>(action: () => Promise<T>): Promise<T> {
  const heard = end;
  if (heard === undefined) return action();
  for (const signal of SIGNALS) process.off(signal, heard);
  try {
    return await action();
  } finally {
    for (const signal of SIGNALS) process.on(signal, heard);
  }
}
