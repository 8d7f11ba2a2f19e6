// Zstandard by the packed package, in the runtimes that read their modules from beside the script; and in workerd.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { fixture, keyFile } from "../page/fixtures.mjs";
import { lines, zstdBytes, zstdFile } from "../zstd-fixtures.mjs";
import { workerd } from "./bundles.mjs";
import { app, installed, pack, printed, tool } from "./packed.mjs";

pack();

/** A program that opens the files of an archive, as each kind of source, and prints what comes of each. */
const PROGRAM = `
import fs from "node:fs";
import { decrypt, PrivateKey } from "logpush-decrypt";
import { entries } from "logpush-decrypt/archive";

const [key, ...files] = process.argv.slice(2);
const keys = await PrivateKey.import(fs.readFileSync(key, "utf8"));
for (const file of files) {
  const bytes = new Uint8Array(fs.readFileSync(file));
  async function* slices() {
    for (let at = 0; at < bytes.length; at += 100) yield bytes.subarray(at, at + 100);
  }
  const views = [bytes, bytes.buffer, new DataView(bytes.buffer), new Blob([bytes])];
  for (const source of [...views, new Response(bytes), slices()]) {
    const came = [];
    for await (const { path, source: entry } of entries(source, { file: "given" })) {
      const texts = [];
      for await (const { text } of decrypt(entry, { keys, file: path })) texts.push(text + "\\n");
      came.push([path, texts.join("")]);
    }
    console.log(JSON.stringify(came));
  }
}
`;

/** The same for workerd, which compares what comes of each and answers as miniflare.mjs expects. */
const WORKER = `
import { decrypt, PrivateKey } from "logpush-decrypt";
import { entries } from "logpush-decrypt/archive";

export default {
  async fetch(request) {
    const { key, files } = await request.json();
    const keys = await PrivateKey.import(key);
    const failures = [];
    for (const { name, file, expected } of files) {
      const came = [];
      const bytes = Uint8Array.from(atob(file), (character) => character.charCodeAt(0));
      for await (const { path, source } of entries(bytes, { file: "given" })) {
        const texts = [];
        for await (const { text } of decrypt(source, { keys, file: path })) texts.push(text + "\\n");
        came.push([path, texts.join("")]);
      }
      const message = JSON.stringify(came);
      if (message !== JSON.stringify(expected)) failures.push({ name, message });
    }
    return Response.json({ passed: files.length - failures.length, failures });
  },
};
`;

const [a, b, c] = ["ordinary-rsa2048", "members", "shapes"].map((name) => fixture(name).output.toString());
const FILES = {
  "level-1.log.zst": [["given", lines(3000)]],
  "ordinary-rsa2048.log.gz.zst": [["given", a]],
  "day.tar.zst": [
    ["given/20260418/b.log", b],
    ["given/20260418/a.log.gz", a],
    ["given/20260418/c.log.zst", c],
  ],
};

describe("files in Zstandard are entries", () => {
  const program = path.join(app, "zstd.mjs");
  fs.writeFileSync(program, PROGRAM);
  const args = [program, keyFile("rsa2048.pem"), ...Object.keys(FILES).map(zstdFile)];
  const expected = Object.values(FILES).flatMap((entries) => Array(6).fill(entries));
  const check = async (/** @type {string | undefined} */ command, /** @type {string[]} */ before = []) => {
    assert.ok(command);
    const came = (await printed(command, [...before, ...args], { cwd: app }))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    assert.deepEqual(came, expected);
  };

  test(`in Node.js ${process.version}`, () => check(process.execPath));
  const skip = (/** @type {string | undefined} */ found, /** @type {string} */ what) =>
    found ? false : `${what} is not installed in tests/package`;
  const [deno, bun] = [tool(".bin/deno"), tool(".bin/bun")];
  test("in Deno", { skip: skip(deno, "Deno") }, () =>
    check(deno, ["run", "--no-prompt", "--no-remote", "--node-modules-dir=manual", "--allow-read", "--allow-env"]),
  );
  test("in Bun", { skip: skip(bun, "Bun") }, () => check(bun));

  const node22 = tool("node22/bin/node");
  test("in workerd", { skip: skip(node22 && tool(".bin/workerd"), "workerd") }, async () => {
    fs.writeFileSync(path.join(app, "zstd-workerd.mjs"), WORKER);
    const folder = await workerd("zstd-workerd.mjs", "zstd-workerd");
    const data = path.join(app, "zstd-workerd.json");
    const files = Object.entries(FILES).map(([name, expected]) => ({
      name,
      file: zstdBytes(name).toString("base64"),
      expected,
    }));
    fs.writeFileSync(data, JSON.stringify({ key: fs.readFileSync(keyFile("rsa2048.pem"), "utf8"), files }));
    const miniflare = path.join(import.meta.dirname, "miniflare.mjs");
    assert.match(
      await printed(node22, [miniflare, folder, data]),
      new RegExp(`^${files.length} passed, 0 failed$`, "m"),
    );
  });
});

describe("what is wrong with Zstandard", async () => {
  const load = (/** @type {string} */ name) => import(pathToFileURL(path.join(installed, name)).href);
  const { decrypt, PrivateKey } = await load("node.js");
  const { entries } = await load("archive-node.js");
  const keys = await PrivateKey.import(fs.readFileSync(keyFile("rsa2048.pem")));

  test("`decrypt` names what reads it", async () => {
    await assert.rejects(decrypt(zstdBytes("level-1.log.zst"), { keys }).next(), {
      code: "ERR_IO",
      message: /compressed with Zstandard.*`entries` of logpush-decrypt\/archive/,
    });
  });

  test("a file that is cut off gives its records before, and then the error", async () => {
    const bytes = zstdBytes("level-1.log.zst").subarray(0, -500);
    const texts = [];
    const reading = async () => {
      for await (const { source } of entries(bytes, { file: "cut.log.zst" }))
        for await (const { text } of decrypt(source, { keys, onReject: () => {} })) texts.push(`${text}\n`);
    };
    await assert.rejects(reading(), /ends at offset \d+, within its Zstandard data/);
    assert.ok(lines(3000).startsWith(texts.join("")) && texts.length > 2000, `${texts.length} records`);
  });

  test("what is not unpacked goes to `onError`", async () => {
    const errors = [];
    for await (const _ of entries(zstdBytes("dictionary.log.zst"), {
      file: "x.log.zst",
      onError: (error) => errors.push(error),
    }))
      assert.fail("an entry");
    assert.deepEqual(
      errors.map(({ code, file }) => [code, file]),
      [["ERR_IO", "x.log.zst"]],
    );
    assert.match(errors[0].message, /dictionary, number 4711/);
  });
});
