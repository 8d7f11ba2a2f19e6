// Keys and their passphrases, by every way they can be given.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { fixture, keyFile, logFile } from "../page/fixtures.mjs";
import { folder, inside, json, onTerminal, reportIn, run, shell } from "./run.mjs";

const locked = keyFile("rsa2048.encrypted.pem");
const PASSPHRASE = "open sesame";
const log = logFile("ordinary-rsa2048");
const { output } = fixture("ordinary-rsa2048");

function passphraseFile(/** @type {string | Buffer} */ text) {
  const file = path.join(folder(), "passphrase");
  fs.writeFileSync(file, text);
  return file;
}

describe("a key", () => {
  test("can be in the variable", async () => {
    const came = await run([log], { env: { LOGPUSH_PRIVATE_KEY: fs.readFileSync(keyFile("rsa2048.pem"), "utf8") } });
    assert.equal(came.code, 0, came.stderr);
    assert.deepEqual(came.stdout, output);
  });

  test("of a file goes before the variable", async () => {
    const came = await run(["-k", keyFile("rsa2048.pem"), log], { env: { LOGPUSH_PRIVATE_KEY: "no key at all" } });
    assert.equal(came.code, 0, came.stderr);
  });

  test("in the variable that is not one is reported by the variable's name, and not repeated", async () => {
    const came = await run([log], { env: { LOGPUSH_PRIVATE_KEY: "no key at all" } });
    assert.equal(came.code, 2);
    assert.match(came.stderr, /^logpush-decrypt: The key in LOGPUSH_PRIVATE_KEY: .*ERR_KEY_FORMAT/);
    assert.doesNotMatch(came.stderr, /no key at all/);
  });

  test("of whatever form is read", async () => {
    /** @type {{ good: { name: string, file: string, key: string, passphrase?: string }[] }} */
    const { good } = json(keyFile("matrix.json"));
    const some = good.filter(({ key, passphrase }) => key === "rsa2048" && passphrase === undefined).slice(0, 8);
    assert.ok(some.length > 3);
    for (const { name, file } of some) {
      const key = path.join(folder(), "key");
      fs.writeFileSync(key, Buffer.from(file, "base64"));
      const came = await run(["-k", key, log]);
      assert.equal(came.code, 0, `${name}: ${came.stderr}`);
    }
  });

  test("from a pipe is read", async () => {
    for (const line of ['cat "$key" | tool -k /dev/stdin "$log"', 'tool -k <(cat "$key") "$log"']) {
      const came = await shell(line, { key: keyFile("rsa2048.pem"), log });
      assert.equal(came.code, 0, came.stderr);
      assert.equal(came.stdout, output.toString());
    }
  });

  test("that does not fit leaves records sealed, and the exit code says so", async () => {
    const came = await run(["-k", keyFile("other2048.pem"), logFile("wrong-key")]);
    assert.equal(came.code, 1);
    assert.deepEqual(came.stdout, fixture("wrong-key").output);
  });
});

describe("key text on the command line", () => {
  const pem = fs.readFileSync(keyFile("rsa2048.pem"), "utf8");
  const jwk = JSON.stringify(crypto.createPrivateKey(pem).export({ format: "jwk" }));
  const bare = pem.replace(/-----[^-]*-----|\s/g, "");
  const forms = {
    PEM: pem,
    "PEM in one line": pem.replaceAll("\n", " "),
    JWK: jwk,
    "JWK in lines": JSON.stringify(JSON.parse(jwk), null, 2),
    "base64 of DER": bare,
    "base64 of PEM": Buffer.from(pem).toString("base64"),
    "a number of a JWK": JSON.parse(jwk).d,
    "PEM without its lines": pem.split("\n").slice(1, -2).join("\n"),
    "a part of it": pem.split("\n").slice(3, 6).join("\n"),
  };
  for (const [form, text] of Object.entries(forms)) {
    test(`is not repeated, wherever it stands: ${form}`, async () => {
      const secret = /[A-Za-z0-9+/_-]{24,}/g;
      const secrets = (text.match(secret) ?? []).map((/** @type {string} */ word) => word.slice(0, 24));
      assert.ok(secrets.length > 0);
      const report = path.join(folder(), "report.json");
      for (const args of [
        ["-k", text, log],
        [`--key=${text}`, log],
        ["-k", keyFile("rsa2048.pem"), "--report", report, text],
        ["inspect", text],
        ["-k", keyFile("rsa2048.pem"), "--passphrase-file", text, log],
      ]) {
        const came = await run(args);
        const written = fs.existsSync(report) ? fs.readFileSync(report, "utf8") : "";
        const said = came.stderr + came.stdout.toString() + written;
        const isKeyOption = (args[0].startsWith("-k") && args[1] === text) || args[0].startsWith("--key=");
        // As an input, a part of a key is the name of a file as good as any.
        if (form === "a part of it" && !isKeyOption) continue;
        assert.equal(came.code, 2, said);
        for (const word of secrets) assert.ok(!said.includes(word), `${args[0]}: ${said}`);
        if (isKeyOption)
          assert.match(came.stderr, /value given to -k looks like a key itself[\s\S]*LOGPUSH_PRIVATE_KEY/);
      }
    });
  }

  test("is no name of a new file in a folder that is there, and no filter that asks for words of keys", async () => {
    const place = path.join(folder(), ...[..."abcdefghijklmnop"].map((letter) => letter.repeat(20)));
    fs.mkdirSync(path.dirname(place), { recursive: true });
    const came = await run(["-k", keyFile("rsa2048.pem"), "-o", place, log]);
    assert.equal(came.code, 0, came.stderr);
    for (const words of [["--where", '"PRIVATE KEY"'], ['--where="BEGIN RSA PRIVATE KEY"']]) {
      const { code, stdout, stderr } = await run(["-k", keyFile("rsa2048.pem"), ...words, log]);
      assert.deepEqual([code, stdout.length], [0, 0], stderr);
    }
    const { code, stderr } = await run(["-k", keyFile("rsa2048.pem"), "--where", bare, log]);
    assert.equal(code, 2);
    assert.match(stderr, /looks like a key itself/);
  });

  test("is taken for a name where a file has it", async () => {
    const file = path.join(folder(), "PRIVATE KEY of the gateway");
    fs.writeFileSync(file, pem);
    const came = await run(["-k", file, log]);
    assert.equal(came.code, 0, came.stderr);
  });

  test("is asked for where the variable has the name of a file", async () => {
    const came = await run([log], { env: { LOGPUSH_PRIVATE_KEY: keyFile("rsa2048.pem") } });
    assert.equal(came.code, 2);
    assert.match(came.stderr, /takes the text of a key\. To name its file: -k FILE/);
  });
});

describe("a key file among the inputs", () => {
  /** A folder of a log and of what `keygen` writes, one of them without its last line end. */
  function logsAndKeys() {
    const made = folder();
    const put = (/** @type {string} */ name, /** @type {string | Buffer} */ bytes) =>
      fs.writeFileSync(path.join(made, name), bytes);
    put("a.log.gz", fs.readFileSync(log));
    put("private.pem", fs.readFileSync(keyFile("rsa2048.pem"), "utf8").trimEnd());
    put("public.pem", fs.readFileSync(keyFile("rsa2048.public.pem")));
    return made;
  }

  test("is kept with the rejects byte for byte, and one error says what to do with it", async () => {
    const made = logsAndKeys();
    const [rejects, report] = ["rejects", "report.json"].map((name) => path.join(folder(), name));
    const came = await run(["-k", keyFile("rsa2048.pem"), "--rejects", rejects, "--report", report, made]);
    assert.equal(came.code, 1, came.stderr);
    assert.deepEqual(came.stdout, output);
    const [privatePem, publicPem] = ["private.pem", "public.pem"].map((name) =>
      fs.readFileSync(path.join(made, name), "utf8"),
    );
    assert.equal(fs.readFileSync(rejects, "utf8"), `${privatePem}\n${publicPem}`);
    // What nobody else could read before, nobody else can.
    if (process.platform !== "win32") assert.equal(fs.statSync(rejects).mode & 0o777, 0o600);
    const { files, rejected, errors } = reportIn(report);
    assert.deepEqual([files, rejected], [3, `${privatePem}\n${publicPem}`.trimEnd().split("\n").length]);
    assert.deepEqual(
      errors.map(({ file, code }) => [path.basename(file), code]),
      [
        ["private.pem", "ERR_JSON"],
        ["public.pem", "ERR_JSON"],
      ],
    );
    for (const { message } of errors) assert.match(message, /^It is a key file, not a log.* -k FILE/);
    assert.match(came.stderr, /ERR_JSON \(2 times\): .*private\.pem, line 1: It is a key file, not a log/);
    assert.doesNotMatch(came.stderr, /PRIVATE KEY|MII/);
  });

  test("in an archive too, and inspect says the same", async () => {
    const made = logsAndKeys();
    const archive = path.join(folder(), "day.zip");
    execFileSync("zip", ["-qr", archive, "."], { cwd: made });
    const report = path.join(folder(), "report.json");
    const came = await run(["-k", keyFile("rsa2048.pem"), "--report", report, archive]);
    assert.deepEqual([came.code, came.stdout], [1, output]);
    const { errors } = reportIn(report);
    assert.deepEqual(
      errors.map(({ file }) => path.relative(archive, file)),
      ["private.pem", "public.pem"],
    );
    const inspected = await run(["inspect", made]);
    const { files, records, rejected } = JSON.parse(inspected.stdout.toString());
    assert.equal(inspected.code, 1);
    assert.deepEqual([files, records], [3, fixture("ordinary-rsa2048").records]);
    assert.ok(rejected > 30, `${rejected}`);
    assert.equal(inspected.stderr.match(/It is a key file, not a log/g)?.length, 2);
  });

  test("that is used as the key is no input", async () => {
    const made = logsAndKeys();
    fs.rmSync(path.join(made, "public.pem"));
    const came = await run(["-k", path.join(made, "private.pem"), made]);
    assert.deepEqual([came.code, came.stdout], [0, output], came.stderr);
  });

  test("with a record after it is read line by line", async () => {
    const file = path.join(folder(), "mixed");
    fs.writeFileSync(file, `${fs.readFileSync(keyFile("rsa2048.public.pem"), "utf8")}{"Model":"m"}\n`);
    const came = await run(["-q", "-k", keyFile("rsa2048.pem"), file]);
    assert.deepEqual([came.code, came.stdout.toString()], [1, '{"Model":"m"}\n']);
  });
});

test("several keys open what was sealed for each of them", async () => {
  const logs = ["ordinary-rsa2048", "ordinary-rsa4096", "ordinary-rsa3072"];
  const keys = ["rsa4096", "other2048", "rsa3072", "rsa2048"].flatMap((name) => ["-k", keyFile(`${name}.pem`)]);
  const came = await run([...keys, ...logs.map(logFile)]);
  assert.equal(came.code, 0, came.stderr);
  assert.deepEqual(came.stdout, Buffer.concat(logs.map((name) => fixture(name).output)));
});

describe("a passphrase", () => {
  for (const [what, text] of [
    ["a line", `${PASSPHRASE}\n`],
    ["a line without its end", PASSPHRASE],
    ["the first of several lines, ended with CRLF", `${PASSPHRASE}\r\nand more\n`],
  ]) {
    test(`is taken from a file: ${what}`, async () => {
      const came = await run(["-k", locked, "--passphrase-file", passphraseFile(text), log]);
      assert.equal(came.code, 0, came.stderr);
      assert.deepEqual(came.stdout, output);
    });
  }

  for (const [what, text] of [
    ["UTF-16, as PowerShell writes it", Buffer.from(`\ufeff${PASSPHRASE}\r\n`, "utf16le")],
    ["UTF-16, big-endian", Buffer.from(`\ufeff${PASSPHRASE}\n`, "utf16le").swap16()],
    ["UTF-8 with a mark", `\ufeff${PASSPHRASE}\n`],
  ]) {
    test(`is taken from a file in ${what}`, async () => {
      const came = await run(["-k", locked, "--passphrase-file", passphraseFile(text), log]);
      assert.equal(came.code, 0, came.stderr);
      assert.deepEqual(came.stdout, output);
    });
  }

  test("is taken from the variable with a line end at its end", async () => {
    for (const end of ["\n", "\r\n"]) {
      const came = await run(["-k", locked, log], { env: { LOGPUSH_PASSPHRASE: PASSPHRASE + end } });
      assert.equal(came.code, 0, came.stderr);
      assert.deepEqual(came.stdout, output);
    }
  });

  test("is taken from the variable", async () => {
    const came = await run(["-k", locked, log], { env: { LOGPUSH_PASSPHRASE: PASSPHRASE } });
    assert.equal(came.code, 0, came.stderr);
    assert.deepEqual(came.stdout, output);
  });

  test("that is given unlocks a key in the variable too, and leaves unlocked keys alone", async () => {
    const env = { LOGPUSH_PASSPHRASE: PASSPHRASE };
    const came = await run([log], { env: { ...env, LOGPUSH_PRIVATE_KEY: fs.readFileSync(locked, "utf8") } });
    assert.equal(came.code, 0, came.stderr);
    assert.equal((await run(["-k", keyFile("rsa2048.pem"), log], { env })).code, 0);
  });

  for (const [what, args, env, words] of /** @type {[string, string[], Record<string, string>, RegExp][]} */ ([
    ["is missing", [], {}, /ERR_KEY_PASSPHRASE[\s\S]*--passphrase-file FILE[\s\S]*LOGPUSH_PASSPHRASE/],
    ["is wrong", [], { LOGPUSH_PASSPHRASE: "open barley" }, /ERR_KEY_PASSPHRASE/],
    // It may be the passphrase itself that was given.
    [
      "is in a file that is not there",
      ["--passphrase-file", "open barley"],
      {},
      /--passphrase-file cannot be read[\s\S]*first line[\s\S]*LOGPUSH_PASSPHRASE/,
    ],
  ])) {
    test(`that ${what} ends with 2, and nobody waits`, async () => {
      const came = await run(["-k", locked, ...args, log], { env });
      assert.equal(came.code, 2);
      assert.match(came.stderr, words);
      assert.doesNotMatch(came.stderr, /open barley/);
    });
  }

  test("in an empty file is reported", async () => {
    const came = await run(["-k", locked, "--passphrase-file", passphraseFile("\nlater\n"), log]);
    assert.equal(came.code, 2);
    assert.match(came.stderr, /first line of the passphrase file .* is empty/);
  });
});

describe("on a terminal", () => {
  test("the passphrase is asked for, not shown, and asked for again where it is wrong", async () => {
    const to = path.join(folder(), "out");
    const answers = [
      { after: "Its passphrase (not shown): ", type: "open barley\r" },
      // A letter too many is taken back, and a line is begun anew.
      { after: "Its passphrase (not shown): ", type: `wrong\u0015${PASSPHRASE}x\u007f\r` },
    ];
    const came = await onTerminal(["-k", locked, "-o", to, log], answers);
    assert.equal(came.code, 0, came.shown);
    assert.match(came.shown, /That is not its passphrase/);
    assert.doesNotMatch(came.shown, /sesame|barley/);
    assert.deepEqual(fs.readFileSync(to), output);
  });

  test("three wrong ones are enough", async () => {
    const to = folder();
    const answers = Array.from({ length: 3 }, () => ({ after: "(not shown): ", type: "open barley\r" }));
    const came = await onTerminal(["-k", locked, "-o", path.join(to, "out"), log], answers);
    assert.equal(came.code, 2, came.shown);
    assert.match(came.shown, /ERR_KEY_PASSPHRASE/);
    assert.deepEqual(inside(to), []);
  });

  test("Ctrl-C instead of one ends it", async () => {
    const came = await onTerminal(["-k", locked, log], [{ after: "(not shown): ", type: "open\u0003" }]);
    assert.equal(came.code, 130, came.shown);
  });
});
