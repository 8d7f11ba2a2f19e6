// The documentation's script against the tool on each Node.js, and against the page: whole processes and whole pages,
// in alternation, on one machine. `page.mjs` in this folder is the second half.
import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { file, keyFile, top } from "../data.mjs";
import { alternate, median, range, round } from "../measure.mjs";
import { saveInPage } from "../page.mjs";

const ROUNDS = 5;
const RECORDS = 1000;
const KINDS = { distinct: "each field a key of its own", "content-key": "one AES key a record" };

/** Seconds that a process takes from its start to its end. What it prints goes nowhere, for all alike. */
async function seconds(program, args) {
  const begin = performance.now();
  const child = spawn(program, args, { stdio: ["ignore", "ignore", "inherit"] });
  const code = await new Promise((resolve, reject) => child.on("close", resolve).on("error", reject));
  if (code !== 0) throw new Error(`${args[0]} ended with ${code}`);
  return (performance.now() - begin) / 1000;
}

/** What OpenSSL takes for one private operation, in seconds. */
function operation() {
  const printed = execFileSync("openssl", ["speed", "-seconds", "3", "rsa4096"], {
    stdio: ["ignore", "pipe", "ignore"],
  }).toString();
  return Number(/rsa\s+4096 bits\s+([\d.]+)s/.exec(printed)?.[1]);
}

/** Node.js as it is here, and those that the package's tests have. */
function nodes() {
  const installed = ["node22", "node24"].map((name) => path.join(top, "tests/package/node_modules", name, "bin/node"));
  return [process.execPath, ...installed.filter((program) => fs.existsSync(program))].map((program) => ({
    program,
    name: `Node.js ${execFileSync(program, ["--version"]).toString().trim().slice(1)}`,
  }));
}

/** The documentation's script on this Node.js, as a contender. */
/** @type {(node: { program: string, name: string }, logs: string) => [string, () => Promise<number>]} */
const theScript = ({ program, name }, logs) => [
  `the documentation's script, ${name}`,
  () => seconds(program, [path.join(top, "benches/documentation-script.cjs"), keyFile, logs]),
];

/** Rows of what each contender took, beside the script that it is compared with. */
function rowsOf(meaning, came, peerOf) {
  return Object.entries(came).map(([who, times]) => {
    const peer = came[peerOf(who)];
    const ratios = times.map((each, i) => peer[i] / each);
    return {
      records: meaning,
      who,
      "s, median": round(median(times), 1),
      range: range(times, 1),
      "times the script's speed, median": round(median(ratios), 2),
      "range ": range(ratios),
    };
  });
}

/** The tool. */
export async function measure(print) {
  const cli = path.join(top, "dist/npm/cli.js");
  const cores = os.cpus().length;
  const rows = [];
  for (const [kind, meaning] of Object.entries(KINDS)) {
    const logs = file(kind, RECORDS);
    const contenders = { floor: operation };
    for (const node of nodes()) {
      const [script, run] = theScript(node, logs);
      contenders[script] = run;
      contenders[`logpush-decrypt, ${node.name}`] = () => seconds(node.program, [cli, "-q", "-k", keyFile, logs]);
    }
    const { floor, ...came } = await alternate(contenders, ROUNDS);
    rows.push(...rowsOf(meaning, came, (who) => `the documentation's script, ${/Node\.js \S+/.exec(who)?.[0]}`));
    const operations = kind === "distinct" ? 3 * RECORDS : RECORDS;
    rows.push({
      records: meaning,
      who: `floor: ${operations} operations of openssl speed rsa4096 on ${cores} cores`,
      "s, median": round((operations * median(floor)) / cores, 1),
      range: range(
        floor.map((each) => (operations * each) / cores),
        1,
      ),
    });
  }
  print(
    "script",
    `${RECORDS} records of RSA-4096 with bodies of 1.5 KB, from start to end, ${ROUNDS} rounds in alternation, ${cores} cores`,
    rows,
  );
}

/** The page. */
export async function measurePage(print) {
  const rows = [];
  const [installed] = nodes();
  for (const [kind, meaning] of Object.entries(KINDS)) {
    const logs = file(kind, RECORDS);
    const [script, run] = theScript(installed, logs);
    /** @type {Record<string, () => Promise<number>>} */
    const contenders = { [script]: run };
    for (const name of ["chromium", "firefox"]) contenders[`the page, ${name}`] = () => saveInPage(name, logs, RECORDS);
    rows.push(...rowsOf(meaning, await alternate(contenders, ROUNDS), () => script));
  }
  print(
    "page",
    `The same records in the page, from choosing the file to having it decrypted, ${ROUNDS} rounds in alternation`,
    rows,
  );
}
