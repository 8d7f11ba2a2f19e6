// The pipeline, stage by stage.
import fs from "node:fs";
import { file, keyFile } from "../data.mjs";
import { here, inBrowser } from "../in-engine.mjs";
import { round } from "../measure.mjs";
import { stages } from "../operations.mjs";

export async function measure(print) {
  const key = fs.readFileSync(keyFile);
  const given = { gzip: fs.readFileSync(file("one-key", 4000)), seconds: 10 };
  const rows = [];
  const add = (where, { megabytes, records, scan, open }) => {
    const speed = (milliseconds) => round(megabytes / (milliseconds / 1000), 0);
    rows.push(
      { where, stage: "inflate, split into records", "MB/s of NDJSON": speed(records) },
      { where, stage: "scan for envelopes, base64 (no key)", "MB/s of NDJSON": speed(scan) },
      { where, stage: "both: everything but RSA and AES", "MB/s of NDJSON": speed(records + scan) },
      { where, stage: "scan, AES, write (one wrapped key)", "MB/s of NDJSON": speed(open) },
    );
  };
  const { came, version } = await inBrowser("chromium", "stages", {
    ...given,
    key: key.toString("base64"),
    gzip: given.gzip.toString("base64"),
  });
  add(version, came);
  add(`Node.js ${process.version}`, await here(stages, { ...given, key }));
  print("stages", "The pipeline by stage, one core, medians", rows);
}
