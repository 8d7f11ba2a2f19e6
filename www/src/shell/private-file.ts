// A file in the browser's storage for this page (OPFS): on the disk and out of everybody's sight. When it is
// whole the browser copies it to its downloads, and some time later it is wiped.
//
// Each file lies in a folder of its own, and the page that uses it holds a lock by that folder's name. The
// lock goes with the page, however it ends; so a folder whose lock is free is a leftover.
import { download } from "./download.ts";
import type { KeptFile } from "./kept-file.ts";

/** The page may share its origin, and so its storage, with others. */
const ROOM = "logpush-decrypt";
const FILE = "records";
/** Milliseconds for the browser to copy it to its downloads: none tells when it is done, and some ask first. */
const KEPT = 10 * 60_000;

interface PrivateFile {
  file: FileSystemFileHandle;
  /** Removes it, and gives up its lock. */
  wipe(): Promise<void>;
}

const lockOf = (name: string) => `${ROOM}/${name}`;

/** Takes a lock until the function that it gives is called. */
function hold(lock: string): Promise<() => void> {
  return new Promise((held, failed) => {
    navigator.locks.request(lock, () => new Promise<void>((release) => held(release))).catch(failed);
  });
}

async function create(): Promise<PrivateFile> {
  const name = crypto.randomUUID();
  // The lock comes first: no other page ever sees the folder without it.
  const release = await hold(lockOf(name));
  try {
    const room = await (await navigator.storage.getDirectory()).getDirectoryHandle(ROOM, { create: true });
    const folder = await room.getDirectoryHandle(name, { create: true });
    const file = await folder.getFileHandle(FILE, { create: true });
    const wipe = async () => {
      removeEventListener("pagehide", wipe);
      // What cannot be removed now is a leftover, which the next start wipes.
      await room.removeEntry(name, { recursive: true }).catch(() => {});
      release();
    };
    addEventListener("pagehide", wipe);
    return { file, wipe };
  } catch (error) {
    release();
    throw error;
  }
}

/** Tries it: engines lack it, or refuse it to pages from disk or in private windows, each in its own way. */
async function probe(): Promise<boolean> {
  try {
    const { file, wipe } = await create();
    try {
      const stream = await file.createWritable();
      await stream.write(new Uint8Array(1));
      await stream.close();
      return (await file.getFile()).size === 1;
    } finally {
      await wipe();
    }
  } catch {
    return false;
  }
}

let probed: Promise<boolean> | undefined;

/** The browser lets this page write such files. */
export const hasPrivateFiles = () => (probed ??= probe());

/** Opens such a file, of this media type; `refused` where the browser has none. */
export async function openPrivateFile(name: string, type: string): Promise<KeptFile | "refused"> {
  if (!(await hasPrivateFiles())) return "refused";
  const { file, wipe } = await create();
  try {
    return keptFile(name, type, { file, wipe }, await file.createWritable());
  } catch (error) {
    await wipe();
    throw error;
  }
}

function keptFile(
  name: string,
  type: string,
  { file, wipe }: PrivateFile,
  stream: FileSystemWritableFileStream,
): KeptFile {
  return {
    name,
    write: (bytes) => stream.write(bytes),
    async finish() {
      await stream.close();
      const whole = await file.getFile();
      // A slice of a file is still on the disk, and can be given a type.
      download(whole.slice(0, whole.size, type), name, KEPT);
      setTimeout(() => void wipe(), KEPT);
    },
    async discard() {
      // It fails if the stream itself did. An open one would keep the file from being removed.
      await stream.abort().catch(() => {});
      await wipe();
    },
  };
}

/** Removes what earlier pages left, and nothing that another page uses now. Does not throw. */
export async function wipeLeftovers(): Promise<void> {
  try {
    const room = await (await navigator.storage.getDirectory()).getDirectoryHandle(ROOM);
    const names: string[] = [];
    for await (const name of room.keys()) names.push(name);
    for (const name of names) {
      await navigator.locks.request(lockOf(name), { ifAvailable: true }, async (lock) => {
        if (lock) await room.removeEntry(name, { recursive: true }).catch(() => {});
      });
    }
  } catch {
    // There is no such room, or no such storage: then nothing was left in it.
  }
}
