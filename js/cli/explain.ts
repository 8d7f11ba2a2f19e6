// What ended the tool, in sentences: what happened, and what to do about it. Never a stack, unless it is asked for.
import { debuglog } from "node:util";
import { LogpushError, toFailure } from "../errors.ts";
import { CommandError, systemCode, systemHint, systemReason } from "./failure.ts";

const debug = debuglog("logpush-decrypt");

/** What is said of an error. */
export function explanation(error: unknown): string[] {
  debug("%s", error instanceof Error ? error.stack : String(error));
  if (error instanceof CommandError) return said(error.message, error.hint);
  if (error instanceof LogpushError) return said(error.message, systemHint(error.cause, "--allow-fs-read", "."));
  // Nothing more can be done with the module: no other file is read, and no output appears.
  if (error instanceof WebAssembly.RuntimeError)
    return said(toFailure(error).message, "Have longer records left out: --max-record SIZE, such as 1MiB.");
  if (systemCode(error) === "ERR_ACCESS_DENIED") {
    return said(
      `${systemReason(error)}: ${message(error)}.`,
      "Allow what is needed: node … --allow-fs-read='*' --allow-fs-write='FOLDER/*' --allow-worker …",
    );
  }
  return said(
    `The tool failed: ${message(error)}. That is a mistake in it.`,
    "Run it again with NODE_DEBUG=logpush-decrypt, and report what it prints: it shows where in the program that was, and nothing of your logs.",
  );
}

const said = (message: string, hint: string | undefined) => [
  `logpush-decrypt: ${message}`,
  ...(hint === undefined ? [] : [`  ${hint}`]),
];

const message = (error: unknown) => (error instanceof Error ? error.message : String(error)).replace(/\.$/, "");
