// Files whose records are not one a line, or not in one piece of gzip or UTF-8: made by node:crypto and node:zlib when a
// test asks for them, with what must come out of each. They have the members of the fixtures (see tests/fixtures).
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import zlib from "node:zlib";

/** @typedef {import("./page/fixtures.mjs").Fixture & { log: Buffer }} Form */

const keyFile = (/** @type {string} */ name) => path.join(import.meta.dirname, "fixtures/keys", `${name}.pem`);
const publicKeys = Object.fromEntries(
  ["rsa2048", "other2048"].map((name) => [name, crypto.createPublicKey(fs.readFileSync(keyFile(name)))]),
);

/**
 * An envelope around a text, sealed for the key of this name.
 *
 * @param {string} text
 */
function seal(text, keyName = "rsa2048") {
  const [key, iv] = [crypto.randomBytes(32), crypto.randomBytes(12)];
  const cipher = crypto.createCipheriv("aes-256-gcm", key, iv);
  const data = Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]);
  const wrapped = crypto.publicEncrypt({ key: publicKeys[keyName], oaepHash: "sha256" }, key);
  return {
    type: "encrypted",
    key: wrapped.toString("base64"),
    iv: iv.toString("base64"),
    data: data.toString("base64"),
  };
}

/**
 * A record as it is stored and as it must come out: with so many spaces, within something else, and with the envelope
 * written in another way.
 *
 * @typedef {{ indent?: number, wrap?: (record: object) => object, write?: (envelope: object) => unknown }} Style
 *
 * @param {string} text
 * @param {Style} style
 */
function record(text, { indent, wrap = (value) => value, write = (value) => value } = {}) {
  const stored = (/** @type {unknown} */ body) =>
    JSON.stringify(wrap({ Model: "Größe 東京 🗼", RequestBody: body, StatusCode: 200 }), null, indent);
  // Line breaks between tokens are taken out, and nothing else.
  return { sealed: stored(write(seal(text))), opened: stored(text).replaceAll("\n", "") };
}

/** A record that stays as it is: it is sealed for another key. */
function foreign() {
  const sealed = JSON.stringify({ RequestBody: seal("not for this key", "other2048") });
  return { sealed, opened: sealed };
}

const TEXTS = ["first", 'second: "quotes", \\ and\nlines', "third 🗼"];
/** @typedef {{ sealed: string, opened: string }} Record */

/** @param {Style} [options] */
const three = (options) => TEXTS.map((text) => record(text, options));
/** @param {Record[]} records */
const sealed = (records) => records.map(({ sealed }) => sealed);
/** @param {string[]} texts */
const lines = (texts) => texts.map((text) => `${text}\n`).join("");
/** @param {Buffer} bytes */
const swapped = (bytes) => Buffer.from(bytes).swap16();

/**
 * What is said of a form of `records`: all of their fields open, unless it says otherwise.
 *
 * @typedef {{ rejects?: string | Buffer, rejected?: number, errors?: Form["errors"], sealed?: number,
 *   warnings?: Form["warnings"] }} Otherwise
 *
 * @param {string} name
 * @param {string | Buffer} stored
 * @param {Pick<Record, "opened">[]} records
 * @param {Otherwise} otherwise
 * @returns {Form}
 */
function form(name, stored, records, { rejects = "", rejected = 0, errors = [], sealed = 0, warnings = [] } = {}) {
  return {
    name,
    keys: ["rsa2048"],
    body: "text",
    log: bytesOf(stored),
    output: Buffer.from(lines(records.map(({ opened }) => opened))),
    rejects: bytesOf(rejects),
    records: records.length,
    opened: records.length - sealed,
    sealed,
    rejected,
    errors,
    warnings,
  };
}

/** @param {string | Buffer} text */
const bytesOf = (text) => (typeof text === "string" ? Buffer.from(text) : text);

/**
 * Text as it is, and in gzip.
 *
 * @param {string} name
 * @param {string | Buffer} stored
 * @param {[Record[], Otherwise?]} expected
 */
function text(name, stored, ...expected) {
  return [form(`${name}, as text`, stored, ...expected), form(`${name}, in gzip`, zlib.gzipSync(stored), ...expected)];
}

/** The forms of JSON. */
function json() {
  const [plain, pretty, info] = [three(), three({ indent: 2 }), three({ wrap: (info) => ({ info }) })];
  const strings = three({ write: (envelope) => JSON.stringify(envelope) });
  const [a, b, c] = sealed(plain);
  const mixed = [plain[0], foreign(), plain[2]];
  return [
    ...text("an array on one line", `[${sealed(plain)}]`, plain),
    ...text("an array, a record a line", `[\n${sealed(plain).join(",\n")}\n]\n`, plain),
    ...text("an array over many lines", `[\n${sealed(pretty).join(",\n")}\n]\n`, pretty),
    ...text("Logpush's nested events", `{"events":[${sealed(info).map((each) => `\n  ${each}`)}\n]}\n`, info),
    ...text("a batch wrapper on one line", `{"Records": [${sealed(plain).join(" , ")}] }\n`, plain),
    ...text("records over many lines", lines(sealed(pretty)), pretty),
    ...text("records over many lines, without line ends between them", sealed(pretty).join(""), pretty),
    ...text("several records on a line", `${a}${b} ${c}\n`, plain),
    ...text("CRLF, a byte-order mark and blank lines", `\ufeff\r\n${a}\r\n\r\n${b}\r\n \r\n${c}`, plain),
    ...text("envelopes in strings", lines(sealed(strings)), strings),
    ...text("a record of another key in an array", `[\n${sealed(mixed).join(",\n")}\n]\n`, mixed, {
      sealed: 1,
      errors: [{ line: 3, field: "RequestBody", code: "ERR_UNWRAP" }],
    }),
  ];
}

/** UTF-16, as tools of Windows write it. */
function utf16() {
  const records = three();
  const stored = `${lines(sealed(records))}`;
  const little = Buffer.from(`\ufeff${stored}`, "utf16le");
  const crlf = Buffer.from(`\ufeff${stored.replaceAll("\n", "\r\n")}`, "utf16le");
  return [
    ...text("UTF-16, little-endian", little, records),
    ...text("UTF-16, big-endian", swapped(little), records),
    ...text("UTF-16 with CRLF", crlf, records),
    ...text("UTF-16 without its mark", little.subarray(2), records),
    ...text("an array in UTF-16", Buffer.from(`\ufeff[${sealed(records)}]`, "utf16le"), records),
  ];
}

/** Files that were joined or filled up. */
function joined() {
  const records = three();
  const [a, b, c] = sealed(records).map((each) => `${each}\n`);
  const [first, second, third] = [a, b, c].map((each) => zlib.gzipSync(each));
  const zeros = Buffer.alloc(64);
  const [feed, words] = [Buffer.from("\r\n"), Buffer.from("-- next part --\n")];
  /** What is said of bytes that are no gzip. */
  const noGzip = (/** @type {Buffer[]} */ ...before) => ({ code: "ERR_GZIP", offset: Buffer.concat(before).length });
  const noRecord = (/** @type {number} */ line) => ({ line, code: "ERR_JSON" });
  return [
    form("gzip members with zeros between them", Buffer.concat([first, zeros, second, zeros, third, zeros]), records),
    form("gzip members with line ends between them", Buffer.concat([first, feed, second, feed, third]), records, {
      errors: [noGzip(first), noGzip(first, feed, second)],
    }),
    form("gzip, then text", Buffer.concat([first, Buffer.from(b + c)]), records, { errors: [noGzip(first)] }),
    form("gzip members with words between them", Buffer.concat([first, words, second, third]), records, {
      rejects: words,
      rejected: 1,
      errors: [noGzip(first), noRecord(2)],
    }),
    ...text("zeros before the first record", Buffer.concat([zeros, Buffer.from(`\n${a}${b}${c}`)]), records, {
      rejects: Buffer.concat([zeros, Buffer.from("\n")]),
      rejected: 1,
      errors: [noRecord(1)],
    }),
    ...text("an array with a number in it", `[${a},\n42,\n${b},${c}]`, records, {
      rejects: "42\n",
      rejected: 1,
      errors: [noRecord(3)],
    }),
  ];
}

/** Forms with so many records that a file has places within it where reading can begin. */
function many() {
  const records = Array.from({ length: 24 }, (_, i) => record(`text ${i}`));
  // Blocks of deflate that are as short as they come.
  const short = (/** @type {string | Buffer} */ stored) => zlib.gzipSync(stored, { memLevel: 1 });
  const array = `{"events":[\n${sealed(records).join(",\n")}\n]}\n`;
  return [
    form("many records in a batch wrapper, as text", array, records),
    form("many records in a batch wrapper, in short blocks", short(array), records),
    form("many records in an array on one line, in short blocks", short(`[${sealed(records)}]`), records),
    form(
      "many records over many lines, in short blocks",
      short(lines(sealed(records).map((each) => JSON.stringify(JSON.parse(each), null, 1)))),
      records.map(({ opened }) => ({
        opened: JSON.stringify(JSON.parse(opened), null, 1).replaceAll("\n", ""),
      })),
    ),
    form("many records, in members", Buffer.concat(sealed(records).map((each) => zlib.gzipSync(`${each}\n`))), records),
    form(
      "many records in UTF-16, in short blocks",
      short(Buffer.from(`\ufeff${lines(sealed(records))}`, "utf16le")),
      records,
    ),
  ];
}

/** All of them. */
export const forms = () => [...json(), ...utf16(), ...joined(), ...many()];
