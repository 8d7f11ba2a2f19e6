// open_logs.py on a cluster of Spark whose tasks fail, lose their executor and are run twice: each record comes once.
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import zlib from "node:zlib";
import { log, nameOf, privateKey } from "../../r2-queue-worker/test/data.mjs";
import { startCluster } from "./cluster.mjs";

const example = path.resolve(import.meta.dirname, "../open_logs.py");
const cli = path.resolve(import.meta.dirname, "../../../dist/npm/cli.js");
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "spark-"));
const [logs, out, trouble, events] = ["logs", "opened", "trouble", "events"].map((name) => path.join(folder, name));
/** @type {Awaited<ReturnType<typeof startCluster>>} */
let cluster;

/** What must come out. @type {string[]} */
const records = [];

before(async () => {
  for (const made of [trouble, events]) fs.mkdirSync(made);
  // Three days of logs, one of them with a line that is no record. Spark moves logs in tens: sixteen partitions at most.
  for (let number = 0; number < 160; number++) {
    const name = nameOf(number * 54);
    const { stored, opened } = log(name, 5);
    fs.mkdirSync(path.join(logs, path.dirname(name)), { recursive: true });
    fs.writeFileSync(path.join(logs, name), zlib.gzipSync(number === 7 ? `${stored}no record\n` : stored));
    records.push(...opened.split("\n").slice(0, -1));
  }
  cluster = await startCluster(folder);
});

after(async () => {
  fs.writeFileSync(path.join(trouble, "over"), "");
  await cluster?.stop();
  fs.rmSync(folder, { recursive: true, maxRetries: 5 });
});

/** The tasks that ended, as Spark itself wrote them down. */
function endedTasks() {
  const [name = ""] = fs.readdirSync(events);
  const lines = fs.readFileSync(path.join(events, name), "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line)).filter(({ Event }) => Event === "SparkListenerTaskEnd");
}

test("each record comes once, whatever happens to tasks", async () => {
  const { code, output } = await cluster.submit(
    {
      "spark.executorEnv.LOGPUSH_PRIVATE_KEY": privateKey,
      "spark.executorEnv.LOGPUSH_DECRYPT": `${process.execPath} ${path.resolve(import.meta.dirname, "tool.mjs")}`,
      "spark.executorEnv.TOOL": cli,
      "spark.executorEnv.TROUBLE": trouble,
      "spark.default.parallelism": "12",
      "spark.speculation": "true",
      "spark.speculation.quantile": "0.1",
      "spark.speculation.interval": "100ms",
      "spark.eventLog.enabled": "true",
      "spark.eventLog.compress": "false",
      "spark.eventLog.rolling.enabled": "false",
      "spark.eventLog.dir": `file://${events}`,
    },
    [example, path.join(logs, "*/*.log.gz"), out],
  );
  assert.equal(code, 0, output);

  // What was to happen did: to a partition each, whose records another run gave.
  const runs = fs.readFileSync(path.join(trouble, "runs"), "utf8").trim().split("\n");
  for (const name of ["fails", "is-killed", "loses-its-executor", "is-doubled", "hangs"]) {
    const its = runs.filter((line) => line.includes(` ${name} `));
    assert.ok(
      its.some((line) => line.endsWith("first")) && its.some((line) => line.endsWith("another")),
      runs.join("\n"),
    );
  }
  const tasks = endedTasks();
  // The one that hangs can only have been overtaken by its double.
  const doubles = tasks.filter((task) => task["Task Info"].Speculative);
  const reasonsOf = (/** @type {any[]} */ some) => some.map((task) => task["Task End Reason"].Reason);
  assert.ok(reasonsOf(doubles).includes("Success"), "no double of a task was the first");
  for (const reason of ["ExceptionFailure", "ExecutorLostFailure"])
    assert.ok(reasonsOf(tasks).includes(reason), `${reason} is not among ${reasonsOf(tasks).join(" ")}`);

  const lines = (/** @type {string} */ kind) =>
    fs
      .readdirSync(path.join(out, `kind=${kind}`))
      .filter((name) => name.startsWith("part-"))
      .flatMap((name) =>
        fs
          .readFileSync(path.join(out, `kind=${kind}`, name), "utf8")
          .split("\n")
          .slice(0, -1),
      );
  assert.deepEqual(lines("record").sort(), records.toSorted());
  assert.deepEqual(
    lines("reject").map((line) => Buffer.from(line, "base64").toString()),
    ["no record"],
  );
  const reports = lines("report").map((line) => JSON.parse(line));
  // By the name of the log, and not of the file that a task had for it.
  const found = reports.flatMap(({ errors }) => errors.map((/** @type {{ file: string }} */ { file }) => file));
  assert.equal(found.length, 1);
  assert.ok(found[0].endsWith(path.join(logs, nameOf(7 * 54))), found[0]);
  assert.equal(
    reports.reduce((sum, report) => sum + report.records, 0),
    records.length,
  );
});
