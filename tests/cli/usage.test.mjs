// Messages of the tool: help, versions, and one clear line where something is wrong.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { fixture, keyFile, logFile } from "../page/fixtures.mjs";
import { cli, folder, inside, run } from "./run.mjs";

const key = keyFile("rsa2048.pem");
const other = path.join(folder(), "other.pem");
fs.copyFileSync(keyFile("rsa2048.public.pem"), other);
const log = logFile("ordinary-rsa2048");

describe("help", () => {
  test("shows the common ways first", async () => {
    const { code, stdout, stderr } = await run(["--help"]);
    assert.equal(code, 0);
    assert.equal(stderr, "");
    assert.match(
      stdout.toString().split("\n").slice(0, 4).join("\n"),
      /logpush-decrypt -k private\.pem -o opened\.ndjson logs\//,
    );
  });

  for (const command of ["decrypt", "conversations", "usage", "keygen", "inspect", "serve"]) {
    test(`is there for ${command}`, async () => {
      const [asked, topic] = await Promise.all([run([command, "--help"]), run(["help", command])]);
      assert.equal(asked.code, 0);
      assert.match(asked.stdout.toString(), new RegExp(`logpush-decrypt \\[?${command}\\b`));
      assert.deepEqual(topic.stdout, asked.stdout);
      for (const line of asked.stdout.toString().split("\n")) assert.ok(line.length <= 120, `too long: ${line}`);
    });
  }

  test("is shown where nothing is given, which is an error", async () => {
    const { code, stdout, stderr } = await run([]);
    assert.equal(code, 2);
    assert.equal(stdout.length, 0);
    assert.match(stderr, /^Opens AI Gateway logs/);
  });

  test("the version is the package's", async () => {
    const { code, stdout } = await run(["--version"]);
    assert.equal(code, 0);
    assert.equal(
      stdout.toString(),
      `${JSON.parse(fs.readFileSync(path.join(path.dirname(cli), "package.json"), "utf8")).version}\n`,
    );
  });
});

describe("wrong usage ends with 2, one line, and a hint", () => {
  const somewhere = path.join(folder(), "not-there");
  /** @type {[string[], RegExp][]} */
  const cases = [
    [["-k", key, "--ouput", "x", log], /no option '--ouput'[\s\S]*Did you mean '--output'/],
    [["-k", key, "-x", log], /no option '-x'[\s\S]*--help/],
    [["-k", "-o", "x", log], /'-k' lacks its value/],
    [
      ["-q", "usage", "-k", key, log],
      /'usage' is a command, and goes before everything else[\s\S]*logpush-decrypt usage/,
    ],
    [["-k", key, "conversations", "-o", somewhere, log], /'conversations' is a command/],
    [["-k", key, log, "--body"], /'--body' lacks its value/],
    [["-k", key, "--body", "jsn", log], /--body is text or json, not 'jsn'/],
    [["-k", key, "--engine", "gpu", log], /--engine is auto, native or wasm/],
    [["-k", key, "--jobs", "0", log], /--jobs is a number from 1/],
    [["-k", key, "--jobs", "two", log], /--jobs is a number from 1/],
    [["-k", key, "-o", "a", "-o", "b", log], /'-o' is given twice/],
    [["-k", key, "--quiet=yes", log], /'--quiet' takes no value/],
    [["-k", key], /No input was named[\s\S]*- for the standard input/],
    [["-k", key, "-", "-"], /standard input \(-\) can be read once/],
    [["decript", "-k", key, log], /no command 'decript'[\s\S]*Did you mean 'decrypt'/],
    [[log], /No key was given[\s\S]*-k private\.pem[\s\S]*LOGPUSH_PRIVATE_KEY/],
    [["-k", fs.readFileSync(key, "utf8"), log], /looks like a key itself[\s\S]*LOGPUSH_PRIVATE_KEY/],
    [["-k", somewhere, log], /The key '.*not-there' cannot be read: there is no such file/],
    [["-k", path.dirname(key), log], /cannot be read: it is a folder/],
    [["-k", log, log], /ERR_KEY_FORMAT/],
    [["-k", keyFile("rsa2048.public.pem"), log], /public key[\s\S]*ERR_KEY_PUBLIC/],
    [["-k", keyFile("rsa2048.cut.pem"), log], /ERR_KEY_FORMAT/],
    [["-k", keyFile("ec.pem"), log], /ERR_KEY_FORMAT/],
    [["-k", logFile("line-of-100-mb"), log], /too large for the key/],
    [["-k", key, "-o", path.join(somewhere, "out"), log], /no folder '.*not-there'[\s\S]*mkdir -p/],
    [["-k", key, "-o", path.dirname(somewhere), log], /is a folder[\s\S]*Name a file/],
    [["-k", key, "--report", "-", log], /--report is a file/],
    [["-k", key, "-o", somewhere, "--rejects", somewhere, log], /-o and --rejects are the same file/],
    [["-k", key, "-o", key, log], /-o would replace the key/],
    [["-k", key, "-o", other, log], /-o would replace '.*', which is a key/],
    [["-k", key, "-o", log, log], /is the input and -o as well/],
    [["-k", key, "--rejects", log, log], /is the input and --rejects as well/],
    [["keygen", "--bits", "1024"], /--bits is 2048, 3072 or 4096/],
    [["keygen", "somewhere"], /keygen reads no input[\s\S]*-o 'somewhere'/],
    [["inspect"], /No input was named/],
    [["inspect", "-k", key, log], /no option '-k'/],
    [["serve", "--port", "70000"], /--port is a number/],
  ];
  for (const [args, words] of cases) {
    test(
      args.map((/** @type {string} */ word) => (word.includes("\n") ? "KEY" : path.basename(word))).join(" "),
      async () => {
        const before = [key, log].map((file) => fs.readFileSync(file));
        const { code, stdout, stderr } = await run(args);
        assert.equal(code, 2, stderr);
        assert.equal(stdout.length, 0);
        assert.match(stderr, /^logpush-decrypt: /);
        assert.match(stderr, words);
        assert.ok(stderr.trimEnd().split("\n").length <= 2, stderr);
        assert.doesNotMatch(stderr, /MIIE|node:|\.ts/);
        assert.deepEqual(
          [key, log].map((file) => fs.readFileSync(file)),
          before,
          "nothing was overwritten",
        );
      },
    );
  }

  test("nothing was written by any of them", () => assert.deepEqual(inside(path.dirname(somewhere)), []));
});

describe("what happened is said at the end", () => {
  test("in one line where all is well", async () => {
    const { stderr } = await run(["-k", key, log]);
    const { records, opened } = fixture("ordinary-rsa2048");
    assert.match(stderr, new RegExp(`^${records} records? from 1 file in [\\d.]+ m?s: ${opened} fields opened\\.\\n$`));
  });

  test("with the problems and what to do about them", async () => {
    const { stderr } = await run(["-k", key, logFile("bad-lines")]);
    assert.match(stderr, /10 lines rejected/);
    assert.match(stderr, /ERR_JSON \(9 times\): .*bad-lines\.log\.gz, line 2: /);
    assert.match(stderr, /ERR_LIMIT: /);
    assert.match(stderr, /--report FILE/);
    assert.match(stderr, /--rejects FILE/);
  });

  test("and not at all with --quiet", async () => {
    for (const name of ["ordinary-rsa2048", "bad-lines"]) {
      const { code, stderr, stdout } = await run(["-q", "-k", key, logFile(name)]);
      assert.equal(stderr, "");
      assert.equal(code, name === "bad-lines" ? 1 : 0);
      assert.deepEqual(stdout, fixture(name).output);
    }
  });
});
