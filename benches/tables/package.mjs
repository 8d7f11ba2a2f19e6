// The npm package in a program: what it takes, and what it weighs.
import { execFile } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { file, keyFile, top } from "../data.mjs";
import { round } from "../measure.mjs";

const run = promisify(execFile);

export async function measure(print) {
  const logs = file("one-key", 4000);
  const times = Math.ceil(2e9 / fs.statSync(logs).size);
  const { stdout: printed } = await run(
    process.execPath,
    [path.join(top, "benches/package.mjs"), keyFile, "2", logs, String(times)],
    { maxBuffer: 1 << 24 },
  );
  const { seconds, rss, sealed } = JSON.parse(printed);
  if (sealed > 0) throw new Error(`${sealed} fields stayed sealed`);
  const { stdout } = await run("npm", ["pack", "--dry-run", "--json", "--ignore-scripts", path.join(top, "dist/npm")]);
  const [{ size, unpackedSize }] = Object.values(JSON.parse(stdout));
  print("package", "The npm package", [
    {
      "GB of gzip read": round((fs.statSync(logs).size * times) / 1e9),
      seconds: round(seconds, 0),
      "MB of process, at most": round(rss / 1e6, 0),
      "KB packed": round(size / 1000, 0),
      "KB unpacked": round(unpackedSize / 1000, 0),
    },
  ]);
}
