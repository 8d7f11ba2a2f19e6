// Files and folders as people give them. What is dropped comes by the shell (src/shell/dropped.ts).

import { isHidden } from "../../../js/hidden.ts";
import { byPath, type Given, type GivenFile } from "../shell/dropped.ts";

export type { Given, GivenFile } from "../shell/dropped.ts";

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
 * What was dropped before the shell took it. A sandboxed frame can read no folders: Chromium ends one that tries to by a handle.
 */
export function fromDrop(transfer: DataTransfer): Given {
  const given: Given = { files: [], unreadable: [] };
  for (const item of transfer.items) {
    if (item.kind !== "file") continue;
    const [file, entry] = [item.getAsFile(), item.webkitGetAsEntry?.() ?? null];
    if (entry?.isDirectory) given.unreadable.push(entry.name);
    else if (file) given.files.push({ file, path: file.name });
  }
  given.files.sort(byPath);
  return given;
}
