// The pool on Node.js' worker threads, which `cargo xtask test page` builds into target/js; and what tests do with it.
import fs from "node:fs";
import path from "node:path";
import { after } from "node:test";
import { pathToFileURL } from "node:url";
import { keyFile, top } from "../page/fixtures.mjs";

/** @type {typeof import("../../js/node/main.ts")} */
const built = await import(pathToFileURL(path.join(top, "target/js/main.js")).href);

export const { directCrypto, indexAll, indexFiles, loadKernel, Opener, Pipeline, Pool, spawner, start } = built;

/** @typedef {import("node:worker_threads").Worker} Worker */
/** @typedef {{ pool: import("../../js/pool/pool.ts").Pool, pipeline: import("../../js/pool/pipeline.ts").Pipeline }} Opening */

const { modules } = await start(path.join(top, "target/wasm"));

export { modules };

/**
 * A pool with these keys, its pipeline, and the worker threads it started.
 *
 * @param {string[]} keys
 */
export function poolOf(keys, size = 2) {
  /** @type {Worker[]} */
  const threads = [];
  const opener = new Opener({});
  for (const name of keys) opener.add(fs.readFileSync(keyFile(`${name}.pem`)));
  const pool = new Pool({ spawn: spawner(modules, threads), keys: () => opener.exportKeys(), size });
  after(() => pool.end());
  return { pool, pipeline: Pipeline.opening(pool), threads };
}

/**
 * Bytes in slices of a size.
 *
 * @param {Uint8Array} bytes
 * @param {number} size
 */
export async function* slices(bytes, size) {
  for (let at = 0; at < bytes.length; at += size) yield Uint8Array.from(bytes.subarray(at, at + size));
}

/** @typedef {import("../../js/pool/pipeline.ts").Part} Part */

/**
 * Opens a file and gathers what comes out.
 *
 * @param {Pick<Opening, "pipeline">} opening
 * @param {string} file
 * @param {{ size?: number, onPart?: (part: Part) => void, signal?: AbortSignal }} options
 */
export async function open({ pipeline }, file, { size = 1 << 20, onPart = () => {}, signal } = {}) {
  const came = { records: 0, opened: 0, sealed: 0, rejected: 0, operations: 0 };
  /** @type {{ output: Uint8Array[], rejects: Uint8Array[], faults: import("core").Fault[], warnings: Part["warnings"] }} */
  const gathered = { output: [], rejects: [], faults: [], warnings: [] };
  await pipeline.open(
    slices(fs.readFileSync(file), size),
    (part) => {
      onPart(part);
      const { opened } = part;
      gathered.output.push(opened?.output ?? new Uint8Array());
      gathered.rejects.push(opened?.rejects ?? new Uint8Array(), part.rejects);
      gathered.faults.push(...(opened?.faults ?? []), ...part.faults);
      gathered.warnings.push(...part.warnings);
      came.records += opened?.lines.length ?? 0;
      came.opened += opened?.opened ?? 0;
      came.sealed += opened?.sealed ?? 0;
      came.rejected += (opened?.rejected ?? 0) + part.rejected;
      came.operations += opened?.privateOperations ?? 0;
    },
    signal,
  );
  return { ...came, ...gathered, output: Buffer.concat(gathered.output), rejects: Buffer.concat(gathered.rejects) };
}
