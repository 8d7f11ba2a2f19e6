// Logs sealed by node:crypto, and what must come out of them.
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";

export const privateKey = fs.readFileSync(
  path.resolve(import.meta.dirname, "../../../tests/fixtures/keys/rsa2048.pem"),
  "utf8",
);
const publicKey = crypto.createPublicKey(privateKey);

/** One content key for all records, wrapped once: RSA is tested elsewhere. */
const contentKey = crypto.randomBytes(32);
const wrapped = crypto.publicEncrypt({ key: publicKey, oaepHash: "sha256" }, contentKey).toString("base64");

function seal(text) {
  const iv = crypto.randomBytes(12);
  const cipher = crypto.createCipheriv("aes-256-gcm", contentKey, iv);
  const data = Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]);
  return JSON.stringify({ type: "encrypted", key: wrapped, iv: iv.toString("base64"), data: data.toString("base64") });
}

/** One record as it is stored and as it must come out. Each text is of its own. */
export function record(name, bytes = 40) {
  const text = `${name} ${crypto
    .randomBytes(bytes)
    .toString("latin1")
    .replaceAll(/[^ -~]/g, "é")}`;
  const line = (body) => `{"Gateway":"test","Model":"m","RequestBody":${body},"StatusCode":200}\n`;
  return { stored: line(seal(text)), opened: line(JSON.stringify(text)) };
}

/** Any number of records. */
export function log(name, records, bytes) {
  const all = Array.from({ length: records }, (_, number) => record(`${name} ${number}`, bytes));
  return { stored: all.map(({ stored }) => stored).join(""), opened: all.map(({ opened }) => opened).join("") };
}

/** The name that Logpush gives. */
export const nameOf = (number) => {
  const at = new Date(Date.UTC(2026, 3, 18) + number * 30_000).toISOString().replaceAll(/[-:]|\.\d+/g, "");
  return `${at.slice(0, 8)}/${at}_${at}_${crypto.createHash("sha256").update(String(number)).digest("hex").slice(0, 8)}.log.gz`;
};
