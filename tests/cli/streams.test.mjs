// Inputs and outputs: the standard ones, folders, files that appear whole or not at all, and being interrupted.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import zlib from "node:zlib";
import { fixture, keyFile, logFile, manyRecords, top } from "../page/fixtures.mjs";
import { folder, inside, onTerminal, reportIn, run, shell, start, until } from "./run.mjs";

const key = ["-k", keyFile("rsa2048.pem")];
const log = logFile("ordinary-rsa2048");
const { output, records } = fixture("ordinary-rsa2048");
const lines = (/** @type {string | Buffer} */ bytes) => bytes.toString().split("\n").length - 1;

describe("the standard input", () => {
  for (const [what, bytes] of [
    ["gzip", fs.readFileSync(log)],
    ["text", zlib.gunzipSync(fs.readFileSync(log))],
  ]) {
    test(`as ${what}`, async () => {
      const came = await run([...key, "-"], { input: bytes });
      assert.equal(came.code, 0, came.stderr);
      assert.deepEqual(came.stdout, output);
    });
  }

  test("from a file, and among other inputs", async () => {
    const stdin = fs.openSync(log, "r");
    const came = await start([...key, log, "-", log], { stdin }).came;
    fs.closeSync(stdin);
    assert.equal(came.code, 0, came.stderr);
    assert.deepEqual(came.stdout, Buffer.concat([output, output, output]));
  });

  test("that is cut off ends with 1, and is reported as -", async () => {
    const report = path.join(folder(), "report.json");
    const came = await run([...key, "--report", report, "-"], { input: fs.readFileSync(logFile("cut-off")) });
    assert.equal(came.code, 1);
    assert.deepEqual(came.stdout, fixture("cut-off").output);
    assert.ok(reportIn(report).errors.every(({ file, code }) => file === "-" && code === "ERR_GZIP_TRUNCATED"));
  });

  test("of records that come one by one is opened as they come", async () => {
    const text = zlib.gunzipSync(fs.readFileSync(logFile("one-content-key"))).toString();
    const [line] = text.split("\n");
    const { child, came, stdout, type } = start(["-k", keyFile("rsa4096.pem"), "-"]);
    let out = "";
    stdout.on("data", (data) => (out += data));
    for (let sent = 1; sent <= 3; sent++) {
      type(`${line}\n`);
      await until(`record ${sent} comes out while the input is open`, () => lines(out) === sent);
    }
    child.stdin?.end();
    assert.equal((await came).code, 0);
  });
});

describe("folders", () => {
  /** A folder with logs at several depths, and what lies there besides. */
  function logs() {
    const made = folder();
    const put = (/** @type {string} */ name, /** @type {string} */ fixtureName) => {
      fs.mkdirSync(path.dirname(path.join(made, name)), { recursive: true });
      fs.copyFileSync(logFile(fixtureName), path.join(made, name));
    };
    put("20260418/b.log.gz", "ordinary-rsa2048");
    put("20260418/a.log.gz", "members");
    put("20260417/z/deep.log.gz", "plain-text");
    put("20260418.log.gz", "not-utf8");
    put(".hidden.log.gz", "cut-off");
    put("20260418/.DS_Store", "cut-off");
    put(".git/x.log.gz", "cut-off");
    fs.symlinkSync("..", path.join(made, "20260418/circle"));
    fs.mkdirSync(path.join(made, "empty"));
    return made;
  }
  const inOrder = ["plain-text", "not-utf8", "members", "ordinary-rsa2048"].map((name) => fixture(name).output);

  test("are walked in the order of their paths, without what is hidden", async () => {
    const [from, to] = [logs(), folder()];
    const report = path.join(to, "report.json");
    for (const given of [from, `${from}/`, path.relative(top, from)]) {
      const came = await run([...key, "--report", report, given]);
      assert.equal(came.code, 0, came.stderr);
      assert.equal(came.stdout.toString(), Buffer.concat(inOrder).toString());
      assert.equal(reportIn(report).files, 4);
    }
  });

  test("may hold the outputs and the keys: those are no logs", async () => {
    const from = logs();
    fs.copyFileSync(keyFile("rsa2048.pem"), path.join(from, "private.pem"));
    const into = (/** @type {string} */ name) => path.join(from, name);
    for (let times = 0; times < 2; times++) {
      const came = await run([
        "-k",
        into("private.pem"),
        "-o",
        into("opened.ndjson"),
        "--rejects",
        into("rejects"),
        "--report",
        into("report.json"),
        from,
      ]);
      assert.equal(came.code, 0, came.stderr);
      assert.equal(fs.readFileSync(into("opened.ndjson"), "utf8"), Buffer.concat(inOrder).toString());
      assert.equal(fs.readFileSync(into("rejects"), "utf8"), "");
    }
  });

  test("without files are reported", async () => {
    const empty = folder();
    const came = await run([...key, empty]);
    assert.equal(came.code, 0);
    assert.match(came.stderr, /holds no files/);
  });

  test("of 10,000 tiny files", async () => {
    const from = folder();
    const name = (/** @type {number} */ number) => String(number).padStart(5, "0");
    for (let number = 0; number < 10_000; number++) {
      const into = path.join(from, `2026${name(number).slice(0, 2)}`);
      fs.mkdirSync(into, { recursive: true });
      fs.writeFileSync(
        path.join(into, `${name(number)}.log.gz`),
        zlib.gzipSync(`{"number":${number}}\n`, { level: 1 }),
      );
    }
    const report = path.join(folder(), "report.json");
    const came = await run([...key, "--report", report, from]);
    assert.equal(came.code, 0, came.stderr);
    const expected = Array.from({ length: 10_000 }, (_, number) => `{"number":${number}}\n`).join("");
    assert.ok(came.stdout.toString() === expected, "every record, in order");
    const { files, records } = reportIn(report);
    assert.deepEqual({ files, records }, { files: 10_000, records: 10_000 });
  });
});

describe("inputs that cannot be read", () => {
  const missing = path.join(folder(), "missing.log.gz");

  test("end with 2, and leave no output", async () => {
    const to = folder();
    fs.writeFileSync(path.join(to, "out"), "as before");
    const came = await run([...key, "-o", path.join(to, "out"), "--report", path.join(to, "report.json"), missing]);
    assert.equal(came.code, 2);
    assert.match(came.stderr, /1 input not readable/);
    assert.equal(fs.readFileSync(path.join(to, "out"), "utf8"), "as before");
    assert.deepEqual(
      reportIn(path.join(to, "report.json")).errors.map(({ file, code }) => ({ file, code })),
      [{ file: missing, code: "ERR_IO" }],
    );
  });

  test("do not keep others from being opened", async () => {
    const report = path.join(folder(), "report.json");
    const came = await run([...key, "--report", report, log, missing, log]);
    assert.equal(came.code, 2);
    assert.deepEqual(came.stdout, Buffer.concat([output, output]));
    const { files, errors } = reportIn(report);
    assert.equal(files, 2);
    assert.deepEqual(errors, [
      { file: missing, code: "ERR_IO", message: "It cannot be read: there is no such file or folder." },
    ]);
  });

  test("are reported even with --quiet", async () => {
    const came = await run(["-q", ...key, missing]);
    assert.equal(came.code, 2);
    assert.match(came.stderr, /^logpush-decrypt: 1 input could not be read/);
  });
});

describe("output files", () => {
  test("replace what is there, keep its mode and the links to it", async () => {
    const to = folder();
    const [file, link] = [path.join(to, "real"), path.join(to, "link")];
    fs.writeFileSync(file, "before", { mode: 0o640 });
    fs.chmodSync(file, 0o640);
    fs.symlinkSync("real", link);
    const came = await run([...key, "-o", link, log]);
    assert.equal(came.code, 0, came.stderr);
    assert.deepEqual(fs.readFileSync(file), output);
    assert.ok(fs.lstatSync(link).isSymbolicLink());
    assert.equal(fs.statSync(file).mode & 0o777, 0o640);
    assert.deepEqual(inside(to), ["link", "real"]);
  });

  test("that are no files are written to", async () => {
    const before = fs.statSync("/dev/null").ino;
    const came = await shell('tool -q -k "$key" -o /dev/null --report /dev/stderr "$log" 2> >(cat)', {
      key: keyFile("rsa2048.pem"),
      log,
    });
    assert.equal(came.code, 0, came.stdout);
    assert.equal(fs.statSync("/dev/null").ino, before);
    assert.equal(JSON.parse(came.stdout).records, records);
  });

  test("- is the standard output", async () => {
    assert.deepEqual((await run([...key, "-o", "-", log])).stdout, output);
  });

  test("a full disk ends with 2, and says so", async () => {
    const came = await run([...key, "-o", "/dev/full", log]);
    assert.equal(came.code, 2);
    assert.match(came.stderr, /-o '\/dev\/full' cannot be written: the disk is full/);
  });

  test("the same file as the standard output and an input is refused", async () => {
    const file = path.join(folder(), "both");
    fs.copyFileSync(log, file);
    const came = await shell('tool -k "$key" "$file" >> "$file"', { key: keyFile("rsa2048.pem"), file });
    assert.equal(came.code, 2);
    assert.match(came.stderr, /input and the standard output as well/);
    assert.deepEqual(fs.readFileSync(file), fs.readFileSync(log));
  });
});

describe("the report", () => {
  test("holds a thousand errors, and how many more there are", async () => {
    const from = path.join(folder(), "bad.ndjson");
    fs.writeFileSync(from, "no record\n".repeat(2500));
    const to = folder();
    const came = await run([
      ...key,
      "--report",
      path.join(to, "report.json"),
      "--rejects",
      path.join(to, "rejects"),
      from,
    ]);
    assert.equal(came.code, 1);
    const { errors, moreErrors, rejected } = reportIn(path.join(to, "report.json"));
    assert.deepEqual([errors.length, moreErrors, rejected], [1000, 1500, 2500]);
    assert.deepEqual(
      errors.map(({ line }) => line),
      Array.from({ length: 1000 }, (_, i) => i + 1),
    );
    assert.equal(fs.readFileSync(path.join(to, "rejects"), "utf8"), "no record\n".repeat(2500));
  });

  test("holds a thousand warnings, and how many more there are, which change no exit code", async () => {
    const from = folder();
    const names = Array.from({ length: 1100 }, (_, i) => path.join(from, `${String(i).padStart(4, "0")}.ndjson`));
    for (const name of names) fs.writeFileSync(name, '{"StatusCode":200}\n');
    const report = path.join(folder(), "report.json");
    const came = await run(["-k", keyFile("rsa2048.pem"), "--report", report, from]);
    assert.equal(came.code, 0, came.stderr);
    const { errors, moreErrors, warnings, moreWarnings, ...counts } = reportIn(report);
    assert.deepEqual(
      [counts, errors, moreErrors],
      [{ files: 1100, records: 1100, opened: 0, sealed: 0, rejected: 0 }, [], undefined],
    );
    assert.deepEqual([warnings.length, moreWarnings], [1000, 100]);
    for (const { file, offset, message } of warnings) {
      assert.deepEqual([names.includes(file), offset], [true, 0]);
      assert.match(message, /^No record of this file holds an encrypted field, so nothing was decrypted/);
    }
    assert.equal(new Set(warnings.map(({ file }) => file)).size, 1000);
    assert.match(came.stderr, /Warning: .*\.ndjson: No record of this file.*\(and 1,099 more warnings\)/);
  });

  test("that nothing opens is said early, and work goes on", async () => {
    const { child, came, said, type } = start(["-k", keyFile("rotated4096.pem"), "-"]);
    type(zlib.gunzipSync(fs.readFileSync(manyRecords(40))));
    await until("it is said while the input is open", () => said().includes("Nothing opens so far"));
    assert.match(said(), /ERR_UNWRAP/);
    child.stdin?.end();
    const { code, stdout } = await came;
    assert.equal(code, 1);
    assert.equal(lines(stdout), 40);
  });
});

describe("interrupted", () => {
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) {
    test(`by ${signal}: nothing half-written is left, and the exit code is 130`, async () => {
      const to = folder();
      fs.writeFileSync(path.join(to, "out"), "as before");
      const given = [
        "-o",
        path.join(to, "out"),
        "--rejects",
        path.join(to, "rejects"),
        "--report",
        path.join(to, "report.json"),
      ];
      const { child, came, type } = start([...key, ...given, "-"]);
      type(zlib.gunzipSync(fs.readFileSync(log)));
      // In the middle: some was written, and more is awaited.
      await until("something was written", () =>
        inside(to).some((name) => name.startsWith(".out.") && fs.statSync(path.join(to, name)).size > 0),
      );
      child.kill(signal);
      const { code, stderr } = await came;
      assert.equal(code, 130);
      assert.match(stderr, /Interrupted. No file was written/);
      assert.deepEqual(inside(to), ["out"]);
      assert.equal(fs.readFileSync(path.join(to, "out"), "utf8"), "as before");
    });
  }

  test("while the reader of its output pauses", async () => {
    const { child, came, stdout, type } = start([...key, "-"]);
    stdout.pause();
    const record = `{"text":"${"x".repeat(1000)}"}\n`;
    type(record.repeat(4000));
    // A pipe holds some 64 KB; the tool is stuck in the middle by then.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    child.kill("SIGINT");
    await new Promise((resolve) => child.once("exit", resolve));
    stdout.resume();
    assert.equal((await came).code, 130);
  });
});

/** Waits until a thread of a process waits for the other end of a named pipe; where the system does not say so, 4 s. */
async function waiting(/** @type {number | undefined} */ pid) {
  const tasks = `/proc/${pid}/task`;
  // The function in which Linux lets it wait (fs/pipe.c).
  const isWaiting = () =>
    fs.readdirSync(tasks).some((task) => fs.readFileSync(`${tasks}/${task}/wchan`, "utf8") === "wait_for_partner");
  for (let tries = 0; tries < 160 && !(fs.existsSync(tasks) && isWaiting()); tries++)
    await new Promise((resolve) => setTimeout(resolve, 25));
}

describe("interrupted while a pipe without another end is waited for", () => {
  const ways = {
    "as the input": ["-k", keyFile("rsa2048.pem"), "PIPE"],
    "as the output": ["-k", keyFile("rsa2048.pem"), "-o", "PIPE", log],
    "as the key": ["-k", "PIPE", log],
  };
  for (const [what, args] of Object.entries(ways)) {
    test(what, async () => {
      const pipe = path.join(folder(), "pipe");
      execFileSync("mkfifo", [pipe]);
      const { child, came } = start(args.map((word) => (word === "PIPE" ? pipe : word)));
      await waiting(child.pid);
      child.kill("SIGINT");
      const { code, signal, stderr } = await came;
      // Shells tell a process that a signal ended by 130 as well.
      assert.ok(code === 130 || signal === "SIGINT", stderr);
      assert.match(stderr, /^Interrupted/);
    });
  }
});

describe("a reader of the output that closes it", () => {
  test("as head does, ends it quietly and at once, and leaves no other output", async () => {
    const to = folder();
    const { came, stdout, type } = start([...key, "--rejects", path.join(to, "rejects"), "-"]);
    type('{"n":1}\n'.repeat(1000));
    await new Promise((resolve) => stdout.once("data", resolve));
    stdout.destroy();
    // More comes, and the input stays open: it ends nevertheless.
    type('{"n":1}\n'.repeat(1000));
    const { code, stderr } = await came;
    assert.equal(code, 0);
    assert.equal(stderr, "");
    assert.deepEqual(inside(to), []);
  });

  for (const args of ["--help", "help inspect", 'inspect "$log"', "--version"]) {
    test(`of ${args.split(" ")[0]} before a word is written`, async () => {
      const came = await shell(`tool ${args} | true`, { log });
      assert.deepEqual([came.code, came.stderr], [0, ""]);
    });
  }

  test("| head -1", async () => {
    const came = await shell('tool -k "$key" "$log" | head -n 1', {
      key: keyFile("rsa4096.pem"),
      log: manyRecords(120),
    });
    assert.deepEqual([came.code, came.stderr, lines(came.stdout)], [0, "", 1]);
  });
});

describe("progress", () => {
  test("is shown on a terminal and taken away at the end", async () => {
    const to = path.join(folder(), "out");
    const came = await onTerminal(["-k", keyFile("rsa4096.pem"), "-o", to, manyRecords(300)], []);
    assert.equal(came.code, 0, came.shown);
    assert.equal(lines(fs.readFileSync(to)), 300);
    assert.match(came.shown, /\d+% {2}.* of .*records {2}.*\/s/);
    assert.match(came.shown, /\r\u001b\[2K300 records from 1 file/);
  });

  test("does not come between records on the same terminal", async () => {
    const came = await onTerminal(["-k", keyFile("rsa4096.pem"), manyRecords(120)], []);
    assert.equal(came.code, 0, came.shown);
    assert.doesNotMatch(came.shown, /\u001b/);
  });
});
