// Where results go. A file appears whole or not at all: it is written under another name beside it, and renamed
// at the end.
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import { type FileHandle, open, rename } from "node:fs/promises";
import { Socket } from "node:net";
import path from "node:path";
import { promisify } from "node:util";
import { mayWaitForEver, unfinished } from "./ending.ts";
import { CommandError, ReaderGone, systemCode, systemReason } from "./failure.ts";

/** Takes bytes. Each write is waited for, so that no more is in memory than was read ahead. */
export interface Output {
  write(bytes: Uint8Array): Promise<void>;
  /** All was written: gives it its name. */
  keep(): Promise<void>;
}

function failed(option: string, file: string, error: unknown): CommandError {
  const folder = path.dirname(file);
  if (systemCode(error) === "ENOENT") {
    return new CommandError(`${option} cannot be written: there is no folder '${folder}'.`, `Make it first: mkdir -p '${folder}'`);
  }
  return new CommandError(`${option} '${file}' cannot be written: ${systemReason(error)}.`);
}

/** The place of an option's file. `option` is its name, for what is said of it. */
export async function openOutput(option: string, given: string): Promise<Output> {
  try {
    const there = fs.statSync(given, { throwIfNoEntry: false });
    if (there?.isDirectory()) throw new CommandError(`${option} '${given}' is a folder.`, `Name a file in it: ${path.join(given, "opened.ndjson")}`);
    // What is no ordinary file, such as /dev/null, cannot be replaced, and needs not be.
    if (there && !there.isFile()) {
      if (there.isFIFO()) mayWaitForEver();
      return new SpecialFile(option, given, await open(given, "w"));
    }
    // A link stays, and what it leads to is replaced.
    return await WholeFile.create(option, there ? fs.realpathSync(given) : given, there?.mode);
  } catch (error) {
    throw error instanceof CommandError ? error : failed(option, given, error);
  }
}

class SpecialFile implements Output {
  protected readonly option: string;
  protected readonly path: string;
  protected readonly file: FileHandle;

  constructor(option: string, file: string, handle: FileHandle) {
    [this.option, this.path, this.file] = [option, file, handle];
  }

  async write(bytes: Uint8Array): Promise<void> {
    try {
      for (let at = 0; at < bytes.length; ) at += (await this.file.write(bytes, at)).bytesWritten;
    } catch (error) {
      throw failed(this.option, this.path, error);
    }
  }

  keep(): Promise<void> {
    return this.file.close();
  }
}

class WholeFile extends SpecialFile {
  readonly #temporary: string;

  private constructor(option: string, file: string, handle: FileHandle, temporary: string) {
    super(option, file, handle);
    this.#temporary = temporary;
  }

  static async create(option: string, file: string, mode: number | undefined): Promise<WholeFile> {
    const name = `.${path.basename(file).slice(0, 200)}.${randomBytes(6).toString("hex")}.part`;
    const temporary = path.join(path.dirname(file), name);
    unfinished.add(temporary);
    const handle = await open(temporary, "wx");
    // As whoever may read the file that is there.
    if (mode !== undefined) await handle.chmod(mode & 0o777);
    return new WholeFile(option, file, handle, temporary);
  }

  override async keep(): Promise<void> {
    try {
      // Not only whole for others, but also after a power cut.
      await this.file.sync();
      await this.file.close();
      await rename(this.#temporary, this.path);
      unfinished.delete(this.#temporary);
    } catch (error) {
      throw failed(this.option, this.path, error);
    }
  }
}

const STDOUT = 1;

/** The standard output. */
export function standardOutput(): Output {
  const stat = fs.fstatSync(STDOUT);
  // Node.js writes to pipes and waits: no signal would be heard while whoever reads has a pause. So the pipe is
  // opened once more, to be written to without waiting.
  return process.platform !== "win32" && (stat.isFIFO() || stat.isSocket()) ? new PipeOutput() : new DescriptorOutput();
}

class PipeOutput implements Output {
  readonly #socket = new Socket({ fd: STDOUT, readable: false, writable: true });

  constructor() {
    // Told by the write that fails.
    this.#socket.on("error", () => {});
  }

  write(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#socket.write(bytes, (error) => (error ? reject(broken(error)) : resolve()));
    });
  }

  async keep(): Promise<void> {}
}

const write = promisify(fs.write);

class DescriptorOutput implements Output {
  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      try {
        at += (await write(STDOUT, bytes, at, bytes.length - at, null)).bytesWritten;
      } catch (error) {
        // A terminal that somebody else made non-blocking.
        if (systemCode(error) !== "EAGAIN") throw broken(error);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    }
  }

  async keep(): Promise<void> {}
}

function broken(error: unknown): Error {
  // A socket that broke refuses further writes by a code of its own.
  if (["EPIPE", "ECONNRESET", "ERR_STREAM_DESTROYED"].includes(systemCode(error) ?? "")) return new ReaderGone();
  return new CommandError(`The standard output cannot be written: ${systemReason(error)}.`);
}
