// The fixtures, and the forms of records, as one object that can be sent to any runtime: bytes as base64.
import fs from "node:fs";
import path from "node:path";
import { bodyOf, conversations } from "../cli/conversation-logs.mjs";
import { forms } from "../forms.mjs";

const top = path.resolve(import.meta.dirname, "../..");
const folder = path.join(top, "tests/fixtures");

/** Formats of keys that stand for all: the crate's own tests go through the whole matrix. */
const SAMPLE =
  /^(PKCS#[18] |PKCS#12|JWK|PBES1|PBES2 scrypt|PBES2 DER|DEK-Info -aes256|OpenSSH|a set of JWKs|Secret,|a (pair|key) as console|\.NET XML|UTF-16|a passphrase with)/;

/** A list of prices whose one model has every name, for conversations without a provider. */
const PRICES = {
  generated: "2026-01-02",
  currency: "USD",
  per: 1_000_000,
  providers: [{ id: "any", names: [], models: [{ id: "any", match: ["any"], input: 2, cacheRead: 0.5, output: 8 }] }],
};

/**
 * A conversation with its bodies as records have them: bytes that are not text are `{"base64":…}`.
 *
 * @param {ReturnType<typeof conversations>[number]} conversation
 */
function asTexts({ name, provider, endpoint, model, request, response, expected }) {
  const text = (body) => (Buffer.isBuffer(bodyOf(body)) ? JSON.stringify(body) : bodyOf(body));
  return { name, provider, endpoint, model, request: text(request), response: text(response), expected };
}

/** Everything the suite needs, as JSON. */
export function readData() {
  const names = fs
    .readdirSync(folder)
    .flatMap((name) => (name.endsWith(".log.gz") ? [name.slice(0, -".log.gz".length)] : []));
  const base64 = (file) => fs.readFileSync(path.join(folder, file), "base64");
  const fixtures = names.map((name) => ({
    ...JSON.parse(fs.readFileSync(path.join(folder, `${name}.json`), "utf8")),
    name,
    log: base64(`${name}.log.gz`),
    output: base64(`${name}.ndjson`),
    rejects: base64(`${name}.rejects`),
  }));
  const made = forms().map(({ log, output, rejects, ...form }) => ({
    ...form,
    form: true,
    log: log.toString("base64"),
    output: output.toString("base64"),
    rejects: rejects.toString("base64"),
  }));
  const pems = fs.readdirSync(path.join(folder, "keys")).filter((name) => /^\w+\.pem$/.test(name));
  const matrix = JSON.parse(fs.readFileSync(path.join(folder, "keys/matrix.json"), "utf8"));
  return {
    // The line of 100 MB is tried in package.test.mjs.
    fixtures: [...fixtures.filter(({ longReject }) => !longReject), ...made],
    keys: Object.fromEntries(
      pems.map((name) => [path.basename(name, ".pem"), fs.readFileSync(path.join(folder, "keys", name), "utf8")]),
    ),
    conversations: { fixtures: conversations().map(asTexts), prices: PRICES },
    matrix: { good: matrix.good.filter(({ name, key }) => SAMPLE.test(name) && key !== "rsa3072"), bad: matrix.bad },
  };
}
