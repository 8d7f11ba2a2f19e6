// `logpush-decrypt conversations`, and `--where`: the fixtures of conversations, sealed and opened again.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { fixture, keyFile, logFile } from "../page/fixtures.mjs";
import { sealedLog } from "./conversation-logs.mjs";
import { folder, onTerminal, run } from "./run.mjs";

const key = keyFile("rsa2048.pem");
const logs = folder();
const log = path.join(logs, "20260418T000210Z_20260418T000243Z_a1.log.gz");
const all = sealedLog(log);

/** @param {{ stdout: Buffer }} came */
const lines = ({ stdout }) =>
  stdout
    .toString()
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));

describe("conversations", () => {
  test("has a line for each record: where it is, its plain fields, and what its bodies say", async () => {
    const came = await run(["conversations", "-k", key, log]);
    assert.equal(came.code, 0, came.stderr);
    assert.match(came.stderr, new RegExp(`^${all.length} records from 1 file`));
    const found = lines(came);
    assert.equal(found.length, all.length);
    for (const [at, { name, plain, metadata, expected }] of all.entries())
      assert.deepEqual(found[at], { file: log, line: at + 1, ...plain, Metadata: metadata, ...expected }, name);
  });

  test("writes to a file, whole or not at all, and nothing to the terminal", async () => {
    const out = path.join(folder(), "conversations.ndjson.gz");
    const { code, stdout, stderr } = await run(["conversations", "--quiet", "-k", key, "-o", out, log]);
    assert.deepEqual([code, stdout.length, stderr], [0, 0, ""]);
    assert.ok(fs.statSync(out).size > 1000);
  });

  test("reports what stays sealed, and gives the rest", async () => {
    const other = keyFile("other2048.pem");
    const came = await run(["conversations", "-k", other, log]);
    assert.equal(came.code, 1);
    assert.match(came.stderr, /ERR_UNWRAP/);
    const found = lines(came);
    assert.equal(found.length, all.length);
    for (const [at, { plain }] of all.entries())
      assert.deepEqual(found[at], { file: log, line: at + 1, ...plain, family: "unknown" });
  });

  test("gives the same with any number of workers", async () => {
    const [one, four] = await Promise.all(
      ["1", "4"].map((jobs) => run(["conversations", "-k", key, "--jobs", jobs, logs, log])),
    );
    assert.equal(one?.code, 0);
    assert.deepEqual(one?.stdout, four?.stdout);
  });

  test("is readable on a terminal, and obeys nothing that is in it", async () => {
    const { code, shown } = await onTerminal(
      ["conversations", "-k", key, "--where", "family:anthropic-messages metadata.user:7", log],
      [],
    );
    assert.equal(code, 0, shown);
    const { plain, expected } = all[7] ?? assert.fail("there is no record 8");
    const text = shown.replaceAll("\r", "");
    assert.match(text, /^2026-04-18 00:02:10 {2}\S+ {2}user 7 {2}\S+:8$/m);
    assert.ok(text.includes(`  ${expected.model} `) || text.includes(` ${plain.Model}`), text);
    const question = expected.messages?.findLast(({ role }) => role === "user")?.text ?? "";
    assert.ok(text.includes(`  ? ${question.slice(0, 20)}`), text);
    assert.match(text, /\d in, .*\d out, (under )?\$0\.\d{4}$/m);
  });
});

describe("--where", () => {
  const at = (/** @type {(record: (typeof all)[number]) => boolean} */ matches) =>
    all.flatMap((record, number) => (matches(record) ? [number + 1] : []));
  const tokens = (/** @type {(typeof all)[number]["expected"]} */ { usage = {} }) =>
    (usage.input ?? 0) + (usage.output ?? 0);
  /** @type {[filter: string, matches: (record: (typeof all)[number]) => boolean][]} */
  const cases = [
    ["provider=openai", ({ plain }) => plain.Provider === "openai"],
    ["status:429", ({ plain }) => plain.StatusCode === 429],
    ["line:3..5", ({ metadata }) => ["2", "3", "4"].includes(metadata.user)],
    ["tokens:>100", ({ expected }) => tokens(expected) > 100],
    ["tokens:>100 provider!=openai", ({ expected, plain }) => tokens(expected) > 100 && plain.Provider !== "openai"],
    ["metadata.team:red", ({ metadata }) => metadata.team === "red"],
    ["has:error", ({ expected }) => expected.error !== undefined],
    ["provider:ai", ({ plain }) => plain.Provider?.includes("ai") ?? false],
    ["provider=groq,cohere", ({ plain }) => ["groq", "cohere"].includes(plain.Provider ?? "")],
    ["status:4xx cached:no", ({ plain }) => plain.StatusCode === 429 && !plain.Cached],
    ["metadata.team!=red,blue", ({ metadata }) => metadata.team === "green"],
    [
      "family=gemini or provider=cohere",
      ({ expected, plain }) => expected.family === "gemini" || plain.Provider === "cohere",
    ],
  ];
  for (const [filter, matches] of cases) {
    test(`${filter}, for decrypt and conversations alike`, async () => {
      const expected = at(matches);
      assert.ok(expected.length > 0 && expected.length < all.length, `${expected.length} records`);
      const [told, opened, json] = await Promise.all([
        run(["conversations", "-k", key, "--where", filter, log]),
        run(["-k", key, "--where", filter, log]),
        run(["-k", key, "--body", "json", "--where", filter, log]),
      ]);
      assert.deepEqual([told.code, opened.code, json.code], [0, 0, 0], told.stderr + opened.stderr);
      assert.deepEqual(
        lines(told).map(({ line }) => line),
        expected,
      );
      const wholly = await run(["-k", key, log]);
      const texts = wholly.stdout.toString().split("\n");
      assert.equal(opened.stdout.toString(), expected.map((line) => `${texts[line - 1]}\n`).join(""));
      assert.equal(json.stdout.toString().split("\n").length - 1, expected.length);
    });
  }

  test("is decided before anything is decrypted where plain fields decide", async () => {
    // No field of these records can be opened, and none is tried.
    const came = await run(["-k", keyFile("other2048.pem"), "--where", "provider:nobody or status:99", log]);
    assert.deepEqual([came.code, came.stdout.length], [0, 0], came.stderr);
    assert.match(came.stderr, /^0 records from 1 file in .*: 0 fields opened\.$/m);
  });

  test("says why a filter matches nothing, and what would match", async () => {
    const begin = all.filter(({ plain }) => plain.Provider?.startsWith("open")).length;
    const said = `--where matches nothing. No Provider equals open; ${begin} begin with it. Try provider=open* (${begin} records).`;
    for (const args of [
      ["-k", key, "--where", "provider=open", log],
      ["usage", "-k", key, "--where", "provider=open", log],
      ["inspect", "--where", "provider=open", log],
    ]) {
      const { code, stderr } = await run(args);
      assert.equal(code, 0, stderr);
      assert.ok(stderr.includes(said), stderr);
      const quiet = await run([...args, "--quiet"]);
      assert.equal(quiet.stderr, "");
    }
    const { stderr } = await run(["-k", key, "--where", "metadata.team:purple", log]);
    assert.match(stderr, /No metadata\.team contains purple\. The values are blue, .* and .*\. Try metadata\.team:/);
    const matched = await run(["-k", key, "--where", "provider=openai", log]);
    assert.doesNotMatch(matched.stderr, /matches nothing/);
  });

  test("leaves out and reports what cannot be decided", async () => {
    const came = await run(["-k", keyFile("other2048.pem"), "--where", "tokens:>1", log]);
    assert.deepEqual([came.code, came.stdout.length], [1, 0]);
    assert.match(came.stderr, new RegExp(`^${all.length} records left out: fields that the filter asks for`, "m"));
    assert.match(came.stderr, /ERR_UNWRAP/);
  });

  test("keeps rejected lines and what is wrong with a file", async () => {
    const { rejects, keys } = fixture("bad-lines");
    const out = path.join(folder(), "rejects");
    const came = await run([
      "-k",
      keyFile(`${keys[0]}.pem`),
      "--where",
      "status:1",
      "--rejects",
      out,
      logFile("bad-lines"),
    ]);
    assert.deepEqual([came.code, came.stdout.length], [1, 0]);
    assert.deepEqual(fs.readFileSync(out), rejects);
  });

  for (const [args, says] of /** @type {[string[], RegExp][]} */ ([
    [["-k", key, "--where", "status:(1 or", log], /^logpush-decrypt: --where: .*not closed/],
    [["-k", key, "--where", "re:1", log], /--where: re can be RequestBody or ResponseBody\. Write more of the name\./],
    [["-k", key, "--where", "modle:x", log], /--where: No record has a field called modle\. Did you mean Model\?/],
    [["-k", key, "--where", "team:x", log], /Of the metadata write metadata\.team\./],
    [
      ["inspect", "--where", "tokens:>1", log],
      /'tokens:>1' asks for what only decrypting shows, and inspect has no key/,
    ],
    [["inspect", "--where", "modle:x", log], /Did you mean Model\?/],
  ])) {
    test(`says what is wrong with ${args.slice(-2, -1)}`, async () => {
      const { code, stdout, stderr } = await run(args);
      assert.deepEqual([code, stdout.length], [2, 0], stderr);
      assert.match(stderr, says);
      assert.doesNotMatch(stderr, /^\s+at /m);
    });
  }

  test("counts in inspect what plain fields let through", async () => {
    const [whole, some] = await Promise.all([
      run(["inspect", log]),
      run(["inspect", "--where", "provider=openai", log]),
    ]);
    assert.equal(some.code, 0, some.stderr);
    const count = JSON.parse(whole.stdout.toString()).fields.Provider.openai;
    const { records, fields } = JSON.parse(some.stdout.toString());
    assert.deepEqual([records, fields.Provider], [count, { openai: count }]);
  });

  test("keeps what inspect says of a damaged file, with its places", async () => {
    for (const name of ["bad-lines", "cut-off"]) {
      const [whole, some] = await Promise.all(
        [[], ["--where", "has:Provider or -has:Provider"]].map((where) => run(["inspect", ...where, logFile(name)])),
      );
      assert.equal(some?.code, 1);
      const [{ rejected, broken }, selected] = [whole, some].map((came) => JSON.parse(came?.stdout.toString() ?? ""));
      assert.deepEqual([selected.rejected, selected.broken], [rejected, broken], name);
    }
  });
});
