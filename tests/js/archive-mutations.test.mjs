// Archives of which bytes are changed, cut off, overwritten and moved: what is read of them is what was put in, or
// something is reported. The archives are made by Info-ZIP, GNU tar and Python; the changes are the same in each run.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { before, describe, test } from "node:test";
import zlib from "node:zlib";
import { load } from "../common/modules.mjs";
import { scratch } from "../page/fixtures.mjs";

const [{ entriesOf, kindOf, streamedEntriesOf }, { bytesOf }, { isEntry }, { LogpushError }] = await load([
  "archive/archive",
  "archive/bytes",
  "archive/entry",
  "errors",
]);

/** @typedef {import("../../js/archive/archive.ts").Kind} Kind */
/** @typedef {import("../../js/archive/bytes.ts").Bytes} Bytes */
/** @typedef {import("../../js/archive/bytes.ts").RandomAccess} RandomAccess */
/** @typedef {import("../../js/archive/entry.ts").Found} Found */
/** @typedef {{ texts: { path: string | undefined, text: string }[], reported: (string | undefined)[] }} Read */

/**
 * Node.js' own in the place of the core's. Like it, it gives what comes before damage, and reports that.
 *
 * @type {import("../../js/archive/entry.ts").Unpack}
 */
async function* inflate(slices) {
  const parts = [];
  for await (const slice of slices) parts.push(slice.slice());
  const all = Buffer.concat(parts);
  try {
    yield new Uint8Array(zlib.gunzipSync(all));
  } catch {
    try {
      // Ten bytes of header are before the deflate of every gzip here.
      yield new Uint8Array(zlib.inflateRawSync(all.subarray(10), { finishFlush: zlib.constants.Z_SYNC_FLUSH }));
    } catch {}
    throw new LogpushError({ code: "ERR_GZIP", message: "damaged" });
  }
}

/** Nothing here is in Zstandard. What is taken for it by a changed byte is not. */
const unpackers = {
  inflate,
  // biome-ignore lint/correctness/useYield: it has no text to give.
  zstd: async function* () {
    throw new LogpushError({ code: "ERR_IO", message: "no Zstandard" });
  },
};

/** A path that takes a header of its own in tar. */
const LONG = `b/${"long-".repeat(24)}long.log.gz`;
/** In tar nothing verifies a text that is not in gzip. */
const PLAIN = "b/c.log";
/** @type {Record<string, string>} */
const FILES = {
  "a.log.gz": '{"a":1}\n'.repeat(9),
  [PLAIN]: `{"c":"${"xyz".repeat(190)}"}\n`,
  [LONG]: '{"long":true}\n',
  "b/é – 日本.log.gz": '{"é":2}\n'.repeat(2),
};
const PATHS = Object.keys(FILES);
const SHORT = PATHS.filter((name) => name !== LONG);

const folder = path.join(scratch, "mutated");
before(() => {
  for (const [name, text] of Object.entries(FILES)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), name.endsWith(".gz") ? zlib.gzipSync(text) : text);
  }
});

/** An archive that a program makes of the logs; `{}` stands for it. */
function made(/** @type {string} */ program, /** @type {string[]} */ ...args) {
  const archive = path.join(scratch, "mutated.archive");
  fs.rmSync(archive, { force: true });
  execFileSync(
    program,
    args.map((word) => word.replace("{}", archive)),
    { cwd: folder },
  );
  return new Uint8Array(fs.readFileSync(archive));
}

/** A tar archive of one file, or of none, without the blocks of zeros at its end. */
const tarOf = (/** @type {string[]} */ ...files) =>
  made("tar", "--format=gnu", "-b1", "-cf", "{}", "-T", "/dev/null", ...files).subarray(0, -1024);

const ZIP64 = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as archive:
    for name in sys.argv[2:]:
        with archive.open(name, "w", force_zip64=True) as entry: entry.write(open(name, "rb").read())`;

/** @type {Record<string, { make: () => Bytes, files?: string[] }>} */
const SORTS = {
  "ZIP, deflated": { make: () => made("zip", "-qr", "{}", ...PATHS) },
  "ZIP, stored": { make: () => made("zip", "-q0", "{}", ...PATHS) },
  "ZIP through a pipe, sizes after the data": {
    make: () => made("bash", "-c", 'zip -q - "$@" | cat > "$0"', "{}", ...PATHS),
  },
  ZIP64: { make: () => made("python3", "-c", ZIP64, "{}", ...PATHS) },
  "tar, GNU": { make: () => made("tar", "--format=gnu", "-b1", "-cf", "{}", ...PATHS) },
  "tar, pax": { make: () => made("tar", "--format=pax", "-b1", "-cf", "{}", ...PATHS) },
  "tar, ustar": { make: () => made("tar", "--format=ustar", "-b1", "-cf", "{}", ...SHORT), files: SHORT },
  "tar, as before POSIX": { make: () => made("tar", "--format=v7", "-b1", "-cf", "{}", ...SHORT), files: SHORT },
  "tar in gzip": { make: () => made("tar", "-b1", "-czf", "{}", ...PATHS) },
};

/** Reads of one archive that are far more than it takes: it would go on for ever. */
const MOST_READS = 2000;

/**
 * @param {Bytes} bytes
 * @returns {RandomAccess}
 */
function counted(bytes) {
  let reads = 0;
  return {
    size: bytes.length,
    read: async (start, end) => {
      assert.ok(0 <= start && start <= end && end <= bytes.length, `read from ${start} to ${end}`);
      assert.ok(++reads < MOST_READS, "it is read again and again");
      return bytes.slice(start, end);
    },
  };
}

async function* slicesOf(/** @type {Bytes} */ bytes, /** @type {number} */ size) {
  // One memory for all, as files are read.
  const slice = new Uint8Array(size);
  for (let at = 0; at < bytes.length; at += size) {
    slice.set(bytes.subarray(at, at + size));
    yield slice.subarray(0, Math.min(size, bytes.length - at));
  }
}

/**
 * What comes of slices, and whether something is wrong with them.
 *
 * @param {AsyncIterable<Bytes>} slices
 */
async function collected(slices) {
  const parts = [];
  let failed = false;
  try {
    for await (const part of slices) parts.push(part.slice());
  } catch (error) {
    if (!(error instanceof LogpushError)) throw error;
    failed = true;
  }
  return { bytes: new Uint8Array(Buffer.concat(parts)), failed };
}

/**
 * The bytes of a file in an archive.
 *
 * @param {import("../../js/archive/entry.ts").Content} content
 * @param {RandomAccess} file
 */
function bytesIn(content, file) {
  if (content.kind === "stream") return content.bytes;
  return content.kind === "packed" ? content.unpacked(file) : bytesOf(content.pieces, file);
}

/** Whether a text is lines of JSON: anything else goes to the rejects, and is counted. */
function isLog(/** @type {string} */ text) {
  try {
    for (const line of text.split("\n").slice(0, -1)) JSON.parse(line);
    return text.endsWith("\n");
  } catch {
    return false;
  }
}

/**
 * What is read of an archive: texts, and the paths of which something is reported.
 *
 * @param {AsyncIterable<Found>} found
 * @param {RandomAccess} [file] the archive, if it can be read from anywhere
 * @returns {Promise<Read>}
 */
async function read(found, file = counted(new Uint8Array())) {
  /** @type {Read} */
  const { texts, reported } = { texts: [], reported: [] };
  for await (const each of found) {
    if (!isEntry(each)) {
      reported.push(each.path);
      continue;
    }
    const { path, content } = each;
    const outer = await collected(bytesIn(content, file));
    // A log is read as gzip if it begins as such; what a ZIP archive has deflated is given in this form too.
    const isGzip = outer.bytes[0] === 0x1f && outer.bytes[1] === 0x8b;
    const inner = isGzip ? await collected(inflate(slicesOf(outer.bytes, outer.bytes.length))) : outer;
    const text = Buffer.from(inner.bytes).toString();
    if (outer.failed || inner.failed || !isLog(text)) reported.push(path);
    texts.push({ path, text });
  }
  return { texts, reported };
}

/** What is read of bytes: as a file that can be read from anywhere, or in slices of this size. */
async function readOf(/** @type {Bytes} */ bytes, /** @type {number} */ slice = 0) {
  const kind = await kindOf(bytes.subarray(0, 4096), inflate);
  // It is read as a log then, and its bytes are rejects.
  if (kind === undefined) return { texts: [], reported: [undefined] };
  const file = counted(bytes);
  return slice > 0 && kind.kind !== "zip"
    ? read(streamedEntriesOf(kind, slicesOf(bytes, slice), unpackers))
    : read(entriesOf(kind, file, unpackers), file);
}

/**
 * Asserts that each text is one that was put in, and that none is missing, or that something is reported.
 *
 * @param {Read} read
 * @param {string} what
 * @param {string[]} files
 * @param {boolean} verified Whether the archive has checksums of texts.
 */
function check({ texts, reported }, what, files, verified) {
  const known = new Set(files.map((name) => FILES[name]));
  const isReported = (/** @type {string | undefined} */ path) => [path, undefined].some((of) => reported.includes(of));
  for (const { path, text } of texts)
    assert.ok(
      known.has(text) || isReported(path) || (!verified && path === PLAIN),
      `${what}: ${path} has another text`,
    );
  if (reported.length > 0) return;
  assert.ok(texts.length >= files.length, `${what}: a file is lost`);
  for (const name of verified ? files : files.filter((name) => name !== PLAIN))
    assert.ok(
      texts.some(({ text }) => text === FILES[name]),
      `${what}: ${name} is lost`,
    );
}

/** A small generator of numbers, so that the changes are the same in each run. */
function numbers(/** @type {number} */ seed) {
  let state = BigInt(seed);
  return (/** @type {number} */ limit) => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    return Number(state >> 33n) % limit;
  };
}

/**
 * Bytes with something done to a part of them, which is shorter than a header of tar: nobody sees that a tar archive has one
 * file less, or zeros in the place of one at its end.
 */
function changed(/** @type {Bytes} */ bytes, /** @type {(limit: number) => number} */ below) {
  const [at, to] = [below(bytes.length), below(bytes.length)];
  const length = 1 + below(below(2) === 0 ? 8 : 500);
  const part = bytes.slice(at, at + length);
  const rest = () => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + part.length)]);
  const within = (/** @type {Uint8Array} */ what) => {
    const all = bytes.slice();
    all.set(what.subarray(0, all.length - at), at);
    return all;
  };
  switch (below(6)) {
    case 0:
      return within(new Uint8Array(part.length));
    case 1:
      return within(Uint8Array.from(part, () => below(256)));
    case 2:
      // Another part of the archive: signatures, sizes and headers among them.
      return within(bytes.slice(to, to + part.length));
    case 3:
      return new Uint8Array(rest());
    case 4:
      return new Uint8Array(Buffer.concat([bytes.subarray(0, to), part, bytes.subarray(to)]));
    default: {
      const without = rest();
      const place = to % (without.length + 1);
      return new Uint8Array(Buffer.concat([without.subarray(0, place), part, without.subarray(place)]));
    }
  }
}

for (const [name, { make, files = PATHS }] of Object.entries(SORTS)) {
  const [isZip, verified] = [name.startsWith("ZIP"), !/^tar, /.test(name)];
  describe(name, () => {
    /** @type {Bytes} */
    let archive;
    before(() => {
      archive = make();
    });

    test("is read as it was made", async () => {
      for (const slice of [0, 1, 511, 4096]) {
        const { texts, reported } = await readOf(archive, slice);
        assert.deepEqual(Object.fromEntries(texts.map(({ path, text }) => [path, text])), {
          ...Object.fromEntries(files.map((name) => [name, FILES[name]])),
        });
        assert.deepEqual(reported, []);
      }
    });

    test("with each byte changed", async () => {
      // The directory of ZIP has no checksum, so each of its bits counts.
      const directory = Buffer.from(archive).indexOf("PK\x01\x02");
      const isEach = name === "ZIP, deflated" || name === "ZIP64";
      for (let at = 0; at < archive.length; at++) {
        const bits = isEach && (at < 30 || at >= directory) ? [0, 1, 2, 3, 4, 5, 6, 7] : [(3 * at) % 8];
        for (const bit of bits) {
          const bytes = archive.slice();
          bytes[at] ^= 1 << bit;
          check(await readOf(bytes), `bit ${bit} of byte ${at}`, files, verified);
          if (!isZip && at % 17 === 0)
            check(await readOf(bytes, 1000), `bit ${bit} of byte ${at}, in slices`, files, verified);
        }
      }
    });

    test("cut off at each byte", async () => {
      for (let cut = 0; cut < archive.length; cut += verified ? 1 : 3) {
        const came = await readOf(archive.slice(0, cut));
        check(came, `cut at ${cut}`, files, verified);
        // The blocks of zeros at the end of tar may be fewer.
        if (isZip || cut % 512 > 0) assert.ok(came.reported.length > 0, `cut at ${cut}: nothing is reported`);
      }
    });

    test("with parts overwritten, removed, repeated and moved", async () => {
      const below = numbers(18);
      for (let i = 0; i < 1200; i++) {
        let bytes = changed(archive, below);
        if (verified && below(3) === 0) bytes = changed(bytes.length > 0 ? bytes : archive, below);
        const slice = below(2) * 700;
        check(await readOf(bytes, slice), `change ${i}`, files, verified);
      }
    });
  });
}

/** @template T @param {T[]} list @returns {T[][]} */
const orders = (list) =>
  list.length < 2
    ? [list]
    : list.flatMap((first, at) => orders(list.filter((_, i) => i !== at)).map((rest) => [first, ...rest]));

describe("files in another order", () => {
  const bytesOf = (/** @type {Uint8Array[]} */ parts) => new Uint8Array(Buffer.concat(parts));
  const whole = async (/** @type {Bytes} */ archive, /** @type {string} */ what) => {
    for (const slice of [0, 700]) {
      const came = await readOf(archive, slice);
      check(came, what, PATHS, true);
      assert.deepEqual(came.reported, [], what);
      assert.deepEqual(came.texts.map(({ path }) => path).sort(), [...PATHS].sort(), what);
    }
  };

  test("are those of the archive: tar", async () => {
    const parts = PATHS.map((name) => tarOf(name));
    for (const order of orders(parts)) await whole(bytesOf([...order, new Uint8Array(1024)]), "tar");
  });

  test("are those of the archive: the directory of ZIP", async () => {
    const archive = SORTS["ZIP, deflated"].make();
    const all = Buffer.from(archive);
    const [directory, end] = [all.indexOf("PK\x01\x02"), all.lastIndexOf("PK\x05\x06")];
    const starts = [...all.toString("latin1").matchAll(/PK\x01\x02/g)].map(({ index }) => index);
    const records = starts.map((start, i) => all.subarray(start, starts[i + 1] ?? end));
    for (const order of orders(records))
      await whole(bytesOf([all.subarray(0, directory), ...order, all.subarray(end)]), "ZIP");
  });

  test("several tar archives that were put together are one", async () => {
    const [a, b] = [tarOf(...PATHS.slice(0, 2)), tarOf(...PATHS.slice(2))];
    const filled = new Uint8Array(10240 - (a.length % 10240));
    for (const zeros of [new Uint8Array(1024), filled, bytesOf([filled, new Uint8Array(10240)])])
      await whole(bytesOf([a, zeros, b, new Uint8Array(1024)]), `${zeros.length} zeros`);
    // Where no program puts so many, a file may have been.
    for (const zeros of [512, 1536, 4096]) {
      const came = await readOf(bytesOf([a, new Uint8Array(zeros), b, new Uint8Array(1024)]));
      assert.deepEqual([came.texts.length, came.reported], [PATHS.length, [undefined]], `${zeros} zeros`);
    }
  });

  test("what is said of a file whose header is damaged is not said of the next one", async () => {
    const [long, short] = [tarOf(LONG), tarOf("a.log.gz")];
    // The header of a long path, the path, and the header of the file.
    const header = long.length - 1024;
    long[header] ^= 1;
    const { texts, reported } = await readOf(bytesOf([long, short, new Uint8Array(1024)]));
    assert.deepEqual(texts, [{ path: "a.log.gz", text: FILES["a.log.gz"] }]);
    assert.deepEqual(reported, [undefined]);
  });
});

describe("what is no file", () => {
  test("links, folders and hidden files are passed over, and nothing is reported", async () => {
    for (const [program, ...args] of [
      ["zip", "-qry", "{}", "."],
      ["tar", "-cf", "{}", "."],
    ]) {
      fs.symlinkSync("a.log.gz", path.join(folder, "link.log"));
      fs.writeFileSync(path.join(folder, ".hidden.log"), "no log");
      const archive = made(program, ...args);
      for (const name of ["link.log", ".hidden.log"]) fs.rmSync(path.join(folder, name));
      const { texts, reported } = await readOf(archive);
      assert.deepEqual(texts.map(({ path }) => path?.replace(/^\.\//, "")).sort(), [...PATHS].sort(), program);
      assert.deepEqual(reported, [], program);
    }
  });
});
