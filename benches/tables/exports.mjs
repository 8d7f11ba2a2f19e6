// Exports in the page, and usage in other groups: what is done with records once they are open.
import { varied } from "../conversations.mjs";
import { median, range, round } from "../measure.mjs";
import { takeInPage, usageInPage } from "../page.mjs";

const RECORDS = 100_000;
const ROUNDS = 3;
/** What is taken of a file, in alternation: its records opened and nothing else, and exports. */
const TAKEN = { "opening alone": null, parquet: "parquet", csv: "csv", ndjson: "ndjson" };
const megabytes = (bytes) => round(bytes / 1e6, 0);

export async function measure(print) {
  const { file, bytes } = await varied(RECORDS);
  /** @type {{ what: string, rows: any[], memory: any[] }[]} */
  const taken = Object.keys(TAKEN).map((what) => ({ what, rows: [], memory: [] }));
  for (let round = 0; round < ROUNDS; round++)
    for (const { what, rows } of taken) rows.push(await takeInPage("chromium", file, RECORDS, TAKEN[what], false));
  for (let round = 0; round < ROUNDS; round++)
    for (const { what, memory } of taken) memory.push(await takeInPage("chromium", file, RECORDS, TAKEN[what], true));
  const secondsOf = (rows) => rows.map(({ seconds }) => seconds);
  const opening = median(secondsOf(taken[0].rows));
  const perSecond = (seconds) => (seconds > 0 ? round(bytes / 1e6 / seconds, 1) : "");
  print(
    "exports",
    `${RECORDS} records (${megabytes(bytes)} MB) with opened bodies and sealed metadata, saved from the page in Chromium. 'Beside opening': what an export takes longer than *Check all records*, which reads, opens and notes the same records and makes no file`,
    taken.map(({ what, rows, memory }) => {
      const seconds = median(secondsOf(rows));
      const isExport = TAKEN[what] !== null;
      return {
        what,
        "s, median": round(seconds, 1),
        range: range(secondsOf(rows), 1),
        "MB/s": perSecond(seconds),
        "opening's share": isExport ? `${round((100 * opening) / seconds, 0)} %` : "",
        "s beside opening": isExport ? round(seconds - opening, 1) : "",
        "MB/s beside opening": isExport ? perSecond(seconds - opening) : "",
        "s of the processor": round(median(rows.map(({ cpu }) => cpu)), 1),
        "MB of the empty page": megabytes(median(memory.map(({ own }) => own))),
        "before it": megabytes(median(memory.map(({ before }) => before))),
        "at most": megabytes(median(memory.map(({ most }) => most))),
        "most of all rounds": megabytes(Math.max(...memory.map(({ most }) => most))),
      };
    }),
  );
  const came = await usageInPage("chromium", file, RECORDS);
  const groups = {
    "one level": came.one,
    "two levels, 20 groups": came.two,
    "two levels, 10,000 groups": came.many,
  };
  print(
    "usage",
    `Another grouping of ${RECORDS} read records, in Chromium: ms until it is painted`,
    Object.entries(groups).map(([by, times]) => ({
      by,
      "ms, median": round(median(times), 0),
      range: range(times, 0),
    })),
  );
}
