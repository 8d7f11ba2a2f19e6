// Files and folders that are dropped. The shell takes them: a sandboxed frame can read no folders.
import { isHidden } from "../../../js/hidden.ts";

/** A file that was given, and its path among the others, which begins with its folder's name if it was in one. */
export interface GivenFile {
  file: File;
  path: string;
}

/** What was given, and which folders and files of it could not be read. */
export interface Given {
  files: GivenFile[];
  unreadable: string[];
}

export const byPath = (a: GivenFile, b: GivenFile) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);

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

/** Takes a file, which may be gone by now: the others of its folder are taken all the same. */
async function take(path: string, given: Given, find: () => Promise<File>): Promise<void> {
  try {
    given.files.push({ file: await find(), path });
  } catch {
    given.unreadable.push(path);
  }
}

async function walkHandle(folder: FolderHandle, path: string, given: Given): Promise<void> {
  try {
    for await (const [name, handle] of folder.entries()) {
      if (isHidden(name)) continue;
      const inner = `${path}/${name}`;
      if (handle.kind === "directory") await walkHandle(handle as FolderHandle, inner, given);
      else await take(inner, given, () => (handle as FileSystemFileHandle).getFile());
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
          const find = () =>
            new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
          await take(entry.fullPath.replace(/^\//, ""), given, find);
        }
      }
    }
  } catch {
    given.unreadable.push(path);
  }
}
