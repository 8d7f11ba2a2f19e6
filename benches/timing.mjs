// Whether the time of the WebAssembly kernels depends on secrets, under Node.js: dudect's test, as in timing.rs. What the
// modules do is compared to the last branch by tests/js/kernel-traces.test.mjs; this asks what an engine makes of them.
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const seconds = Number(process.argv[2] ?? 60);
const top = path.resolve(import.meta.dirname, "..");
const NUMBERS = /** @type {const} */ (["n", "e", "p", "q", "dp", "dq", "qi"]);
/** Percentiles below which measurements are compared, beside all of them. */
const CROPPINGS = 20;
/** Operations until the engine has compiled a module the second time. */
const WARM_UP = 200;

/** @typedef {{ apply(ciphertext: Uint8Array, message: Uint8Array): boolean }} Kernel */

function newKey() {
  const { privateKey, publicKey } = crypto.generateKeyPairSync("rsa", { modulusLength: 2048 });
  const jwk = privateKey.export({ format: "jwk" });
  return { publicKey, numbers: NUMBERS.map((name) => Uint8Array.from(Buffer.from(String(jwk[name]), "base64url"))) };
}

const sealed = (/** @type {crypto.KeyObject} */ key) =>
  Uint8Array.from(crypto.publicEncrypt({ key, oaepHash: "sha256" }, crypto.randomBytes(32)));

/** Mean and variance. @param {number[]} of */
function moments(of) {
  const mean = of.reduce((sum, number) => sum + number, 0) / of.length;
  return { mean, variance: of.reduce((sum, number) => sum + (number - mean) ** 2, 0) / (of.length - 1) };
}

/** |t| of Welch's test. @param {number[]} a @param {number[]} b */
function welch(a, b) {
  if (a.length < 100 || b.length < 100) return 0;
  const [one, other] = [moments(a), moments(b)];
  const error = Math.sqrt(one.variance / a.length + other.variance / b.length);
  return error === 0 ? 0 : Math.abs(one.mean - other.mean) / error;
}

/** The largest |t| of all comparisons. @param {[number[], number[]]} measured */
function largest([a, b]) {
  const all = [...a, ...b].sort((x, y) => x - y);
  const found = [welch(a, b)];
  for (let number = 1; number <= CROPPINGS; number++) {
    const share = 1 - 0.5 ** ((10 * number) / (CROPPINGS + 1));
    const limit = all[Math.floor(share * all.length)] ?? 0;
    const below = (/** @type {number[]} */ of) => of.filter((took) => took <= limit);
    found.push(welch(below(a), below(b)));
  }
  const squares = (/** @type {number[]} */ of) => {
    const { mean } = moments(of);
    return of.map((took) => (took - mean) ** 2);
  };
  found.push(welch(squares(a), squares(b)));
  return { t: Math.max(...found), samples: all.length, median: all[all.length >> 1] ?? 0 };
}

/** Measures two classes of a kernel and a ciphertext in random turns, and prints a row. */
function row(/** @type {string} */ name, /** @type {[Kernel, Uint8Array][]} */ fixed, varying = fixed) {
  /** @type {[number[], number[]]} */
  const measured = [[], []];
  const message = new Uint8Array(256);
  const end = performance.now() + seconds * 1000;
  for (let turns = 0; performance.now() < end; ) {
    for (const choice of crypto.randomBytes(64)) {
      const group = choice & 1;
      const of = group === 0 ? fixed : varying;
      const [kernel, ciphertext] = of[(choice >> 1) % of.length] ?? [];
      const begin = process.hrtime.bigint();
      if (kernel && ciphertext && !kernel.apply(ciphertext, message)) throw new Error("there is no message");
      const took = Number(process.hrtime.bigint() - begin) / 1000;
      if (++turns > WARM_UP) measured[group]?.push(took);
    }
  }
  const { t, samples, median } = largest(measured);
  const columns = [
    name.padEnd(58),
    String(samples).padStart(9),
    median.toFixed(1).padStart(11),
    t.toFixed(2).padStart(7),
  ];
  console.log(columns.join(" "));
}

for (const name of ["kernel-relaxed-simd", "kernel-simd"]) {
  const folder = path.join(top, "target/wasm", name);
  const module = fs.readFileSync(path.join(folder, "logpush_decrypt_bg.wasm"));
  if (!WebAssembly.validate(module)) {
    console.log(`${name}: this engine does not take it`);
    continue;
  }
  const glue = await import(pathToFileURL(path.join(folder, "logpush_decrypt.js")).href);
  glue.initSync({ module: new WebAssembly.Module(module) });
  const keys = Array.from({ length: 8 }, newKey);
  const [first = newKey()] = keys;
  const kernel = new glue.RsaKernel(first.numbers);
  const ciphertext = sealed(first.publicKey);
  row(
    `${name}: one ciphertext, many`,
    Array.from({ length: 64 }, () => [kernel, ciphertext.slice()]),
    Array.from({ length: 64 }, () => [kernel, sealed(first.publicKey)]),
  );
  const made = (/** @type {ReturnType<typeof newKey>} */ { publicKey, numbers }) =>
    /** @type {[Kernel, Uint8Array]} */ ([new glue.RsaKernel(numbers), sealed(publicKey)]);
  row(
    `${name}: one key, many`,
    keys.map(() => made(first)),
    keys.map(made),
  );
}
