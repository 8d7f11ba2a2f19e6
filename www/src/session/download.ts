// The browser's own downloads, to which only the shell hands something.
import { inBackground } from "./background.ts";
import { askShell } from "./shell.ts";

/** Hands a blob to the browser's downloads, without any request. */
export function download(blob: Blob, name: string): void {
  inBackground(askShell("download", { blob, name }));
}
