// Opens a file the way the documentation's script does: all of it in memory, on one core, one field after the
// other, an RSA operation for each. Prints nothing; says how long it took, to be compared with.
import crypto from "node:crypto";
import fs from "node:fs";
import zlib from "node:zlib";

const [keyFile, logFile] = process.argv.slice(2);
const key = crypto.createPrivateKey(fs.readFileSync(keyFile));
const begin = performance.now();
let opened = 0;
for (const line of zlib.gunzipSync(fs.readFileSync(logFile)).toString().split("\n")) {
  if (line === "") continue;
  const record = JSON.parse(line);
  for (const name of ["Metadata", "RequestBody", "ResponseBody"]) {
    const field = record[name];
    const aesKey = crypto.privateDecrypt({ key, padding: crypto.constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" }, Buffer.from(field.key, "base64"));
    const data = Buffer.from(field.data, "base64");
    const decipher = crypto.createDecipheriv("aes-256-gcm", aesKey, Buffer.from(field.iv, "base64"));
    decipher.setAuthTag(data.subarray(-16));
    record[name] = Buffer.concat([decipher.update(data.subarray(0, -16)), decipher.final()]).toString();
    opened++;
  }
  JSON.stringify(record);
}
console.log(JSON.stringify({ seconds: (performance.now() - begin) / 1000, opened, rss: process.resourceUsage().maxRSS * 1024 }));
