// Saving what was opened: a blob goes to the browser's own downloads, without any request.
import { complete, files, store } from "./state.ts";

/**
 * Hands a blob to the browser's downloads. Its address is valid for `kept` milliseconds: the browser reads it
 * after this turn, and a minute is ample for it to begin.
 */
export function save(blob: Blob, name: string, kept = 60_000): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), kept);
}

/** The name of what is saved: after the file if there is one, and telling if it is not all. */
function nameOf(kind: string): string {
  const [first, ...others] = files.value;
  const base = first && others.length === 0 ? first.file.name.replace(/(\.log)?(\.gz)?$/, "") : "logs";
  return `${base}.${kind}${complete.value ? "" : ".partial"}.ndjson`;
}

/** Saves the opened records. */
export const saveRecords = () => save(store.value.ndjson(), nameOf("opened"));

/** Saves the lines that are no records. */
export const saveRejects = () => save(store.value.rejects(), nameOf("rejected"));
