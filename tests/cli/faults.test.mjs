// What is not the logs' fault: a disk that is full, memory that is refused, a file that changes while it is read. The tool
// says so and ends with the exit code for it, and nothing half-written has the name of an output.
import assert from "node:assert/strict";
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { keyFile } from "../page/fixtures.mjs";
import { folder, inside, run, shell, start } from "./run.mjs";

const key = keyFile("rsa2048.pem");
/** Records that hardly compress: 2 MB of them, as gzip about 1 MB. */
const records = Array.from(
  { length: 4000 },
  (_, at) => `{"number":${at},"text":"${crypto.randomBytes(240).toString("hex")}"}\n`,
);

/** A folder with a log, and an output of an earlier run. */
function prepared(log = records.join("")) {
  const made = folder();
  fs.writeFileSync(path.join(made, "log"), log);
  return { made, log: path.join(made, "log"), file: (/** @type {string} */ name) => path.join(made, name) };
}

describe("a disk that is full", () => {
  // A limit on the size of files, which needs no rights, ends writing as a full disk does: after some of it.
  const limited = (/** @type {string} */ command, /** @type {Record<string, string>} */ variables) =>
    shell(`ulimit -f 500; ${command}`, { key, ...variables });

  for (const [what, name, command] of [
    ["records", "out.ndjson", 'tool -k "$key" -o "$out" "$log"'],
    ["records as gzip", "out.gz", 'tool -k "$key" -o "$out" "$log"'],
    ["rejected lines", "rejects", `sed 's/^{/x/' "$log" | tool -k "$key" -o /dev/null --rejects "$out" -`],
    ["a table", "out.csv", 'tool export --to csv --columns number,text -k "$key" -o "$out" "$log"'],
    ["Parquet", "out.parquet", 'tool export --to parquet --columns number,text -k "$key" -o "$out" "$log"'],
  ]) {
    test(`while ${what} are written: the file of an earlier run stays, and nothing else is left`, async () => {
      const { made, log, file } = prepared();
      for (const before of [undefined, "of an earlier run\n"]) {
        if (before) fs.writeFileSync(file(name), before);
        const { code, stderr } = await limited(command, { log, out: file(name) });
        assert.equal(code, 2, stderr);
        assert.match(stderr, /cannot be written: it is larger than a file may be here/);
        assert.doesNotMatch(stderr, /^\s+at /m);
        assert.deepEqual(inside(made), before ? ["log", name].sort() : ["log"]);
        if (before) assert.equal(fs.readFileSync(file(name), "utf8"), before);
      }
    });
  }

  test("while one of two outputs is written: the other does not appear either", async () => {
    const { made, log, file } = prepared();
    const variables = { log, out: file("out"), report: file("report.json") };
    const { code } = await limited('tool -k "$key" -o "$out" --report "$report" "$log"', variables);
    assert.equal(code, 2);
    assert.deepEqual(inside(made), ["log"]);
  });
});

describe("memory that is refused", () => {
  const small = '"$node" --wasm-max-mem-pages=200 "$cli"';
  const log = `${JSON.stringify({ text: "x".repeat(20 << 20) })}\n{"text":"after"}\n`;

  for (const [what, command] of [
    ["decrypt", `${small} -k "$key" -o "$out" "$log"`],
    ["inspect", `${small} inspect "$log" > "$out.txt"; code=$?; rm "$out.txt"; (exit $code)`],
  ]) {
    test(`to ${what} ends it with a sentence and no output`, async () => {
      const { made, log: file, file: at } = prepared(log);
      const { code, stderr } = await shell(command, { key, log: file, out: at("out") });
      assert.equal(code, 2, stderr);
      assert.match(stderr, /WebAssembly stopped .*no more memory[\s\S]*--max-record SIZE/);
      assert.doesNotMatch(stderr, /^\s+at |mistake in it|ownership/m);
      assert.deepEqual(inside(made), ["log"]);
    });
  }

  test("is enough with the smaller limit that is advised", async () => {
    const { log: file, file: at } = prepared(log);
    const command = `${small} -k "$key" --max-record 1MiB -o "$out" --rejects "$out.rejects" "$log"`;
    const { code, stderr } = await shell(command, { key, log: file, out: at("out") });
    assert.equal(code, 1, stderr);
    assert.equal(fs.readFileSync(at("out"), "utf8"), '{"text":"after"}\n');
    assert.equal(fs.readFileSync(at("out.rejects"), "utf8"), `${log.split("\n")[0]}\n`);
  });
});

describe("a file that changes while it is read", () => {
  const many = records.join("").repeat(12);

  /**
   * Changes a file once the tool has begun to read it and waits for its reader.
   *
   * @param {string[]} args @param {() => void} change
   */
  async function changing(args, change) {
    const { came, stdout } = start(args);
    // What is piped holds the tool up until somebody reads on.
    await new Promise((resolve) => stdout.once("readable", resolve));
    change();
    return came;
  }

  test("and gets shorter, at the end of a line too, is reported with its sizes, after the records that were there", async () => {
    const { log } = prepared(many);
    const shorter = many.lastIndexOf("\n", many.length * 0.9) + 1;
    const { code, stdout, stderr } = await changing(["-k", key, log], () => fs.truncateSync(log, shorter));
    assert.equal(code, 1, stderr);
    assert.match(stderr, new RegExp(`changed while it was read: it had ${many.length} bytes, and ends now after \\d+`));
    assert.ok(many.startsWith(stdout.toString()), "no other record");
    assert.ok(stdout.length >= shorter, "every record that was there to the end");
  });

  test("and gets longer is read to its new end", async () => {
    const { log } = prepared(many);
    const { code, stdout, stderr } = await changing(["-k", key, log], () => fs.appendFileSync(log, '{"new":true}\n'));
    assert.equal(code, 0, stderr);
    assert.ok(stdout.toString().startsWith(many));
    assert.equal(stdout.toString().slice(many.length), '{"new":true}\n');
  });

  test("and is replaced by another is read as it was", async () => {
    const { log, file } = prepared(many);
    fs.writeFileSync(file("new"), '{"new":true}\n');
    const { code, stdout, stderr } = await changing(["-k", key, log], () => fs.renameSync(file("new"), log));
    assert.equal(code, 0, stderr);
    assert.equal(stdout.toString(), many);
  });

  test("between being found and being read is reported by inspect as well", async () => {
    // The first file waits for its writer, and the second is changed meanwhile.
    const { made, log, file } = prepared(records.join(""));
    const { code } = await shell('mkfifo "$pipe"', { pipe: file("pipe") });
    assert.equal(code, 0);
    const { came } = start(["inspect", "--json", file("pipe"), log]);
    const writer = await fs.promises.open(file("pipe"), "w");
    fs.truncateSync(log, records[0].length);
    await writer.write('{"number":-1}\n');
    await writer.close();
    const found = await came;
    assert.equal(found.code, 1, found.stderr);
    assert.match(found.stderr, /ERR_IO: .*log: The file was changed while it was read/);
    const { records: counted, broken } = JSON.parse(found.stdout.toString());
    assert.deepEqual([counted, broken], [2, 1]);
    assert.deepEqual(inside(made), ["log", "pipe"]);
  });
});

test("outputs to a full device end with 2, each under its name", async () => {
  const { log } = prepared(`${records[0]}no record\n`);
  for (const option of ["--rejects", "--report"]) {
    const { code, stderr } = await run(["-k", key, "-o", "/dev/null", option, "/dev/full", log]);
    assert.equal(code, 2, stderr);
    assert.match(stderr, new RegExp(`${option} '/dev/full' cannot be written: the disk is full`));
  }
});
