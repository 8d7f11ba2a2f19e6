// Files and folders as people give them: dropped, picked, nested.

import { isHidden } from "../../../js/hidden.ts";
import type { GivenFile } from "./messages.ts";

export type { GivenFile } from "./messages.ts";

/** What was given, and what of it could not be read. */
export interface Given {
  files: GivenFile[];
  unreadable: string[];
}

const byPath = (a: GivenFile, b: GivenFile) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);

/** Files of an input that are looked at in one task: for each, the browser makes an object and two texts. */
const AT_ONCE = 1000;

/** What a file input holds. The page stays alive meanwhile: a folder can have tens of thousands of files. */
export async function fromInput(input: HTMLInputElement): Promise<Given> {
  const chosen = input.files ?? [];
  const given: GivenFile[] = [];
  for (let at = 0; at < chosen.length; at++) {
    if (at > 0 && at % AT_ONCE === 0) await new Promise((resolve) => setTimeout(resolve));
    const file = chosen[at];
    if (file) given.push({ file, path: file.webkitRelativePath || file.name });
  }
  // The same files can be chosen again.
  input.value = "";
  return { files: given.filter(({ path }) => !path.includes("/") || !isHidden(path)).sort(byPath), unreadable: [] };
}

/**
 * What was dropped, folders walked. To be called within the event: the items are gone after it.
 *
 * Chromium walks folders by handles, which also work on a page from disk, where its older way by
 * entries does not; the others have only entries.
 */
export async function fromDrop(transfer: DataTransfer): Promise<Given> {
  const items = [...transfer.items].filter((item) => item.kind === "file");
  const dropped = items.map((item) => ({
    file: item.getAsFile(),
    entry: item.webkitGetAsEntry?.() ?? null,
    handle: (item as HandleItem).getAsFileSystemHandle?.().catch(() => null) ?? null,
  }));
  const given: Given = { files: [], unreadable: [] };
  for (const { file, entry, handle } of dropped) {
    if (!entry?.isDirectory) {
      if (file) given.files.push({ file, path: file.name });
      continue;
    }
    const folder = await handle;
    if (folder?.kind === "directory") await walkHandle(folder as FolderHandle, folder.name, given);
    else await walkEntry(entry as FileSystemDirectoryEntry, given);
  }
  given.files.sort(byPath);
  return given;
}

// What Chromium has and the library of types does not yet.
type HandleItem = DataTransferItem & { getAsFileSystemHandle?(): Promise<FileSystemHandle | null> };
type FolderHandle = FileSystemDirectoryHandle & { entries(): AsyncIterable<[string, FileSystemHandle]> };

async function walkHandle(folder: FolderHandle, path: string, given: Given): Promise<void> {
  try {
    for await (const [name, handle] of folder.entries()) {
      if (isHidden(name)) continue;
      const inner = `${path}/${name}`;
      if (handle.kind === "directory") await walkHandle(handle as FolderHandle, inner, given);
      else given.files.push({ file: await (handle as FileSystemFileHandle).getFile(), path: inner });
    }
  } catch {
    given.unreadable.push(path);
  }
}

async function walkEntry(folder: FileSystemDirectoryEntry, given: Given): Promise<void> {
  const path = folder.fullPath.replace(/^\//, "");
  try {
    const reader = folder.createReader();
    for (;;) {
      // Browsers give at most 100 entries a call.
      const entries = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
      if (entries.length === 0) return;
      for (const entry of entries) {
        if (isHidden(entry.name)) continue;
        if (entry.isDirectory) await walkEntry(entry as FileSystemDirectoryEntry, given);
        else {
          const file = await new Promise<File>((resolve, reject) =>
            (entry as FileSystemFileEntry).file(resolve, reject),
          );
          given.files.push({ file, path: entry.fullPath.replace(/^\//, "") });
        }
      }
    }
  } catch {
    given.unreadable.push(path);
  }
}
