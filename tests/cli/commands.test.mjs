// keygen, held against OpenSSL; inspect; serve.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import crypto from "node:crypto";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { describe, test } from "node:test";
import zlib from "node:zlib";
import { headersOf } from "../../hosting/headers.mjs";
import { fixture, keyFile, logFile, top } from "../page/fixtures.mjs";
import { folder, inside, run, start, until } from "./run.mjs";

const openssl = (/** @type {string[]} */ ...args) =>
  execFileSync("openssl", args, { stdio: ["ignore", "pipe", "pipe"] }).toString();

/** A line sealed for a public key by node:crypto. */
function sealed(/** @type {import("node:crypto").KeyLike} */ publicPem, /** @type {string} */ text) {
  const [key, iv] = [crypto.randomBytes(32), crypto.randomBytes(12)];
  const cipher = crypto.createCipheriv("aes-256-gcm", key, iv);
  const data = Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]).toString("base64");
  const wrapped = crypto.publicEncrypt({ key: publicPem, oaepHash: "sha256" }, key).toString("base64");
  return `{"RequestBody":${JSON.stringify({ type: "encrypted", key: wrapped, iv: iv.toString("base64"), data })}}\n`;
}

describe("keygen", () => {
  for (const [bits, passphrase] of [["2048"], ["3072", "open sesame"], ["4096"]]) {
    test(`of ${bits} bits${passphrase ? ", locked" : ""}: OpenSSL reads both halves, and what is sealed for one is opened by the other`, async () => {
      const to = path.join(folder(), "new/keys");
      const given = passphrase ? ["--passphrase-file", path.join(folder(), "passphrase")] : [];
      if (passphrase) fs.writeFileSync(given[1], `${passphrase}\n`);
      const came = await run(["keygen", "-o", to, "--bits", bits, ...given]);
      assert.equal(came.code, 0, came.stderr);
      assert.deepEqual(inside(to), ["private.pem", "public.pem"]);
      const [privatePem, publicPem] = ["private.pem", "public.pem"].map((name) => path.join(to, name));
      assert.equal(fs.statSync(privatePem).mode & 0o777, 0o600);

      const pass = passphrase ? ["-passin", `pass:${passphrase}`] : [];
      assert.match(
        openssl("pkey", "-in", privatePem, "-noout", "-check", "-text", ...pass),
        new RegExp(`${bits} bit[\\s\\S]*Key is valid|Key is valid[\\s\\S]*${bits} bit`),
      );
      assert.equal(
        fs.readFileSync(privatePem, "utf8").split("\n")[0],
        `-----BEGIN ${passphrase ? "ENCRYPTED " : ""}PRIVATE KEY-----`,
      );
      assert.equal(openssl("pkey", "-in", privatePem, "-pubout", ...pass), fs.readFileSync(publicPem, "utf8"));

      const spki = crypto.createPublicKey(fs.readFileSync(publicPem)).export({ type: "spki", format: "der" });
      const said = came.stdout.toString();
      assert.ok(said.includes(crypto.createHash("sha256").update(spki).digest("hex")), "the fingerprint is printed");
      assert.match(said, /public\.pem .*AI Gateway's settings/);
      assert.match(said, /private\.pem .*Keep it/);
      assert.doesNotMatch(said, /BEGIN|sesame/);

      const opened = await run(["-k", privatePem, ...given, "-"], {
        input: sealed(fs.readFileSync(publicPem), "who goes there?"),
      });
      assert.equal(opened.stdout.toString(), '{"RequestBody":"who goes there?"}\n');
    });
  }

  for (const there of ["private.pem", "public.pem"]) {
    test(`overwrites no ${there}`, async () => {
      const to = folder();
      fs.writeFileSync(path.join(to, there), "mine");
      const came = await run(["keygen", "-o", to, "--bits", "2048"]);
      assert.equal(came.code, 2);
      assert.match(came.stderr, new RegExp(`${there}' is there already`));
      assert.deepEqual(inside(to), [there]);
      assert.equal(fs.readFileSync(path.join(to, there), "utf8"), "mine");
    });
  }

  test("into what is not a folder is reported", async () => {
    const file = path.join(folder(), "file");
    fs.writeFileSync(file, "");
    const came = await run(["keygen", "-o", file, "--bits", "2048"]);
    assert.equal(came.code, 2);
    assert.match(came.stderr, /cannot be written into/);
  });
});

describe("inspect", () => {
  const inspect = async (/** @type {string[]} */ ...args) => {
    const { code, stdout, stderr } = await run(["inspect", ...args]);
    return { code, stderr, ...JSON.parse(stdout.toString()) };
  };

  test("counts files, records, sealed fields, wrapped keys and values", async () => {
    const names = ["ordinary-rsa2048", "ordinary-rsa3072", "ordinary-rsa4096", "members"];
    const came = await inspect(...names.map(logFile));
    const texts = names.map((name) => zlib.gunzipSync(fs.readFileSync(logFile(name))).toString());
    const rows = texts.flatMap((text) =>
      text
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    );
    const count = (/** @type {(string | number)[]} */ values) => {
      /** @type {Record<string | number, number>} */
      const counts = {};
      for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
      return counts;
    };
    const wrapped = rows
      .flatMap((row) => Object.values(row))
      .filter((value) => value?.key)
      .map(({ key }) => Buffer.from(key, "base64").length);
    assert.equal(came.code, 0, came.stderr);
    assert.equal(came.stderr, "");
    assert.equal(came.files, names.length);
    assert.equal(came.rejected, 0);
    assert.equal(came.records, rows.length);
    assert.deepEqual(came.wrappedKeySizes, count(wrapped));
    assert.deepEqual(
      came.sealedFields,
      count(rows.flatMap((row) => Object.entries(row).flatMap(([name, value]) => (value?.key ? [name] : [])))),
    );
    assert.deepEqual(came.fields.StatusCode, count(rows.flatMap(({ StatusCode = [] }) => StatusCode)));
    assert.deepEqual(came.fields.Model, count(rows.flatMap(({ Model = [] }) => Model)));
  });

  test("reports lines that are not records", async () => {
    const came = await inspect(logFile("bad-lines"));
    const { records, rejected } = fixture("bad-lines");
    assert.deepEqual([came.code, came.records, came.rejected], [1, records, rejected]);
    assert.match(came.stderr, /ERR_JSON: .*bad-lines\.log\.gz, line 2: [\s\S]*and 5 more faults/);
  });

  test("lists the most frequent values, and counts the others", async () => {
    const file = path.join(folder(), "many.ndjson");
    const row = (/** @type {number} */ i) =>
      JSON.stringify({ id: `id ${i}`, shard: i % 7, body: i === 0 ? "x".repeat(5000) : null, ["__proto__"]: i % 2 });
    fs.writeFileSync(file, `${Array.from({ length: 5000 }, (_, i) => `${row(i)}\n`).join("")}{"id":"id 77"}\n`);
    const came = await inspect(file);
    assert.equal(came.code, 0);
    assert.equal(Object.keys(came.fields.id).length, 100);
    assert.equal(came.fields.id["id 77"], 2);
    assert.deepEqual(came.notListed, { id: { values: 4900, records: 4900 }, body: { values: 0, records: 1 } });
    assert.deepEqual(came.fields.shard, { 0: 715, 1: 715, 2: 714, 3: 714, 4: 714, 5: 714, 6: 714 });
    assert.deepEqual(came.fields.body, { null: 4999 });
  });

  test("reads the standard input and folders, and goes on after what is cut off or missing", async () => {
    const from = folder();
    fs.copyFileSync(logFile("cut-off"), path.join(from, "a.log.gz"));
    fs.copyFileSync(logFile("ordinary-rsa2048"), path.join(from, "b.log.gz"));
    const whole = fixture("ordinary-rsa2048").records;
    const came = await inspect(from);
    assert.equal(came.code, 1);
    assert.match(came.stderr, /ERR_GZIP_TRUNCATED: .*a\.log\.gz/);
    assert.deepEqual([came.files, came.records, came.broken], [2, fixture("cut-off").records + whole, 1]);
    const { code, stdout } = await run(["inspect", "-"], { input: fs.readFileSync(logFile("ordinary-rsa2048")) });
    assert.deepEqual([code, JSON.parse(stdout.toString()).records], [0, whole]);
    const missing = await inspect(path.join(from, "missing"), from);
    assert.deepEqual([missing.code, missing.files, missing.broken], [2, 2, 2]);
  });

  test("asks for no key", async () => {
    const { code } = await run(["inspect", logFile("ordinary-rsa2048")], {
      env: { LOGPUSH_PRIVATE_KEY: fs.readFileSync(keyFile("rsa2048.public.pem"), "utf8") },
    });
    assert.equal(code, 0);
  });
});

describe("serve", () => {
  /** The server, and how it is asked. */
  async function served() {
    const { child, stdout, came } = start(["serve", "--port", "0"]);
    let said = "";
    stdout.on("data", (data) => (said += data));
    await until("the address is printed", () => said.includes("\n"));
    const [, port] = /http:\/\/127\.0\.0\.1:(\d+)\//.exec(said) ?? [];
    const ask = (/** @type {string} */ url, { method = "GET", headers = {} } = {}) =>
      new Promise((resolve, reject) => {
        const request = http.request({ host: "127.0.0.1", port, path: url, method, headers }, async (response) => {
          const parts = [];
          for await (const part of response) parts.push(part);
          resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) });
        });
        request.on("error", reject).end();
      });
    const stop = async () => {
      child.kill("SIGINT");
      return (await came).code;
    };
    return { ask, stop, port };
  }

  test("gives the page with its headers, and nothing else", async () => {
    const { ask, stop, port } = await served();
    const page = await ask("/");
    assert.equal(page.status, 200);
    // Byte for byte as it was built: its policy has the hash of its script.
    assert.ok(page.body.equals(fs.readFileSync(path.join(top, "dist/index.html"))));
    assert.match(page.headers["content-type"], /^text\/html; charset=utf-8/);
    // The whole policy, as the page itself has it, and what only a header can say.
    const policy = page.headers["content-security-policy"];
    const [, own] = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page.body.toString()) ?? [];
    assert.equal(policy, `${own}; frame-ancestors 'none'`);
    assert.match(policy, /^default-src 'none'; .*connect-src 'none'/);
    const headers = headersOf(page.body.toString());
    assert.ok(Object.keys(headers).length >= 8);

    const again = await ask("/", { headers: { "if-none-match": page.headers.etag } });
    assert.deepEqual([again.status, again.body.length], [304, 0]);
    const head = await ask("/?x=1", { method: "HEAD" });
    assert.deepEqual(
      [head.status, head.body.length, head.headers["content-length"]],
      [200, 0, String(page.body.length)],
    );
    const others = [
      await ask("/cli.js"),
      await ask("/../package.json"),
      await ask("/", { method: "POST" }),
      await ask("/", { headers: { host: "logs.example.com" } }),
      await ask("/", { headers: { host: `localhost:${port}` } }),
      // Node.js answers these by itself unless it is kept from it: a page could open the first in a window.
      await ask(`/${"a".repeat(20_000)}`),
      await ask("/", { headers: { expect: "something" } }),
    ];
    assert.deepEqual(
      others.map(({ status }) => status),
      [404, 404, 405, 421, 200, 400, 200],
    );
    for (const answer of [page, again, head, ...others])
      for (const [name, value] of Object.entries(headers))
        assert.equal(answer.headers[name.toLowerCase()], value, `${name} of an answer with ${answer.status}`);

    const taken = await run(["serve", "--port", port]);
    assert.equal(taken.code, 2);
    assert.match(taken.stderr, /Port \d+ cannot be used: another program uses it[\s\S]*--port 0/);
    assert.equal(await stop(), 130);
  });
});
