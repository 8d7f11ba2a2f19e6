// What the command line tool takes: dist/npm/cli.js, in a process of its own.
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { keyFile, top } from "./data.mjs";

const cli = path.join(top, "dist/npm/cli.js");

/** Milliseconds from starting the tool on a file to its first record, and to its end, of each run. */
export async function firstRecord(logs, times = 10) {
  /** @type {{ first: number[], end: number[] }} */
  const all = { first: [], end: [] };
  for (let time = 0; time < times; time++) {
    const begin = performance.now();
    const child = spawn(process.execPath, [cli, "-q", "-k", keyFile, logs], { stdio: ["ignore", "pipe", "inherit"] });
    /** @type {number | undefined} */
    let first;
    child.stdout.on("data", () => (first ??= performance.now() - begin));
    const code = await new Promise((resolve) => child.on("close", resolve));
    if (code !== 0 || first === undefined) throw new Error(`the tool ended with ${code}`);
    all.first.push(first);
    all.end.push(performance.now() - begin);
  }
  return all;
}

/** Opens a file so many times over, as the gzip members of one, and reports the most memory of the process. */
export async function memory(logs, times) {
  const bytes = fs.readFileSync(logs);
  const begin = performance.now();
  const report = path.join(top, "target/bench/report.json");
  const child = spawn(process.execPath, [cli, "-q", "-k", keyFile, "-o", "/dev/null", "--report", report, "-"], {
    stdio: ["pipe", "ignore", "inherit"],
  });
  const ended = new Promise((resolve) => child.on("close", resolve));
  for (let time = 0; time < times; time++) {
    if (!child.stdin.write(bytes))
      await Promise.race([new Promise((resolve) => child.stdin.once("drain", resolve)), ended]);
  }
  // The most so far: Linux keeps account of it. All was taken by now but what is in the pipe.
  const [, kilobytes] = /^VmHWM:\s*(\d+) kB$/m.exec(fs.readFileSync(`/proc/${child.pid}/status`, "utf8")) ?? [];
  child.stdin.end();
  const code = await ended;
  if (code !== 0) throw new Error(`the tool ended with ${code}`);
  return {
    seconds: (performance.now() - begin) / 1000,
    peak: Number(kilobytes) * 1024,
    records: JSON.parse(fs.readFileSync(report, "utf8")).records,
  };
}
