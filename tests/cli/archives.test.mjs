// Archives, made by other programs: Info-ZIP, GNU tar, Python's zipfile and tarfile. What comes out is compared with
// what comes out of the same files in a folder.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { before, describe, test } from "node:test";
import { fixture, keyFile, logFile, manyRecords } from "../page/fixtures.mjs";
import { folder, reportIn, run, shell } from "./run.mjs";

const key = ["-k", keyFile("rsa2048.pem"), "-q"];

/** The logs of a folder: their paths, and the fixtures that they are. Paths with other letters and signs are among them. */
/** @type {Record<string, string>} */
const LOGS = {
  "20260418/b.log.gz": "members",
  "20260418/a.log.gz": "ordinary-rsa2048",
  "20260419/é – 日本 \u001b[31m.log.gz": "not-utf8",
  "20260419/plain.log": "plain-text",
};
/** As they are in a folder, sorted. */
const sorted = Object.keys(LOGS).sort();
const expected = (/** @type {string[]} */ paths) =>
  paths.map((/** @type {string} */ name) => fixture(LOGS[name]).output.toString()).join("");

/** @type {string} */
let logs;
before(() => {
  logs = path.join(folder(), "logs");
  for (const [name, from] of Object.entries(LOGS)) put(path.join(logs, name), fs.readFileSync(logFile(from)));
  // What comes with folders without anybody meaning it.
  for (const name of [".DS_Store", "__MACOSX/20260418/._a.log.gz", "20260418/.hidden.log"])
    put(path.join(logs, name), "{}\n");
});

function put(/** @type {string} */ file, /** @type {string | Uint8Array} */ bytes) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, bytes);
}

/** Runs a program within the folder of logs; `{}` stands for the archive, which is returned. */
function make(/** @type {string} */ name, /** @type {string} */ program, /** @type {string[]} */ ...args) {
  const archive = path.join(folder(), name);
  execFileSync(
    program,
    args.map((word) => word.replace("{}", archive)),
    { cwd: logs, stdio: ["ignore", "pipe", "pipe"] },
  );
  return archive;
}

const python = (/** @type {string} */ name, /** @type {string} */ script) =>
  make(name, "python3", "-c", `import os, sys, zipfile, tarfile, gzip, io\n${script}`, "{}");

/** Everything in the folder, by Python's zipfile. */
const zipped = (/** @type {string} */ how) => `
with zipfile.ZipFile(sys.argv[1], "w", ${how}) as archive:
    for folder, _, names in os.walk("."):
        for name in names: archive.write(os.path.join(folder, name))`;
const tarred = (/** @type {string} */ how) => `
with tarfile.open(sys.argv[1], "w", ${how}) as archive: archive.add(".")`;

const reported = async (/** @type {string[]} */ args) => {
  const report = path.join(folder(), "report.json");
  const came = await run([...key, "--report", report, ...args]);
  return { ...came, report: reportIn(report) };
};

describe("archives are read like folders", () => {
  const sorts = {
    "ZIP by Info-ZIP": () => make("day.zip", "zip", "-qr", "{}", "."),
    "ZIP by Info-ZIP, stored": () => make("day.zip", "zip", "-qr0", "{}", "."),
    "ZIP by Info-ZIP, through a pipe (sizes after the data)": () =>
      make("day.zip", "bash", "-c", 'zip -qr - . | cat > "$0"', "{}"),
    "ZIP by Python, deflated": () => python("day.zip", zipped("zipfile.ZIP_DEFLATED")),
    "ZIP by Python, ZIP64": () =>
      python(
        "day.zip",
        `
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as archive:
    for folder, _, names in os.walk("."):
        for name in names:
            with archive.open(os.path.join(folder, name), "w", force_zip64=True) as entry: entry.write(open(os.path.join(folder, name), "rb").read())`,
      ),
    "ZIP by Python, after other bytes": () => {
      const archive = python("day.zip", zipped("zipfile.ZIP_STORED"));
      // Python moves no offsets: those of the directory are too small by as much.
      execFileSync("bash", [
        "-c",
        'cp "$0" "$0.old"; { printf "PK\\003\\004 is not at the beginning alone %0100d" 0; cat "$0.old"; } > "$0"',
        archive,
      ]);
      return archive;
    },
    "tar by GNU tar": () => make("day.tar", "tar", "-cf", "{}", "."),
    "tar by GNU tar, as ustar": () => make("day.tar", "tar", "--format=ustar", "-cf", "{}", "."),
    "tar by GNU tar, as pax": () => make("day.tar", "tar", "--format=pax", "-cf", "{}", "."),
    "tar by GNU tar, as before POSIX": () => make("day.tar", "tar", "--format=v7", "-cf", "{}", "."),
    "tar by Python, as pax": () => python("day.tar", tarred("format=tarfile.PAX_FORMAT")),
    "tar by Python, as GNU": () => python("day.tar", tarred("format=tarfile.GNU_FORMAT")),
  };
  for (const [name, made] of Object.entries(sorts)) {
    test(name, async () => {
      const archive = made();
      const { code, stdout, report, stderr } = await reported([archive]);
      assert.equal(stdout.toString(), expected(sorted), stderr);
      assert.equal(code, 0);
      assert.deepEqual([report.files, report.rejected, report.errors], [sorted.length, 0, []]);
    });
  }

  test("tar in gzip, whose files come in its own order, by whatever name", async () => {
    const order = ["20260419/plain.log", "20260418/b.log.gz", "20260418/a.log.gz"];
    const archive = make("day.log.gz", "tar", "-czf", "{}", ...order);
    assert.equal((await run([...key, archive])).stdout.toString(), expected(order));
    const { stdout, code } = await shell(`cat "$archive" | tool -q -k "$key" -`, {
      archive,
      key: keyFile("rsa2048.pem"),
    });
    assert.deepEqual([code, stdout], [0, expected(order)]);
  });

  test("tar through a pipe, ZIP from a file as the standard input, and ZIP through a pipe is refused", async () => {
    const order = ["20260418/a.log.gz", "20260419/plain.log"];
    const tar = make("day.tar", "tar", "-cf", "{}", ...order);
    const zip = make("day.zip", "zip", "-q", "{}", ...order);
    const variables = { tar, zip, key: keyFile("rsa2048.pem") };
    for (const line of [
      `cat "$tar" | tool -q -k "$key" -`,
      `tool -q -k "$key" <(cat "$tar")`,
      `tool -q -k "$key" - < "$zip"`,
    ]) {
      const { code, stdout } = await shell(line, variables);
      assert.deepEqual([code, stdout], [0, expected(order)], line);
    }
    const { code, stderr } = await shell(`cat "$zip" | tool -k "$key" -`, variables);
    assert.equal(code, 2);
    assert.match(stderr, /ERR_IO: -: .*ZIP archive that comes through a pipe.*[Ss]ave it to a file/);
  });

  test("in folders too, in the order of the paths; inspect counts them", async () => {
    const from = folder();
    fs.copyFileSync(make("m.zip", "zip", "-qr", "{}", "."), path.join(from, "m.zip"));
    fs.copyFileSync(logFile("shapes"), path.join(from, "a.log.gz"));
    fs.copyFileSync(make("z.tar", "tar", "-cf", "{}", "20260418/a.log.gz"), path.join(from, "z.tar"));
    const { code, stdout, report } = await reported([from]);
    assert.equal(stdout.toString(), fixture("shapes").output + expected(sorted) + expected(["20260418/a.log.gz"]));
    assert.deepEqual([code, report.files], [0, 2 + sorted.length]);
    const inspected = await run(["inspect", from]);
    const records = [fixture("shapes"), ...[...sorted, "20260418/a.log.gz"].map((name) => fixture(LOGS[name]))].reduce(
      (sum, { records }) => sum + records,
      0,
    );
    const { files, records: counted, broken } = JSON.parse(inspected.stdout.toString());
    assert.deepEqual([inspected.code, files, counted, broken], [0, 2 + sorted.length, records, 0]);
  });

  test("many records on many workers leave the standard error to what is said of them", async () => {
    const from = folder();
    fs.copyFileSync(manyRecords(300), path.join(from, "many.log.gz"));
    for (let i = 10; i < 40; i++) fs.copyFileSync(logFile("ordinary-rsa4096"), path.join(from, `${i}.log.gz`));
    const archive = path.join(folder(), "many.tar");
    execFileSync("tar", ["--sort=name", "-cf", archive, "-C", from, "."]);
    for (const input of [archive, from]) {
      const { code, stdout, stderr } = await run(["-j", "12", "-k", keyFile("rsa4096.pem"), input]);
      assert.equal(code, 0, stderr);
      assert.doesNotMatch(stderr, /\(node:\d+\)/);
      assert.ok(stdout.toString().startsWith(fixture("ordinary-rsa4096").output.toString().repeat(30)));
      assert.equal(stdout.toString().split("\n").length, 30 * fixture("ordinary-rsa4096").records + 300 + 1);
    }
  });

  test("a fault is reported with the path in the archive", async () => {
    const from = folder();
    fs.copyFileSync(logFile("cut-off"), path.join(from, "cut.log.gz"));
    fs.copyFileSync(logFile("bad-lines"), path.join(from, "bad.log.gz"));
    for (const [program, ...args] of [
      ["zip", "-qr", "{}", "in"],
      ["tar", "-cf", "{}", "in"],
      ["tar", "-czf", "{}", "in"],
    ]) {
      const archive = path.join(folder(), "day.archive");
      execFileSync(
        program,
        args.map((word) => word.replace("{}", archive).replace(/^in$/, ".")),
        { cwd: from },
      );
      const { code, report } = await reported([archive]);
      const name = (/** @type {string} */ of) => path.join(archive, of);
      assert.equal(code, 1);
      const expectedErrors = [
        ...fixture("bad-lines").errors.map(({ line }) => [name("bad.log.gz"), line ?? null]),
        ...fixture("cut-off").errors.map(({ line }) => [name("cut.log.gz"), line ?? null]),
      ];
      const errors = report.errors.map(({ file, line }) => [file, line ?? null]);
      assert.deepEqual(errors.sort(), expectedErrors.sort());
    }
  });

  test("what is wrong with a file in gzip once more is reported in words", async () => {
    const archive = path.join(folder(), "day.zip");
    const from = folder();
    fs.copyFileSync(logFile("ordinary-rsa2048"), path.join(from, "a.log.gz"));
    // Python deflates what is gzip already; the checksum that the directory has is then another one.
    execFileSync(
      "python3",
      [
        "-c",
        `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as archive: archive.write("a.log.gz")
with open(sys.argv[1], "r+b") as file:
    data = file.read()
    at = data.rindex(b"PK\\x01\\x02") + 16
    file.seek(at); file.write(bytes([data[at] ^ 1]))`,
        archive,
      ],
      { cwd: from },
    );
    const { code, stdout, report } = await reported([archive]);
    assert.equal(stdout.toString(), fixture("ordinary-rsa2048").output.toString());
    assert.equal(code, 1);
    assert.deepEqual(
      report.errors.map(({ file, code }) => [file, code]),
      [[path.join(archive, "a.log.gz"), "ERR_GZIP"]],
    );
    assert.match(report.errors[0].message, /checksum/);
  });

  test("10,000 files in a ZIP and in a tar archive", async () => {
    const many = (/** @type {string} */ open, /** @type {string} */ add) => `
line = b'{"StatusCode":200}\\n'
with ${open} as archive:
    for i in range(10000):
        ${add}`;
    const zip = python("many.zip", many('zipfile.ZipFile(sys.argv[1], "w")', 'archive.writestr(f"{i:05}.log", line)'));
    const tar = python(
      "many.tar",
      many(
        'tarfile.open(sys.argv[1], "w")',
        'info = tarfile.TarInfo(f"{i:05}.log"); info.size = len(line); archive.addfile(info, io.BytesIO(line))',
      ),
    );
    for (const archive of [zip, tar]) {
      const { code, stdout, report } = await reported([archive]);
      assert.deepEqual([code, report.files, report.records], [0, 10000, 10000]);
      assert.equal(stdout.toString(), '{"StatusCode":200}\n'.repeat(10000));
    }
  });
});

describe("what cannot be read of an archive is reported, and the rest is read", () => {
  /** @type {Record<string, [() => string, RegExp]>} The error of one file in an archive, beside another that is read. */
  const cases = {
    "a file with a password": [
      () =>
        make("day.zip", "bash", "-c", 'zip -q "$0" 20260418/a.log.gz && zip -qP secret "$0" 20260418/b.log.gz', "{}"),
      /encrypted with a password.*7z x/,
    ],
    bzip2: [
      () =>
        python(
          "day.zip",
          `
with zipfile.ZipFile(sys.argv[1], "w") as archive:
    archive.write("20260418/a.log.gz"); archive.write("20260418/b.log.gz", compress_type=zipfile.ZIP_BZIP2)`,
        ),
      /compressed with bzip2.*7z x/,
    ],
    LZMA: [
      () =>
        python(
          "day.zip",
          `
with zipfile.ZipFile(sys.argv[1], "w") as archive:
    archive.write("20260418/a.log.gz"); archive.write("20260418/b.log.gz", compress_type=zipfile.ZIP_LZMA)`,
        ),
      /compressed with LZMA.*7z x/,
    ],
    "an archive in an archive": [
      () =>
        python(
          "day.zip",
          `
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as archive:
    archive.write("20260418/a.log.gz")
    inner = io.BytesIO()
    with tarfile.open(fileobj=inner, mode="w:gz") as tar: tar.add("20260418")
    archive.writestr("20260418/b.log.gz", inner.getvalue())`,
        ),
      /archive within an archive/,
    ],
    "a sparse file": [
      () =>
        make(
          "day.tar",
          "bash",
          "-c",
          'cp 20260418/b.log.gz b.saved; truncate -s 1M 20260418/b.log.gz; tar -S -cf "$0" 20260418/a.log.gz 20260418/b.log.gz; mv b.saved 20260418/b.log.gz',
          "{}",
        ),
      /sparse/,
    ],
  };
  for (const [name, [made, says]] of Object.entries(cases)) {
    test(name, async () => {
      const archive = made();
      const { code, stdout, report } = await reported([archive]);
      assert.equal(stdout.toString(), expected(["20260418/a.log.gz"]));
      assert.equal(code, 1);
      assert.deepEqual(
        report.errors.map(({ file, code }) => [file, code]),
        [[path.join(archive, "20260418/b.log.gz"), "ERR_IO"]],
      );
      assert.match(report.errors[0].message, says);
    });
  }

  test("files that lie over each other, as in archives that are made to fill disks", async () => {
    const archive = python(
      "bomb.zip",
      `
line = b'{"StatusCode":200}\\n' * 1000
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as archive:
    archive.writestr("a.log", line)
    # The directory names the same data again and again.
    archive.filelist += archive.filelist * 500`,
    );
    const { code, stdout, report } = await reported([archive]);
    assert.equal(stdout.toString(), '{"StatusCode":200}\n'.repeat(1000));
    assert.deepEqual([code, report.files, report.errors.length], [1, 1, 500]);
    assert.match(report.errors[0].message, /lies over another file/);
  });

  test("names that are only names", async () => {
    const archive = python(
      "day.zip",
      `
with zipfile.ZipFile(sys.argv[1], "w") as archive:
    for name in ["../../up.log", "/etc/passwd", "C:\\\\x.log"]: archive.writestr(name, '{"name":"%s"}\\n' % name.replace(chr(92), "/"))`,
    );
    const { code, stdout } = await reported([archive]);
    assert.equal(code, 0);
    assert.equal(stdout.toString().split("\n").length, 4);
    assert.ok(!fs.existsSync(path.resolve(path.dirname(archive), "../../up.log")));
  });

  for (const [name, bytes, says] of /** @type {[string, Buffer, RegExp][]} */ ([
    ["xz", Buffer.from("fd377a585a00", "hex"), /xz -d/],
    ["7z", Buffer.from("377abcaf271c", "hex"), /7-Zip.*7z x/],
  ])) {
    test(`${name} is named, with what unpacks it`, async () => {
      const file = path.join(folder(), "day.log");
      fs.writeFileSync(file, Buffer.concat([bytes, Buffer.alloc(600, 7)]));
      const { code, report } = await reported([file]);
      assert.equal(code, 1);
      assert.match(report.errors[0].message, says);
    });
  }

  test("an archive without files", async () => {
    const archive = python("none.zip", 'zipfile.ZipFile(sys.argv[1], "w").close()');
    const { code, stderr } = await run(["-k", keyFile("rsa2048.pem"), archive]);
    assert.equal(code, 0);
    assert.match(stderr, /The archive '.*none\.zip' holds no files/);
  });
});
