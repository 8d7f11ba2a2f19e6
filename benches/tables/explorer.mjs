// The page with much to explore: one large file, and a million records in ten thousand files.
import fs from "node:fs";
import { chooseMany } from "../chosen.mjs";
import { largeFile, manyFiles } from "../data.mjs";
import { median, percentile, range, round } from "../measure.mjs";
import { BEAT, LATE, million } from "../million.mjs";
import { exploreInPage } from "../page.mjs";

const megabytes = (bytes) => (bytes === undefined ? undefined : round(bytes / 1e6, 0));

export async function measure(print) {
  // About 1 GB of gzip.
  const logs = await largeFile(1.34e9);
  const { size } = fs.statSync(logs);
  const rows = [];
  for (const name of ["chromium", "firefox"]) {
    const { rows: first, indexed, shown } = await exploreInPage(name, logs);
    rows.push({
      where: name,
      "GB of gzip": round(size / 1e9),
      "ms to the first rows": round(first, 0),
      "s to the last": round(indexed / 1000, 1),
      "ms to show another record, median": round(median(shown), 0),
      range: range(shown, 0),
    });
  }
  print("explorer", "A file of one gzip member in the page, without a key", rows);

  const many = await manyFiles(20_000, 10);
  const { seconds, progress, tasks } = await chooseMany(many, 200_000);
  print("chosen", "20,000 files of ten records chosen at once, in Chromium: the page's main thread", [
    {
      "ms to the first progress": round(progress, 0),
      "s to the last record": round(seconds, 1),
      "tasks above 50 ms": tasks.length,
      "longest, ms": round(Math.max(0, ...tasks), 0),
    },
  ]);

  const files = await manyFiles(10_000, 100);
  const scrolling = [];
  const memory = [];
  const typing = [];
  for (const name of ["chromium", "firefox"]) {
    const { where, seconds, memory: taken, scrolls, keystrokes } = await million(name, files);
    for (const { what, intervals, longest } of scrolls) {
      scrolling.push({
        where,
        what,
        frames: intervals.length,
        "ms, at most": round(Math.max(...intervals), 0),
        [`above ${BEAT} ms`]: intervals.filter((each) => each > BEAT).length,
        [`above ${LATE} ms`]: intervals.filter((each) => each > LATE).length,
        ...Object.fromEntries(
          Object.entries(longest).map(([kind, milliseconds]) => [`${kind}, ms at most`, round(milliseconds, 1)]),
        ),
      });
    }
    typing.push({
      where,
      keystrokes: keystrokes.length,
      "ms, median": round(median(keystrokes), 1),
      p95: round(percentile(keystrokes, 0.95), 1),
      "at most": round(Math.max(...keystrokes), 1),
    });
    memory.push({
      where,
      "s to the last record": round(seconds, 1),
      "MB of the page": megabytes(taken.pages),
      "of them wasm": megabytes(taken.wasm),
      "MB of the browser besides": megabytes(taken.others),
    });
  }
  print(
    "typing",
    "1,000,000 records in 10,000 files, each with three sealed fields and an id of its own: from a keystroke in the filter to painted rows",
    typing,
  );
  print(
    "scrolling",
    "The same, scrolled: Chromium's frames from a trace, Firefox's from its animation frames",
    scrolling,
  );
  print("explorer-memory", "The same: what is taken more than by an empty page (PSS)", memory);
}
