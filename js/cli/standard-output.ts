// The standard output, whatever it is.
import fs from "node:fs";
import { Socket } from "node:net";
import { isatty } from "node:tty";
import { promisify } from "node:util";
import { CommandError, ReaderGone, systemCode, systemReason } from "./failure.ts";
import type { Output } from "./output-forms.ts";
import { EscapingOutput } from "./output-forms.ts";

const STDOUT = 1;

/** The standard output. */
export function standardOutput(): Output {
  if (isatty(STDOUT)) return new EscapingOutput(new DescriptorOutput());
  const stat = fs.fstatSync(STDOUT);
  // Node.js writes to pipes synchronously: while the reader pauses, no signal would be handled. So the pipe is opened
  // again, for asynchronous writes.
  return process.platform !== "win32" && (stat.isFIFO() || stat.isSocket()) ? new PipeOutput() : new DescriptorOutput();
}

class PipeOutput implements Output {
  readonly #socket = new Socket({ fd: STDOUT, readable: false, writable: true });

  constructor() {
    // The write that fails reports it.
    this.#socket.on("error", () => {});
  }

  write(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#socket.write(bytes, (error) => (error ? reject(broken(error)) : resolve()));
    });
  }

  async finish(): Promise<void> {}

  appear(): void {}
}

const write = promisify(fs.write);

class DescriptorOutput implements Output {
  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      try {
        at += (await write(STDOUT, bytes, at, bytes.length - at, null)).bytesWritten;
      } catch (error) {
        // A terminal that another program made non-blocking.
        if (systemCode(error) !== "EAGAIN") throw broken(error);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    }
  }

  async finish(): Promise<void> {}

  appear(): void {}
}

function broken(error: unknown): Error {
  // A socket that broke refuses further writes by a code of its own.
  if (["EPIPE", "ECONNRESET", "ERR_STREAM_DESTROYED"].includes(systemCode(error) ?? "")) return new ReaderGone();
  return new CommandError(`The standard output cannot be written: ${systemReason(error)}.`);
}
