// A file at a place that the person chooses, which Chromium's browsers offer. They write beside it and put
// that in its place when it is closed.
import type { KeptFile } from "./kept-file.ts";

// What Chromium has and the library of types does not.
interface PickerOptions {
  suggestedName: string;
  id: string;
  startIn: "downloads";
}
type Picker = (options: PickerOptions) => Promise<ChosenFile>;
type ChosenFile = FileSystemFileHandle & { remove?(): Promise<void> };

const picker = () => (globalThis as { showSaveFilePicker?: Picker }).showSaveFilePicker;

/** The browser has a chooser of places. */
export const canChoosePlace = () => picker() !== undefined;

/** Asks for the place. `null`: the person closed the chooser; `refused`: the browser did not show it. */
export async function openOnDisk(name: string): Promise<KeptFile | null | "refused"> {
  const choose = picker();
  if (!choose) return "refused";
  let file: ChosenFile;
  try {
    // By the id the browser remembers the folder of the last save.
    file = await choose({ suggestedName: name, id: "logpush-decrypt", startIn: "downloads" });
  } catch (error) {
    return error instanceof DOMException && error.name === "AbortError" ? null : "refused";
  }
  try {
    return keptFile(file, await file.createWritable());
  } catch (error) {
    await removeEmpty(file);
    throw error;
  }
}

function keptFile(file: ChosenFile, stream: FileSystemWritableFileStream): KeptFile {
  return {
    name: file.name,
    write: (bytes) => stream.write(bytes),
    finish: () => stream.close(),
    async discard() {
      // It fails if the stream itself did, and then has nothing more to let go of.
      await stream.abort().catch(() => {});
      await removeEmpty(file);
    },
  };
}

/** Choosing a place makes an empty file there, or empties one. What has something in it is not of this save. */
async function removeEmpty(file: ChosenFile): Promise<void> {
  try {
    if ((await file.getFile()).size === 0) await file.remove?.();
  } catch {
    // It is gone already, or the browser no longer lets the page near it.
  }
}
