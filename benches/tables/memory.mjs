// What the pool takes for a file that does not fit into memory.
import { execFile } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { file, top } from "../data.mjs";
import { round } from "../measure.mjs";

export async function measure(print) {
  const logs = file("one-key", 4000);
  const times = Math.ceil(2e9 / fs.statSync(logs).size);
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [path.join(top, "benches/node-pool.mjs"), "2", logs, String(times)],
    { maxBuffer: 1 << 24 },
  );
  const { seconds, rss, wasm, output } = JSON.parse(stdout);
  print("memory", "2 GB of gzip through the page's pipeline, two workers, one wrapped key", [
    {
      "GB of gzip": round((fs.statSync(logs).size * times) / 1e9),
      "GB opened": round(output / 1e9),
      seconds: round(seconds, 0),
      "MB of process, at most": round(rss / 1e6, 0),
      "MB of wasm in the reader": round(wasm / 1e6, 1),
    },
  ]);
}
