// What the report says: in sentences, and the same as text to be copied.
import type { Report } from "../session/report.ts";
import { count, enumerated, plural } from "./format.ts";
import { moment } from "./table.ts";

/** How sure one can be of something: it is as it should be, it is a question, or something is missing. */
export type Standing = "well" | "open" | "lacking";

/** One thing that the report says, with what it is about. */
export interface Statement {
  standing: Standing;
  says: string;
  /** What it is about, a line each. There may be more of them than were listed. */
  list: readonly string[];
  more: number;
}

/** A span of time for people: `20 s`, `3 min`, `2 h 5 min`, `3 d 4 h`. */
export function span(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return hours % 24 === 0 ? `${Math.floor(hours / 24)} d` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

const is = (number: number) => (number === 1 ? "is" : "are");
const has = (number: number) => (number === 1 ? "has" : "have");

/** The first line: what matters most. */
export function headline({
  files,
  reading,
  records,
  damaged,
  rejected,
  sealedRecords,
  gaps,
  leftOut,
  notHeld,
}: Report): { standing: Standing; says: string } {
  if (files === 0) return { standing: "open", says: "There are no files to report on." };
  if (reading) return { standing: "open", says: "The files are still being read." };
  const lacking = [
    notHeld > 0 ? `${plural(notHeld, "line is", "lines are")} beyond what the page holds` : "",
    damaged.length > 0 ? `${plural(damaged.length, "file is", "files are")} not whole` : "",
    rejected > 0 ? `${plural(rejected, "line is not a record", "lines are not records")}` : "",
    (sealedRecords ?? 0) > 0 ? `${plural(sealedRecords ?? 0, "record stays", "records stay")} encrypted` : "",
  ].filter((each) => each !== "");
  if (lacking.length > 0) return { standing: "lacking", says: `Something is missing: ${enumerated(lacking)}.` };
  if (records === 0) return { standing: "lacking", says: "These files have no records." };
  const but = [
    gaps.count > 0 ? `${plural(gaps.count, "gap", "gaps")} longer than usual` : "",
    leftOut > 0 ? `${plural(leftOut, "record", "records")} not checked` : "",
  ].filter((each) => each !== "");
  if (but.length > 0)
    return { standing: "open", says: `Nothing is missing from the files; open questions: ${enumerated(but)}.` };
  return { standing: "well", says: "Nothing is missing as far as the files tell." };
}

/** All that the report says, in order. */
export function statements(report: Report): Statement[] {
  const {
    files,
    reading,
    members,
    records,
    rejected,
    duplicates,
    gaps,
    untimed,
    damaged,
    foreign,
    proofs,
    sealedRecords,
    checked,
    leftOut,
    unlisted,
    notHeld,
  } = report;
  if (files === 0) return [];
  const said: Statement[] = [];
  const say = (standing: Standing, says: string, list: readonly string[] = [], all = list.length) =>
    said.push({ standing, says, list, more: all - list.length });

  const packed = members > 0 ? ` with ${plural(members, "gzip member", "gzip members")}` : "";
  say(
    "well",
    `${plural(files, "file", "files")}${packed} ${files === 1 ? "holds" : "hold"} ${plural(records, "record", "records")}.`,
  );
  if (reading) say("open", "Not all of them were read to their end yet: what follows is of what was read so far.");
  else if (damaged.length === 0) say("well", files === 1 ? "It was read to its end." : "Each was read to its end.");
  if (damaged.length > 0) {
    const says = `${plural(damaged.length, "file is", "files are")} cut off, corrupt or unreadable. Whole lines before the fault are here; what comes after it may be missing.`;
    say(
      "lacking",
      says,
      damaged.map(({ path, why }) => `${path}: ${why}`),
    );
  }
  if (foreign.length > 0) {
    say(
      "open",
      `${plural(foreign.length, "file has", "files have")} no records: ${foreign.length === 1 ? "it may be empty, or is" : "they may be empty, or are"} not a log.`,
      foreign,
    );
  }
  if (proofs.length > 0)
    say(
      "well",
      `${plural(proofs.length, "file only proves", "files only prove")} who owns the bucket (Cloudflare’s ownership challenge), and can be ignored.`,
      proofs,
    );
  say(
    rejected === 0 ? "well" : "lacking",
    rejected === 0
      ? "Each line is a record."
      : `${plural(rejected, "line is not a record. It is kept as it is", "lines are not records. They are kept as they are")}, and can be exported as unreadable lines.`,
  );
  if (duplicates > 0) {
    say(
      "open",
      `${plural(duplicates, "record", "records")} ${has(duplicates)} the same encrypted value as another: ${duplicates === 1 ? "it is" : "they are"} there more than once, as when a file was copied or sent again.`,
    );
  }
  if (gaps.count > 0) {
    const usual = gaps.usual > 0 ? ` (a file normally starts every ${span(gaps.usual)})` : "";
    const says = `${plural(gaps.count, "gap", "gaps")} longer than usual${usual}. Either nothing was logged then, or files are missing: their names cannot tell which.`;
    say(
      "open",
      says,
      gaps.spans.map(([from, to]) => `${moment(from)} to ${moment(to)} UTC (${span(to - from)})`),
      gaps.count,
    );
  } else if (untimed < files)
    say(
      "well",
      `The names of the files show no gap in time${gaps.usual > 0 ? `: a file starts every ${span(gaps.usual)}, and no step is much longer` : ""}. Records that were never exported leave no trace.`,
    );
  if (untimed > 0)
    say(
      "open",
      `${plural(untimed, "file has a name", "files have names")} that ${untimed === 1 ? "tells" : "tell"} no time, and ${is(untimed)} in none of this.`,
    );
  if (sealedRecords === null) say("open", "Keys not yet checked against all records.");
  else if (sealedRecords > 0)
    say(
      "lacking",
      `In ${plural(sealedRecords, "record", "records")} of ${count(checked)} that were checked, a field stays encrypted: no key here matches it, or it is damaged.`,
    );
  else if (checked === 0) say("well", "No record had to be checked.");
  else
    say(
      "well",
      `The keys decrypt every field of ${plural(checked, "record that was checked", "records that were checked")}.`,
    );
  if (notHeld > 0) {
    say(
      "lacking",
      `${plural(notHeld, "line is", "lines are")} beyond what the page holds, and in none of this. Open fewer files at a time, or use the command line tool, which reads files of any size.`,
    );
  }
  if (unlisted > 0)
    say(
      "open",
      `${plural(unlisted, "value is", "values are")} in no column of the table, for there are too many different fields. Each is in its record.`,
    );
  if (leftOut > 0) say("open", `${plural(leftOut, "record was", "records were")} left out of that check.`);
  return said;
}

/** The report as text, with its lists whole. */
export function reportText(report: Report): string {
  const lines = statements(report).flatMap(({ says, list, more }) => [
    `- ${says}`,
    ...list.map((each) => `    ${each}`),
    ...(more > 0 ? [`    ${reportTexts.more(more)}`] : []),
  ]);
  return [reportTexts.title, headline(report).says, "", ...lines, ""].join("\n");
}

export const reportTexts = {
  title: "Completeness",
  more: (more: number) => `and ${count(more)} more`,
  standing: { well: "", open: "Question: ", lacking: "Missing: " } satisfies Record<Standing, string>,
  copy: "Copy as text",
  check: "Check all records",
};
