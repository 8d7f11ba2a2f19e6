// What people see: names and values that would be obeyed by a terminal, names that are not UTF-8, limits of the machine,
// and mistakes of the tool itself. Never a stack.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { fixture, keyFile, logFile } from "../page/fixtures.mjs";
import { cli, folder, inside, onTerminal, reportIn, run, shell } from "./run.mjs";

const key = keyFile("rsa2048.pem");
const log = logFile("ordinary-rsa2048");
const { output } = fixture("ordinary-rsa2048");

/** Whatever a terminal obeys, or what changes the direction of text; but for the end of a line. */
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;
const STACK = /^\s+at |node:internal|file:\/\//m;
/** Sets a title, turns red, and turns the text around; with a line end in it. */
const NASTY = "\u001b]0;title\u0007\u001b[31mred\u009b1m\u202egol.\n\u2066";

describe("nothing from a name reaches the terminal unescaped", () => {
  const named = (/** @type {string} */ name, /** @type {string} */ bytes) => {
    const made = path.join(folder(), name);
    fs.mkdirSync(made);
    const file = path.join(made, `${name}.log`);
    fs.writeFileSync(file, bytes);
    return { made, file };
  };
  const { made, file } = named(NASTY, "no record\n");
  const missing = path.join(made, `missing${NASTY}`);
  const nowhere = path.join(missing, "x");
  const empty = path.join(folder(), NASTY);
  fs.mkdirSync(empty);
  const cases = {
    "an input that holds no records": ["-k", key, file],
    "a folder with it": ["-k", key, made],
    "an empty folder": ["-k", key, empty],
    "an input that is not there": ["-k", key, missing],
    "a key that is not there, whose name could be one": ["-k", missing, log],
    "a key that is none": ["-k", file, log],
    "a passphrase file that is not there": ["-k", key, "--passphrase-file", missing, log],
    "an output in no folder": ["-k", key, "-o", nowhere, log],
    "an output that is a folder": ["-k", key, "-o", made, log],
    "an output that is the input": ["-k", key, "-o", file, file],
    "two outputs that are one": ["-k", key, "-o", missing, "--report", missing, log],
    inspect: ["inspect", file, missing, empty],
    keygen: ["keygen", "--bits", "2048", "-o", path.join(folder(), NASTY)],
    "keygen into a file": ["keygen", "--bits", "2048", "-o", file],
    "keygen with an input": ["keygen", NASTY],
    "serve with an input": ["serve", NASTY],
    "an option that is none": ["-k", key, `--${NASTY}`, log],
    "a value that is none": ["-k", key, "--body", NASTY, log],
    "a number that is none": ["-k", key, "--jobs", NASTY, log],
    "a size that is none": ["-k", key, "--max-record", NASTY, log],
  };
  for (const [what, args] of Object.entries(cases)) {
    test(what, async () => {
      const { stdout, stderr } = await run(args);
      const said = what === "inspect" || what === "keygen" ? stderr + stdout : stderr;
      assert.ok(said.length > 0, "something is said");
      assert.doesNotMatch(said, CONTROLS);
      assert.doesNotMatch(said, STACK);
      // A name of several lines may be a key itself, which is not repeated.
      if (what.includes("could be one")) assert.match(said, /The value given to -k looks like a key itself/);
      else if (!/number|size|value/.test(what))
        assert.match(said, /\\u001b\]0;title\\u0007\\u001b\[31mred\\u009b1m\\u202egol\.\\u000a\\u2066|[Tt]here is no/);
    });
  }

  test("and neither from a value: records on a terminal, and inspect's table", async () => {
    const records = path.join(folder(), "x.ndjson");
    const value = { "na\u202eme": "a\u009b31m\u007f\u2066b", Model: "\u202edlog" };
    fs.writeFileSync(records, `${JSON.stringify(value)}\n`);
    const shown = await onTerminal(["-q", "-k", key, records], []);
    assert.equal(shown.code, 0);
    assert.doesNotMatch(shown.shown.replaceAll("\r\n", "\n"), CONTROLS);
    assert.deepEqual(JSON.parse(shown.shown), value);
    const table = await onTerminal(["inspect", "-q", records], []);
    assert.equal(table.code, 0);
    assert.doesNotMatch(table.shown.replaceAll("\r\n", "\n"), CONTROLS);
    assert.match(table.shown, /na\\u202eme\r\n {2}1 {2}a\\u009b31m\\u007f\\u2066b\r\n/);
    const asked = await onTerminal(["inspect", "-q", "--json", records], []);
    assert.doesNotMatch(asked.shown.replaceAll("\r\n", "\n"), CONTROLS);
    assert.deepEqual(Object.keys(JSON.parse(asked.shown).fields), Object.keys(value));
    // To a file or another program every byte goes as it is.
    assert.equal((await run(["-q", "-k", key, records])).stdout.toString(), `${JSON.stringify(value)}\n`);
  });
});

describe("names that are not UTF-8", { skip: process.platform !== "linux" }, () => {
  const latin1 = Buffer.from("na\xefve", "latin1");

  test("are read in folders and as they are given, and shown escaped", async () => {
    const to = folder();
    const inner = Buffer.concat([Buffer.from(`${to}/`), latin1]);
    fs.mkdirSync(inner);
    fs.copyFileSync(log, Buffer.concat([inner, Buffer.from("/"), latin1, Buffer.from(".log.gz")]));
    fs.writeFileSync(Buffer.concat([inner, Buffer.from("/z"), latin1]), "no record\n");
    const report = path.join(folder(), "report.json");
    const walked = await run(["-k", key, "--report", report, to]);
    assert.equal(walked.code, 1, walked.stderr);
    assert.deepEqual(walked.stdout, output);
    assert.deepEqual(
      reportIn(report).errors.map(({ file, code }) => [file, code]),
      [[path.join(to, "na\\xefve/zna\\xefve"), "ERR_JSON"]],
    );
    assert.match(walked.stderr, /ERR_JSON: .*\/na\\xefve\/zna\\xefve, line 1/);
    const lines = [
      'cd "$to"',
      "cp \"$key\" $'na\\xefve.pem'",
      "cp \"$log\" $'na\\xefve.log.gz'",
      "tool -q -k $'na\\xefve.pem' -o $'o\\xefut' --report $'r\\xef.json' $'na\\xefve.log.gz'",
    ];
    const given = await shell(lines.join(" && "), { to, key, log });
    assert.equal(given.code, 0, given.stderr);
    assert.deepEqual(
      fs.readFileSync(Buffer.concat([Buffer.from(`${to}/o`), Buffer.of(0xef), Buffer.from("ut")])),
      output,
    );
    assert.equal(
      JSON.parse(
        fs.readFileSync(Buffer.concat([Buffer.from(`${to}/r`), Buffer.of(0xef), Buffer.from(".json")]), "utf8"),
      ).files,
      1,
    );
    assert.deepEqual(
      fs.readdirSync(to, "latin1").filter((name) => name.endsWith(".part")),
      [],
    );
  });
});

describe("inspect on a terminal", () => {
  test("shows a table of what its JSON says", async () => {
    const { shown, code } = await onTerminal(["inspect", "-q", log], []);
    const { records, sealedFields, fields } = JSON.parse((await run(["inspect", log])).stdout.toString());
    assert.equal(code, 0);
    const lines = shown.split("\r\n");
    assert.match(lines[0], new RegExp(`^${records} records? in 1 file$`));
    for (const [name, count] of Object.entries(sealedFields))
      assert.ok(lines.includes(`  ${count}  ${name}`), `${name} in\n${shown}`);
    assert.ok(lines.some((line) => line.includes("opened by a private key of 2048 bits")));
    for (const [value, count] of Object.entries(fields.Model)) assert.ok(lines.includes(`  ${count}  ${value}`), value);
  });
});

describe("limits of the machine", { skip: process.platform !== "linux" }, () => {
  const advised = /WebAssembly gets no memory here[\s\S]*ulimit -v unlimited[\s\S]*node --disable-wasm-trap-handler/;

  test("too little virtual memory is named, and both ways out work", async () => {
    const line = (/** @type {string} */ before, /** @type {string} */ node) =>
      shell(`(${before}; "$node" ${node} "$cli" -q -k "$key" "$log")`, { key, log });
    const limited = await line("ulimit -S -v 4000000", "");
    assert.equal(limited.code, 2);
    assert.match(limited.stderr, advised);
    assert.doesNotMatch(limited.stderr, STACK);
    for (const [before, node] of [
      ["ulimit -S -v 4000000; ulimit -S -v unlimited", ""],
      ["ulimit -S -v 4000000", "--disable-wasm-trap-handler"],
    ]) {
      const came = await line(before, node);
      assert.deepEqual([came.code, came.stderr, came.stdout], [0, "", output.toString()]);
    }
  });

  test("where there is room for one memory, all is opened in the main thread", async () => {
    const came = await shell('(ulimit -S -v 14000000; tool -q --jobs 8 -k "$key" "$log" "$log" "$log")', { key, log });
    assert.deepEqual([came.code, came.stderr, came.stdout], [0, "", output.toString().repeat(3)]);
  });
});

test("the permission model of Node.js is named, with the option that allows it", async () => {
  const [major] = process.versions.node.split(".").map(Number);
  const model = major >= 22 ? ["--permission"] : ["--experimental-permission", "--no-warnings"];
  const to = folder();
  const node = (/** @type {string[]} */ flags, /** @type {string[]} */ args) =>
    spawnSync(process.execPath, [...model, ...flags, cli, ...args], { encoding: "utf8" });
  const args = ["-q", "-k", key, "-o", path.join(to, "out"), log];
  const refused = node(["--allow-fs-read=*"], args);
  assert.equal(refused.status, 2);
  assert.match(
    refused.stderr,
    /-o '.*out' cannot be written: Node\.js runs with its permission model, which does not allow it\.\n {2}Allow it: node … --allow-fs-write='.*\/\*' …/,
  );
  assert.doesNotMatch(refused.stderr, STACK);
  const [, advised] = /--allow-fs-write='(.*)' …/.exec(refused.stderr) ?? assert.fail("there is no advice");
  const allowed = node(["--allow-fs-read=*", `--allow-fs-write=${advised}`], args);
  assert.deepEqual([allowed.status, allowed.stderr], [0, ""]);
  assert.deepEqual(fs.readFileSync(path.join(to, "out")), output);
  assert.deepEqual(inside(to), ["out"]);
});

describe("a mistake of the tool itself", () => {
  /** The tool, with something before it that breaks it. */
  const broken = (/** @type {string} */ code, env = {}) => {
    const before = path.join(folder(), "before.mjs");
    fs.writeFileSync(before, code);
    return spawnSync(process.execPath, ["--import", before, cli, "-k", key, log], {
      encoding: "utf8",
      env: { ...process.env, ...env },
    });
  };
  const onceItListens =
    'const on = process.on; process.on = function (name, listener) { on.call(this, name, listener); if (name === "unhandledRejection") ';
  const ways = {
    thrown:
      'import fs from "node:fs"; fs.statSync = () => { throw new TypeError("x is not a function\\n\\u001b[31m") }; fs.realpathSync.native = fs.statSync; fs.fstatSync = fs.statSync;',
    "thrown where nobody waits": `${onceItListens}setImmediate(() => { throw new TypeError("x is not a function") }); return this; };`,
    "a promise that nobody waits for": `${onceItListens}setImmediate(() => Promise.reject(new TypeError("x is not a function"))); return this; };`,
  };
  for (const [what, code] of Object.entries(ways)) {
    test(`${what} is a sentence, with what to do; the stack comes on request`, () => {
      const came = broken(code);
      assert.equal(came.status, 2, came.stderr);
      assert.match(came.stderr, /x is not a function/);
      assert.doesNotMatch(came.stderr, STACK);
      assert.doesNotMatch(came.stderr, CONTROLS);
      if (what === "thrown") return;
      assert.match(
        came.stderr,
        /^logpush-decrypt: The tool failed: x is not a function\. That is a mistake in it\.\n {2}Run it again with NODE_DEBUG=logpush-decrypt/m,
      );
      assert.match(broken(code, { NODE_DEBUG: "logpush-decrypt" }).stderr, STACK);
    });
  }
});
