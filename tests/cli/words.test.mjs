// The words of the command line: options and their values, what was meant by a wrong one, the help, and what is said on
// the standard error.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { load } from "../common/modules.mjs";
import { top } from "../page/fixtures.mjs";

const [
  { readArguments },
  { nearest },
  { HELP, GENERAL },
  { Voice },
  decrypt,
  conversations,
  usage,
  exports,
  reseal,
  keygen,
  inspect,
  serve,
  errors,
] = await load([
  "cli/arguments",
  "cli/nearest",
  "cli/help",
  "cli/voice",
  "cli/decrypt",
  "cli/conversations",
  "cli/usage",
  "cli/export",
  "cli/reseal",
  "cli/keygen",
  "cli/inspect",
  "cli/serve",
  "errors",
]);

const commands = { decrypt, conversations, usage, export: exports, reseal, keygen, inspect, serve };

describe("arguments", () => {
  /** @type {Record<string, import("../../js/cli/arguments.ts").Option>} */
  const options = {
    key: { type: "string", short: "k", multiple: true },
    output: { type: "string", short: "o" },
    jobs: { type: "string", short: "j" },
    quiet: { type: "boolean", short: "q" },
  };
  const read = (/** @type {string[]} */ ...words) => readArguments(words, options, "decrypt");

  test("are options in all their forms, and inputs before, between and after them", () => {
    const came = read("a", "-k", "one", "--key=two", "b", "-okept", "-q", "--key", "three", "c");
    assert.deepEqual(came.all("key"), ["one", "two", "three"]);
    assert.deepEqual([came.one("output"), came.has("quiet"), came.has("jobs")], ["kept", true, false]);
    assert.deepEqual(came.inputs, ["a", "b", "c"]);
  });

  test("after -- are inputs, whatever they look like; - is one", () => {
    assert.deepEqual(read("-", "--", "-q", "--key").inputs, ["-", "-q", "--key"]);
  });

  test("may begin with a dash where they are put to the option", () => {
    assert.equal(read("--output=-x").one("output"), "-x");
    assert.throws(() => read("--output", "-x"), { message: "'--output' lacks its value.", hint: /--output=-x$/ });
    // The advice is one word of a shell.
    assert.throws(() => read("--output", "-x >y"), { hint: "If that is the value: --output='-x >y'" });
  });

  for (const [words, message, hint] of /** @type {[string[], string, RegExp | undefined][]} */ ([
    [["--kee", "x"], "There is no option '--kee'.", /^Did you mean '--key'\?$/],
    [["--zzzz"], "There is no option '--zzzz'.", /'logpush-decrypt decrypt --help' lists the options/],
    [["-x"], "There is no option '-x'.", /--help/],
    [["--__proto__"], "There is no option '--__proto__'.", /--help/],
    [["--quiet=yes"], "'--quiet' takes no value.", /--help/],
    [["-o"], "'-o' lacks its value.", undefined],
    [["--output="], "'--output' lacks its value.", undefined],
    [["-o", "a", "-o", "b"], "'-o' is given twice.", /--help/],
  ])) {
    test(`${words.join(" ")} is refused`, () => {
      assert.throws(
        () => read(...words),
        (error) => {
          assert.ok(error instanceof Error && "hint" in error);
          assert.equal(error.message, message);
          if (hint) assert.match(String(error.hint), hint);
          else assert.ok(!error.hint);
          return true;
        },
      );
    });
  }

  test("that are one of some words, or numbers within bounds", () => {
    assert.equal(read("--output", "json").choice("output", ["text", "json"]), "json");
    assert.equal(read().choice("output", ["text", "json"]), undefined);
    assert.throws(() => read("-o", "xml").choice("output", ["text", "json"]), {
      message: "--output is text or json, not 'xml'.",
    });
    for (const [given, number] of /** @type {[string, number][]} */ ([
      ["1", 1],
      ["8", 8],
      ["0008", 8],
    ]))
      assert.equal(read("-j", given).number("jobs", 1, 8), number);
    for (const given of ["0", "9", "1.5", "1e1", "0x1", " 1", "two"])
      assert.throws(() => read(`--jobs=${given}`).number("jobs", 1, 8), {
        message: `--jobs is a number from 1 to 8, not '${given}'.`,
      });
  });
});

describe("sizes", () => {
  const bytes = (/** @type {string} */ given) =>
    readArguments([`--max-record=${given}`], { "max-record": { type: "string" } }, "decrypt").bytes(
      "max-record",
      1,
      1024,
    );
  for (const [given, expected] of /** @type {[string, number][]} */ ([
    ["64MB", 64e6],
    ["64MiB", 64 << 20],
    ["64mib", 64 << 20],
    ["64 MiB", 64 << 20],
    ["1.5MB", 1.5e6],
    ["33554432", 1 << 25],
    ["1GiB", 2 ** 30],
    ["2048KiB", 2 << 20],
    ["1GB", 1e9],
  ])) {
    test(given, () => assert.equal(bytes(given), expected));
  }
  for (const given of ["0", "1MB", "1025MiB", "64M", "64 Mi B", "-1", "1e9", "MB", "0x100000", "64MBps", "Infinity"]) {
    test(`${given} is refused`, () =>
      assert.throws(() => bytes(given), { message: `--max-record is a size from 1MiB to 1024MiB, not '${given}'.` }));
  }
});

describe("the name that was meant", () => {
  const names = ["decrypt", "inspect", "keygen", "serve", "max-record", "rejects", "report"];
  for (const [given, meant] of /** @type {[string, string | undefined][]} */ ([
    ["decript", "decrypt"],
    ["dercypt", "decrypt"],
    ["decryptt", "decrypt"],
    ["keyge", "keygen"],
    ["serv", "serve"],
    ["ser", "serve"],
    ["max", "max-record"],
    ["reprot", "report"],
    // Both begin so, and neither is near.
    ["re", undefined],
    // A letter is half of it.
    ["s", undefined],
    ["", undefined],
    ["logs", undefined],
    ["20260418.log.gz", undefined],
  ])) {
    test(`by '${given}' is ${meant ?? "none"}`, () => assert.equal(nearest(given, names), meant));
  }

  test("of none is none", () => assert.equal(nearest("decrypt", []), undefined));
});

describe("help", () => {
  for (const [name, { options }] of Object.entries(commands)) {
    const text = HELP[/** @type {keyof typeof HELP} */ (name)];
    test(`of ${name} has every option, and no other`, () => {
      // Options stand at the beginning of their line.
      const found = text.split("\n").flatMap((line) => {
        const [, short, long] = /^ {2,6}(?:-(\w), )?--([\w-]+)/.exec(line) ?? [];
        return long === undefined ? [] : [[long, short]];
      });
      assert.deepEqual(
        found.sort(),
        Object.entries(options)
          .map(([option, { short }]) => [option, short])
          .sort(),
      );
    });

    test(`of ${name} says which options take a value`, () => {
      for (const line of text.split("\n")) {
        const [, long, value] = /^ {2,6}(?:-\w, )?--([\w-]+)(?: ([A-Za-z0-9|]+))?(?: {2,}|$)/.exec(line) ?? [];
        if (long) assert.equal(value !== undefined, options[long].type === "string", line);
      }
    });

    test(`of ${name} fits into a terminal of 120 columns, and names the command`, () => {
      for (const line of text.split("\n")) assert.ok(line.length <= 120, line);
      assert.match(text, new RegExp(`^logpush-decrypt \\[?${name}\\]? `, "m"));
    });
  }

  test("names every command", () => {
    const [, list] = /^Commands: (.*?)\.\s/m.exec(GENERAL) ?? assert.fail("there is no list");
    assert.deepEqual(list.replace(" (need not be named)", "").split(", ").sort(), Object.keys(commands).sort());
  });
});

describe("what is said on the standard error", () => {
  /** A screen that keeps what is written to it. */
  const screen = (/** @type {{ isTTY?: boolean, columns?: number }} */ of = {}) => {
    const written = { text: "" };
    return {
      ...of,
      written,
      write: (/** @type {string} */ text) => void (written.text += text),
      on: () => {},
    };
  };
  const terminal = { isTTY: true, columns: 20 };
  const ERASE = "\r\u001b[2K";

  test("is said in lines, escaped", () => {
    const stderr = screen();
    new Voice(false, false, { stdout: screen(), stderr }).say("one", "two\u001b[31m");
    assert.equal(stderr.written.text, "one\ntwo\\u001b[31m\n");
  });

  test("is nothing when it is to be quiet, but for what has to be said", () => {
    const stderr = screen(terminal);
    const voice = new Voice(true, false, { stdout: screen(), stderr });
    voice.say("one");
    voice.insist("two");
    assert.deepEqual([stderr.written.text, voice.showsProgress], ["two\n", false]);
  });

  test("shows progress where a terminal is, and no records go to the same", () => {
    const shows = (/** @type {boolean} */ toStdout, /** @type {object} */ out, /** @type {object} */ err) =>
      new Voice(false, toStdout, { stdout: screen(out), stderr: screen(err) }).showsProgress;
    assert.equal(shows(false, terminal, terminal), true);
    assert.equal(shows(true, {}, terminal), true);
    assert.equal(shows(true, terminal, terminal), false);
    assert.equal(shows(false, terminal, {}), false);
  });

  test("takes the line of progress away before anything else is said, once", () => {
    const stderr = screen(terminal);
    const voice = new Voice(false, false, { stdout: screen(), stderr });
    voice.show("10%");
    voice.show("20%");
    voice.say("done");
    voice.erase();
    assert.equal(stderr.written.text, `${ERASE}10%${ERASE}20%${ERASE}done\n`);
  });

  test("cuts the line of progress to the terminal's width, or to 80 columns where it does not know it", () => {
    for (const [columns, length] of [
      [20, 19],
      [0, 79],
      [undefined, 79],
    ]) {
      const stderr = screen({ isTTY: true, ...(columns !== undefined && { columns }) });
      new Voice(false, false, { stdout: screen(), stderr }).show("日".repeat(200));
      assert.equal(stderr.written.text, ERASE + "日".repeat(length ?? 0));
    }
  });
});

test("the stable codes are the same in Rust, in JavaScript and in the package's README", () => {
  const read = (/** @type {string} */ file) => fs.readFileSync(path.join(top, file), "utf8");
  const rust = [...read("src/fault.rs").matchAll(/=> "(ERR_\w+)"/g)].map(([, code]) => code);
  assert.ok(rust.length >= 14);
  assert.deepEqual([...errors.ERROR_CODES].sort(), [...rust].sort());
  const table = read("js/npm/README.md")
    .split("\n")
    .filter((line) => line.startsWith("| `ERR_"))
    .join("\n");
  assert.deepEqual([...new Set(table.match(/ERR_\w+/g))].sort(), [...rust].sort());
});
