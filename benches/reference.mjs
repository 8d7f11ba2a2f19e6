// Opens a file the way the documentation's script does: line by line, one field after the other, an RSA operation
// for each with the key given as text, AES by WebCrypto, records printed as objects. Says on standard error how
// long it took.
import crypto from "node:crypto";
import fs from "node:fs";
import readline from "node:readline";
import zlib from "node:zlib";

const [keyFile, logFile] = process.argv.slice(2);
const key = fs.readFileSync(keyFile, "utf8");

async function open(field) {
  const raw = crypto.privateDecrypt({ key, oaepHash: "SHA256" }, Buffer.from(field.key, "base64"));
  const aesKey = await crypto.webcrypto.subtle.importKey("raw", raw, { name: "AES-GCM", length: 256 }, true, ["decrypt"]);
  const algorithm = { name: "AES-GCM", iv: Buffer.from(field.iv, "base64") };
  return new TextDecoder().decode(await crypto.webcrypto.subtle.decrypt(algorithm, aesKey, Buffer.from(field.data, "base64")));
}

const begin = performance.now();
let opened = 0;
const lines = readline.createInterface({ input: fs.createReadStream(logFile).pipe(zlib.createGunzip()) });
for await (const line of lines) {
  const { Metadata, RequestBody, ResponseBody, ...others } = JSON.parse(line);
  console.log({ ...others, Metadata: await open(Metadata), RequestBody: await open(RequestBody), ResponseBody: await open(ResponseBody) });
  opened += 3;
}
console.error(JSON.stringify({ seconds: (performance.now() - begin) / 1000, opened, rss: process.resourceUsage().maxRSS * 1024 }));
