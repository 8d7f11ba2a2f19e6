// Zstandard: files, streams, and archives with it inside or outside. The fixtures are made by the `zstd` command.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { fixture, keyFile, logFile } from "../page/fixtures.mjs";
import { lines, zstdBytes, zstdFile } from "../zstd-fixtures.mjs";
import { folder, reportIn, run, shell } from "./run.mjs";

const key = ["-k", keyFile("rsa2048.pem"), "-q"];
const opened = (/** @type {string} */ name) => fixture(name).output.toString();

const reported = async (/** @type {string[]} */ args) => {
  const report = path.join(folder(), "report.json");
  const came = await run([...key, "--report", report, ...args]);
  return { ...came, report: reportIn(report) };
};

/** A file with these bytes. */
function put(/** @type {string} */ name, /** @type {Uint8Array} */ bytes) {
  const file = path.join(folder(), name);
  fs.writeFileSync(file, bytes);
  return file;
}

describe("a file in Zstandard is read like one in gzip", () => {
  const files = {
    "level-1.log.zst": lines(3000),
    "level-19.log.zst": lines(3000),
    "long.log.zst": lines(3000),
    "small-window.log.zst": lines(300),
    "frames.log.zst": lines(90),
    "skippable.log.zst": lines(90),
    "ordinary-rsa2048.log.zst": opened("ordinary-rsa2048"),
    "ordinary-rsa2048.log.gz.zst": opened("ordinary-rsa2048"),
  };
  for (const [name, output] of Object.entries(files)) {
    test(name, async () => {
      const { code, stdout, stderr, report } = await reported([zstdFile(name)]);
      assert.equal(stdout.toString(), output, stderr);
      assert.deepEqual([code, report.files, report.rejected, report.errors], [0, 1, 0, []]);
    });
  }

  test("through a pipe, one or several, and as the standard input", async () => {
    const variables = {
      sealed: zstdFile("ordinary-rsa2048.log.zst"),
      plain: zstdFile("level-1.log.zst"),
      key: keyFile("rsa2048.pem"),
    };
    const all = opened("ordinary-rsa2048") + lines(3000);
    for (const [line, output] of [
      [`cat "$sealed" "$plain" | tool -q -k "$key" -`, all],
      [`tool -q -k "$key" <(cat "$sealed") <(cat "$plain")`, all],
      [`tool -q -k "$key" - < "$sealed"`, opened("ordinary-rsa2048")],
    ]) {
      const { code, stdout, stderr } = await shell(line, variables);
      assert.deepEqual([code, stdout], [0, output], stderr);
    }
  });

  test("in a folder, by whatever name, in the order of the paths; inspect counts it", async () => {
    const from = folder();
    fs.copyFileSync(zstdFile("level-1.log.zst"), path.join(from, "b.log.zst"));
    fs.copyFileSync(logFile("shapes"), path.join(from, "a.log.gz"));
    fs.copyFileSync(zstdFile("ordinary-rsa2048.log.zst"), path.join(from, "c.log"));
    const { code, stdout, report } = await reported([from]);
    assert.equal(stdout.toString(), opened("shapes") + lines(3000) + opened("ordinary-rsa2048"));
    assert.deepEqual([code, report.files, report.errors], [0, 3, []]);
    const inspected = await run(["inspect", from]);
    const { files, records, broken } = JSON.parse(inspected.stdout.toString());
    const expected = 3000 + fixture("shapes").records + fixture("ordinary-rsa2048").records;
    assert.deepEqual([inspected.code, files, records, broken], [0, 3, expected, 0]);
  });

  test("conversations and filters read it, too", async () => {
    const { code, stdout } = await run([...key, "--where", "Id:7919", zstdFile("level-1.log.zst")]);
    assert.deepEqual([code, stdout.toString()], [0, lines(2).slice(lines(1).length)]);
  });
});

describe("Zstandard and archives", () => {
  const [a, b, c] = ["ordinary-rsa2048", "members", "shapes"].map(opened);

  test("a tar archive in Zstandard, also in gzip before, and a file in Zstandard within it", async () => {
    for (const name of ["day.tar.zst", "day.tar.gz.zst"]) {
      const { code, stdout, report } = await reported([zstdFile(name)]);
      assert.equal(stdout.toString(), b + a + c, name);
      assert.deepEqual([code, report.files, report.errors], [0, 3, []], name);
    }
    const { code, stdout } = await reported([zstdFile("day.tar")]);
    assert.deepEqual([code, stdout.toString()], [0, a + b + c]);
    const piped = await shell(`cat "$archive" | tool -q -k "$key" -`, {
      archive: zstdFile("day.tar.zst"),
      key: keyFile("rsa2048.pem"),
    });
    assert.deepEqual([piped.code, piped.stdout], [0, b + a + c]);
  });

  test("files in Zstandard within a ZIP archive, and method 93, whose checksum is verified", async () => {
    const from = folder();
    fs.copyFileSync(zstdFile("ordinary-rsa2048.log.zst"), path.join(from, "a.log.zst"));
    fs.copyFileSync(zstdFile("ordinary-rsa2048.log.gz.zst"), path.join(from, "b.log.gz.zst"));
    fs.copyFileSync(zstdFile("day.tar.zst"), path.join(from, "c.tar.zst"));
    for (const level of ["-0", "-9"]) {
      const archive = path.join(folder(), "day.zip");
      execFileSync("zip", ["-qr", level, archive, "."], { cwd: from });
      const { code, stdout, report } = await reported([archive]);
      assert.equal(stdout.toString(), a + a, level);
      assert.deepEqual([code, report.errors.map(({ file }) => file)], [1, [path.join(archive, "c.tar.zst")]], level);
      assert.match(report.errors[0].message, /archive within an archive/);
    }
    const { code, stdout } = await reported([zstdFile("method-93.zip")]);
    assert.deepEqual([code, stdout.toString()], [0, a]);
    const bytes = zstdBytes("method-93.zip");
    // The checksum that the directory has.
    bytes[bytes.lastIndexOf("PK\x01\x02") + 16] ^= 1;
    const other = await reported([put("other.zip", bytes)]);
    assert.deepEqual([other.code, other.stdout.toString()], [1, a]);
    assert.match(other.report.errors[0].message, /Its checksum in the ZIP archive does not fit/);
  });
});

describe("what cannot be read of Zstandard is reported, and the rest is read", () => {
  const level1 = zstdBytes("level-1.log.zst");

  test("a file that is cut off: the records before, and where it ends", async () => {
    const cut = put("cut.log.zst", level1.subarray(0, level1.length - 500));
    for (const args of [[cut], ["-"]]) {
      const report = path.join(folder(), "report.json");
      const { code, stdout, stderr } =
        args[0] === "-"
          ? await shell(`cat "$cut" | tool -q -k "$key" --report "$report" -`, {
              cut,
              key: keyFile("rsa2048.pem"),
              report,
            })
          : await run([...key, "--report", report, cut]);
      assert.equal(code, 1, stderr.toString());
      const came = stdout.toString();
      assert.ok(lines(3000).startsWith(came) && came.length > 200_000, `${came.length} characters`);
      const fault = reportIn(report).errors.find(({ line }) => line === undefined);
      assert.deepEqual([fault?.file, fault?.code], [args[0], "ERR_IO"]);
      assert.match(
        fault?.message ?? "",
        new RegExp(`ends at offset ${level1.length - 500}, within its Zstandard data.*download the file again`),
      );
    }
  });

  test("a damaged frame: its records before the damage, and those of the next frame", async () => {
    const bytes = Buffer.concat([level1, zstdBytes("ordinary-rsa2048.log.zst")]);
    // The header of the first frame's second block: a kind that is reserved.
    const second = 6 + 3 + (bytes.readUIntLE(6, 3) >> 3);
    bytes[second] |= 6;
    const file = put("damaged.log.zst", bytes);
    const { code, stdout, report } = await reported([file]);
    assert.equal(code, 1);
    const before = lines(3000).slice(0, 1 << 17);
    assert.equal(stdout.toString(), before.slice(0, before.lastIndexOf("\n") + 1) + opened("ordinary-rsa2048"));
    const fault = report.errors.find(({ line }) => line === undefined);
    assert.equal(fault?.file, file);
    assert.match(fault?.message ?? "", new RegExp(`At offset ${second}, a block of the Zstandard data is damaged`));
  });

  test("a checksum that does not fit", async () => {
    const bytes = Buffer.from(level1);
    bytes[bytes.length - 1] ^= 1;
    const { code, stdout, report } = await reported([put("sum.log.zst", bytes)]);
    assert.deepEqual([code, stdout.toString()], [1, lines(3000)]);
    assert.match(report.errors[0].message, /does not fit its checksum.*records from it may be wrong/);
  });

  for (const [name, code, says] of /** @type {[string, string, RegExp][]} */ ([
    ["dictionary.log.zst", "ERR_IO", /dictionary, number 4711.*zstd -d -D DICTIONARY FILE/],
    ["window-too-large.log.zst", "ERR_LIMIT", /window of 256 MiB, and the limit is 128 MiB.*zstd -d --long=31 FILE/],
  ])) {
    test(`${name} is named, with what unpacks it; other files are read`, async () => {
      const { stdout, report, ...came } = await reported([zstdFile(name), zstdFile("frames.log.zst")]);
      assert.deepEqual([came.code, stdout.toString()], [1, lines(90)]);
      assert.deepEqual(
        report.errors.map(({ file, code }) => [file, code]),
        [[zstdFile(name), code]],
      );
      assert.match(report.errors[0].message, says);
    });
  }

  test("an output does not replace it", async () => {
    const file = path.join(folder(), "x.log.zst");
    fs.copyFileSync(zstdFile("ordinary-rsa2048.log.zst"), file);
    const { code, stderr } = await run(["-k", keyFile("rsa2048.pem"), "-o", file, logFile("shapes")]);
    assert.equal(code, 2);
    assert.match(stderr.toString(), /would replace/);
    assert.deepEqual(fs.readFileSync(file), zstdBytes("ordinary-rsa2048.log.zst"));
  });
});
