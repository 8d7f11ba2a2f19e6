// The recipes for xargs, with the command line tool as it is built.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, describe, test } from "node:test";
import zlib from "node:zlib";
import { log, nameOf, privateKey } from "../../r2-queue-worker/test/data.mjs";

const examples = path.resolve(import.meta.dirname, "../..");
const cli = path.resolve(examples, "../dist/npm/cli.js");
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "recipes-"));
after(() => fs.rmSync(folder, { recursive: true }));

/** Three days of logs, a file beside them, and what is no log. */
const days = new Map();
for (let number = 0; number < 24; number++) {
  const name = nameOf(number * 360);
  const made = log(name, 5);
  fs.mkdirSync(path.join(folder, "logs", path.dirname(name)), { recursive: true });
  fs.writeFileSync(
    path.join(folder, "logs", name),
    zlib.gzipSync(number === 7 ? `${made.stored}no record\n` : made.stored),
  );
  days.set(path.dirname(name), (days.get(path.dirname(name)) ?? "") + made.opened);
}
const single = log("single", 3);
fs.writeFileSync(path.join(folder, "logs/single.log.gz"), zlib.gzipSync(single.stored));
fs.writeFileSync(path.join(folder, "logs/ownership-challenge.txt"), "not a log");
const expected = new Map([...days, ["single", single.opened]]);

// The tool as it is after `npm install --global`.
fs.mkdirSync(path.join(folder, "bin"));
fs.writeFileSync(path.join(folder, "bin/logpush-decrypt"), `#!/bin/sh\nexec "${process.execPath}" "${cli}" "$@"\n`, {
  mode: 0o755,
});
const env = {
  ...process.env,
  PATH: `${path.join(folder, "bin")}:${process.env.PATH}`,
  LOGPUSH_PRIVATE_KEY: privateKey,
  JOBS: "2",
};

function run(script, parameters, more = {}) {
  const { status, stdout, stderr } = spawnSync(path.join(examples, script), parameters, {
    env: { ...env, ...more.env },
    input: more.input,
    encoding: "utf8",
  });
  return { status, output: stdout + stderr };
}

const read = (...names) => fs.readFileSync(path.join(folder, ...names), "utf8");

describe("open-folder.sh", () => {
  test("opens each day and each file, by two machines", () => {
    // A line that is no record makes 123 of the share that has it.
    const results = ["1/2", "2/2"].map((share) =>
      run("xargs/open-folder.sh", [path.join(folder, "logs"), path.join(folder, "opened"), share]),
    );
    assert.deepEqual(results.map(({ status }) => status).sort(), [0, 123], JSON.stringify(results));
    for (const [name, opened] of expected) assert.equal(read("opened", `${name}.ndjson`), opened, name);
    const outputs = fs.readdirSync(path.join(folder, "opened")).filter((name) => name.endsWith(".ndjson"));
    assert.equal(outputs.length, expected.size);
    assert.equal(read("opened", `${path.dirname(nameOf(7 * 360))}.rejects`), "no record\n");
  });

  test("goes on where it was stopped", () => {
    fs.rmSync(path.join(folder, "opened/single.ndjson"));
    const day = path.join(folder, "opened", `${[...days.keys()][0]}.ndjson`);
    const before = fs.statSync(day).mtimeMs;
    assert.equal(run("xargs/open-folder.sh", [path.join(folder, "logs"), path.join(folder, "opened")]).status, 0);
    assert.equal(read("opened/single.ndjson"), single.opened);
    assert.equal(fs.statSync(day).mtimeMs, before);
  });
});

test("open-remote.sh fetches, opens and stores", () => {
  const names = [nameOf(0), nameOf(7 * 360)];
  for (const name of names) fs.mkdirSync(path.join(folder, "remote", path.dirname(name)), { recursive: true });
  const { status, output } = run("xargs/open-remote.sh", [path.join(folder, "logs"), path.join(folder, "remote")], {
    env: { COPY: "cp" },
    input: `${[...names, "missing.log.gz"].join("\n")}\n`,
  });
  // One has a line that is no record, one is not there.
  assert.equal(status, 123, output);
  for (const name of names) {
    const opened = days.get(path.dirname(name));
    const made = read("remote", name.replace(".log.gz", ".ndjson"));
    assert.equal(made.split("\n").length, 6);
    assert.ok(opened.includes(made));
    assert.equal(JSON.parse(read("remote", name.replace(".log.gz", ".report.json"))).records, 5);
  }
  assert.equal(read("remote", names[1].replace(".log.gz", ".rejects")), "no record\n");
  assert.equal(fs.existsSync(path.join(folder, "remote/missing.ndjson")), false);
});
