// The standard output, whatever it is.
import fs from "node:fs";
import { Socket } from "node:net";
import { isatty } from "node:tty";
import { promisify } from "node:util";
import { CommandError, ReaderGone, systemCode, systemReason } from "./failure.ts";
import type { Output } from "./output.ts";
import { EscapingOutput } from "./output-forms.ts";

const STDOUT = 1;

/** The standard output. */
export function standardOutput(): Output {
  if (isatty(STDOUT)) return new EscapingOutput(new DescriptorOutput());
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
        // A terminal that somebody else made non-blocking.
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
