// The fixtures, and files that are sealed on the spot.
import crypto from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import zlib from "node:zlib";

export const top = path.resolve(import.meta.dirname, "../..");
export const page = path.join(top, "dist/index.html");
const fixtures = path.join(top, "tests/fixtures");
/** The document in the frame of the built page. */
export function insidePage() {
  const [, quoted = ""] = / srcdoc='(<[^']*)'/.exec(fs.readFileSync(page, "utf8")) ?? [];
  return quoted.replaceAll("&#39;", "'").replaceAll("&amp;", "&");
}
/** @param {string} name */
export const keyFile = (name) => path.join(fixtures, "keys", name);
/** @param {string} name */
export const logFile = (name) => path.join(fixtures, `${name}.log.gz`);

/**
 * A file to be opened: its keys, and what must come of it.
 *
 * @typedef {{
 *   name: string, keys: string[], body: "text" | "json", output: Buffer, rejects: Buffer,
 *   records: number, opened: number, sealed: number, rejected: number,
 *   errors: { line?: number, field?: string, code: string, offset?: number }[], warnings: { offset: number }[],
 *   longReject?: { bytes: number, sha256: string },
 * }} Fixture
 */

/**
 * A fixture's keys and counts, and the bytes that must come out.
 *
 * @param {string} name
 * @returns {Fixture}
 */
export const fixture = (name) => ({
  name,
  ...JSON.parse(fs.readFileSync(path.join(fixtures, `${name}.json`), "utf8")),
  output: fs.readFileSync(path.join(fixtures, `${name}.ndjson`)),
  rejects: fs.readFileSync(path.join(fixtures, `${name}.rejects`)),
});

const names = fs
  .readdirSync(fixtures)
  .flatMap((name) => (name.endsWith(".log.gz") ? [name.slice(0, -".log.gz".length)] : []));
/** All but those with a setting that the page does not have, and the long line, which is a test of its own. */
export const opened = names.map(fixture).filter(({ body, longReject }) => body === "text" && !longReject);

/** A folder for what the tests make. */
export const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "logpush-page-"));

/**
 * Seals texts as AI Gateway does, by node:crypto, each under an AES key of its own: gives the envelope as JSON.
 *
 * @param {string} keyName
 * @returns {(text: string | Buffer) => string}
 */
export function sealer(keyName) {
  const publicKey = crypto.createPublicKey(fs.readFileSync(keyFile(keyName)));
  return (text) => {
    const [key, iv] = [crypto.randomBytes(32), crypto.randomBytes(12)];
    const cipher = crypto.createCipheriv("aes-256-gcm", key, iv);
    const data = Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]);
    const wrapped = crypto.publicEncrypt({ key: publicKey, oaepHash: "sha256" }, key);
    return JSON.stringify({
      type: "encrypted",
      key: wrapped.toString("base64"),
      iv: iv.toString("base64"),
      data: data.toString("base64"),
    });
  };
}

/** With this key decrypting many records takes long enough to be stopped, and no longer. */
export const KEY_OF_MANY = "rsa3072.pem";

/**
 * A file of so many records, each with keys of its own, sealed by node:crypto for a key. The same file each time.
 *
 * @param {number} count
 * @param {string} key
 */
export function manyRecords(count, key = "rsa4096.pem") {
  const file = path.join(scratch, `many-${count}-${key}.log.gz`);
  if (fs.existsSync(file)) return file;
  const seal = sealer(key);
  const line = (/** @type {number} */ i) =>
    `{"StatusCode":200,"RequestBody":${seal(`question ${i}`)},"ResponseBody":${seal(`answer ${i}`)}}\n`;
  fs.writeFileSync(file, zlib.gzipSync(Array.from({ length: count }, (_, i) => line(i)).join("")));
  return file;
}

/**
 * Writes records as a gzip file of this name, in a folder of its own: their sealed fields by `sealer`, the others as JSON.
 *
 * @param {string} folder
 * @param {string} name
 * @param {string[]} records
 */
export function writeLogs(folder, name, records) {
  const file = path.join(scratch, folder, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, zlib.gzipSync(records.map((record) => `${record}\n`).join("")));
  return file;
}
