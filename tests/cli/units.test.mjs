// Parts of the tool by themselves: what cannot be seen from outside, such as what happens between two of its steps.
import assert from "node:assert/strict";
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import zlib from "node:zlib";
import { load } from "../common/modules.mjs";
import { folder, inside } from "./run.mjs";

const [
  output,
  forms,
  ending,
  paths,
  terminal,
  { Voice },
  { ThreadGroups },
  { beside, fieldsOf },
  { readerOf },
  { usageTable },
  { paired },
  { memberAt },
] = await load([
  "cli/output",
  "cli/output-forms",
  "cli/ending",
  "cli/paths",
  "cli/terminal",
  "cli/voice",
  "cli/thread-text",
  "export/fields",
  "export/reader",
  "cli/usage-table",
  "export/one-line",
  "export/json-text",
]);

describe("the fields of a record", () => {
  const record = '{"Provider":"p","Request\\u0042ody":"b"}';
  const inString = JSON.stringify(record);
  const opening = ["{", "\\u007b", "\\u007B", "\\n{", "\\u0020\\u000a{", " \\t\\r\\n\\u007b"];

  test("are found in a string, however its brace and its names are written", () => {
    for (const begin of opening)
      for (const text of [inString, inString.replace("Provider", "\\\\u0050rovider")]) {
        const line = `{"t":1,"log":${text.replace("{", begin)}}`;
        assert.deepEqual(
          [...fieldsOf(line).fields],
          [
            ["Provider", '"p"'],
            ["RequestBody", '"b"'],
          ],
          line,
        );
      }
    for (const line of [
      `{"log":"[${inString.slice(1, -1)}]"}`,
      '{"log":"say {\\"Provider\\":1}"}',
      '{"log":"{x Provider"}',
    ])
      assert.equal(fieldsOf(line).fields.has("Provider"), false, line);
  });

  test("are not beside what may hold a record", () => {
    for (const value of [record, `[${record}]`, ...opening.map((begin) => inString.replace("{", begin))])
      assert.equal(beside(new Map([["log", value]]), "log"), undefined, value);
    for (const begin of ["[", "\\u005b", "\\u000d\\u005B"])
      assert.equal(beside(new Map([["log", `"${begin}1]"`]]), "log"), undefined, begin);
    for (const value of ['"text"', '"\\u00e9 {"', "1", '""'])
      assert.equal(beside(new Map([["log", value]]), "log"), value);
  });
});

test("dollars are rounded as a whole", () => {
  const counts = { records: 1, errors: 0, input: 1, cachedInput: 0, cacheWrite: 0, output: 1, reasoning: 0 };
  for (const [usd, shown] of /** @type {[number, string][]} */ ([
    [12.999, "$13.00"],
    [0.999975, "$1.0000"],
    [1234.5, "$1,234.50"],
    [0.25, "$0.2500"],
  ])) {
    const sums = { ...counts, usd, withoutPrice: 0, withoutUsage: 0, fromCache: 0 };
    const lines = usageTable(/** @type {any} */ ({ by: [], groups: [], total: sums }), "2026-01-02", 80);
    assert.ok(
      lines.some((line) => line.endsWith(` ${shown}`)),
      `${usd}: ${lines.join("\n")}`,
    );
  }
});

test("half of a surrogate pair is U+FFFD in JSON, and nothing else changes", () => {
  for (const [json, expected] of [
    ['"a\\ud800b"', '"a\\ufffdb"'],
    ['"\\uDC00\\ud83d"', '"\\ufffd\\ufffd"'],
    ['"\\ud83d\\ude00 \\\\ud800 \\u00e9 \\" 😀"', '"\\ud83d\\ude00 \\\\ud800 \\u00e9 \\" 😀"'],
    ['{"\\ud800":1}', '{"\\ufffd":1}'],
  ])
    assert.equal(paired(json ?? ""), expected);
});

test("members within objects are found by their path", () => {
  const object = '{"user":{"id":7,"a.b":{"c":"x"}},"user.name":"n","s":"{}"}';
  for (const [name, value] of [
    ["user.id", "7"],
    ["user.a.b.c", '"x"'],
    ["user.name", '"n"'],
    ["user", '{"id":7,"a.b":{"c":"x"}}'],
    ["user.x", undefined],
    ["s.x", undefined],
  ])
    assert.equal(memberAt(object, name ?? ""), value, name);
});

test("a request goes through the module if credentials may be in it", () => {
  /** @type {string[]} */
  const asked = [];
  const module = /** @type {any} */ ({
    maskCredentials: (/** @type {string} */ request) => asked.push(request) && "masked",
  });
  const { withoutCredentials } = readerOf(module, undefined, "csv");
  const may = ['{"headers":{}}', '{"h\\u0065aders":{}}', '{"header\\u0073" :{}}', '{"\\u0068eaders":{}}'];
  for (const request of may) assert.equal(withoutCredentials(request), "masked", request);
  for (const request of ['{"header":{}}', '{"a":"\\u00e9\\u0020"}', ""])
    assert.equal(withoutCredentials(request), request);
  assert.deepEqual(asked, may);
});

describe("threads on a terminal", () => {
  const shown = (/** @type {number} */ thread, /** @type {string} */ text, file = "a.log") => ({
    thread,
    file,
    line: text.length,
    family: "openai-chat",
    model: "m",
    output: { text },
    usage: { input: 100 },
  });

  test("are shown in the order in which they begin, each as one", () => {
    const groups = new ThreadGroups(2);
    for (const [thread, text] of /** @type {const} */ ([
      [1, "one"],
      [2, "two"],
      [1, "three"],
    ]))
      assert.deepEqual(groups.add(shown(thread, text), 80), []);
    assert.deepEqual(groups.add(shown(2, "four", "b.log"), 80), []);
    assert.deepEqual(groups.end(), [
      "m  2 requests  a.log:3-5",
      "  > three",
      "    200 in",
      "",
      "m  2 requests  a.log:3 to b.log:4",
      "  > four",
      "    200 in",
      "",
    ]);
  });

  test("that are too many are shown early, the one that was continued least recently first", () => {
    const groups = new ThreadGroups(2);
    groups.add(shown(1, "one"), 80);
    groups.add(shown(2, "two"), 80);
    groups.add(shown(1, "three"), 80);
    assert.deepEqual(groups.add(shown(3, "four"), 80), ["m  a.log:3", "  > two", "    100 in", ""]);
    assert.equal(groups.end().length, 8);
  });
});

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
    const file = (/** @type {string} */ name) => path.join(to, name);
    const outputs = [await output.openOutput("-o", file("out")), await output.openOutput("--rejects", file("rejects"))];
    for (const each of outputs) await each.write(Buffer.from("text"));
    const failing = {
      write: async () => {},
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
      /** @type {(fs.Mode | null | undefined)[]} */
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

describe("what an output is put into", () => {
  /** An output that keeps what it gets, and fails from a write on. */
  const kept = (failAt = Number.POSITIVE_INFINITY) => {
    const came = { bytes: Buffer.alloc(0), writes: 0, finished: false, appeared: false };
    return {
      came,
      write: async (/** @type {Uint8Array} */ bytes) => {
        if (++came.writes >= failAt) throw new Error("the disk is full");
        came.bytes = Buffer.concat([came.bytes, bytes]);
      },
      finish: async () => {
        came.finished = true;
      },
      appear: () => {
        came.appeared = true;
      },
    };
  };

  test("gzip: all of it is there once it is finished, and it appears with what it is in", async () => {
    const to = kept();
    const gzip = new forms.GzipOutput(to);
    await gzip.write(Buffer.from("one "));
    await gzip.write(new Uint8Array());
    await gzip.write(Buffer.from("two"));
    assert.equal(to.came.finished, false);
    await gzip.finish();
    assert.equal(zlib.gunzipSync(to.came.bytes).toString(), "one two");
    assert.deepEqual([to.came.finished, to.came.appeared], [true, false]);
    gzip.appear();
    assert.equal(to.came.appeared, true);
  });

  test("gzip: what keeps it from being written is what its write or its end rejects with", async () => {
    const gzip = new forms.GzipOutput(kept(1));
    const random = crypto.randomBytes(4 << 20);
    await assert.rejects(
      gzip.write(random).then(() => gzip.finish()),
      /the disk is full/,
    );
  });

  test("a terminal: what it would obey is text, also where a character comes in two writes", async () => {
    const to = kept();
    const escaping = new forms.EscapingOutput(to);
    const bytes = Buffer.from('{"a":"\u009b31m","b":"日本"}\n\ufeff');
    for (const byte of bytes) await escaping.write(Uint8Array.of(byte));
    await escaping.finish();
    escaping.appear();
    assert.equal(to.came.bytes.toString(), '{"a":"\\u009b31m","b":"日本"}\n\ufeff');
    assert.deepEqual([to.came.finished, to.came.appeared], [true, true]);
  });
});

/** @type {NodeJS.Signals[]} */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];

test("signals are the system's while something computes in one go, also if that fails, and ours before and after", async () => {
  const counts = () => SIGNALS.map((signal) => process.listenerCount(signal));
  const before = counts();
  assert.equal(
    await ending.unheard(async () => counts().join()),
    before.join(),
    "without any of ours there is nothing to do",
  );
  ending.endOnSignals(new Voice(true, false), "");
  const ours = before.map((count) => count + 1);
  assert.deepEqual(counts(), ours);
  assert.deepEqual(await ending.unheard(async () => counts()), before);
  assert.deepEqual(counts(), ours);
  await assert.rejects(
    ending.unheard(() => Promise.reject(new Error("the key is none"))),
    /the key is none/,
  );
  assert.deepEqual(counts(), ours);
  // That of the tool came last.
  for (const signal of SIGNALS)
    for (const listener of process.listeners(signal).slice(-1)) process.removeListener(signal, listener);
});

describe("names that are not UTF-8", () => {
  /** @type {Record<string, [number[], string, string]>} */
  const cases = {
    ASCII: [[0x61, 0x2e, 0x67, 0x7a], "a.gz", "a.gz"],
    "UTF-8": [[...Buffer.from("naïve 日本 😀")], "naïve 日本 😀", "naïve 日本 😀"],
    "Latin-1": [[0x6e, 0x61, 0xef, 0x76, 0x65], "na\udcefve", "na\\xefve"],
    "a character that is cut off": [[0xe6, 0x97], "\udce6\udc97", "\\xe6\\x97"],
    "a surrogate in UTF-8": [[0xed, 0xb3, 0xbf], "\udced\udcb3\udcbf", "\\xed\\xb3\\xbf"],
    "a stray byte after a character of four bytes": [[...Buffer.from("😀"), 0xff], "😀\udcff", "😀\\xff"],
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
