#!/usr/bin/env node
// The command line tool: finds the command, and ends with its exit code.
import fs from "node:fs";
import "../entries/node/platform.ts";
import { type Arguments, type Option, readArguments } from "./arguments.ts";
import * as decrypt from "./decrypt.ts";
import { removeUnfinished } from "./ending.ts";
import { explanation } from "./explain.ts";
import { CommandError, EXIT, ReaderGone, systemCode } from "./failure.ts";
import { GENERAL, HELP } from "./help.ts";
import * as inspect from "./inspect.ts";
import * as keygen from "./keygen.ts";
import { nearest } from "./nearest.ts";
import { commandLine, onDisk } from "./paths.ts";
import * as serve from "./serve.ts";
import { writeLines } from "./terminal.ts";

interface Command {
  options: Record<string, Option>;
  run(args: Arguments): Promise<number>;
}

/** Commands that need the conversation module load it when they are run. */
const commands = {
  decrypt: async () => decrypt,
  conversations: () => import("./conversations.ts"),
  usage: () => import("./usage.ts"),
  export: () => import("./export.ts"),
  reseal: () => import("./reseal.ts"),
  keygen: async () => keygen,
  inspect: async () => inspect,
  serve: async () => serve,
} satisfies Record<keyof typeof HELP, () => Promise<Command>>;
type Name = keyof typeof commands;
const isCommand = (word: string | undefined): word is Name => word !== undefined && Object.hasOwn(commands, word);

const version = (): string =>
  (JSON.parse(fs.readFileSync(new URL("./package.json", import.meta.url), "utf8")) as { version: string }).version;

/** A command that stands behind options, where it would be taken for an input. What stands behind an option may be its value. */
function commandAmong(words: readonly string[], { options }: Command): string | undefined {
  const end = words.indexOf("--");
  const isFlag = (word: string) =>
    Object.entries(options).some(
      ([name, { type, short }]) => type === "boolean" && (word === `--${name}` || word === `-${short}`),
    );
  return words.find((word, at) => {
    const before = words[at - 1] ?? "";
    const isValue = /^-./.test(before) && !isFlag(before) && !before.includes("=");
    return isCommand(word) && !isValue && (end < 0 || at < end) && !fs.existsSync(onDisk(word));
  });
}

async function main(words: string[]): Promise<number> {
  const [first, ...others] = words;
  if (first === undefined || first === "help" || (words.length === 1 && (first === "--help" || first === "-h"))) {
    const [topic] = others;
    // Without arguments nothing is done.
    (first === undefined ? process.stderr : process.stdout).write(isCommand(topic) ? HELP[topic] : GENERAL);
    return first === undefined ? EXIT.failed : EXIT.ok;
  }
  const name = isCommand(first) ? first : "decrypt";
  const command: Command = await commands[name]();
  const late = isCommand(first) ? undefined : commandAmong(words, command);
  if (late !== undefined)
    throw new CommandError(
      `'${late}' is a command, and goes before everything else.`,
      `logpush-decrypt ${late} OPTIONS INPUT; a file of this name is ./${late}`,
    );
  const args = readArguments(isCommand(first) ? others : words, command.options, name);
  if (args.has("help")) {
    process.stdout.write(HELP[name]);
    return EXIT.ok;
  }
  if (args.has("version")) {
    process.stdout.write(`${version()}\n`);
    return EXIT.ok;
  }
  if (!isCommand(first) && !first.startsWith("-") && !fs.existsSync(onDisk(first))) {
    const meant = nearest(first, Object.keys(commands));
    if (meant) throw new CommandError(`There is no file and no command '${first}'.`, `Did you mean '${meant}'?`);
  }
  return command.run(args);
}

/** Prints what ended the tool, and returns its exit code. */
function explain(error: unknown): number {
  removeUnfinished();
  // The reader of a help text or a table may close it early, too.
  if (error instanceof ReaderGone || systemCode(error) === "EPIPE") return EXIT.ok;
  writeLines(process.stderr, explanation(error));
  return EXIT.failed;
}

// Errors outside of any awaited call end the tool like all others.
for (const event of ["uncaughtException", "unhandledRejection"])
  process.on(event, (error: unknown) => process.exit(explain(error)));

// All that was written was waited for.
process.exit(await main(commandLine()).catch(explain));
