// What the shell does for the page: what a sandboxed frame cannot do itself, and nothing else.
import { fileDigest } from "./digest.ts";
import { canChoosePlace, openOnDisk } from "./disk.ts";
import { download } from "./download.ts";
import { startDragging } from "./drops.ts";
import type { KeptFile } from "./kept-file.ts";
import type { Answered, Given, ShellRequestName } from "./messages.ts";
import { hasPrivateFiles, openPrivateFile } from "./private-file.ts";

const files = new Map<number, KeptFile>();
let lastFile = 0;

function fileOf(number: number): KeptFile {
  const file = files.get(number);
  if (!file) throw new Error(`there is no file ${number}`);
  return file;
}

function askToStay(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

const handlers: { [Name in ShellRequestName]: (given: Given<Name>) => Promise<Answered<Name>> } = {
  ways: async () => ({ disk: canChoosePlace(), "private-file": await hasPrivateFiles() }),

  async open({ way, name, type }) {
    const opened = way === "disk" ? await openOnDisk(name) : await openPrivateFile(name, type);
    if (opened === null || opened === "refused") return opened;
    files.set(++lastFile, opened);
    return { file: lastFile, name: opened.name };
  },

  async write({ file, bytes }) {
    await fileOf(file).write(bytes);
    return null;
  },

  async finish({ file }) {
    await fileOf(file).finish();
    files.delete(file);
    return null;
  },

  async discard({ file }) {
    await files.get(file)?.discard();
    files.delete(file);
    return null;
  },

  async dragging() {
    startDragging();
    return null;
  },

  async download({ blob, name }) {
    download(blob, name);
    return null;
  },

  async stay(isWanted) {
    if (isWanted) addEventListener("beforeunload", askToStay);
    else removeEventListener("beforeunload", askToStay);
    return null;
  },

  async reload() {
    location.reload();
    return null;
  },

  digest: fileDigest,
};

/** Does what the page asks for. */
export function handle<Name extends ShellRequestName>(name: Name, given: Given<Name>): Promise<Answered<Name>> {
  // The page's words are a stranger's here: no name but these.
  if (!Object.hasOwn(handlers, name)) throw new Error(`the shell does no ${name}`);
  return handlers[name](given);
}
