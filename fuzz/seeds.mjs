// First inputs for the fuzz targets, out of the fixtures: `node fuzz/seeds.mjs FOLDER`. `cargo xtask fuzz --minimise`
// then keeps those that reach code which no other reaches.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

const folder = process.argv[2] ?? "target/fuzz/seeds";
const fixtures = new URL("../tests/fixtures/", import.meta.url);
const read = (/** @type {string} */ name) => readFileSync(new URL(name, fixtures));

/** @param {string} target @param {string} name @param {(string | Uint8Array)[]} parts */
function seed(target, name, ...parts) {
  mkdirSync(`${folder}/${target}`, { recursive: true });
  // Without an ending: what a fixture is called says nothing of what stands in the input.
  writeFileSync(
    `${folder}/${target}/${name.replaceAll(".", "-")}`,
    Buffer.concat(parts.map((part) => Buffer.from(part))),
  );
}

const logs = readdirSync(fixtures).filter((name) => name.endsWith(".log.gz") && !name.startsWith("line-of"));
for (const log of logs) {
  const name = log.replace(".log.gz", "");
  const file = read(log);
  seed("open_file", name, file);
  seed("gunzip", `${name}-whole`, "\0", file);
  seed("gunzip", `${name}-between`, "\x02", file.subarray(0, 300));
  seed("resume", name, "\0\x20", file);
  if (file[0] !== 0x1f) {
    seed("frame_records", name, file);
    continue;
  }
  seed("gunzip", `${name}-deflate`, "\x01", file.subarray(10));
  let text = file;
  try {
    text = gunzipSync(file);
  } catch {
    continue;
  }
  seed("frame_records", name, text);
  seed("open_file", `${name}-text`, text);
  seed("resume", `${name}-text`, "\0\x20", text);
  for (const [number, line] of text.toString("latin1").split("\n").entries()) {
    if (line.startsWith("{") && line.length < 6000) {
      seed("find_envelopes", `${name}-${number}`, Buffer.from(line, "latin1"));
    }
  }
}
for (const output of readdirSync(fixtures).filter((name) => name.endsWith(".ndjson"))) {
  for (const [number, line] of read(output).toString().split("\n").entries()) {
    if (line.length > 0 && line.length < 6000) {
      seed("read_record", `${output}-${number}`, "tokens:>5 or model:gpt*\nModel\n", line);
      seed("mask_record", `${output}-${number}`, "[a-z]{9}\n", line);
    }
  }
}

for (const file of readdirSync(new URL("zstd/", fixtures)).filter((name) => name.endsWith(".zst"))) {
  const bytes = read(`zstd/${file}`);
  if (bytes.length < 20_000) {
    seed("read_zstd", file, bytes);
  }
}

const matrix = JSON.parse(read("keys/matrix.json").toString());
for (const [number, { file, passphrase }] of [...matrix.good, ...matrix.bad].entries()) {
  // Deriving keys takes longer than all the rest.
  if (passphrase === undefined) {
    seed("read_keys", `${number}`, Buffer.from(file, "base64"));
  }
}

const language = readFileSync(new URL("../docs/filter.md", import.meta.url), "utf8");
for (const [number, [, filter]] of [...language.matchAll(/`([^`\n]+)`/g)].entries()) {
  seed("parse_filter", `${number}`, String.fromCharCode(filter.length / 2), filter);
}

const conversations = new URL("../conversations/fixtures/", fixtures);
for (const name of readdirSync(conversations)) {
  const { provider, endpoint, request, response } = JSON.parse(readFileSync(new URL(name, conversations), "utf8"));
  const text = (/** @type {unknown} */ body) => (typeof body === "string" ? body : JSON.stringify(body ?? ""));
  seed("read_conversation", name, `${provider ?? ""}\n${endpoint ?? ""}\n${text(request)}\n--\n${text(response)}`);
}

for (let at = 0; at < 12; at++) {
  // The fields of a checkpoint of plain text, as postcard writes them: kind, offset, block, position, encoding, place.
  const fields = [1, at, 0, at, 0, at + 1, 3, 1, at % 3, at % 2, 1];
  seed("resume", `fields-${at}`, [1, fields.length], fields, '{"a":1}\n{"b":2}\n');
}

for (let at = 0; at < 24; at++) {
  const numbers = Uint8Array.from({ length: 400 }, (_, place) => (place * (at * 31 + 7) * 151 + at * 97) % 256);
  seed(
    "rsa_kernels",
    `products-${at}`,
    "\0",
    [[10, 30, 62, 126, 190, 254][at % 6] ?? 0],
    numbers,
    numbers.toReversed(),
    numbers,
  );
  seed("rsa_kernels", `operations-${at}`, "\x01", numbers.subarray(0, 300));
}
