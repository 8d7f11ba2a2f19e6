// What is said at the end: what happened, the first problems of each kind, and what to do about them.
import { counted, span } from "../format.ts";
import type { Report, ReportedError } from "./report.ts";

/** Where something went wrong. */
export function place({
  file,
  line,
  field,
  offset,
}: Pick<ReportedError, "file" | "line" | "field" | "offset">): string {
  const parts = [file];
  if (line !== undefined) parts.push(`line ${line}`);
  if (field !== undefined) parts.push(field);
  if (line === undefined && offset !== undefined) parts.push(`offset ${offset}`);
  return parts.join(", ");
}

/** What happened, in lines. */
export function closingWords(
  report: Report,
  milliseconds: number,
  options: { rejects: boolean; report: boolean },
): string[] {
  const { files, broken, unreadable, kinds, warnings } = report;
  const { records, opened, sealed, rejected } = report.tally;
  const counts = [`${counted(opened, "field")} opened`];
  if (sealed > 0) counts.push(`${counted(sealed, "field")} still sealed`);
  if (rejected > 0) counts.push(`${counted(rejected, "line")} rejected`);
  if (broken > 0) counts.push(`${counted(broken, "file")} cut off or damaged`);
  if (unreadable > 0) counts.push(`${counted(unreadable, "input")} not readable`);
  const words = [
    `${counted(records, "record")} from ${counted(files, "file")} in ${span(milliseconds)}: ${counts.join(", ")}.`,
  ];
  let unlisted = 0;
  for (const [code, { count, first }] of kinds) {
    words.push(`  ${code}${count > 1 ? ` (${counted(count, "time")})` : ""}: ${place(first)}: ${first.message}`);
    unlisted += count - 1;
  }
  const [warning] = warnings.kept;
  if (warning) {
    const more = warnings.count - 1;
    words.push(
      `  Warning: ${place({ file: warning.file, ...(warning.offset > 0 && { offset: warning.offset }) })}: ${warning.message}${more > 0 ? ` (and ${counted(more, "more warning")})` : ""}`,
    );
  }
  if (unlisted > 0 && !options.report) words.push("  --report FILE lists them with their places.");
  if (rejected > 0 && !options.rejects)
    words.push("  --rejects FILE keeps the rejected lines; they are not in the output.");
  return words;
}
