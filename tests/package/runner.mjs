// Runs the suite on Node.js, Deno or Bun:
//
//     node runner.mjs DATA.json [inline]
import fs from "node:fs";
import process from "node:process";
import * as api from "logpush-decrypt";
import * as conversation from "logpush-decrypt/conversation";
import { run } from "./suite.mjs";
import { unpack } from "./unpack.mjs";

const [file, kind] = process.argv.slice(2);
// The inline entry uses web workers, which Node.js has not.
const runtime = { workers: kind !== "inline", filters: kind !== "inline", conversation };
const { passed, failures } = await run(api, unpack(JSON.parse(fs.readFileSync(file, "utf8"))), runtime);
for (const { name, message } of failures) console.log(`not ok ${name}: ${message}`);
console.log(`${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length > 0 ? 1 : 0;
