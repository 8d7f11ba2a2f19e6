// `logpush-decrypt decrypt`, the command that need not be named: opens logs.
import os from "node:os";
import path from "node:path";
import { LogpushError } from "../errors.ts";
import { start } from "../package/platform.ts";
import { NOTHING_SEALED } from "../package/remarks.ts";
import { WorkerPool } from "../package/worker-pool.ts";
import { type Part, Pipeline, readLines } from "../pool/pipeline.ts";
import { openArchives } from "./archives.ts";
import type { Arguments, Option } from "./arguments.ts";
import { closingWords } from "./closing.ts";
import { endOnSignals, removeUnfinished } from "./ending.ts";
import { CommandError, ReaderGone, systemReason } from "./failure.ts";
import { findInputs, type InputFile, type Inputs, identity, STANDARD_INPUT } from "./inputs.ts";
import { readKeys } from "./keys.ts";
import { keepAll, type Output, openOutput } from "./output.ts";
import { Progress } from "./progress.ts";
import { readInput } from "./read.ts";
import { refuseToReplace } from "./replaced.ts";
import { Report } from "./report.ts";
import { standardOutput } from "./standard-output.ts";
import { escapedLines } from "./terminal.ts";
import { counted, Voice } from "./voice.ts";

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

/** Files that are read, or wait for their turn, at once: enough that tiny ones keep all workers busy. */
const FILES_AHEAD = 64;
/** What `--max-record` may be, in MiB. A record is in memory several times while it is opened. */
const RECORD_MIB = { least: 1, most: 1024 };
/** So many sealed fields without one that opens tell that the keys do not fit. */
const NOTHING_OPENS = 24;

/** Where results go. */
interface Outputs {
  records: Output;
  rejects: Output | undefined;
  report: Output | undefined;
}

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
    const report = await openAll(inputs.files, pool, outputs, voice, maxRecordBytes);
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

/** Opens all files, in order. */
async function openAll(
  files: readonly InputFile[],
  pool: WorkerPool,
  outputs: Outputs,
  voice: Voice,
  maxRecordBytes: number | undefined,
): Promise<Report> {
  const report = new Report();
  const pipeline = new Pipeline(pool, (lines, signal) => pool.open(lines, signal));
  const run = new AbortController();
  /** Bytes of the files that are done, and of the one that comes out now. */
  const used = { before: 0, now: 0 };
  const total = files.every(({ size }) => size !== undefined)
    ? files.reduce((sum, { size = 0 }) => sum + size, 0)
    : undefined;
  const progress = new Progress(voice, total, () => ({ bytes: used.before + used.now, records: report.records }));
  let warned = false;

  const take = async (order: number, file: InputFile, part: Part) => {
    report.take(order, file, part);
    used.now = part.offset;
    if (!warned && report.opened === 0 && report.sealed >= NOTHING_OPENS) {
      warned = true;
      voice.say(...nothingOpens(report));
    }
    if (part.opened) {
      await outputs.records.write(part.opened.output);
      await outputs.rejects?.write(part.opened.rejects);
    }
    await outputs.rejects?.write(part.rejects);
  };

  /** Opens a file. What is wrong with it is reported; what is wrong with the output ends everything. */
  const openFile = async (order: number, file: InputFile) => {
    let read = false;
    const failed = (message: string, offset?: number) => {
      const where = offset === undefined ? {} : { offset };
      report.failed(order, file, { code: "ERR_IO", message, ...where }, { atAll: !read });
    };
    if (file.failure !== undefined) return failed(`It cannot be read: ${file.failure}.`);
    if (file.damage) return report.failed(order, file, file.damage, { atAll: false });
    let offset = 0;
    const found = { records: 0, fields: 0 };
    /** What is wrong with the archive within this file: what came before is worked on to its end. */
    let damage: LogpushError | undefined;
    const slices = async function* () {
      try {
        // The first slice, or an end without one, tells that the file can be read.
        for await (const slice of readInput(file, (bytes) => (offset += bytes))) {
          if (!read) report.files++;
          read = true;
          yield slice;
        }
      } catch (error) {
        if (!(file.content && error instanceof LogpushError)) throw error;
        damage = error;
      }
      if (!read) report.files++;
      read = true;
    };
    try {
      const onPart = (part: Part) => {
        found.records += part.opened?.lines.length ?? 0;
        found.fields += (part.opened?.opened ?? 0) + (part.opened?.sealed ?? 0);
        return take(order, file, part);
      };
      await pipeline.run(readLines(slices(), pool, {}, maxRecordBytes), onPart, run.signal);
      if (damage) report.failed(order, file, damage, { atAll: false });
      if (found.records > 0 && found.fields === 0) report.warn({ file: file.path, offset: 0, message: NOTHING_SEALED });
    } catch (error) {
      if (error instanceof CommandError || error instanceof ReaderGone || run.signal.aborted) throw error;
      const reason =
        error instanceof LogpushError
          ? error.message
          : `It cannot be read${read ? " on" : ""}: ${systemReason(error)}.`;
      failed(reason, read ? offset : undefined);
    }
    used.before += file.size ?? used.now;
    used.now = 0;
  };

  let fatal: unknown;
  const running: Promise<void>[] = [];
  let order = 0;
  for await (const file of openArchives(
    files,
    (archive) => voice.say(`The archive '${archive}' holds no files.`),
    run.signal,
  )) {
    if (running.length >= FILES_AHEAD) await running.shift();
    if (run.signal.aborted) break;
    const opened = openFile(order++, file).catch((error: unknown) => {
      fatal ??= error;
      run.abort();
      if (error instanceof ReaderGone) leave(report, progress);
    });
    running.push(opened);
  }
  await Promise.all(running);
  progress.end();
  if (fatal !== undefined) throw fatal;
  return report;
}

/** Nobody reads on: what is half-written goes, and nothing is said. Whatever is being read or opened is left. */
function leave(report: Report, progress: Progress): never {
  progress.end();
  removeUnfinished();
  process.exit(report.exitCode);
}

function nothingOpens({ sealed, kinds }: Report): string[] {
  const [kind] = [...kinds.values()].sort((a, b) => b.count - a.count);
  return [
    `Nothing opens so far: ${counted(sealed, "sealed field")}, and none fits the keys given.`,
    ...(kind ? [`  ${kind.first.code}: ${kind.first.message}`] : []),
    "  Going on with the others; Ctrl-C ends it.",
  ];
}
