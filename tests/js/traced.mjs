// A WebAssembly module that says what it does: with each branch its condition, with each load and store its address, with
// each division its operands. What two runs say can be compared.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import v8 from "node:v8";
import { scratch, top } from "../page/fixtures.mjs";

/** A list of the text format, or a word of it. @typedef {string | Node[]} Node */

/** @param {string} text */
function parse(text) {
  /** @type {Node[][]} */
  const open = [[]];
  const tokens = /\(|\)|"(?:[^"\\]|\\.)*"|;;[^\n]*|[^\s()";]+/g;
  for (const [token] of text.matchAll(tokens)) {
    if (token.startsWith(";;")) continue;
    if (token === "(") open.push([]);
    else if (token === ")") {
      const list = open.pop() ?? [];
      open.at(-1)?.push(list);
    } else open.at(-1)?.push(token);
  }
  return open[0]?.[0] ?? [];
}

/** @param {Node} node @returns {string} */
const print = (node) => (typeof node === "string" ? node : `(${node.map(print).join(" ")})`);

/** @type {(node: Node | undefined) => node is Node[]} */
const isList = (node) => Array.isArray(node);
/** Lists that are no operands. */
const isOperand = (/** @type {Node} */ node) =>
  isList(node) && !["result", "type", "param", "then", "else"].includes(String(node[0]));

/** Which operands of an instruction tell something, and how wide they are. @param {string} name @param {number} count */
function telling(name, count) {
  if (name === "if") return { at: [0], type: "i32" };
  if (["br_if", "br_table", "select", "call_indirect"].includes(name)) return { at: [count - 1], type: "i32" };
  if (/\.(load|store)/.test(name)) return { at: [0], type: "i32" };
  if (/^memory\.(copy|fill|grow)$/.test(name)) return { at: [...Array(count).keys()], type: "i32" };
  const division = /^(i32|i64)\.(div|rem)_/.exec(name);
  return division ? { at: [0, 1], type: division[1] } : undefined;
}

/** What the modules are made of, and no proposal that Node.js does not take. */
const FEATURES = [
  "bulk-memory",
  "multivalue",
  "mutable-globals",
  "nontrapping-float-to-int",
  "reference-types",
  "relaxed-simd",
  "sign-ext",
  "simd",
].map((feature) => `--enable-${feature}`);

/**
 * The same module, which calls its import `trace.say` with the number of a place and a value. Returns what is at each
 * place, too: the function, and the instruction.
 *
 * @param {string} file
 */
export function traced(file) {
  const binaryen = (/** @type {string} */ tool) => path.join(top, "node_modules/binaryen/bin", tool);
  const name = path.join(scratch, `traced-${path.basename(path.dirname(file))}`);
  execFileSync(process.execPath, [binaryen("wasm-dis"), ...FEATURES, file, "-o", `${name}.wat`]);
  const parsed = parse(fs.readFileSync(`${name}.wat`, "utf8"));
  /** @type {string[]} */
  const places = [];
  let within = "";
  /** @param {Node} node @returns {Node} */
  const instrument = (node) => {
    if (!isList(node)) return node;
    const list = node.map(instrument);
    const operands = [...list.keys()].filter((at) => at > 0 && isOperand(list[at] ?? ""));
    const told = telling(String(list[0]), operands.length);
    for (const which of told?.at ?? []) {
      const at = operands[which];
      if (at === undefined) throw new Error(`${list[0]} has no operand ${which}`);
      places.push(`${within}: ${list[0]}`);
      list[at] = ["call", `$say-${told?.type}`, ["i32.const", String(places.length - 1)], list[at] ?? ""];
    }
    return list;
  };
  const instrumented = (isList(parsed) ? parsed : []).map((part) => {
    if (!isList(part) || part[0] !== "func") return part;
    within = String(part[1]);
    return instrument(part);
  });
  const low = ["local.get", "1"];
  const say = (/** @type {Node} */ value) => ["drop", ["call", "$say-i32", ["local.get", "0"], value]];
  /** @type {Node[]} */
  const wide = ["func", "$say-i64", ["param", "i32", "i64"], ["result", "i64"]];
  wide.push(say(["i32.wrap_i64", low]), say(["i32.wrap_i64", ["i64.shr_u", low, ["i64.const", "32"]]]), low);
  const imported = ["import", '"trace"', '"say"', ["func", "$say-i32", ["param", "i32", "i32"], ["result", "i32"]]];
  // Imports come before all that is defined.
  const first = instrumented.findIndex((part) => isList(part) && part[0] === "import");
  instrumented.splice(first, 0, imported);
  instrumented.push(wide);
  fs.writeFileSync(`${name}-said.wat`, print(instrumented));
  execFileSync(process.execPath, [binaryen("wasm-as"), ...FEATURES, `${name}-said.wat`, "-o", `${name}.wasm`]);
  // Node.js 20 takes relaxed SIMD only when it is told to.
  if (!WebAssembly.validate(fs.readFileSync(file))) v8.setFlagsFromString("--experimental-wasm-relaxed-simd");
  // The types of js/ have no constructor: browsers refuse it for large modules.
  const { Module } = /** @type {any} */ (WebAssembly);
  return { module: new Module(fs.readFileSync(`${name}.wasm`)), places };
}
