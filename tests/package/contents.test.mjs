// What is published: its files, its size, its manifest and its types.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { app, installed, pack, printed, tool, top } from "./packed.mjs";

const { archive, files } = pack();

/** The most bytes that the modules which read bodies may have as gzip, prices included. */
const MODULES = { "conversation.wasm": 122_880, "filter.wasm": 190_000 };

/** The module for Zstandard must be smaller than that, in bytes as they are. */
const ZSTD_MODULE = 60_000;

/**
 * The most bytes that the archive may have; and, each file as gzip, what a program loads that only decrypts. The inline
 * entry has the modules for every engine in one file, in base64.
 */
const LIMITS = { all: 2_000_000, program: 420_000, inline: 470_000 };

/** A script, what it imports or refers to by a path, and what that does in turn. */
function loaded(name, found = new Set()) {
  if (found.has(name)) return found;
  found.add(name);
  if (!name.endsWith(".js")) return found;
  const text = fs.readFileSync(path.join(installed, name), "utf8");
  // A module's own import has such a name too, and is no file.
  // What is imported by a call is loaded when it is needed: the filter module.
  for (const [, other] of text.matchAll(/(?<!\bimport\()["']\.\/([\w-]+\.(?:js|wasm))["']/g))
    if (files.includes(other)) loaded(other, found);
  return found;
}

/** A program in TypeScript that uses all of the interface. */
const PROGRAM = `
import { type AnyCryptoKey, decrypt, type DecryptOptions, DecryptStream, generateKeyPair, type LogpushRecord, LogpushError, PrivateKey } from "logpush-decrypt";
import { type ArchiveEntry, entries } from "logpush-decrypt/archive";
import { type Conversation, type Cost, estimateCost, readConversation } from "logpush-decrypt/conversation";
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
    const conversation: Conversation = readConversation({ provider: "openai", request: "{}", response: null });
    const cost: Cost | undefined = estimateCost(conversation, { cached: false, prices: {} });
    texts.push(conversation.messages?.[0]?.text ?? "", String(cost?.usd));
    for await (const { text } of decrypt(file, { keys, where: "status:200 tokens:>10" })) texts.push(text);
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
    const expected = fs
      .readFileSync(path.join(import.meta.dirname, "files.txt"), "utf8")
      .trim()
      .split("\n");
    assert.deepEqual(files, expected);
  });

  test("is no larger than it may be", () => {
    const { size } = fs.statSync(archive);
    console.log(`the archive has ${size} bytes`);
    assert.ok(size <= LIMITS.all, `${size} bytes, more than ${LIMITS.all}`);
  });

  for (const entry of ["web.js", "node.js", "workerd.js", "inline.js"]) {
    test(`a program that only decrypts loads no more than it may, by ${entry}`, () => {
      const sizes = new Map(
        [...loaded(entry)]
          .sort()
          .map((file) => [file, gzipSync(fs.readFileSync(path.join(installed, file)), { level: 9 }).length]),
      );
      // Of the kernels one is loaded (js/kernel-modules.ts).
      const kernels = [...sizes.keys()].filter((file) => /^kernel-.*\.wasm$/.test(file));
      const [, ...others] = kernels.sort((a, b) => (sizes.get(b) ?? 0) - (sizes.get(a) ?? 0));
      for (const file of others) sizes.delete(file);
      const bytes = [...sizes.values()].reduce((sum, size) => sum + size, 0);
      console.log(`${entry} loads ${bytes} bytes as gzip: ${[...sizes.keys()].join(", ")}`);
      const expected = { "inline.js": [], "workerd.js": ["kernel-relaxed-simd.wasm"] }[entry] ?? [
        "kernel-relaxed-simd.wasm",
        "kernel-simd.wasm",
      ];
      assert.deepEqual(kernels.sort(), expected);
      assert.equal(sizes.has("core.wasm"), entry !== "inline.js");
      assert.ok(
        !sizes.has("cli.js") &&
          !sizes.has("page.html.br") &&
          !sizes.has("conversation.wasm") &&
          !sizes.has("filter.wasm") &&
          !sizes.has("zstd.wasm"),
      );
      const limit = entry === "inline.js" ? LIMITS.inline : LIMITS.program;
      assert.ok(bytes <= limit, `${bytes} bytes, more than ${limit}`);
    });
  }

  for (const [name, limit] of Object.entries(MODULES)) {
    test(`has a ${name} that is no larger than it may be`, () => {
      const bytes = gzipSync(fs.readFileSync(path.join(installed, name)), { level: 9 }).length;
      console.log(`${name} has ${bytes} bytes as gzip`);
      assert.ok(bytes <= limit, `${bytes} bytes, more than ${limit}`);
    });
  }

  test("has a module for Zstandard that is smaller than it must be", () => {
    const { size } = fs.statSync(path.join(installed, "zstd.wasm"));
    console.log(`zstd.wasm has ${size} bytes`);
    assert.ok(size < ZSTD_MODULE, `${size} bytes, and not less than ${ZSTD_MODULE}`);
  });

  test("has scripts whose lines can be read, so that errors in them can be read", () => {
    // The inline entry holds modules as text.
    for (const file of files.filter((file) => file.endsWith(".js") && !file.startsWith("inline"))) {
      const longest = Math.max(
        ...fs
          .readFileSync(path.join(installed, file), "utf8")
          .split("\n")
          .map((line) => line.length),
      );
      assert.ok(longest <= 1000, `${file} has a line of ${longest} characters`);
    }
  });

  test("has the crate's version, and depends on nothing", () => {
    const manifest = JSON.parse(fs.readFileSync(path.join(installed, "package.json"), "utf8"));
    const [, version] = /^version = "(.*)"$/m.exec(fs.readFileSync(path.join(top, "Cargo.toml"), "utf8")) ?? [];
    assert.equal(manifest.version, version);
    for (const kind of ["dependencies", "optionalDependencies", "peerDependencies"])
      assert.equal(manifest[kind], undefined);
  });

  test("is what publint asks for", () => printed(process.execPath, [tool(".bin/publint"), "run", archive, "--strict"]));

  test("has types that resolve", () =>
    printed(process.execPath, [
      tool(".bin/attw"),
      archive,
      "--profile",
      "esm-only",
      "--exclude-entrypoints",
      "core.wasm",
      "conversation.wasm",
      "filter.wasm",
      "kernel-relaxed-simd.wasm",
      "kernel-simd.wasm",
      "zstd.wasm",
    ]));

  for (const [name, settings] of [
    ["with the browsers' library", ["--lib", "es2022,dom,dom.asynciterable", "--types", ""]],
    [
      "with that of Node.js",
      ["--lib", "es2022", "--types", "node", "--typeRoots", path.join(top, "node_modules/@types")],
    ],
  ]) {
    for (const resolution of ["bundler", "nodenext"]) {
      test(`has types that a strict program takes, ${name}, resolved as ${resolution} does`, async () => {
        fs.writeFileSync(path.join(app, "program.ts"), PROGRAM);
        const strict = [
          "--strict",
          "--exactOptionalPropertyTypes",
          "--noUncheckedIndexedAccess",
          "--noEmit",
          "--target",
          "es2022",
        ];
        const modules = [
          "--module",
          resolution === "bundler" ? "esnext" : "nodenext",
          "--moduleResolution",
          resolution,
        ];
        await printed(process.execPath, [
          path.join(top, "node_modules/typescript/bin/tsc"),
          "program.ts",
          ...strict,
          ...modules,
          ...settings,
        ]);
      });
    }
  }
});
