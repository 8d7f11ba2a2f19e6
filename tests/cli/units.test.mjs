// Parts of the tool by themselves: what cannot be told from outside, such as what happens between two of its steps.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import zlib from "node:zlib";
import { top } from "../page/fixtures.mjs";
import { load } from "./bundle.mjs";
import { folder, inside } from "./run.mjs";

const names = [
  "cli/output",
  "cli/ending",
  "cli/paths",
  "cli/terminal",
  "cli/arguments",
  "cli/help",
  "cli/decrypt",
  "cli/keygen",
  "cli/inspect",
  "cli/serve",
  "errors",
];
const [output, ending, paths, terminal, { readArguments }, { HELP }, decrypt, keygen, inspect, serve, errors] =
  await load(names);

describe("an output file", () => {
  test("that is interrupted at any moment of its making leaves nothing", async () => {
    const to = folder();
    const opening = output.openOutput("-o", path.join(to, "out"));
    // As a signal does, before anything that is under way has an answer.
    ending.removeUnfinished();
    const made = await opening;
    assert.deepEqual(inside(to), []);
    await made.write(Buffer.from("text"));
    ending.removeUnfinished();
    await made.finish();
    assert.deepEqual(inside(to), []);
    assert.throws(() => made.appear(), /-o .* cannot get its name/);
    assert.deepEqual(inside(to), []);
  });

  test("appears with all others, or not at all", async () => {
    const to = folder();
    const file = (name) => path.join(to, name);
    const outputs = [await output.openOutput("-o", file("out")), await output.openOutput("--rejects", file("rejects"))];
    for (const each of outputs) await each.write(Buffer.from("text"));
    const failing = {
      finish: () => Promise.reject(new Error("the disk is full")),
      appear: () => assert.fail("it has no name"),
    };
    await assert.rejects(output.keepAll([...outputs, failing]), /the disk is full/);
    assert.ok(!fs.existsSync(file("out")) && !fs.existsSync(file("rejects")));
    ending.removeUnfinished();
    assert.deepEqual(inside(to), []);
  });

  for (const mode of [0o600, 0o640, 0o664, 0o444]) {
    test(`in place of one of mode ${mode.toString(8)} is never readable for more`, async () => {
      const to = folder();
      const file = path.join(to, "out");
      fs.writeFileSync(file, "before");
      fs.chmodSync(file, mode);
      const modes = [];
      // What the file has in the first moment is what it is opened with.
      const { openSync } = fs;
      fs.openSync = (name, flags, given) => (modes.push(given), openSync(name, flags, given));
      const made = await output.openOutput("-o", file).finally(() => (fs.openSync = openSync));
      assert.deepEqual(modes, [mode]);
      const [hidden] = inside(to).filter((name) => name.startsWith(".out."));
      assert.equal(fs.statSync(path.join(to, hidden)).mode & 0o777, mode);
      await made.write(Buffer.from("after"));
      await output.keepAll([made]);
      assert.deepEqual([fs.readFileSync(file, "utf8"), fs.statSync(file).mode & 0o777], ["after", mode]);
    });
  }

  test("of a long name in any script gets a hidden name that file systems take", async () => {
    const to = folder();
    const file = path.join(to, "日".repeat(80));
    const made = await output.openOutput("-o", file);
    await made.write(Buffer.from("text"));
    await output.keepAll([made]);
    assert.deepEqual(inside(to), ["日".repeat(80)]);
  });

  test("named .gz is gzip, whatever it is written in", async () => {
    const to = folder();
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * i) % 251));
    for (const size of [1, 777, 300_000]) {
      const file = path.join(to, `${size}.ndjson.GZ`);
      const made = await output.openOutput("-o", file);
      for (let at = 0; at < (size === 1 ? 1000 : bytes.length); at += size)
        await made.write(bytes.subarray(at, at + size));
      await output.keepAll([made]);
      assert.deepEqual(zlib.gunzipSync(fs.readFileSync(file)), size === 1 ? bytes.subarray(0, 1000) : bytes);
    }
    const empty = path.join(to, "empty.gz");
    await output.keepAll([await output.openOutput("-o", empty)]);
    assert.equal(zlib.gunzipSync(fs.readFileSync(empty)).length, 0);
  });

  test("named .gz says what kept it from being written", { skip: !fs.existsSync("/dev/full") }, async () => {
    const link = path.join(folder(), "full.gz");
    fs.symlinkSync("/dev/full", link);
    const made = await output.openOutput("-o", link);
    const random = Buffer.from(Array.from({ length: 4 << 20 }, () => Math.floor(Math.random() * 256)));
    await assert.rejects(
      made.write(random).then(() => made.finish()),
      /-o .*full\.gz' cannot be written: the disk is full/,
    );
  });
});

test("signals are the system's while something computes in one go, also if that fails, and ours before and after", async () => {
  const counts = () => ["SIGINT", "SIGTERM", "SIGHUP"].map((signal) => process.listenerCount(signal));
  const before = counts();
  assert.equal(
    await ending.unheard(async () => counts().join()),
    before.join(),
    "without any of ours there is nothing to do",
  );
  ending.endOnSignals({ say: () => {} }, "");
  const ours = before.map((count) => count + 1);
  assert.deepEqual(counts(), ours);
  assert.deepEqual(await ending.unheard(async () => counts()), before);
  assert.deepEqual(counts(), ours);
  await assert.rejects(
    ending.unheard(() => Promise.reject(new Error("the key is none"))),
    /the key is none/,
  );
  assert.deepEqual(counts(), ours);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
    process.removeListener(signal, process.listeners(signal).at(-1));
});

describe("names that are not UTF-8", () => {
  const cases = {
    ASCII: [[0x61, 0x2e, 0x67, 0x7a], "a.gz", "a.gz"],
    "UTF-8": [[...Buffer.from("naïve 日本 😀")], "naïve 日本 😀", "naïve 日本 😀"],
    "Latin-1": [[0x6e, 0x61, 0xef, 0x76, 0x65], "na\udcefve", "na\\xefve"],
    "a character that is cut off": [[0xe6, 0x97], "\udce6\udc97", "\\xe6\\x97"],
    "a surrogate in UTF-8": [[0xed, 0xb3, 0xbf], "\udced\udcb3\udcbf", "\\xed\\xb3\\xbf"],
    "a stray byte behind a character of four bytes": [[...Buffer.from("😀"), 0xff], "😀\udcff", "😀\\xff"],
    "a byte-order mark": [[0xef, 0xbb, 0xbf, 0x61], "\ufeffa", "\ufeffa"],
  };
  for (const [what, [bytes, text, shown]] of Object.entries(cases)) {
    test(what, () => {
      assert.equal(paths.pathOf(Buffer.from(bytes)), text);
      assert.deepEqual(Buffer.from(paths.onDisk(text)), Buffer.from(bytes));
      assert.equal(terminal.escaped(text), shown);
    });
  }

  test("every byte is found again", () => {
    for (let byte = 1; byte < 256; byte++) {
      for (const bytes of [[byte], [byte, 0x61], [0xc3, byte], [0xf0, 0x9f, byte, 0x80]]) {
        assert.deepEqual(Buffer.from(paths.onDisk(paths.pathOf(Buffer.from(bytes)))), Buffer.from(bytes));
      }
    }
  });
});

describe("what reaches a terminal", () => {
  test("has no character that a terminal obeys, or that changes the direction of text", () => {
    const bad = [
      ...Array(0x20).keys(),
      ...Array.from({ length: 0x21 }, (_, i) => 0x7f + i),
      0x61c,
      0x200e,
      0x200f,
      0x2028,
      0x2029,
      0x202a,
      0x202e,
      0x2066,
      0x2069,
    ];
    for (const code of bad) {
      const hex = `\\u${code.toString(16).padStart(4, "0")}`;
      assert.equal(terminal.escaped(`a${String.fromCharCode(code)}b`), `a${hex}b`);
      assert.equal(terminal.escapedLines(`a${String.fromCharCode(code)}b`), code === 10 ? "a\nb" : `a${hex}b`);
    }
    for (const good of [" ", "~", "\u00a0", "ü", "日本", "😀", "\u200d", "אב"])
      assert.equal(terminal.escaped(good), good);
  });

  test("is JSON of the same value, where it was JSON", () => {
    const value = { "a\u009b31m\u202e": "\u007f\u2066\u001b]0;title\u0007" };
    assert.deepEqual(JSON.parse(terminal.escapedLines(JSON.stringify(value))), value);
  });
});

describe("sizes", () => {
  const bytes = (given) =>
    readArguments([`--max-record=${given}`], { "max-record": { type: "string" } }, "decrypt").bytes(
      "max-record",
      1,
      1024,
    );
  for (const [given, expected] of [
    ["64MB", 64e6],
    ["64MiB", 64 << 20],
    ["64mib", 64 << 20],
    ["64 MiB", 64 << 20],
    ["1.5MB", 1.5e6],
    ["33554432", 1 << 25],
    ["1GiB", 2 ** 30],
    ["2048KiB", 2 << 20],
    ["1GB", 1e9],
  ]) {
    test(given, () => assert.equal(bytes(given), expected));
  }
  for (const given of ["0", "1MB", "1025MiB", "64M", "64 Mi B", "-1", "1e9", "MB", "0x100000", "64MBps", "Infinity"]) {
    test(`${given} is refused`, () =>
      assert.throws(() => bytes(given), { message: `--max-record is a size from 1MiB to 1024MiB, not '${given}'.` }));
  }
});

describe("help", () => {
  for (const [name, { options }] of Object.entries({ decrypt, keygen, inspect, serve })) {
    test(`of ${name} has every option, and no other`, () => {
      // Options stand at the beginning of their line.
      const told = HELP[name]
        .split("\n")
        .flatMap((line) => /^ {2,6}(?:-(\w), )?--([\w-]+)/.exec(line)?.slice(1, 3) ?? []);
      const pairs = Array.from({ length: told.length / 2 }, (_, i) => [told[2 * i + 1], told[2 * i]]);
      assert.deepEqual(
        pairs.sort(),
        Object.entries(options)
          .map(([option, { short }]) => [option, short])
          .sort(),
      );
    });
  }
});

test("the stable codes are the same in Rust, in JavaScript and in the package's README", () => {
  const read = (file) => fs.readFileSync(path.join(top, file), "utf8");
  const rust = [...read("src/fault.rs").matchAll(/=> "(ERR_\w+)"/g)].map(([, code]) => code);
  assert.ok(rust.length >= 14);
  assert.deepEqual([...errors.ERROR_CODES].sort(), [...rust].sort());
  const table = read("js/npm/README.md")
    .split("\n")
    .filter((line) => line.startsWith("| `ERR_"))
    .join("\n");
  assert.deepEqual([...new Set(table.match(/ERR_\w+/g))].sort(), [...rust].sort());
});
