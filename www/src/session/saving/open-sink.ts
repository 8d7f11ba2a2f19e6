// The best way of saving that the browser has, and the next one where it refuses.
import { askShell } from "../shell.ts";
import { openInShell } from "./in-shell.ts";
import { openInMemory } from "./memory.ts";
import type { Sink, Way } from "./sink.ts";
import { openSmallFirst } from "./small-first.ts";

/** What this browser can do here, to be said in advance. A place that it then refuses changes it: see `Sink.way`. */
export async function wayOfSaving(): Promise<Way> {
  const ways = await askShell("ways", null);
  return ways.disk ? "disk" : ways["private-file"] ? "private-file" : "memory";
}

/**
 * Opens a file of this name and media type. To be called within a person's gesture, for the browser may ask
 * for the place. `null`: the person closed the chooser.
 */
export async function openSink(name: string, type: string): Promise<Sink | null> {
  const opened = await openInShell("disk", name, type);
  if (opened !== "refused") return opened;
  const ways = await askShell("ways", null);
  return ways["private-file"] ? openSmallFirst(name, type) : openInMemory(name, type);
}
