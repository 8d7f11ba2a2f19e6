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

/** Beside the folder, which is made anew: what it was made of, and that somebody makes it. */
const stamp = `${app}-made-of.json`;
const lock = `${app}-lock`;

/** What tells whether something has changed since it was packed: names, sizes and times of all files. */
function ingredients() {
  const folders = [path.join(top, "dist/npm"), import.meta.dirname, path.join(top, "tests/fixtures")];
  const files = folders.flatMap((folder) =>
    fs
      .readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => !name.includes("node_modules"))
      .map((name) => path.join(folder, name)),
  );
  return files.map((file) => {
    const { size, mtimeMs } = fs.statSync(file);
    return `${file} ${size} ${mtimeMs}`;
  });
}

/** Waits until no other test packs, and keeps others from it. */
function take() {
  for (let tries = 0; tries < 1200; tries++) {
    try {
      return fs.mkdirSync(lock, { recursive: false });
    } catch {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    }
  }
  throw new Error(`Another test has been packing the package for two minutes. If there is none, remove ${lock}.`);
}

/**
 * Packs dist/npm and unpacks it where it is found, unless that was done and nothing has changed since. Returns the
 * archive, and the files in it.
 *
 * @returns {{ archive: string, files: string[] }}
 */
export function pack() {
  fs.mkdirSync(path.dirname(app), { recursive: true });
  take();
  try {
    const now = ingredients();
    const before = fs.existsSync(stamp) ? JSON.parse(fs.readFileSync(stamp, "utf8")) : undefined;
    if (before && fs.existsSync(installed) && String(before.of) === String(now)) return before.made;
    const made = packAnew();
    fs.writeFileSync(stamp, JSON.stringify({ of: now, made }));
    return made;
  } finally {
    fs.rmdirSync(lock);
  }
}

function packAnew() {
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
