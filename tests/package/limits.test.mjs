// The package where the system or Node.js allows it less: limited virtual memory, and the permission model.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { fixture, keyFile, logFile } from "../page/fixtures.mjs";
import { app, pack } from "./packed.mjs";

pack();

// More than 100 ms of work, after which workers are wanted.
const TIMES = 60;
const { output } = fixture("ordinary-rsa4096");

/** A program that opens a log many times over, and prints the records, or the error as a sentence. */
const PROGRAM = `
import fs from "node:fs";
import { decrypt, PrivateKey } from "logpush-decrypt";

const [key, log] = process.argv.slice(2);
try {
  const keys = await PrivateKey.import(fs.readFileSync(key, "utf8"));
  const member = fs.readFileSync(log);
  async function* source() {
    for (let i = 0; i < ${TIMES}; i++) yield member;
  }
  for await (const { text } of decrypt(source(), { keys, concurrency: 8, engine: "wasm" })) process.stdout.write(text + "\\n");
} catch (error) {
  process.stderr.write(error.name + " " + error.code + ": " + error.message + "\\n");
  process.exitCode = 3;
}
`;
const program = path.join(app, "limits.mjs");
fs.writeFileSync(program, PROGRAM);

const args = [program, keyFile("rsa4096.pem"), logFile("ordinary-rsa4096")];
/** @type {import("node:child_process").SpawnSyncOptionsWithStringEncoding} */
const settings = { cwd: app, encoding: "utf8", maxBuffer: 1 << 28 };
/** Runs the program, after a command of the shell. */
const limited = (before, node = []) =>
  spawnSync("bash", ["-c", `${before}; exec "$0" "$@"`, process.execPath, ...node, ...args], settings);

describe("where virtual memory is limited", () => {
  test("the error says so, with what helps; and that helps", () => {
    const came = limited("ulimit -S -v 4000000");
    assert.equal(came.status, 3, came.stderr);
    assert.match(
      came.stderr,
      /^LogpushError ERR_IO: .*gets no memory here.*ulimit -v unlimited.*node --disable-wasm-trap-handler/s,
    );
    assert.doesNotMatch(came.stderr, /^\s+at /m);
    const helped = limited("ulimit -S -v 4000000", ["--disable-wasm-trap-handler"]);
    assert.equal(helped.stdout, output.toString().repeat(TIMES), helped.stderr);
  });

  test("as many workers are started as there is room for", () => {
    const came = limited("ulimit -S -v 14000000");
    assert.equal(came.stdout, output.toString().repeat(TIMES), came.stderr);
  });
});

test("under the permission model of Node.js, without workers, all is done in one thread", () => {
  const [major] = process.versions.node.split(".").map(Number);
  const model = major >= 22 ? ["--permission"] : ["--experimental-permission", "--no-warnings"];
  const came = spawnSync(process.execPath, [...model, "--allow-fs-read=*", ...args], settings);
  assert.equal(came.stdout, output.toString().repeat(TIMES), came.stderr);
  assert.deepEqual([came.status, came.stderr], [0, ""]);
});
