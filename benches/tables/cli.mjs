// The command line tool: how soon it begins, and what it takes.
import fs from "node:fs";
import { firstRecord, memory } from "../cli.mjs";
import { file } from "../data.mjs";
import { median, range, round } from "../measure.mjs";

export async function measure(print) {
  const rows = [];
  for (const records of [1, 20, 300]) {
    const { first, end } = await firstRecord(file("distinct", records));
    rows.push({
      records,
      "ms to the first record, median": round(median(first), 0),
      range: range(first, 0),
      "ms to the end, median": round(median(end), 0),
      "range ": range(end, 0),
    });
  }
  print("cli", "The command line tool on a small file, from its start, 10 runs", rows);

  const logs = file("one-key", 4000);
  const times = Math.ceil(2e9 / fs.statSync(logs).size);
  const { seconds, peak, records } = await memory(logs, times);
  print("cli-memory", "2 GB of gzip through the command line tool, one worker a core, one wrapped key", [
    {
      "GB of gzip": round((fs.statSync(logs).size * times) / 1e9),
      records,
      seconds: round(seconds, 0),
      "MB of process, at most": round(peak / 1e6, 0),
    },
  ]);
}
