// Files and folders as people give them: dropped, picked, nested.

/** A file and the path it is told by. */
export interface GivenFile {
  file: File;
  /** Its path within the folder that was given, or its name. */
  path: string;
}

/** Hidden files, such as `.DS_Store`, come with folders without anybody meaning them. */
const hidden = (path: string) => path.split("/").some((name) => name.startsWith("."));

const byPath = (a: GivenFile, b: GivenFile) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);

/** What a file input holds. */
export function fromInput(input: HTMLInputElement): GivenFile[] {
  const given = [...(input.files ?? [])].map((file) => ({ file, path: file.webkitRelativePath || file.name }));
  // The same files can be chosen again.
  input.value = "";
  return given.filter(({ path }) => !path.includes("/") || !hidden(path)).sort(byPath);
}

/** What was dropped, folders walked. To be called at once: the items are gone after the event. */
export async function fromDrop(transfer: DataTransfer): Promise<GivenFile[]> {
  const items = [...transfer.items].filter((item) => item.kind === "file");
  const entries = items.map((item) => item.webkitGetAsEntry?.() ?? null);
  const plain = items.map((item) => item.getAsFile());
  const given: GivenFile[] = [];
  for (const [i, entry] of entries.entries()) {
    const file = plain[i];
    if (entry?.isDirectory) given.push(...(await walk(entry as FileSystemDirectoryEntry)));
    else if (file) given.push({ file, path: file.name });
  }
  return given.sort(byPath);
}

async function walk(folder: FileSystemDirectoryEntry): Promise<GivenFile[]> {
  const reader = folder.createReader();
  const given: GivenFile[] = [];
  for (;;) {
    // Browsers give at most 100 entries a call.
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (entries.length === 0) return given;
    for (const entry of entries) {
      if (hidden(entry.name)) continue;
      if (entry.isDirectory) given.push(...(await walk(entry as FileSystemDirectoryEntry)));
      else {
        const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
        given.push({ file, path: entry.fullPath.replace(/^\//, "") });
      }
    }
  }
}
