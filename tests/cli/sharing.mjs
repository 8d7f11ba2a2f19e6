// Records to share: sealed by node:crypto, and opened by it again, in the way of the documentation's script.
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { keyFile } from "../page/fixtures.mjs";
import { folder } from "./run.mjs";

/** Whose records they are, and for whom they are sealed again. */
export const [owner, recipient] = [keyFile("rsa2048.pem"), keyFile("other2048.pem")];

/** The public half of a key, in a file of its own. */
export function publicFile(/** @type {string} */ privateFile) {
  const file = path.join(folder(), "public.pem");
  const key = crypto.createPublicKey(fs.readFileSync(privateFile));
  fs.writeFileSync(file, key.export({ type: "spki", format: "pem" }));
  return file;
}

/** An envelope for the key in a file. */
export function envelope(/** @type {string | Buffer} */ text, privateFile = owner) {
  const [contentKey, iv] = [crypto.randomBytes(32), crypto.randomBytes(12)];
  const cipher = crypto.createCipheriv("aes-256-gcm", contentKey, iv);
  const data = Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]);
  const key = crypto.publicEncrypt(
    { key: crypto.createPublicKey(fs.readFileSync(privateFile)), oaepHash: "sha256" },
    contentKey,
  );
  const [wrapped, nonce, sealed] = [key, iv, data].map((bytes) => bytes.toString("base64"));
  return { type: "encrypted", key: wrapped, iv: nonce, data: sealed };
}

const TAG_BYTES = 16;

/**
 * The text in an envelope.
 *
 * @param {{ key: string, iv: string, data: string }} envelope
 */
export function textIn({ key, iv, data }, privateFile = recipient) {
  const contentKey = crypto.privateDecrypt(
    { key: fs.readFileSync(privateFile), padding: crypto.constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" },
    Buffer.from(key, "base64"),
  );
  const bytes = Buffer.from(data, "base64");
  const decipher = crypto.createDecipheriv("aes-256-gcm", contentKey, Buffer.from(iv, "base64"));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()]).toString();
}

/** Writes lines to a file in a folder of its own. */
export function logOf(/** @type {string[]} */ lines) {
  const file = path.join(folder(), "20260418T000210Z_20260418T000243Z_a1.log");
  fs.writeFileSync(file, lines.map((line) => `${line}\n`).join(""));
  return file;
}
