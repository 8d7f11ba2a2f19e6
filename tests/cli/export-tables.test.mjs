// CSV and Parquet of `logpush-decrypt export`, read by DuckDB: every value is the one that was sealed.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { DuckDBInstance } from "@duckdb/node-api";
import { top } from "../page/fixtures.mjs";
import { sealedLog } from "./conversation-logs.mjs";
import { FORMULAS, HARMLESS, key, NAME, RECORDS, spoken, WINDOW, writeLog } from "./export-records.mjs";
import { folder, run } from "./run.mjs";

/** @type {import("@duckdb/node-api").DuckDBConnection} */
let duck;
before(async () => {
  const instance = await DuckDBInstance.create(":memory:");
  duck = await instance.connect();
  // Nothing is loaded from elsewhere.
  await duck.run("SET autoinstall_known_extensions = false; SET TimeZone = 'UTC'");
});
after(() => duck.closeSync());

/**
 * The rows that a query gives, as JSON values: integers are numbers or, where those cannot hold them, texts.
 *
 * @param {string} sql
 * @returns {Promise<Record<string, any>[]>}
 */
async function rows(sql) {
  const reader = await duck.runAndReadAll(sql);
  return reader.getRowObjects().map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => {
        if (typeof value === "bigint") return [name, Number(value)];
        return [name, value !== null && typeof value === "object" ? String(value) : value];
      }),
    ),
  );
}

/** @param {string} log @param {string[]} args */
async function exported(log, ...args) {
  const file = path.join(folder(), `out.${args[1]}`);
  const came = await run(["export", "-k", key, "-o", file, ...args, log]);
  assert.equal(came.code, 0, came.stderr);
  return file;
}

/** What each fixture of conversations must be in a row, by its handwritten expectation. */
const all = /** @type {{ log: string, rows: Record<string, any>[] }} */ ({ log: path.join(folder(), NAME), rows: [] });
all.rows = sealedLog(all.log).map(({ plain, metadata, request, response, expected }, at) => {
  const {
    family,
    model,
    messages = [],
    output = {},
    usage = {},
    error,
    created,
    tools,
    inputs = [],
  } = /** @type {any} */ (expected);
  const said = messages.findLast((/** @type {any} */ { role, text }) => role === "user" && text !== undefined);
  return {
    file: all.log,
    line: at + 1,
    time: new Date(created ?? WINDOW).toISOString(),
    provider: plain.Provider ?? null,
    model: model ?? plain.Model ?? null,
    endpoint: plain.Endpoint ?? null,
    status: plain.StatusCode,
    cached: plain.Cached,
    error: error ? [error.type, error.message].filter((part) => part !== undefined).join(": ") : null,
    stop: output.stop ?? output.stopKind ?? null,
    family,
    inputTokens: usage.input ?? null,
    cachedInput: usage.cachedInput ?? null,
    cacheWrite: usage.cacheWrite ?? null,
    outputTokens: usage.output ?? null,
    reasoning: usage.reasoning ?? null,
    tools: tools ?? null,
    toolCalls: output.toolCalls ?? null,
    question: said?.text ?? inputs.at(-1) ?? null,
    answer: output.text ?? output.refusal ?? null,
    request: bodyText(request),
    response: bodyText(response),
    metadata,
  };
});

/** @param {string | Buffer | undefined} body */
function bodyText(body) {
  if (body === undefined) return null;
  return typeof body === "string" ? body : JSON.stringify({ base64: body.toString("base64") });
}

describe("Parquet", () => {
  test("has the types that the documents name", async () => {
    const file = await exported(all.log, "--to", "parquet");
    const types = await rows(`SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM '${file}')`);
    const BIGINT = ["line", "status", "inputTokens", "cachedInput", "cacheWrite", "outputTokens", "reasoning"];
    const expected = Object.keys(all.rows[0] ?? {}).map((name) => {
      if (BIGINT.includes(name)) return [name, "BIGINT"];
      if (["tools", "toolCalls", "metadata"].includes(name)) return [name, "JSON"];
      return [name, { time: "TIMESTAMP WITH TIME ZONE", cached: "BOOLEAN" }[name] ?? "VARCHAR"];
    });
    expected.splice(
      expected.findIndex(([name]) => name === "tools"),
      0,
      ["costUsd", "DOUBLE"],
    );
    assert.deepEqual(
      types.map(({ column_name, column_type }) => [column_name, column_type]),
      expected,
    );
    const meta = await rows(
      `SELECT DISTINCT compression, created_by FROM parquet_metadata('${file}'), parquet_file_metadata('${file}')`,
    );
    assert.deepEqual(meta, [{ compression: "SNAPPY", created_by: "logpush-decrypt" }]);
  });

  test("has every value of every provider's records as it was sealed", async () => {
    const file = await exported(all.log, "--to", "parquet");
    const found = await rows(
      `SELECT * REPLACE (strftime(time, '%Y-%m-%dT%H:%M:%S.%gZ') AS time) FROM '${file}' ORDER BY line`,
    );
    assert.equal(found.length, all.rows.length);
    assert.ok(found.length > 100);
    for (const [at, expected] of all.rows.entries()) {
      const { costUsd, ...row } = found[at] ?? {};
      for (const name of ["tools", "toolCalls", "metadata"]) row[name] = row[name] && JSON.parse(row[name]);
      // Credentials are masked; a record of fixtures that has some is compared without them.
      if (expected.request?.includes('"headers"')) {
        assert.notEqual(row.request, null);
        row.request = expected.request;
      }
      assert.deepEqual(row, expected);
      if (expected.cached) assert.ok(costUsd === 0 || costUsd === null);
    }
  });

  test("keeps digits, and JSON as it is written", async () => {
    const log = writeLog(Object.values(RECORDS));
    const file = await exported(
      log,
      "--to",
      "parquet",
      "--columns",
      "metadata,metadata.id,Big,request,cached,costUsd,Empty",
    );
    const found = await rows(`SELECT * FROM '${file}'`);
    const nothing = {
      metadata: null,
      "metadata.id": null,
      Big: null,
      request: null,
      cached: null,
      costUsd: null,
      Empty: null,
    };
    assert.deepEqual(found[0], {
      ...nothing,
      metadata: RECORDS.ordinary.metadata,
      "metadata.id": "12345678901234567890",
      request: RECORDS.ordinary.request,
      cached: false,
      costUsd: 0.0045,
    });
    assert.deepEqual(found[1], {
      ...nothing,
      metadata: '"not JSON"',
      Big: "12345678901234567890",
      request: RECORDS.digits.request,
      costUsd: 0.0045,
      Empty: "",
    });
    assert.deepEqual(found.slice(5), [nothing, nothing]);
  });

  test("keeps every text", async () => {
    const texts = [...FORMULAS, ...HARMLESS];
    const file = await exported(writeLog(spoken(texts)), "--to", "parquet", "--columns", "question,answer,Note");
    assert.deepEqual(
      await rows(`SELECT * FROM '${file}'`),
      texts.map((text) => ({ question: text, answer: text, Note: text })),
    );
  });

  test("has row groups of bounded rows and bytes, and all rows in order", async () => {
    const many = Array.from({ length: 20_500 }, (_, at) => ({ plain: `"Number":${at}` }));
    const rowsOnly = await exported(writeLog(many), "--to", "parquet", "--columns", "line,Number");
    const groups = (/** @type {string} */ file) =>
      rows(`SELECT DISTINCT row_group_id, row_group_num_rows AS n FROM parquet_metadata('${file}') ORDER BY ALL`);
    const counts = (await groups(rowsOnly)).map(({ n }) => n);
    assert.deepEqual([counts.length, counts.reduce((sum, n) => sum + n, 0)], [3, 20_500]);
    // They end between two batches, which have up to 1,024 records.
    for (const n of counts.slice(0, -1)) assert.ok(n <= 10_000 && n > 10_000 - 1024, `${n} rows`);
    assert.deepEqual(
      await rows(
        `SELECT count(*) AS n, count(DISTINCT Number) AS d, sum(line - 1 - Number::BIGINT) AS s FROM '${rowsOnly}'`,
      ),
      [{ n: 20_500, d: 20_500, s: 0 }],
    );
    // 10 texts of 1 MiB, and 30 of 2 MiB.
    const long = Array.from({ length: 40 }, (_, at) => ({ plain: `"Text":"${String(at).repeat(1 << 20)}"` }));
    const bytes = await exported(writeLog(long), "--to", "parquet", "--columns", "Text");
    const inGroups = (await groups(bytes)).map(({ n }) => n);
    let rowsBefore = 0;
    for (const [at, n] of inGroups.entries()) {
      const texts = long.slice(rowsBefore, rowsBefore + n).map((_, row) => String(rowsBefore + row).length);
      const [all, allButOne] = [texts, texts.slice(0, -1)].map((list) => list.reduce((sum, mib) => sum + mib, 0));
      // They end with the text by which they have 16 MiB.
      assert.ok(allButOne < 16 && (all >= 16 || at === inGroups.length - 1), `${all} MiB in group ${at}`);
      rowsBefore += n;
    }
    assert.equal(rowsBefore, 40);
    assert.deepEqual(
      (await rows(`SELECT length(Text) AS n, Text[1:2] AS begin FROM '${bytes}'`)).map(({ n, begin }) => [n, begin]),
      long.map((_, at) => [String(at).length << 20, `${at}${at}`.slice(0, 2)]),
    );
  });

  test("of no records has its columns", async () => {
    const file = await exported(all.log, "--to", "parquet", "--where", "status:999");
    assert.deepEqual(await rows(`SELECT count(*) AS n, count(metadata->>'team') AS m FROM '${file}'`), [
      { n: 0, m: 0 },
    ]);
  });
});

describe("CSV", () => {
  /** Reads it as RFC 4180 says, with each value as its text. */
  const read = (/** @type {string} */ file) =>
    rows(`SELECT * FROM read_csv('${file}', header = true, all_varchar = true, delim = ',', quote = '"', escape = '"',
      new_line = '\\r\\n', allow_quoted_nulls = false, nullstr = '', auto_detect = false, columns = ${columnsOf(file)})`);
  const columnsOf = (/** @type {string} */ file) => {
    const [header = ""] = fs.readFileSync(file, "utf8").split("\r\n");
    return `{${header
      .split(",")
      .map((name) => `'${name}': 'VARCHAR'`)
      .join(", ")}}`;
  };
  /** What docs/exports.md says of taking the apostrophe away. */
  const undone = (/** @type {any} */ text) =>
    typeof text === "string" && /^'+[=+\-@\t\r\n＝＋－＠]/.test(text) ? text.slice(1) : text;

  test("has every value of every provider's records as it was sealed, but for the apostrophe", async () => {
    const file = await exported(all.log, "--to", "csv");
    const found = await read(file);
    assert.equal(found.length, all.rows.length);
    for (const [at, { request, response, ...expected }] of all.rows.entries()) {
      const { costUsd, ...row } = found[at] ?? {};
      const asText = Object.fromEntries(
        Object.entries(expected).map(([name, value]) => {
          if (name === "time") return [name, new Date(value).toISOString()];
          return [name, value === null || typeof value === "object" ? value : String(value)];
        }),
      );
      for (const [name, value] of Object.entries(row)) row[name] = undone(value);
      for (const name of ["tools", "toolCalls", "metadata"]) row[name] = row[name] && JSON.parse(row[name]);
      row.time = new Date(row.time).toISOString();
      assert.deepEqual(row, asText);
      assert.ok(costUsd === null || Number(costUsd) >= 0);
    }
  });

  test("is RFC 4180, to the byte", async () => {
    const texts = ["a,b", 'say "no"', "two\r\nlines", "", "-5", "=1", "'=1"];
    const file = await exported(writeLog(spoken(texts)), "--to", "csv", "--columns", "line,Note,cached,answer");
    assert.equal(
      fs.readFileSync(file, "utf8"),
      [
        "line,Note,cached,answer",
        '1,"a,b",,"a,b"',
        '2,"say ""no""",,"say ""no"""',
        '3,"two\r\nlines",,"two\r\nlines"',
        '4,"",,',
        "5,-5,,-5",
        "6,'=1,,'=1",
        "7,''=1,,''=1",
        "",
      ].join("\r\n"),
    );
  });

  test("has no value that a spreadsheet takes for a formula, and gives back what was there", async () => {
    const texts = [...FORMULAS, ...HARMLESS];
    const file = await exported(writeLog(spoken(texts)), "--to", "csv", "--columns", "question,answer,Note");
    const found = await read(file);
    for (const [at, text] of texts.entries()) {
      for (const value of Object.values(found[at] ?? {})) {
        assert.ok(!/^[=+\-@\t\r\n＝＋－＠]/.test(value) || /^[+-][\d.e]+$/.test(value), value);
        assert.equal(value === text, !FORMULAS.includes(text), value);
        assert.equal(undone(value), text);
      }
    }
  });
});

test("the queries of docs/exports.md run, and give rows", async () => {
  const text = fs.readFileSync(path.join(top, "docs/exports.md"), "utf8");
  const queries = [...text.matchAll(/^```sql\n(.*?)^```/gms)].map(([, sql]) => sql ?? "");
  assert.equal(queries.length, 4);
  const file = await exported(all.log, "--to", "parquet");
  for (const query of queries) {
    assert.ok(query.includes("'logs.parquet'"));
    const found = await rows(query.replaceAll("'logs.parquet'", `'${file}'`));
    assert.ok(found.length > 0, query);
  }
  const [{ n, failed }] = await rows(`SELECT count(*) AS n, count(*) FILTER (status >= 400) AS failed FROM '${file}'`);
  const byTeam = await rows((queries[1] ?? "").replaceAll("'logs.parquet'", `'${file}'`));
  assert.deepEqual([n, failed], [all.rows.length, byTeam.reduce((sum, { errors }) => sum + errors, 0)]);
});
