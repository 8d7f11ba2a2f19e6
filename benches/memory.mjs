// How much WebAssembly memory a large file takes on its way through the core and its boundary.
//
//     node benches/memory.mjs [--gigabytes 1] [--json FILE]
//
// The file is generated under target/bench: gzip of records with three envelopes each, sealed for
// RSA-2048. One record in a hundred has content keys of its own, and costs three RSA operations; the
// others share 300 wrapped keys, which the ring remembers, or the run would take hours of RSA and
// measure the same memory.
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import zlib from "node:zlib";

const top = path.resolve(import.meta.dirname, "..");
const { values: options } = parseArgs({ options: { gigabytes: { type: "string", default: "1" }, json: { type: "string" } } });
const gigabytes = Number(options.gigabytes);

const keyFile = path.join(top, "tests/fixtures/keys/rsa2048.pem");
const publicKey = crypto.createPublicKey(fs.readFileSync(keyFile));

function wrappedKey() {
  const key = crypto.randomBytes(32);
  const wrapped = crypto.publicEncrypt({ key: publicKey, oaepHash: "sha256" }, key).toString("base64");
  return { key, wrapped };
}

function seal(bytes, { key, wrapped }) {
  const iv = crypto.randomBytes(12);
  const cipher = crypto.createCipheriv("aes-256-gcm", key, iv);
  const data = Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()]).toString("base64");
  return `{"type":"encrypted","key":"${wrapped}","iv":"${iv.toString("base64")}","data":"${data}"}`;
}

/** NDJSON of so many records, some 4.6 KB each, a hundred at a time. */
function* records(count) {
  const shared = Array.from({ length: 300 }, wrappedKey);
  const text = Buffer.from(JSON.stringify({ messages: [{ role: "user", content: "why ".repeat(180) }] }));
  for (let made = 0; made < count; made += 100) {
    const lines = Array.from({ length: 100 }, (_, i) => {
      const key = () => (i === 0 ? wrappedKey() : shared[crypto.randomInt(shared.length)]);
      const [metadata, request, response] = [text.subarray(0, 60), text, Buffer.concat([text, text])].map((each) => seal(each, key()));
      return `{"Cached":false,"Gateway":"bench","Metadata":${metadata},"Model":"m","Provider":"p","RequestBody":${request},"ResponseBody":${response},"StatusCode":200}\n`;
    });
    yield Buffer.from(lines.join(""));
  }
}

const RECORDS_A_GIGABYTE = 300_000;
const count = Math.ceil((gigabytes * RECORDS_A_GIGABYTE) / 100) * 100;
const file = path.join(top, `target/bench/${count}-records.log.gz`);
if (!fs.existsSync(file)) {
  console.error(`generating ${count} records…`);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  await pipeline(records(count), zlib.createGzip({ level: 1 }), fs.createWriteStream(`${file}.part`));
  fs.renameSync(`${file}.part`, file);
}

const variant = path.join(top, "target/wasm/simd128");
const { default: init, Decryptor, KeyRing } = await import(path.join(variant, "logpush_decrypt.js"));
const { memory } = await init({ module_or_path: fs.readFileSync(path.join(variant, "logpush_decrypt_bg.wasm")) });
const ring = new KeyRing();
ring.add(fs.readFileSync(keyFile));

const result = { file: fs.statSync(file).size, text: 0, records: 0, opened: 0, faults: 0, privateOperations: 0, wasmMemory: 0, seconds: 0 };
const begin = performance.now();
const decryptor = new Decryptor({});
const take = () => {
  for (let drained = false; !drained; ) {
    const batch = decryptor.read(ring, 256 * 1024, 1024);
    drained = batch.drained;
    result.text += batch.output.length;
    result.records += batch.lines.length;
    result.opened += batch.opened;
    result.faults += batch.faults.length;
    result.wasmMemory = Math.max(result.wasmMemory, memory.buffer.byteLength);
  }
};
// As the page reads it: slices of 1 MiB.
for await (const slice of fs.createReadStream(file, { highWaterMark: 1 << 20 })) {
  decryptor.push(slice);
  take();
}
decryptor.finish();
take();
result.privateOperations = ring.privateOperations;
result.seconds = (performance.now() - begin) / 1000;

const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
console.log(`gzip read                ${megabytes(result.file)}
records opened           ${result.records} with ${result.opened} fields, ${result.faults} faults
opened text              ${megabytes(result.text)}
RSA private operations   ${result.privateOperations}
WebAssembly memory       ${megabytes(result.wasmMemory)} at most
time                     ${result.seconds.toFixed(1)} s`);
if (options.json) fs.writeFileSync(options.json, `${JSON.stringify(result, null, 2)}\n`);
