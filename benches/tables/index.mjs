// The index: how fast it is made, and how fast it answers.
import fs from "node:fs";
import zlib from "node:zlib";
import { file } from "../data.mjs";
import { here, inBrowser } from "../in-engine.mjs";
import { median, range, round } from "../measure.mjs";
import { index } from "../operations.mjs";

export async function measure(print) {
  const rows = [];
  for (const bodyBytes of [1500, 24_000]) {
    // No record twice: the dictionaries of the index grow as they do with real logs.
    const gzip = fs.readFileSync(file("distinct", 200, bodyBytes));
    const megabytes = zlib.gunzipSync(gzip).length / 1e6;
    const add = (where, milliseconds) => {
      const speeds = milliseconds.map((each) => megabytes / (each / 1000));
      rows.push({
        where,
        "bytes of a body": bodyBytes,
        "MB/s of NDJSON, median": round(median(speeds), 0),
        range: range(speeds, 0),
      });
    };
    for (const name of ["chromium", "firefox"]) {
      const { came, version } = await inBrowser(name, "index", { gzip: gzip.toString("base64"), key: "", seconds: 5 });
      add(version, came);
    }
    add(`Node.js ${process.version}`, await here(index, { gzip, seconds: 5 }));
  }
  print("index", "The index of a gzip file, one core", rows);

  const answers = [];
  for (const name of ["chromium", "firefox"]) {
    const { came, version } = await inBrowser(name, "explore", { key: "" });
    for (const [what, milliseconds] of Object.entries(came.times))
      answers.push({
        where: version,
        what,
        "ms, median": round(median(milliseconds), 1),
        range: range(milliseconds, 1),
      });
    answers.push({
      where: version,
      what: `MB of the table of ${came.records} records`,
      "ms, median": round(came.bytes / 1e6, 0),
      range: "",
    });
  }
  print(
    "table",
    "A table of 1,000,000 records with sealed fields, ids of their own and 4,000 users, in 10,000 files",
    answers,
  );
}
