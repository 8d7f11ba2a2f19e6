// Every fixture, and every form of records, through the command line tool: what comes out, what is rejected, the report
// and the exit code.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { forms } from "../forms.mjs";
import { fixture, keyFile, logFile, top } from "../page/fixtures.mjs";
import { folder, inside, reportIn, run } from "./run.mjs";

const names = fs
  .readdirSync(path.join(top, "tests/fixtures"))
  .flatMap((name) => (name.endsWith(".log.gz") ? [name.slice(0, -".log.gz".length)] : []));

/** @typedef {import("../page/fixtures.mjs").Fixture} Fixture */
/** @typedef {Omit<Fixture, "name" | "keys" | "body" | "output" | "rejects" | "longReject">} Counts */

/**
 * What the report says, as far as the fixtures say it too.
 *
 * @param {Counts & { files: number }} report
 */
function reported({ files, records, opened, sealed, rejected, errors, warnings }) {
  const error = (/** @type {Fixture["errors"][number]} */ { line, field, code, offset }) => ({
    line,
    field,
    code,
    ...(line === undefined && { offset }),
  });
  return {
    files,
    records,
    opened,
    sealed,
    rejected,
    errors: errors.map(error),
    warnings: warnings.map(({ offset }) => ({ offset })),
  };
}

/** The remark on a file that has records, and in none of them a sealed field. */
const remarks = (/** @type {Counts} */ { records, opened, sealed, warnings }) =>
  records > 0 && opened + sealed === 0 && warnings.at(-1)?.offset !== 0 ? [{ offset: 0 }] : [];

const exitCode = (/** @type {Counts} */ { sealed, errors }) => (sealed > 0 || errors.length > 0 ? 1 : 0);

describe("every fixture", () => {
  assert.ok(names.length >= 35, "the fixtures are there");
  for (const name of names) {
    for (const engine of ["auto", "wasm"]) {
      const { keys, body, output, rejects, longReject, ...expected } = fixture(name);
      // The long line once: it has nothing to do with engines.
      if (longReject && engine === "wasm") continue;
      test(`${name}, engine ${engine}`, async () => {
        const to = folder();
        const file = (/** @type {string} */ name) => path.join(to, name);
        const given = [
          "--body",
          body,
          "--engine",
          engine,
          "-o",
          file("out"),
          "--rejects",
          file("rejects"),
          "--report",
          file("report.json"),
        ];
        const came = await run([...keys.flatMap((key) => ["-k", keyFile(`${key}.pem`)]), ...given, logFile(name)]);
        assert.equal(came.code, exitCode(expected), came.stderr);
        assert.equal(came.stdout.length, 0);
        assert.deepEqual(inside(to), ["out", "rejects", "report.json"]);
        assert.equal(fs.readFileSync(file("out"), "utf8"), output.toString());
        if (longReject) {
          const kept = fs.readFileSync(file("rejects"));
          assert.equal(kept.length, longReject.bytes);
          assert.equal(createHash("sha256").update(kept).digest("hex"), longReject.sha256);
        } else {
          assert.deepEqual(fs.readFileSync(file("rejects")), rejects);
        }
        const report = reportIn(file("report.json"));
        assert.deepEqual(
          reported(report),
          reported({ files: 1, ...expected, warnings: [...expected.warnings, ...remarks(expected)] }),
        );
        for (const { file, message } of report.errors) {
          assert.equal(file, logFile(name));
          assert.ok(message.length > 10);
        }
      });
    }
  }

  test("are opened one after the other, in the order in which they are named", async () => {
    const some = ["ordinary-rsa2048", "bad-lines", "cut-off", "members", "plain-text"].map(fixture);
    assert.ok(some.every(({ keys, body }) => keys.length === 1 && keys[0] === "rsa2048" && body === "text"));
    const to = folder();
    const given = [
      "-k",
      keyFile("rsa2048.pem"),
      "--rejects",
      path.join(to, "rejects"),
      "--report",
      path.join(to, "report.json"),
    ];
    for (const order of [some, [...some].reverse()]) {
      const came = await run([...given, ...order.map(({ name }) => logFile(name))]);
      assert.equal(came.code, 1);
      assert.equal(came.stdout.toString(), Buffer.concat(order.map(({ output }) => output)).toString());
      assert.deepEqual(fs.readFileSync(path.join(to, "rejects")), Buffer.concat(order.map(({ rejects }) => rejects)));
      const { errors, files } = reportIn(path.join(to, "report.json"));
      assert.equal(files, 5);
      assert.deepEqual(
        errors.map(({ file, code }) => ({ file, code })),
        order.flatMap(({ name, errors }) => errors.map(({ code }) => ({ file: logFile(name), code }))),
      );
    }
  });
});

describe("every form of records", () => {
  const made = forms();
  assert.ok(made.length >= 38, "the forms are there");

  for (const { name, keys, body, log, output, rejects, ...expected } of made) {
    test(name, async () => {
      const to = folder();
      const file = (/** @type {string} */ name) => path.join(to, name);
      fs.writeFileSync(file("a.log.gz"), log);
      const given = ["--rejects", file("rejects"), "--report", file("report.json")];
      const came = await run([...keys.flatMap((key) => ["-k", keyFile(`${key}.pem`)]), ...given, file("a.log.gz")]);
      assert.equal(came.stdout.toString(), output.toString(), came.stderr);
      assert.deepEqual(fs.readFileSync(file("rejects")), rejects);
      assert.deepEqual(reported(reportIn(file("report.json"))), reported({ files: 1, ...expected }));
      assert.equal(came.code, exitCode(expected), came.stderr);
    });
  }

  test("all as one input, through a pipe, one after the other", async () => {
    // What is text cannot follow on gzip; what is gzip can, and line by line it is one text.
    const whole = made.filter(
      ({ name, errors }) =>
        name.endsWith("in gzip") && errors.length === 0 && !/UTF-16|array|wrapper|events|without line ends/.test(name),
    );
    assert.ok(whole.length >= 4);
    const came = await run(["-k", keyFile("rsa2048.pem"), "-"], { input: Buffer.concat(whole.map(({ log }) => log)) });
    assert.equal(came.stdout.toString(), whole.map(({ output }) => output).join(""), came.stderr);
    assert.equal(came.code, 0);
  });
});
