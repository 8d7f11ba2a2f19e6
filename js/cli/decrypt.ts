// `logpush-decrypt decrypt`, the command that need not be named: opens logs.
import os from "node:os";
import path from "node:path";
import type { Masker } from "masks";
import { counted } from "../format.ts";
import { start } from "../package/platform.ts";
import { WorkerPool } from "../package/worker-pool.ts";
import type { Arguments, Option } from "./arguments.ts";
import { closingWords } from "./closing.ts";
import { endOnSignals, removeUnfinished } from "./ending.ts";
import { CommandError } from "./failure.ts";
import { findInputs, type Inputs, identity, STANDARD_INPUT } from "./inputs.ts";
import { readKeys } from "./keys.ts";
import { masked, maskerOf, maskOptions, maskWords } from "./masks.ts";
import { Opening, type Outputs, type Taker } from "./opening.ts";
import { keepAll, OWN_FILE, openOutput } from "./output.ts";
import type { Output } from "./output-forms.ts";
import { refuseToReplace } from "./replaced.ts";
import { standardOutput } from "./standard-output.ts";
import { escapedLines } from "./terminal.ts";
import { Voice } from "./voice.ts";
import { explained, sayHint, selectionOf } from "./where.ts";

/** What every command that decrypts takes. */
export const openingOptions: Record<string, Option> = {
  key: { type: "string", short: "k", multiple: true },
  output: { type: "string", short: "o" },
  rejects: { type: "string" },
  report: { type: "string" },
  where: { type: "string" },
  prices: { type: "string" },
  ...maskOptions,
  jobs: { type: "string", short: "j" },
  engine: { type: "string" },
  strict: { type: "boolean" },
  "max-record": { type: "string" },
  "passphrase-file": { type: "string" },
  quiet: { type: "boolean", short: "q" },
};

export const options: Record<string, Option> = { ...openingOptions, body: { type: "string" } };

/** What `--max-record` may be, in MiB. A record is in memory several times while it is opened. */
const RECORD_MIB = { least: 1, most: 1024 };

export const run = (args: Arguments): Promise<number> =>
  open(args, args.choice("body", ["text", "json"]) ?? "text", (output) => ({
    take: ({ output: text }) => output.write(text),
  }));

/** What a command makes of opened records. */
export interface Maker extends Taker {
  /** It masks values itself. Others get records that are masked. */
  masks?: true;
  /** All records were taken; in them so many fields stayed sealed. */
  end?(sealed: number): Promise<void>;
  /** What else is said at the end, in sentences: of records that are not in the output, for instance. */
  remarks?(): string[];
  /** What else the report counts. */
  counts?(): object;
}

/** What is made of records, on its way to an output; the masker is for those that mask values themselves. */
export type Make = (output: Output, masker: Masker | undefined) => Maker;

/** The same, of records with their values masked. */
const takerOf = (maker: Maker, masker: Masker | undefined): Taker =>
  masker && !maker.masks ? { take: (opened, file) => maker.take(masked(masker, opened), file) } : maker;

/**
 * Opens the inputs, and hands the records to what `make` gives, which writes to the output. With `keepsLines`, the lines
 * of records come with them.
 */
export async function open(
  args: Arguments,
  body: "text" | "json",
  make: Make,
  { keepsLines = false } = {},
): Promise<number> {
  const begin = performance.now();
  const engine = args.choice("engine", ["auto", "native", "wasm"]) ?? "auto";
  const strict = args.has("strict");
  const maxRecordBytes = args.bytes("max-record", RECORD_MIB.least, RECORD_MIB.most);
  const workers = args.number("jobs", 1, 1024) ?? os.availableParallelism();
  const toFile = isToFile(args);
  const voice = new Voice(args.has("quiet"), !toFile);
  endOnSignals(voice, toFile ? "No file was written." : "What was written so far is not all.");

  // The modules are compiled while inputs are looked for.
  const starting = start();
  starting.catch(() => {});
  const inputs = inputsOf(args);
  for (const folder of inputs.empty) voice.say(`The folder '${folder}' holds no files.`);
  const keys = await readKeys(args.all("key"), args.one("passphrase-file"), voice);
  const selection = await selectionOf(args.one("where"), args.one("prices"));
  const masker = await maskerOf(args);
  const modules = await starting;
  // The first records are opened by `crypto.subtle`, which is fast at once. A kernel is after some operations only.
  const atFirst = engine === "wasm" ? modules : { ...modules, kernels: {} };
  const pool = new WorkerPool({ keys, body, engine, strict, concurrency: workers }, modules, atFirst);
  pool.enter();
  try {
    await refuseToReplace(outputsOf(args), inputs, maxRecordBytes);
    const output = toFile ? await openOutput("-o", args.one("output") ?? "") : standardOutput();
    const maker = make(output, masker);
    const outputs: Outputs = {
      records: takerOf(maker, masker),
      // Keys that lay among the logs are rejected.
      rejects: await optional("--rejects", args.one("rejects"), OWN_FILE),
      report: await optional("--report", args.one("report")),
    };
    const opening = new Opening(pool, outputs, voice, maxRecordBytes, selection, keepsLines);
    const report = await explained(opening.run(inputs.files));
    const unknown = selection?.neverFound();
    if (unknown !== undefined) throw new CommandError(`--where: ${unknown}`);
    await maker.end?.(report.tally.sealed);
    report.also = { ...maker.counts?.(), ...(masker && { masked: masker.counts() }) };
    await outputs.report?.write(new TextEncoder().encode(escapedLines(`${JSON.stringify(report, null, 2)}\n`)));
    // Where nothing could be read, nothing is put in the place of what an earlier run wrote.
    const kept =
      report.files > 0 || inputs.files.length === 0 ? [output, outputs.rejects, outputs.report] : [outputs.report];
    await keepAll(kept.filter((output) => output !== undefined));
    if (selection && selection.undecided > 0)
      voice.say(
        `${counted(selection.undecided, "record")} left out: fields that the filter asks for could not be decrypted.`,
      );
    sayHint(selection, voice);
    voice.say(...(maker.remarks?.() ?? []));
    voice.say(
      ...closingWords(report, performance.now() - begin, { rejects: args.has("rejects"), report: args.has("report") }),
    );
    if (masker) voice.say(maskWords(masker));
    if (voice.quiet && report.unreadable > 0)
      voice.insist(`logpush-decrypt: ${counted(report.unreadable, "input")} could not be read.`);
    return report.exitCode;
  } finally {
    removeUnfinished();
    pool.end();
  }
}

/** Whether records go to a file, and not to the standard output. */
export const isToFile = (args: Arguments): boolean =>
  args.one("output") !== undefined && args.one("output") !== STANDARD_INPUT;

const optional = (option: string, file: string | undefined, mode?: number) =>
  file === undefined ? undefined : openOutput(option, file, mode);

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
    ["public key", "for"],
    ["list of prices", "prices"],
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
