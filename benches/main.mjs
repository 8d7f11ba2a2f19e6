// The benchmarks: one file a table in `tables`, each taken in one run. `cargo xtask bench` builds what they need and
// says where the browsers are.
//
//     cargo xtask bench [--json FILE] [NAME ...]
import fs from "node:fs";
import os from "node:os";
import { parseArgs } from "node:util";

/** The names that `cargo xtask bench` takes, in the order in which they run. */
const NAMES = [
  "operations",
  "stages",
  "gcm",
  "index",
  "explorer",
  "script",
  "page",
  "memory",
  "cli",
  "package",
  "conversations",
  "sandbox",
  "exports",
];

const { values: options, positionals } = parseArgs({ options: { json: { type: "string" } }, allowPositionals: true });
const unknown = positionals.find((name) => !NAMES.includes(name));
if (unknown) throw new Error(`There is no table '${unknown}'; the tables are ${NAMES.join(", ")}.`);

const result = { machine: os.cpus()[0]?.model, cores: os.cpus().length, node: process.version, tables: {} };
console.log(`${result.machine}, ${result.cores} cores, Node.js ${result.node}`);

/** Prints a table and keeps it. */
function print(name, title, rows) {
  result.tables[name] = rows;
  console.log(`\n${title}`);
  console.table(rows);
  if (options.json) fs.writeFileSync(options.json, `${JSON.stringify(result, null, 2)}\n`);
}

for (const name of NAMES.filter((each) => positionals.length === 0 || positionals.includes(each))) {
  const { measure } = await import(`./tables/${name}.mjs`);
  await measure(print);
}
// Pools keep their threads.
process.exit(0);
