// Where results go. A file appears whole or not at all: it is written under another name beside it, and renamed
// at the end.
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import path from "node:path";
import { isatty } from "node:tty";
import { promisify } from "node:util";
import { mayWaitForEver, unfinished } from "./ending.ts";
import { CommandError, systemCode, systemHint, systemReason } from "./failure.ts";
import { EscapingOutput, GzipOutput, type Output } from "./output-forms.ts";
import { onDisk, pathOf } from "./paths.ts";
import { shellWord } from "./shell-word.ts";

/**
 * Ends outputs: all of them have their names after this, or none if a disk is full before. No signal is heard between
 * one name and the next.
 */
export async function keepAll(outputs: readonly Output[]): Promise<void> {
  for (const output of outputs) await output.finish();
  for (const output of outputs) output.appear();
}

function failed(option: string, file: string, error: unknown): CommandError {
  const folder = path.dirname(file);
  if (systemCode(error) === "ENOENT") {
    return new CommandError(
      `${option} cannot be written: there is no folder '${folder}'.`,
      `Make it first: mkdir -p ${shellWord(folder)}`,
    );
  }
  return new CommandError(
    `${option} '${file}' cannot be written: ${systemReason(error)}.`,
    systemHint(error, "--allow-fs-write", folder),
  );
}

/**
 * The place of an option's file; gzip, if its name says so. `option` is its name, for what is said of it; `mode`: the permissions of
 * a new file, of which the system's mask takes some.
 */
export async function openOutput(option: string, given: string, mode = NEW_FILE): Promise<Output> {
  const output = await openPlace(option, given, mode);
  return /\.gz$/i.test(given) ? new GzipOutput(output) : output;
}

async function openPlace(option: string, given: string, mode: number): Promise<Output> {
  try {
    const there = fs.statSync(onDisk(given), { throwIfNoEntry: false });
    if (there?.isDirectory())
      throw new CommandError(
        `${option} '${given}' is a folder.`,
        `Name a file in it: ${path.join(given, "opened.ndjson")}`,
      );
    // Its name would fail at the end, after all the work.
    if (!there && (given.endsWith("/") || given.endsWith(path.sep)))
      throw new CommandError(
        `${option} '${given}' is the name of a folder, and there is none.`,
        `Name a file in it: ${path.join(given, "opened.ndjson")}`,
      );
    // What is no ordinary file, such as /dev/null, cannot be replaced, and needs not be.
    if (there && !there.isFile()) {
      if (there.isFIFO()) mayWaitForEver();
      const file = await open(onDisk(given), "w");
      const special = new SpecialFile(option, given, file);
      return isatty(file.fd) ? new EscapingOutput(special) : special;
    }
    // A link stays, and what it leads to is replaced.
    if (!there) return new WholeFile(option, given, mode);
    return new WholeFile(option, pathOf(fs.realpathSync.native(onDisk(given), "buffer")), there);
  } catch (error) {
    throw error instanceof CommandError ? error : failed(option, given, error);
  }
}

class SpecialFile implements Output {
  readonly #option: string;
  readonly #path: string;
  readonly #file: FileHandle;

  constructor(option: string, file: string, handle: FileHandle) {
    [this.#option, this.#path, this.#file] = [option, file, handle];
  }

  async write(bytes: Uint8Array): Promise<void> {
    try {
      for (let at = 0; at < bytes.length; ) at += (await this.#file.write(bytes, at)).bytesWritten;
    } catch (error) {
      throw failed(this.#option, this.#path, error);
    }
  }

  finish(): Promise<void> {
    return this.#file.close();
  }

  appear(): void {}
}

const [write, sync, close] = [promisify(fs.write), promisify(fs.fsync), promisify(fs.close)];

/** UTF-16 units of a name that another one begins with: with what is added, fewer bytes than any file system allows. */
const NAME_UNITS = 60;
const PERMISSIONS = 0o777;
/** What the system's mask is taken from, where no file says otherwise. */
const NEW_FILE = 0o666;
/** For nobody else's eyes: what may be a private key. */
export const OWN_FILE = 0o600;

class WholeFile implements Output {
  readonly #option: string;
  readonly #path: string;
  readonly #temporary: string;
  readonly #file: number;

  /** `before`: the existing file, than which the new one is never readable for more users; or the permissions of a new one. */
  constructor(option: string, file: string, before: { mode: number } | number) {
    const isNew = typeof before === "number";
    const mode = isNew ? before : before.mode & PERMISSIONS;
    [this.#option, this.#path] = [option, file];
    const name = `.${path.basename(file).slice(0, NAME_UNITS)}.${randomBytes(6).toString("hex")}.part`;
    this.#temporary = path.join(path.dirname(file), name);
    unfinished.add(this.#temporary);
    try {
      // Not left to another thread: see `unfinished`.
      this.#file = fs.openSync(onDisk(this.#temporary), "wx", mode);
    } catch (error) {
      unfinished.delete(this.#temporary);
      throw error;
    }
    if (!isNew) allowAsBefore(this.#file, mode);
  }

  async write(bytes: Uint8Array): Promise<void> {
    try {
      for (let at = 0; at < bytes.length; )
        at += (await write(this.#file, bytes, at, bytes.length - at, null)).bytesWritten;
    } catch (error) {
      throw failed(this.#option, this.#path, error);
    }
  }

  async finish(): Promise<void> {
    try {
      // Not only whole for others, but also after a power cut.
      await sync(this.#file).catch(unlessDenied);
      await close(this.#file);
    } catch (error) {
      throw failed(this.#option, this.#path, error);
    }
  }

  appear(): void {
    try {
      fs.renameSync(onDisk(this.#temporary), onDisk(this.#path));
      unfinished.delete(this.#temporary);
    } catch (error) {
      throw new CommandError(
        `${this.#option} '${this.#path}' was written, and cannot get its name: ${systemReason(error)}.`,
      );
    }
  }
}

/** For what is better done, and cannot be under the permission model of Node.js: it knows paths, and no descriptors. */
function unlessDenied(error: unknown): void {
  if (systemCode(error) !== "ERR_ACCESS_DENIED") throw error;
}

/** Gives a file the permissions that the system's mask took away. */
function allowAsBefore(file: number, mode: number): void {
  if ((fs.fstatSync(file).mode & PERMISSIONS) === mode) return;
  try {
    fs.fchmodSync(file, mode);
  } catch (error) {
    // Fewer may read it then.
    unlessDenied(error);
  }
}
