// `logpush-decrypt export`: what the command takes and refuses, lines of JSON, and examples for fine-tuning.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import zlib from "node:zlib";
import { load } from "../common/modules.mjs";
import { keyFile, top } from "../page/fixtures.mjs";
import { sealedLog } from "./conversation-logs.mjs";
import { key, RECORDS, SECRET, WINDOW, writeLog } from "./export-records.mjs";
import { folder, inside, onTerminal, reportIn, run, shell } from "./run.mjs";

const [{ ABOUT }, { COLUMNS, SHORT_COLUMNS, PARQUET_COLUMNS }, { HELP }, { FORMS }] = await load([
  "export/about",
  "export/columns",
  "cli/help",
  "export/exporter",
]);
const log = writeLog(Object.values(RECORDS));
const lines = (/** @type {string | Buffer} */ text) =>
  text
    .toString()
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));

/** @param {string[]} args */
const exported = (...args) => run(["export", "-k", key, ...args, log]);

describe("ndjson", () => {
  test("is what decrypt writes, byte for byte, also as gzip", async () => {
    const [decrypted, came] = await Promise.all([run(["-k", key, log]), exported("--to", "ndjson")]);
    assert.deepEqual([came.code, decrypted.code], [0, 0], came.stderr);
    assert.ok(came.stdout.length > 1000);
    assert.deepEqual(came.stdout, decrypted.stdout);
    assert.ok(came.stdout.includes(SECRET), "nothing is masked");
    const file = path.join(folder(), "out.ndjson.gz");
    const zipped = await exported("--to", "ndjson", "-o", file, "--quiet");
    assert.deepEqual([zipped.code, zipped.stdout.length, zipped.stderr], [0, 0, ""]);
    assert.deepEqual(zlib.gunzipSync(fs.readFileSync(file)), decrypted.stdout);
  });

  test("with columns is an object a record, in the order of their names", async () => {
    const names =
      "line,time,model,metadata.team,metadata.id,Big,a.b,Outer.inner.deep,Empty,costUsd,cached,status,Gateway,stream";
    const came = await exported("--to", "ndjson", "--columns", names);
    assert.equal(came.code, 0, came.stderr);
    assert.deepEqual(came.stdout.toString().split("\n"), [
      `{"line":1,"time":"${WINDOW}","model":"gpt-4o-2024-08-06","metadata.team":"blue","metadata.id":"12345678901234567890","costUsd":0.0045,"cached":false,"status":200}`,
      `{"line":2,"time":"${WINDOW}","model":"gpt-4o-2024-08-06","Big":"12345678901234567890","a.b":"dotted","Outer.inner.deep":"1.0","Empty":"","costUsd":0.0045}`,
      `{"line":3,"time":"${WINDOW}","model":"gpt-4o-2024-08-06","costUsd":0,"cached":true,"status":200}`,
      `{"line":4,"time":"${WINDOW}","model":"claude-sonnet-4-6","status":429}`,
      `{"line":5,"time":"${WINDOW}"}`,
      `{"line":6,"time":"${WINDOW}","Gateway":"inner","stream":"stdout"}`,
      `{"line":7,"time":"${WINDOW}"}`,
      "",
    ]);
  });

  test("has bodies and metadata as they were sealed, without credentials", async () => {
    const came = await exported("--to", "ndjson", "--columns", "request,response,metadata,RequestBody,Metadata");
    assert.equal(came.code, 0, came.stderr);
    const [ordinary, digits, universal, failed, bytes, ...others] = lines(came.stdout);
    assert.deepEqual([ordinary.request, ordinary.response], [RECORDS.ordinary.request, RECORDS.ordinary.response]);
    assert.equal(ordinary.RequestBody, ordinary.request);
    assert.ok(came.stdout.includes(`"metadata":${RECORDS.ordinary.metadata}`), "digits stay");
    assert.equal(digits.metadata, "not JSON");
    assert.equal(
      universal.request,
      `${RECORDS.universal.request}`.replaceAll(`Bearer ${SECRET}`, "…").replaceAll(SECRET, "…"),
    );
    assert.equal(failed.response, RECORDS.failed.response);
    assert.deepEqual([bytes.request, bytes.response], ['{"base64":"//4A"}', "plain text\r\nof two lines"]);
    assert.deepEqual(others, [{}, {}]);
  });
});

describe("every form", () => {
  test("has no credentials, but for records as they are", async () => {
    const columns = ["--columns", COLUMNS.map(({ name }) => name).join()];
    for (const form of FORMS) {
      const file = path.join(folder(), "out");
      const takesColumns = ["ndjson", "csv", "parquet"].includes(form);
      const came = await exported("--to", form, ...(takesColumns ? columns : []), "-o", file);
      assert.equal(came.code, 0, came.stderr);
      const bytes = fs.readFileSync(file);
      assert.ok(bytes.includes("Ahoy"), form);
      assert.ok(!bytes.includes(SECRET), form);
    }
  });

  test("leaves out what stays encrypted, and says so", async () => {
    for (const form of FORMS) {
      const [out, report] = ["out", "report.json"].map((name) => path.join(folder(), name));
      const other = keyFile("other2048.pem");
      const came = await run(["export", "--to", form, "-k", other, "-o", out ?? "", "--report", report ?? "", log]);
      assert.equal(came.code, 1, came.stderr);
      const { records, opened, sealed } = reportIn(report ?? "");
      assert.deepEqual([records, opened, sealed], [7, 0, 12]);
      assert.equal(fs.readFileSync(out ?? "").includes("encrypted"), form === "ndjson", form);
    }
  });

  test("is ended by no record, whatever is in it", async () => {
    const usage = (/** @type {string} */ count) =>
      `{"created":1e15,"choices":[{"message":{"content":"x"}}],"usage":{"prompt_tokens":${count},"completion_tokens":1}}`;
    const ask = (/** @type {string} */ text) => JSON.stringify({ messages: [{ role: "user", content: text }] });
    const calls = Array.from({ length: 200_000 }, () => ({ function: { name: "f" } }));
    const hostile = writeLog(
      [
        {
          plain: '"Provider":"constructor"',
          request: ask("` ".repeat(200_000)),
          response: usage("18446744073709551615"),
        },
        { plain: '"Provider":"__proto__"', request: ask("```\n".repeat(50_000)), response: usage("1e400") },
        {
          plain: '"Provider":"openai"',
          request: ask("x"),
          response: JSON.stringify({ choices: [{ message: { tool_calls: calls } }] }),
        },
        {
          plain: '"__proto__":{"x":1},"Provider":null,"StatusCode":"many"',
          request: "[".repeat(500),
          response: "\\ud800",
        },
        {
          plain: '"Provider":"openai"',
          metadata: '{"__proto__":1,"constructor":"x"}',
          request: ask("\\ud800"),
          response: usage("-1"),
        },
      ],
      "99999999T999999Z_99999999T999999Z_x.log.gz",
    );
    for (const form of FORMS) {
      const columns = ["ndjson", "csv", "parquet"].includes(form)
        ? ["--columns", "line,inputTokens,time,metadata.constructor"]
        : [];
      const came = await run([
        "export",
        "--to",
        form,
        ...columns,
        "-k",
        key,
        "-o",
        path.join(folder(), "out"),
        hostile,
      ]);
      assert.equal(came.code, 0, `${form}: ${came.stderr}`);
    }
  });

  test("takes filters", async () => {
    const came = await exported(
      "--to",
      "csv",
      "--columns",
      "line",
      "--where",
      "error:rate_limit or metadata.team:blue",
    );
    assert.deepEqual([came.code, came.stdout.toString()], [0, "line\r\n1\r\n4\r\n"], came.stderr);
    const none = await exported("--to", "csv", "--columns", "line,Nobody", "--where", "status:500");
    assert.deepEqual([none.code, none.stdout.toString()], [0, "line,Nobody\r\n"], none.stderr);
  });

  test("is the same with any number of workers", async () => {
    for (const form of FORMS) {
      const made = await Promise.all(["1", "3"].map((jobs) => exported("--to", form, "--jobs", jobs, "--quiet")));
      assert.deepEqual(
        made.map(({ code, stderr }) => [code, stderr]),
        [
          [0, ""],
          [0, ""],
        ],
      );
      assert.ok((made[0]?.stdout.length ?? 0) > 100);
      assert.deepEqual(made[0]?.stdout, made[1]?.stdout, form);
    }
  });

  test("replaces what an earlier run wrote", async () => {
    const made = folder();
    for (const form of FORMS) {
      const file = path.join(made, form);
      const first = await exported("--to", form, "-o", file);
      const before = fs.readFileSync(file);
      const second = await exported("--to", form, "-o", file);
      assert.deepEqual([first.code, second.code], [0, 0], second.stderr);
      assert.deepEqual(fs.readFileSync(file), before);
    }
    assert.deepEqual(inside(made), [...FORMS].sort(), "nothing hidden is left");
  });
});

describe("export refuses", () => {
  const cases = /** @type {[string[], RegExp][]} */ ([
    [[], /It is not said what to export to\.\n {2}Give one of these: --to ndjson, csv, parquet, otlp/],
    [["--to", "xml"], /--to is ndjson, csv, parquet, otlp, chat-jsonl or markdown, not 'xml'\./],
    [["--to", "otlp", "--columns", "line"], /--columns is for ndjson, csv, parquet; otlp has a form of its own\./],
    [["--to", "csv", "--columns", "line,,time"], /'line,,time' has an empty name\.\n {2}There are file, line/],
    [["--to", "csv", "--columns", "line,line"], /--columns names 'line' twice\./],
    [
      ["--to", "csv", "--columns", "modle"],
      /no record has a column or a field called 'modle'\.\n {2}Did you mean 'model'\? There/,
    ],
    [
      ["--to", "parquet", "--columns", "line,metadata.nobody"],
      /called 'metadata\.nobody'\.\n {2}There are file, line, .*metadata\.NAME/,
    ],
    [["--to", "csv", "--prices", "/no/such"], /--prices '\/no\/such' cannot be read/],
  ]);
  for (const [args, says] of cases) {
    test(args.join(" ") || "nothing", async () => {
      const made = folder();
      const came = await exported(...args, "-o", path.join(made, "out"));
      assert.equal(came.code, 2, came.stderr);
      assert.match(came.stderr, says);
      assert.doesNotMatch(came.stderr, /^\s+at /m);
      assert.deepEqual(inside(made), [], "nothing is left");
    });
  }

  test("Parquet as gzip, and on a terminal", async () => {
    const made = folder();
    const zipped = await exported("--to", "parquet", "-o", path.join(made, "out.parquet.gz"));
    assert.equal(zipped.code, 2);
    assert.match(zipped.stderr, /Name it without \.gz: -o logs\.parquet/);
    assert.deepEqual(inside(made), []);
    const { code, shown } = await onTerminal(["export", "--to", "parquet", "-k", key, log], []);
    assert.equal(code, 2, shown);
    assert.match(shown, /Parquet is not text for a terminal\./);
  });

  test("to replace Parquet that something else wrote, for it may hold encrypted fields", async () => {
    const file = path.join(folder(), "other.parquet");
    fs.writeFileSync(file, "PAR1 of something else, with a footer \u0004\u0000\u0000\u0000PAR1");
    const came = await exported("--to", "parquet", "-o", file);
    assert.equal(came.code, 2, came.stderr);
    assert.match(came.stderr, /-o would replace '.*other\.parquet'/);
  });
});

test("a disk that is full leaves nothing", async () => {
  const made = folder();
  const big = writeLog([{ plain: `"Text":"${"x".repeat(3e6)}"` }]);
  for (const form of ["csv", "parquet"]) {
    // The largest file that the process may write, in units of 1,024 bytes.
    const { code, stderr } = await shell(
      `trap '' XFSZ; ulimit -f 16; tool export --to ${form} --columns Text -k "$key" -o "$out" "$log"`,
      {
        key,
        log: big,
        out: path.join(made, "out"),
      },
    );
    assert.equal(code, 2, stderr);
    assert.match(stderr, /-o '.*out' cannot be written: it is larger than a file may be here/);
  }
  assert.deepEqual(inside(made), []);
});

describe("chat-jsonl", () => {
  const made = path.join(folder(), "20260418T000210Z_20260418T000243Z_a2.log.gz");
  const all = sealedLog(made);

  test("has an example for each complete answer, in OpenAI's form", async () => {
    const came = await run(["export", "--to", "chat-jsonl", "-k", key, made]);
    assert.equal(came.code, 0, came.stderr);
    const examples = lines(came.stdout);
    const [, kept, left] = /^([\d,]+) examples; ([\d,]+) records left out: /m.exec(came.stderr) ?? [];
    assert.equal(Number(kept), examples.length);
    assert.equal(Number(kept) + Number(left), all.length);
    const reasons = [...came.stderr.matchAll(/\((\d+) records?\)/g)].map(([, count]) => Number(count));
    assert.equal(
      reasons.reduce((sum, count) => sum + count, 0),
      Number(left),
    );
    let parsed = 0;
    for (const { messages } of examples) {
      assert.equal(messages.at(-1).role, "assistant");
      assert.ok(messages.some((/** @type {{ role: string }} */ { role }) => role === "user"));
      const called = new Set();
      for (const message of messages) {
        assert.ok(["system", "user", "assistant", "tool"].includes(message.role));
        assert.ok(typeof message.content === "string" || message.tool_calls.length > 0, JSON.stringify(message));
        for (const { id, type, function: of } of message.tool_calls ?? []) {
          assert.deepEqual([typeof id, type, typeof of.name], ["string", "function", "string"]);
          assert.equal(typeof of.arguments, "string");
          parsed += /^\{.*\}$/s.test(of.arguments) && typeof JSON.parse(of.arguments) === "object" ? 1 : 0;
          called.add(id);
        }
        if (message.role === "tool") assert.ok(called.has(message.tool_call_id), JSON.stringify(messages));
      }
    }
    assert.ok(parsed >= 10, `${parsed} calls with an object`);
  });

  test("has the messages and the answer that the fixtures have, and no others", async () => {
    const came = await run(["export", "--to", "chat-jsonl", "-k", key, made]);
    const examples = lines(came.stdout).map(({ messages }) => messages);
    /** @type {{ role: string, text?: string, toolCalls?: unknown, media?: unknown, thinking?: unknown, toolResult?: unknown }[][]} */
    const expected = [];
    for (const { expected: conversation, plain } of all) {
      const { family, messages = [], output, error } = /** @type {any} */ (conversation);
      const isWhole = output && output.complete !== false && !output.refusal;
      const ended = ["stop", "tool", undefined].includes(output?.stopKind);
      const says = output?.text !== undefined || output?.toolCalls !== undefined;
      const media = output?.media || messages.some((/** @type {any} */ { media }) => media);
      const asked = messages.some((/** @type {any} */ { role, text }) => role === "user" && text !== undefined);
      if (family !== "unknown" && !error && plain.StatusCode === 200 && isWhole && ended && says && !media && asked)
        expected.push([...messages, { role: "assistant", ...output }]);
    }
    assert.equal(examples.length, expected.length);
    assert.ok(examples.length > 50);
    for (const [at, messages] of expected.entries()) {
      const said = messages.filter(({ role, text, toolCalls }) => role === "tool" || text !== undefined || toolCalls);
      assert.deepEqual(
        examples[at].map((/** @type {any} */ { role, content }) => [role, content]),
        said.map(({ role, text, toolCalls, toolResult }) => [
          role,
          toolResult === undefined
            ? (text ?? (toolCalls ? null : ""))
            : typeof toolResult === "string"
              ? toolResult
              : JSON.stringify(toolResult),
        ]),
      );
      assert.deepEqual(
        examples[at].map((/** @type {any} */ { tool_calls: calls = [] }) =>
          calls.map((/** @type {any} */ call) => call.function.name),
        ),
        said.map(({ toolCalls = [] }) => /** @type {any[]} */ (toolCalls).map(({ name }) => name)),
      );
    }
  });
});

test("docs/exports.md and the help have the columns that there are, with their types", () => {
  const text = fs.readFileSync(path.join(top, "docs/exports.md"), "utf8");
  const rows = [...text.matchAll(/^\| `(\w+)` \| (\w+) \| (.*?) \| (yes)? ?\| (yes)? ?\|$/gm)];
  assert.deepEqual(
    rows.map(([, name, type, about, csv, parquet]) => ({ name, type, about, csv: !!csv, parquet: !!parquet })),
    COLUMNS.map(({ name, type }) => {
      const among = (/** @type {readonly { name: string }[]} */ some) => some.some((column) => column.name === name);
      return { name, type, about: ABOUT[name], csv: among(SHORT_COLUMNS), parquet: among(PARQUET_COLUMNS) };
    }),
  );
  const [, listed] = /of ndjson, csv and parquet: ([^.]*?),\s+metadata\.NAME/.exec(HELP.export) ?? [];
  assert.deepEqual(
    listed?.split(/,\s+/),
    COLUMNS.map(({ name }) => name),
  );
  for (const form of FORMS) {
    assert.match(HELP.export, new RegExp(`^ +(--to FORM +)?${form} `, "m"));
    assert.ok(text.includes(`| \`${form}\` |`));
  }
});
