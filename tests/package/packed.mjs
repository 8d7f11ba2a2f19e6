// The package as it would be published, installed into a folder where the runtimes find it.
import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { readData } from "./data.mjs";

export const top = path.resolve(import.meta.dirname, "../..");
/** Where the packed package and what is built of it lie. */
export const app = path.join(top, "target/package");
export const dataFile = path.join(app, "data.json");
export const installed = path.join(app, "node_modules/logpush-decrypt");

/** The suite, and what runs it in one runtime or another. */
const PROGRAM = ["suite.mjs", "suite", "unpack.mjs", "runner.mjs", "browser.mjs", "workerd.mjs"];

/** Packs dist/npm and unpacks it where it is found. Returns the archive, and the files in it. */
export function pack() {
  fs.rmSync(app, { recursive: true, force: true });
  fs.mkdirSync(installed, { recursive: true });
  const npm = ["pack", "--json", "--ignore-scripts", "--pack-destination", app, path.join(top, "dist/npm")];
  const [packed] = Object.values(
    JSON.parse(execFileSync("npm", npm, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })),
  );
  const archive = path.join(app, packed.filename);
  execFileSync("tar", ["-xzf", archive, "-C", installed, "--strip-components=1"]);
  fs.writeFileSync(
    path.join(app, "package.json"),
    JSON.stringify({ type: "module", dependencies: { "logpush-decrypt": packed.version } }),
  );
  for (const name of PROGRAM)
    fs.cpSync(path.join(import.meta.dirname, name), path.join(app, name), { recursive: true });
  fs.writeFileSync(dataFile, JSON.stringify(readData()));
  return { archive, files: packed.files.map(({ path }) => path).sort() };
}

/** A program of what tests/package/package.json installs; `undefined` if it cannot be run here. */
export function tool(name) {
  const program = path.join(import.meta.dirname, "node_modules", name);
  try {
    execFileSync(program, ["--version"], { stdio: "ignore" });
    return program;
  } catch {
    return undefined;
  }
}

/** Runs a program, and returns what it prints. Fails as it does. */
export function printed(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: app,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" },
      ...options,
    });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (text += data));
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0
        ? resolve(text)
        : reject(new Error(`${path.basename(program)} ended with ${code}:\n${text.slice(-5000)}`)),
    );
  });
}
