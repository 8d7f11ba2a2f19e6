// What the RSA kernels do does not depend on what is secret: in the modules that are published, each branch, each
// address and each operand of a division is the same for other keys and other messages of the same size.
import assert from "node:assert/strict";
import crypto from "node:crypto";
import path from "node:path";
import { describe, test } from "node:test";
import { top } from "../page/fixtures.mjs";
import { traced } from "./traced.mjs";

/** With what the types of js/ leave out. */
const Wasm = /** @type {any} */ (WebAssembly);

/** The numbers of a private key, in the order in which the kernel takes them. */
const NUMBERS = /** @type {const} */ (["n", "e", "p", "q", "dp", "dq", "qi"]);

/**
 * A key. Zeros at the beginnings of its numbers are left out in key files, which the kernel's constructor can tell: here
 * are none.
 *
 * @param {number} bits
 */
function key(bits) {
  for (;;) {
    const { privateKey, publicKey } = crypto.generateKeyPairSync("rsa", { modulusLength: bits });
    const jwk = privateKey.export({ format: "jwk" });
    const numbers = NUMBERS.map((name) => Uint8Array.from(Buffer.from(String(jwk[name]), "base64url")));
    const isFull = numbers.every(({ length }, at) => length === (at === 0 ? bits / 8 : at === 1 ? 3 : bits / 16));
    if (isFull) return { publicKey, privateKey, numbers };
  }
}

/** A wrapped key whose first byte is 0, so that comparing it with the modulus, which is public, takes one step. */
function sealed(/** @type {ReturnType<typeof key>} */ { publicKey, privateKey }) {
  for (;;) {
    const ciphertext = crypto.publicEncrypt({ key: publicKey, oaepHash: "sha256" }, crypto.randomBytes(32));
    if (ciphertext[0] !== 0) continue;
    const raw = { key: privateKey, padding: crypto.constants.RSA_NO_PADDING };
    return { ciphertext, message: crypto.privateDecrypt(raw, ciphertext) };
  }
}

/** What a run said: for each place how often, and a hash of all values in their order. */
class Trace {
  /** @param {string[]} places */
  constructor(places) {
    // Of a condition it matters whether it is 0, and nothing else.
    this.isCondition = places.map((place) => /: (if|br_if|select)$/.test(place));
    this.times = new Uint32Array(places.length);
    this.hashes = new Uint32Array(places.length);
  }

  say = (/** @type {number} */ place, /** @type {number} */ value) => {
    this.times[place]++;
    // FNV-1a, by words.
    this.hashes[place] = Math.imul(
      this.hashes[place] ^ (this.isCondition[place] ? Number(value !== 0) : value),
      0x0100_0193,
    );
    return value;
  };

  /** The places at which another run said something else. @param {Trace} other */
  differences(other) {
    const isOther = (/** @type {number} */ at) =>
      this.times[at] !== other.times[at] || this.hashes[at] !== other.hashes[at];
    return [...this.times.keys()].filter(isOther);
  }
}

/**
 * Makes a key ready and does an operation with it, in a new instance.
 *
 * @param {ReturnType<typeof traced>} kernel @param {Uint8Array[]} numbers @param {Uint8Array} ciphertext
 */
function run({ module, places }, numbers, ciphertext) {
  const trace = new Trace(places);
  /** @type {any} */
  let exports;
  const bytes = (/** @type {number} */ at, /** @type {number} */ length) =>
    new Uint8Array(exports.memory.buffer, at, length);
  /** @type {Record<string, Function>} */
  const glue = {
    length: (/** @type {Uint8Array} */ array) => array.length,
    prototypesetcall: (/** @type {number} */ at, /** @type {number} */ length, /** @type {Uint8Array} */ array) =>
      bytes(at, length).set(array),
    set: (/** @type {Uint8Array} */ array, /** @type {number} */ at, /** @type {number} */ length) =>
      array.set(bytes(at, length)),
    // What hands objects over is a table of the module.
    init: () => {},
  };
  /** @type {Record<string, Record<string, Function>>} */
  const imports = { trace: { say: trace.say } };
  for (const { module: from, name } of Wasm.Module.imports(module)) {
    if (from === "trace") continue;
    const kind = /^__(?:wbg|wbindgen)_([a-z]+)/.exec(name)?.[1] ?? "";
    imports[from] = { ...imports[from], [name]: glue[kind] ?? (() => assert.fail(`${name} is called`)) };
  }
  exports = new Wasm.Instance(module, imports).exports;
  const [list] = [exports.__wbindgen_malloc(numbers.length * 4, 4)];
  for (const [at, number] of numbers.entries()) {
    const slot = exports.__externref_table_alloc();
    exports.__wbindgen_externrefs.set(slot, number);
    new DataView(exports.memory.buffer).setUint32(list + 4 * at, slot, true);
  }
  const [kernel, , failed] = exports.rsakernel_new(list, numbers.length);
  assert.equal(failed, 0);
  const at = exports.__wbindgen_malloc(ciphertext.length, 1);
  bytes(at, ciphertext.length).set(ciphertext);
  const message = new Uint8Array(ciphertext.length);
  assert.equal(exports.rsakernel_apply(kernel, at, ciphertext.length, message), 1);
  return { trace, message };
}

/** The places at which two runs differ, by their functions. */
function differences(/** @type {string[]} */ places, /** @type {Trace} */ one, /** @type {Trace} */ other) {
  return one.differences(other).map((at) => `${places[at]}: ${one.times[at]} and ${other.times[at]} times`);
}

for (const name of ["kernel-simd", "kernel-relaxed-simd"]) {
  describe(name, () => {
    const kernel = traced(path.join(top, "target/wasm", name, "logpush_decrypt_bg.wasm"));
    for (const bits of [1024, 2048]) {
      test(`with keys of ${bits} bits`, () => {
        /** @type {Trace | undefined} */
        let first;
        const [one, other] = [key(bits), key(bits)];
        for (const used of [one, one, other]) {
          const { ciphertext, message } = sealed(used);
          const came = run(kernel, used.numbers, ciphertext);
          assert.deepEqual(Buffer.from(came.message), message);
          first ??= came.trace;
          assert.deepEqual(differences(kernel.places, first, came.trace), []);
        }
        const said = first?.times.reduce((sum, times) => sum + times, 0) ?? 0;
        assert.ok(said > 500_000, `${said} branches and addresses`);
      });
    }

    test("does other things with a number that begins with zeros, which shows that this is seen", () => {
      const used = key(1024);
      const { ciphertext } = sealed(used);
      const { trace } = run(kernel, used.numbers, ciphertext);
      const zeros = used.numbers.map((number, at) => (at === 4 ? Uint8Array.of(0, ...number) : number));
      assert.notDeepEqual(differences(kernel.places, trace, run(kernel, zeros, ciphertext).trace), []);
    });
  });
}
