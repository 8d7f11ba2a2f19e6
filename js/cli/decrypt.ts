// `logpush-decrypt decrypt`, the command that need not be named: opens logs.
import os from "node:os";
import path from "node:path";
import { counted } from "../format.ts";
import { start } from "../package/platform.ts";
import { WorkerPool } from "../package/worker-pool.ts";
import type { Arguments, Option } from "./arguments.ts";
import { closingWords } from "./closing.ts";
import { endOnSignals, removeUnfinished } from "./ending.ts";
import { CommandError } from "./failure.ts";
import { findInputs, type Inputs, identity, STANDARD_INPUT } from "./inputs.ts";
import { readKeys } from "./keys.ts";
import { Opening, type Outputs } from "./opening.ts";
import { keepAll, openOutput } from "./output.ts";
import { refuseToReplace } from "./replaced.ts";
import { standardOutput } from "./standard-output.ts";
import { escapedLines } from "./terminal.ts";
import { Voice } from "./voice.ts";

export const options: Record<string, Option> = {
  key: { type: "string", short: "k", multiple: true },
  output: { type: "string", short: "o" },
  rejects: { type: "string" },
  report: { type: "string" },
  body: { type: "string" },
  jobs: { type: "string", short: "j" },
  engine: { type: "string" },
  strict: { type: "boolean" },
  "max-record": { type: "string" },
  "passphrase-file": { type: "string" },
  quiet: { type: "boolean", short: "q" },
};

/** What `--max-record` may be, in MiB. A record is in memory several times while it is opened. */
const RECORD_MIB = { least: 1, most: 1024 };

export async function run(args: Arguments): Promise<number> {
  const begin = performance.now();
  const body = args.choice("body", ["text", "json"]) ?? "text";
  const engine = args.choice("engine", ["auto", "native", "wasm"]) ?? "auto";
  const strict = args.has("strict");
  const maxRecordBytes = args.bytes("max-record", RECORD_MIB.least, RECORD_MIB.most);
  const workers = args.number("jobs", 1, 1024) ?? os.availableParallelism();
  const toFile = args.one("output") !== undefined && args.one("output") !== STANDARD_INPUT;
  const voice = new Voice(args.has("quiet"), !toFile);
  endOnSignals(voice, toFile ? "No file was written." : "What was written so far is not all.");

  // The modules are compiled while inputs are looked for.
  const starting = start();
  starting.catch(() => {});
  const inputs = inputsOf(args);
  for (const folder of inputs.empty) voice.say(`The folder '${folder}' holds no files.`);
  const keys = await readKeys(args.all("key"), args.one("passphrase-file"), voice);
  const modules = await starting;
  // The first records are opened by `crypto.subtle`, which is fast at once. A kernel is after some operations only.
  const atFirst = engine === "wasm" ? modules : { ...modules, kernels: {} };
  const pool = new WorkerPool({ keys, body, engine, strict, concurrency: workers }, modules, atFirst);
  pool.enter();
  try {
    await refuseToReplace(outputsOf(args), inputs, maxRecordBytes);
    const outputs: Outputs = {
      records: toFile ? await openOutput("-o", args.one("output") ?? "") : standardOutput(),
      rejects: await optional("--rejects", args.one("rejects")),
      report: await optional("--report", args.one("report")),
    };
    const report = await new Opening(pool, outputs, voice, maxRecordBytes).run(inputs.files);
    await outputs.report?.write(new TextEncoder().encode(escapedLines(`${JSON.stringify(report, null, 2)}\n`)));
    // Where nothing could be read, nothing is put in the place of what an earlier run wrote.
    const kept =
      report.files > 0 || inputs.files.length === 0
        ? [outputs.records, outputs.rejects, outputs.report]
        : [outputs.report];
    await keepAll(kept.filter((output) => output !== undefined));
    voice.say(
      ...closingWords(report, performance.now() - begin, { rejects: args.has("rejects"), report: args.has("report") }),
    );
    if (voice.quiet && report.unreadable > 0)
      voice.insist(`logpush-decrypt: ${counted(report.unreadable, "input")} could not be read.`);
    return report.exitCode;
  } finally {
    removeUnfinished();
    pool.end();
  }
}

const optional = (option: string, file: string | undefined) =>
  file === undefined ? undefined : openOutput(option, file);

/** The files that are written, by their options. */
function outputsOf(args: Arguments): { option: string; file: string }[] {
  const named = ["output", "rejects", "report"].flatMap((name) =>
    args.all(name).map((file) => ({ option: name === "output" ? "-o" : `--${name}`, file })),
  );
  for (const { option, file } of named)
    if (file === STANDARD_INPUT && option !== "-o")
      throw new CommandError(`${option} is a file, not the standard output.`);
  return named.filter(({ file }) => file !== STANDARD_INPUT);
}

/** The inputs that were named, none of which is written to as well. */
function inputsOf(args: Arguments): Inputs {
  if (args.inputs.length === 0)
    throw new CommandError(
      "No input was named.",
      "Give files or folders of logs, or - for the standard input: logpush-decrypt -k private.pem logs/",
    );
  if (args.inputs.filter((input) => input === STANDARD_INPUT).length > 1)
    throw new CommandError("The standard input (-) can be read once only.");
  const names = new Map<string, string>();
  for (const { option, file } of outputsOf(args)) {
    const id = identity(file) ?? path.resolve(file);
    const other = names.get(id);
    if (other) throw new CommandError(`${other} and ${option} are the same file, '${file}'.`);
    names.set(id, option);
  }
  for (const [what, name] of [
    ["key", "key"],
    ["passphrase file", "passphrase-file"],
  ] as const) {
    for (const file of args.all(name)) {
      const option = names.get(identity(file) ?? path.resolve(file));
      if (option) throw new CommandError(`${option} would replace the ${what} '${file}'.`);
    }
  }
  const stdout = names.has("-o") ? undefined : identity(1);
  if (stdout) names.set(stdout, "the standard output");
  for (const input of args.inputs) {
    const id = input === STANDARD_INPUT ? identity(0) : identity(input);
    const option = id && names.get(id);
    if (option)
      throw new CommandError(
        `'${input}' is the input and ${option} as well: it would be lost.`,
        "Write to another file.",
      );
  }
  // What an earlier run left in a folder is no log, and neither are the keys.
  const ours = [
    ...names.keys(),
    ...[...args.all("key"), ...args.all("passphrase-file")].flatMap((file) => identity(file) ?? []),
  ];
  return findInputs(args.inputs, new Set(ours));
}
