// Archives that are cut off at every byte, and what a file is by its first bytes. The archives are made by
// Info-ZIP and GNU tar.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { before, describe, test } from "node:test";
import zlib from "node:zlib";
import { load } from "../common/modules.mjs";
import { scratch } from "../page/fixtures.mjs";

const [{ entriesOf, kindOf, streamedEntriesOf }, { bytesOf, inMemory }, { isEntry }] = await load([
  "archive/archive",
  "archive/bytes",
  "archive/entry",
]);

/** @typedef {import("../../js/archive/bytes.ts").Bytes} Bytes */
/** @typedef {import("../../js/archive/bytes.ts").RandomAccess} RandomAccess */
/** @typedef {import("../../js/archive/entry.ts").Found} Found */
/** @typedef {{ path: string | undefined, failure: { code: string, message: string } }} Reported */
/** @typedef {{ texts: Record<string, string>, reported: Reported[] }} Read */

/**
 * Node.js' own in the place of the core's. Like it, it gives what comes before damage.
 *
 * @type {import("../../js/archive/entry.ts").Unpack}
 */
async function* inflate(slices) {
  const all = [];
  for await (const slice of slices) all.push(slice);
  // Ten bytes of header are before the deflate of every gzip here.
  const text = zlib.inflateRawSync(Buffer.concat(all).subarray(10), { finishFlush: zlib.constants.Z_SYNC_FLUSH });
  if (text.length > 0) yield new Uint8Array(text);
}

/** Nothing here is in Zstandard: that is tests/cli/zstd.test.mjs. */
const unpackers = { inflate, zstd: inflate };

/** @type {Record<string, string>} */
const FILES = { "a.log": '{"a":1}\n'.repeat(9), "b/c.log": `{"c":"${"x".repeat(520)}"}\n`, "b/d.log": "" };

const folder = path.join(scratch, "cut");
const made = (/** @type {string} */ name, /** @type {string} */ program, /** @type {string[]} */ ...args) => {
  const archive = path.join(scratch, name);
  execFileSync(
    program,
    args.map((word) => word.replace("{}", archive)),
    { cwd: folder },
  );
  return new Uint8Array(fs.readFileSync(archive));
};

before(() => {
  for (const [name, text] of Object.entries(FILES)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
});

/**
 * The bytes of a file in an archive.
 *
 * @param {import("../../js/archive/entry.ts").Content} content
 * @param {RandomAccess} file
 */
function contentOf(content, file) {
  if (content.kind === "stream") return content.bytes;
  return content.kind === "packed" ? content.unpacked(file) : bytesOf(content.pieces, file);
}

/**
 * What is read of an archive: text by path, and what is reported.
 *
 * @param {AsyncIterable<Found>} found
 * @param {RandomAccess} file the archive, if it can be read from anywhere
 * @returns {Promise<Read>}
 */
async function read(found, file = inMemory(new Uint8Array())) {
  /** @type {Read} */
  const { texts, reported } = { texts: {}, reported: [] };
  for await (const each of found) {
    if (!isEntry(each)) {
      reported.push(each);
      continue;
    }
    const parts = [];
    try {
      for await (const part of contentOf(each.content, file)) parts.push(part.slice());
    } catch (error) {
      assert.ok(error instanceof Error && "code" in error);
      const { code, message } = error;
      assert.match(String(code), /^ERR_/);
      reported.push({ path: each.path, failure: { code: String(code), message } });
    }
    const bytes = Buffer.concat(parts);
    // A file of a ZIP archive is a gzip member, here of ten bytes and deflate. One that is cut off may end in a part of
    // what ZIP says after it.
    texts[each.path ?? ""] =
      bytes[0] === 0x1f
        ? zlib.inflateRawSync(bytes.subarray(10), { finishFlush: zlib.constants.Z_SYNC_FLUSH }).toString()
        : bytes.toString();
  }
  return { texts, reported };
}

async function* slicesOf(/** @type {Uint8Array} */ bytes, /** @type {number} */ size) {
  // One memory for all, as files are read.
  const slice = new Uint8Array(size);
  for (let at = 0; at < bytes.length; at += size) {
    slice.set(bytes.subarray(at, at + size));
    yield slice.subarray(0, Math.min(size, bytes.length - at));
  }
}

/**
 * Whole files are as they were, and others the beginning of what they were.
 *
 * @param {Read} read
 * @param {string[]} whole
 * @param {string} what
 */
function check({ texts, reported }, whole, what) {
  for (const [name, text] of Object.entries(texts)) assert.ok(FILES[name]?.startsWith(text), `${what}: ${name}`);
  const read = Object.entries(FILES)
    .filter(([name, text]) => texts[name] === text)
    .map(([name]) => name);
  for (const name of whole) assert.ok(read.includes(name), `${what}: ${name} is whole and was not read`);
  if (read.length < Object.keys(FILES).length) assert.ok(reported.length > 0, `${what}: nothing is reported`);
}

const order = ["a.log", "b/c.log", "b/d.log"];

test("the hundredth byte of a path may be a slash", async () => {
  const name = `${"f".repeat(99)}/g.log`;
  fs.mkdirSync(path.join(folder, path.dirname(name)), { recursive: true });
  fs.writeFileSync(path.join(folder, name), "text\n".repeat(300));
  for (const format of ["gnu", "pax", "ustar"]) {
    const file = inMemory(made(`slash-${format}.tar`, "tar", `--format=${format}`, "-cf", "{}", path.dirname(name)));
    const { texts, reported } = await read(entriesOf({ kind: "tar" }, file, unpackers), file);
    assert.deepEqual([texts, reported], [{ [name]: "text\n".repeat(300) }, []], format);
  }
});

describe("archives that are cut off", () => {
  for (const [format, step] of /** @type {[string, number][]} */ ([
    ["gnu", 1],
    ["pax", 5],
    ["ustar", 7],
  ])) {
    test(`tar (${format}), at every ${step === 1 ? "byte" : `byte of ${step}`}, from a file and in slices`, async () => {
      const archive = made(`cut-${format}.tar`, "tar", `--format=${format}`, "-cf", "{}", ...order);
      // Where the content of each ends.
      let at = 0;
      const ends = order.map(
        (name) =>
          (at =
            Math.max(archive.length && Buffer.from(archive).indexOf(FILES[name] || name, at), at) +
            (FILES[name].length || 512)),
      );
      for (let cut = 512; cut <= archive.length; cut += step) {
        // Beyond the last file, what is cut are zeros: some do.
        if (cut > Math.max(...ends) + 600 && cut < archive.length) continue;
        const bytes = archive.subarray(0, cut);
        const whole = order.filter((name, i) => FILES[name] && cut >= ends[i]);
        const file = inMemory(bytes);
        check(await read(entriesOf({ kind: "tar" }, file, unpackers), file), whole, `cut at ${cut}`);
        // Byte by byte takes its time.
        if (cut % 101 !== 0) continue;
        for (const size of [1, 511, 4096])
          check(
            await read(streamedEntriesOf({ kind: "tar" }, slicesOf(bytes, size), unpackers)),
            whole,
            `cut at ${cut}, slices of ${size}`,
          );
      }
    });
  }

  for (const [name, arg] of [
    ["deflated", "-q9"],
    ["stored", "-q0"],
  ]) {
    test(`ZIP, ${name}, at every byte`, async () => {
      const archive = made(`cut-${name}.zip`, "zip", arg, "{}", ...order);
      const headers = [...order.keys()].map(
        (i) =>
          [
            ...Buffer.from(archive)
              .toString("latin1")
              .matchAll(/PK\x03\x04/g),
          ][i].index,
      );
      const ends = [...headers.slice(1), Buffer.from(archive).indexOf("PK\x01\x02")];
      for (let cut = 4; cut <= archive.length; cut++) {
        const file = inMemory(archive.subarray(0, cut));
        const whole = order.filter((_, i) => cut >= ends[i]);
        const came = await read(entriesOf({ kind: "zip" }, file, unpackers), file);
        check(came, whole, `cut at ${cut}`);
        if (cut < archive.length) assert.ok(came.reported.length > 0, `cut at ${cut}: nothing is reported`);
      }
    });
  }

  test("ZIP through a pipe, whose sizes come after the data, at every byte", async () => {
    const archive = made("cut-pipe.zip", "bash", "-c", `zip -q - ${order.slice(0, 2).join(" ")} | cat > "$0"`, "{}");
    const ends = [
      ...Buffer.from(archive)
        .toString("latin1")
        .matchAll(/PK\x07\x08/g),
    ].map(({ index }) => index + 16);
    for (let cut = 4; cut <= archive.length; cut++) {
      const file = inMemory(archive.subarray(0, cut));
      const came = await read(entriesOf({ kind: "zip" }, file, unpackers), file);
      if (cut < archive.length) assert.ok(came.reported.length > 0, `cut at ${cut}: nothing is reported`);
      check(
        { ...came, texts: { ...came.texts, "b/d.log": "" } },
        order.slice(0, 2).filter((_, i) => cut >= ends[i]),
        `cut at ${cut}`,
      );
    }
  });

  test("tar with a header that is damaged, at every bit of what matters", async () => {
    const archive = made("damaged.tar", "tar", "-cf", "{}", ...order);
    const second = Buffer.from(archive).indexOf("b/c.log");
    for (let at = second; at < second + 345; at++) {
      const bytes = archive.slice();
      bytes[at] ^= 1;
      const file = inMemory(bytes);
      const { texts, reported } = await read(entriesOf({ kind: "tar" }, file, unpackers), file);
      assert.deepEqual([texts["a.log"], texts["b/d.log"]], [FILES["a.log"], FILES["b/d.log"]], `byte ${at}`);
      assert.ok(reported.length === 1 || texts["b/c.log"] === FILES["b/c.log"], `byte ${at}: nothing is reported`);
    }
  });
});

describe("what a file is", () => {
  const kind = async (/** @type {Uint8Array} */ bytes) => (await kindOf(new Uint8Array(bytes), inflate))?.kind;
  test("is detected by its first bytes, whatever its name", async () => {
    const tar = made("kind.tar", "tar", "-cf", "{}", ...order);
    assert.equal(await kind(tar), "tar");
    assert.equal(await kind(made("v7.tar", "tar", "--format=v7", "-cf", "{}", ...order)), "tar");
    assert.equal(await kind(made("kind.zip", "zip", "-q", "{}", ...order)), "zip");
    assert.equal(await kind(zlib.gzipSync(tar)), "tar.gz");
    for (const log of ['{"a":1}\n', "", "PK", `{"ustar":${"1".repeat(600)}}`, "x".repeat(512), "\0".repeat(1024)]) {
      assert.equal(await kind(Buffer.from(log)), undefined, log.slice(0, 20));
      assert.equal(await kind(zlib.gzipSync(log)), undefined, log.slice(0, 20));
    }
    for (const [bytes, expected] of [
      ["28b52ffd", "zstd"],
      ["502a4d18", "zstd"],
      ["5f2a4d18", "zstd"],
      ["602a4d18", undefined],
      ["184d2a50", undefined],
      ["28b52ffc", undefined],
    ])
      assert.equal(await kind(Buffer.from(`${bytes}00000000`, "hex")), expected, bytes);
  });
});
