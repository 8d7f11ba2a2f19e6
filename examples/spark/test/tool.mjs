#!/usr/bin/env node
// The command line tool as the executors of the test have it: the tool itself, and around it what happens on clusters. Each
// partition is told by the bytes of its logs; what happens to it is fixed by the file `plan` in the folder that
// the variable TROUBLE names, and each run leaves a line in `runs` there.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

const { TROUBLE: folder = "", TOOL: tool = "" } = process.env;
const args = process.argv.slice(2);
const hash = createHash("sha256");
for (const name of args.filter((argument) => argument.endsWith(".log.gz")).sort()) hash.update(fs.readFileSync(name));
const partition = hash.digest("hex").slice(0, 12);

/** Whether nobody did this before. @param {string} name */
function first(name) {
  try {
    fs.mkdirSync(path.join(folder, name));
    return true;
  } catch {
    return false;
  }
}

const TROUBLES = ["fails", "is-killed", "loses-its-executor", "is-doubled", "hangs"];

/** The trouble of this partition: the first five that come have one each. */
function troubleOf() {
  const kept = path.join(folder, `of-${partition}`);
  if (first(`seen-${partition}`)) {
    const trouble = TROUBLES.find((name) => first(`taken-${name}`)) ?? "none";
    fs.writeFileSync(kept, trouble);
    return { trouble, run: "first" };
  }
  return { trouble: fs.readFileSync(kept, "utf8"), run: "another" };
}

/** Waits until a file is there. @param {string} name */
const until = async (name) => {
  while (!fs.existsSync(path.join(folder, name))) await new Promise((resolve) => setTimeout(resolve, 20));
};

/** The process that started that one. @param {number} pid */
const parentOf = (pid) => Number(/^PPid:\s*(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);

/** The virtual machine that this runs under: the nearest ancestor that is Java. */
function executor() {
  for (let pid = process.ppid; pid > 1; pid = parentOf(pid))
    if (fs.readFileSync(`/proc/${pid}/comm`, "utf8").trim() === "java") return pid;
  throw new Error("no executor");
}

const { trouble, run } = troubleOf();
fs.appendFileSync(path.join(folder, "runs"), `${partition} ${trouble} ${run}\n`);
fs.writeFileSync(path.join(folder, `begun-${partition}-${run}`), "");
const child = spawn(process.execPath, [tool, ...args], { stdio: "inherit" });
// All records are out by now, so that what a failed task wrote is there to be taken twice.
const code = await new Promise((resolve) => child.on("close", resolve));
if (run === "first") {
  if (trouble === "fails") process.exit(2);
  if (trouble === "is-killed") process.kill(process.pid, "SIGKILL");
  if (trouble === "loses-its-executor") process.kill(executor(), "SIGKILL");
  // Both go on at once: either may be the one whose output counts.
  if (trouble === "is-doubled") await until(`begun-${partition}-another`);
  // Until the test is over: the other one's output counts, and this task is ended from outside.
  if (trouble === "hangs") await until("over");
}
process.exit(Number(code));
