// Asks for a passphrase on the terminal, without showing it.
import fs from "node:fs";
import { ReadStream } from "node:tty";
import { EXIT } from "./failure.ts";
import { escaped } from "./terminal.ts";

/** Whether there is a terminal to ask on. */
export const somebodyIsThere = () => process.stderr.isTTY === true || process.stdin.isTTY === true;

/** The terminal itself, because the standard input may be a log; `undefined` without a terminal. */
function terminal(): ReadStream | undefined {
  if (process.platform === "win32") return process.stdin.isTTY ? process.stdin : undefined;
  try {
    return new ReadStream(fs.openSync("/dev/tty", "r"));
  } catch {
    return undefined;
  }
}

/** Asks a question, and returns the line that was typed; `undefined` without a terminal. */
export async function askHidden(question: string): Promise<string | undefined> {
  const input = terminal();
  if (!input) return undefined;
  // Before the question: who answers quickly would see it.
  input.setRawMode(true);
  input.setEncoding("utf8");
  process.stderr.write(escaped(question));
  let typed: string[] = [];
  try {
    for await (const text of input.iterator({ destroyOnReturn: false }) as AsyncIterable<string>) {
      for (const key of text) {
        if (key === "\r" || key === "\n" || key === "\u0004") return typed.join("");
        if (key === "\u0003") {
          input.setRawMode(false);
          process.stderr.write("\n");
          process.exit(EXIT.interrupted);
        }
        if (key === "\u007f" || key === "\b") typed.pop();
        else if (key === "\u0015") typed = [];
        else if (key >= " ") typed.push(key);
      }
    }
    return undefined;
  } finally {
    input.setRawMode(false);
    process.stderr.write("\n");
    if (input === process.stdin) input.pause();
    else input.destroy();
  }
}
