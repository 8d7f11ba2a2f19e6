// Files to open: gzip NDJSON of records as AI Gateway exports them, sealed by node:crypto.
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import zlib from "node:zlib";

export const top = path.resolve(import.meta.dirname, "..");
export const keyFile = path.join(top, "tests/fixtures/keys/rsa4096.pem");
const publicKey = crypto.createPublicKey(fs.readFileSync(keyFile));
const folder = path.join(top, "target/bench");

const wrap = (key) => crypto.publicEncrypt({ key: publicKey, oaepHash: "sha256" }, key).toString("base64");

/** Seals the texts of one record, which have a content key and its wrapped form in common. */
export function sealer() {
  const key = crypto.randomBytes(32);
  const wrapped = wrap(key);
  return (text) => seal(text, key, wrapped);
}

function seal(text, key, wrapped) {
  const iv = crypto.randomBytes(12);
  const cipher = crypto.createCipheriv("aes-256-gcm", key, iv);
  const data = Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]).toString("base64");
  return `{"type":"encrypted","key":"${wrapped}","iv":"${iv.toString("base64")}","data":"${data}"}`;
}

/** A text of so many bytes, which like JSON in logs has something to escape. */
const body = (bytes) =>
  JSON.stringify({
    messages: [{ role: "user", content: "Why is the sky blue?\n".repeat(Math.ceil(bytes / 22)) }],
  }).slice(0, bytes);

/**
 * One record. `kind` says what its three fields have in common: nothing (`distinct`), the AES key (`content-key`),
 * the AES key and its wrapped form (`wrapped-key`), or the wrapped form in all records (`one-key`).
 */
function record(kind, bodyBytes, shared) {
  const fresh = () => {
    const key = crypto.randomBytes(32);
    return { key, wrapped: wrap(key) };
  };
  const first = kind === "one-key" ? shared : fresh();
  const another =
    { distinct: fresh, "content-key": () => ({ key: first.key, wrapped: wrap(first.key) }) }[kind] ?? (() => first);
  const text = body(bodyBytes);
  const [metadata, request, response] = [
    [`{"user":"42"}`, first],
    [text, another()],
    [text, another()],
  ].map(([content, { key, wrapped }]) => seal(content, key, wrapped));
  return `{"Cached":false,"Endpoint":"v1/chat/completions","Gateway":"bench","Metadata":${metadata},"Model":"gpt-4o-mini","Provider":"openai","RateLimited":false,"RequestBody":${request},"ResponseBody":${response},"StatusCode":200}\n`;
}

/** Records with one text under RSA alone (the envelopes of 2024), which is never remembered. */
export const rsaOnly = (records) =>
  Array.from({ length: records }, (_, i) => `{"Body":{"data":"${wrap(Buffer.from(String(i).padStart(32, "x")))}"}}`);

/** Lines of so many records. */
export function ndjson(kind, records, bodyBytes = 1500) {
  const key = crypto.randomBytes(32);
  const shared = { key, wrapped: wrap(key) };
  return Array.from({ length: records }, () => record(kind, bodyBytes, shared)).join("");
}

/** A file of so many records, made once. */
export function file(kind, records, bodyBytes = 1500) {
  const made = path.join(folder, `${kind}-${records}-${bodyBytes}.log.gz`);
  if (!fs.existsSync(made)) {
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(made, zlib.gzipSync(ndjson(kind, records, bodyBytes)));
  }
  return made;
}

/** Wrapped keys as RSA-4096 makes them, which nobody can open: no file of these is opened. */
const WRAPPED = 1000;

/**
 * Records as a busy day leaves them, in so many files: three sealed fields each, an id of its own, a few thousand users.
 * Made once. Their envelopes have the shape of real ones and hold random bytes.
 */
export async function manyFiles(files, recordsEach) {
  const made = path.join(folder, `sealed-${files}-${recordsEach}`);
  const providers = ["openai", "anthropic", "workers-ai", "google-ai-studio"];
  const paths = Array.from({ length: files }, (_, file) => {
    const [begin, end] = [0, 6].map((after) =>
      new Date(Date.UTC(2026, 3, 18) + (file * 8 + after) * 1000).toISOString().replace(/[-:]|\.000/g, ""),
    );
    return path.join(made, `${begin}_${end}_${String(file).padStart(8, "0")}.log.gz`);
  });
  if (fs.existsSync(made)) return paths;
  fs.mkdirSync(`${made}.new`, { recursive: true });
  const wrapped = Array.from({ length: WRAPPED }, () => crypto.randomBytes(512).toString("base64"));
  const random = crypto.randomBytes(1 << 16).toString("base64");
  let next = 0;
  const sealed = (bytes) => {
    const iv = Buffer.alloc(12);
    iv.writeUInt32LE(next++);
    const at = (next * 7919) % (random.length - 400);
    return `{"type":"encrypted","key":"${wrapped[next % WRAPPED]}","iv":"${iv.toString("base64")}","data":"${random.slice(at, at + 4 * Math.ceil(bytes / 3))}"}`;
  };
  for (const [file, each] of paths.entries()) {
    const line = (i) => {
      const record = file * recordsEach + i;
      return `{"Cached":${record % 6 === 0},"Endpoint":"v1/chat/completions","Gateway":"g${record % 3}","Id":"01K${record.toString(36).padStart(8, "0")}","Metadata":${sealed(48)},"Model":"model ${(file * 7 + i) % 40}","Provider":"${providers[record % 4]}","RateLimited":false,"RequestBody":${sealed(180)},"ResponseBody":${sealed(180)},"StatusCode":${record % 25 === 0 ? 429 : 200},"User":"user ${(record * 7919) % 4000}"}\n`;
    };
    const text = Array.from({ length: recordsEach }, (_, i) => line(i)).join("");
    fs.writeFileSync(path.join(`${made}.new`, path.basename(each)), zlib.gzipSync(text, { level: 1 }));
  }
  fs.renameSync(`${made}.new`, made);
  return paths;
}

/**
 * A file of one gzip member that inflates to so many bytes or a little more. Made once. Its records have bodies in
 * common, and each an id, a nonce and a user of its own, so that the index grows as it does with real logs.
 */
export async function largeFile(bytes) {
  const made = path.join(folder, `large-${bytes}.log.gz`);
  if (fs.existsSync(made)) return made;
  fs.mkdirSync(folder, { recursive: true });
  // Longer than deflate looks back, so that nothing of the repetition is saved.
  const records = zlib
    .gunzipSync(fs.readFileSync(file("one-key", 600, 24_000)))
    .toString()
    .trimEnd()
    .split("\n");
  const lines = async function* () {
    let number = 0;
    for (let written = 0; written < bytes; ) {
      const some = records.map((record) => {
        number++;
        const iv = Buffer.alloc(12);
        iv.writeUInt32LE(number);
        const own = record.replaceAll(/"iv":"[^"]*"/g, `"iv":"${iv.toString("base64")}"`);
        return `{"Id":"01K${number.toString(36).padStart(8, "0")}","User":"user ${(number * 7919) % 4000}",${own.slice(1)}\n`;
      });
      const text = some.join("");
      written += text.length;
      yield text;
    }
  };
  await pipeline(lines, zlib.createGzip({ level: 1 }), fs.createWriteStream(`${made}.new`));
  fs.renameSync(`${made}.new`, made);
  return made;
}
