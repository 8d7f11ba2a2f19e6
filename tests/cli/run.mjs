// Runs the command line tool as people do: a process of its own.
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { scratch, top } from "../page/fixtures.mjs";

/** Another build can be tried by naming it. */
export const cli = path.resolve(top, process.env.LOGPUSH_CLI ?? "dist/npm/cli.js");

/** Without the settings of the person that runs the tests. */
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("LOGPUSH_")));

/**
 * How the tool is run: what its standard input has, more variables, where, and what its standard input is.
 *
 * @typedef {{ input?: string | Buffer, env?: Record<string, string>, cwd?: string, stdin?: number }} Options
 */

/**
 * Starts the tool. `came` resolves when it has ended.
 *
 * @param {string[]} args
 * @param {Options} options
 */
export function start(args, { input, env = {}, cwd = top, stdin } = {}) {
  const child = spawn(process.execPath, [cli, ...args], {
    cwd,
    env: { ...environment, ...env },
    stdio: [stdin ?? "pipe", "pipe", "pipe"],
  });
  const { stdout, stderr } = child;
  // All of them were asked for as pipes.
  if (!stdout || !stderr) throw new Error("the tool has no outputs");
  /** @type {Buffer[]} */
  const out = [];
  /** @type {Buffer[]} */
  const err = [];
  stdout.on("data", (data) => out.push(data));
  stderr.on("data", (data) => err.push(data));
  /** @type {Promise<{ code: number | null, signal: NodeJS.Signals | null, stdout: Buffer, stderr: string }>} */
  const came = new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) =>
      resolve({ code, signal, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString() }),
    );
  });
  child.stdin?.on("error", () => {});
  if (input !== undefined) child.stdin?.end(input);
  return {
    child,
    stdout,
    came,
    said: () => Buffer.concat(err).toString(),
    /** Writes to its standard input, which is a pipe. */
    type: (/** @type {string | Buffer} */ text) => child.stdin?.write(text),
  };
}

/**
 * Runs it to its end. Its standard input is empty, or `input`.
 *
 * @param {string[]} args
 * @param {Options} options
 */
export const run = (args, options = {}) => start(args, { input: "", ...options }).came;

/**
 * Runs it with a terminal for all three, on which `answers` are typed when what is shown has these words.
 *
 * @param {string[]} args
 * @param {{ after: string, type: string }[]} answers
 * @param {{ env?: Record<string, string> }} options
 */
export async function onTerminal(args, answers, { env = {} } = {}) {
  const quoted = [process.execPath, cli, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
  const child = spawn("script", ["-qec", quoted, "/dev/null"], {
    cwd: top,
    env: { ...environment, TERM: "xterm", ...env },
  });
  let shown = "";
  let looked = 0;
  const waiting = [...answers];
  child.stdout.on("data", (data) => {
    shown += data;
    const [next] = waiting;
    if (next && shown.slice(looked).includes(next.after)) {
      looked = shown.length;
      waiting.shift();
      child.stdin.write(next.type);
    }
  });
  /** @type {number | null} */
  const code = await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  return { code, shown };
}

/**
 * Runs a line of the shell, in which `tool` is the tool. Its pipes are the system's own, which Node.js' are not.
 *
 * @param {string} line
 * @param {Record<string, string>} variables
 */
export async function shell(line, variables = {}) {
  const child = spawn("bash", ["-c", `set -o pipefail; tool() { "$node" "$cli" "$@"; }; ${line}`], {
    cwd: top,
    env: { ...environment, node: process.execPath, cli, ...variables },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (data) => (stdout += data));
  child.stderr.on("data", (data) => (stderr += data));
  /** @type {number | null} */
  const code = await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  return { code, stdout, stderr };
}

let folders = 0;
/** A new, empty folder. */
export function folder() {
  const made = path.join(scratch, `cli-${++folders}`);
  fs.mkdirSync(made);
  return made;
}

/**
 * Everything in a folder, at any depth.
 *
 * @param {string} of
 */
export const inside = (of) => fs.readdirSync(of, { recursive: true, encoding: "utf8" }).sort();
/**
 * What a report says.
 *
 * @typedef {{
 *   files: number, records: number, opened: number, sealed: number, rejected: number,
 *   errors: { file: string, line?: number, field?: string, code: string, offset?: number, message: string }[],
 *   moreErrors?: number, warnings: { file: string, offset: number, message: string }[], moreWarnings?: number,
 * }} Report
 */

/**
 * A report that was written.
 *
 * @param {string} file
 * @returns {Report}
 */
export const reportIn = (file) => JSON.parse(fs.readFileSync(file, "utf8"));

/** @param {string} file */
export const json = (file) => JSON.parse(fs.readFileSync(file, "utf8"));

/**
 * Waits until something is so.
 *
 * @param {string} what
 * @param {() => boolean | Promise<boolean>} so
 */
export async function until(what, so) {
  for (let tries = 0; tries < 1200; tries++) {
    if (await so()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`waited in vain until ${what}`);
}
