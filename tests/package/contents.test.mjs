// What is published: its files, its size, its manifest and its types.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { app, installed, pack, printed, tool, top } from "./packed.mjs";

const { archive, files } = pack();

/** The most that the archive may weigh, in bytes; and without what no program loads that only decrypts: the page, the inline entry, the tool, and what reads archives. */
const LIMITS = { all: 2_000_000, program: 420_000 };

/** A program in TypeScript that uses all of the interface. */
const PROGRAM = `
import { type AnyCryptoKey, decrypt, type DecryptOptions, DecryptStream, generateKeyPair, type LogpushRecord, LogpushError, PrivateKey } from "logpush-decrypt";
import { type ArchiveEntry, entries } from "logpush-decrypt/archive";
import { decrypt as decryptInline } from "logpush-decrypt/inline";

export async function use(file: Blob, stream: ReadableStream<Uint8Array>, bytes: AsyncIterable<Uint8Array>, cryptoKey: AnyCryptoKey): Promise<string[]> {
  const keys: PrivateKey[] = [await PrivateKey.import("text", { passphrase: "x" }), await PrivateKey.import(cryptoKey), await PrivateKey.import({ kty: "RSA", n: "" })];
  const { privatePem, publicPem, fingerprint }: { privatePem: string; publicPem: string; fingerprint: string } = await generateKeyPair({ bits: 4096 });
  const options: DecryptOptions = { keys, body: "json", concurrency: 2, engine: "wasm", onProgress: ({ bytes, records }) => bytes + records, onReject: async ({ line }) => void line };
  const texts: string[] = [privatePem, publicPem, fingerprint, String(keys[0]?.bits), keys[0]?.publicPem() ?? ""];
  try {
    for (const source of [file, stream, bytes, new Uint8Array()]) {
      for await (const record of decrypt(source, options)) {
        const { line, text, value, errors }: LogpushRecord = record;
        texts.push(text, String(line), String(value["Model"]), ...errors.map(({ code, field }) => code + field));
      }
    }
    for await (const entry of entries(file, { file: "day.zip", onError: ({ code }) => void texts.push(code) })) {
      const { path, source }: ArchiveEntry = entry;
      for await (const { text } of decrypt(source, { keys, file: path })) texts.push(text);
    }
    for await (const { text } of decryptInline(file, { keys })) texts.push(text);
    for await (const _chunk of stream.pipeThrough(new DecryptStream({ keys }))) texts.push("");
  } catch (error) {
    if (error instanceof LogpushError && error.code === "ERR_ABORTED") texts.push(error.file ?? "", String(error.line), String(error.cause));
  }
  // @ts-expect-error: a key is made by import alone
  new PrivateKey();
  // @ts-expect-error: there is no such body
  decrypt(file, { keys, body: "xml" });
  // @ts-expect-error: without keys nothing can be opened
  decrypt(file, {});
  return texts;
}
`;

describe("what is published", () => {
  test("is exactly this", () => {
    const expected = fs.readFileSync(path.join(import.meta.dirname, "files.txt"), "utf8").trim().split("\n");
    assert.deepEqual(files, expected);
  });

  test("is no larger than it may be", () => {
    const { size } = fs.statSync(archive);
    const without = ["index.html", "inline.js", "cli.js", "archive*.js"].flatMap((name) => ["--exclude", `./${name}`]);
    const program = gzipSync(execFileSync("tar", ["-cf", "-", ...without, "-C", installed, "."], { maxBuffer: 1 << 26 }), { level: 9 }).length;
    console.log(`the archive has ${size} bytes; what a program loads that only decrypts would have ${program}`);
    assert.ok(size <= LIMITS.all, `${size} bytes, more than ${LIMITS.all}`);
    assert.ok(program <= LIMITS.program, `${program} bytes, more than ${LIMITS.program}`);
  });

  test("has the crate's version, and depends on nothing", () => {
    const manifest = JSON.parse(fs.readFileSync(path.join(installed, "package.json"), "utf8"));
    const [, version] = /^version = "(.*)"$/m.exec(fs.readFileSync(path.join(top, "Cargo.toml"), "utf8"));
    assert.equal(manifest.version, version);
    for (const kind of ["dependencies", "optionalDependencies", "peerDependencies"]) assert.equal(manifest[kind], undefined);
  });

  test("is what publint asks for", () => printed(process.execPath, [tool(".bin/publint"), "run", archive, "--strict"]));

  test("has types that resolve", () => printed(process.execPath, [tool(".bin/attw"), archive, "--profile", "esm-only", "--exclude-entrypoints", "core.wasm", "kernel-relaxed-simd.wasm", "kernel-simd.wasm"]));

  for (const [name, settings] of [
    ["with the browsers' library", ["--lib", "es2022,dom,dom.asynciterable", "--types", ""]],
    ["with that of Node.js", ["--lib", "es2022", "--types", "node", "--typeRoots", path.join(top, "node_modules/@types")]],
  ]) {
    for (const resolution of ["bundler", "nodenext"]) {
      test(`has types that a strict program takes, ${name}, resolved as ${resolution} does`, async () => {
        fs.writeFileSync(path.join(app, "program.ts"), PROGRAM);
        const strict = ["--strict", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess", "--noEmit", "--target", "es2022"];
        const modules = ["--module", resolution === "bundler" ? "esnext" : "nodenext", "--moduleResolution", resolution];
        await printed(process.execPath, [path.join(top, "node_modules/typescript/bin/tsc"), "program.ts", ...strict, ...modules, ...settings]);
      });
    }
  }
});
