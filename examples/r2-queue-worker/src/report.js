// What became of an object: the command line tool's report, for one object.

/** Errors that a report lists; what is beyond them is counted. */
const LISTED = 1000;

/** A report of nothing yet. */
export const emptyReport = () => ({
  files: 1,
  records: 0,
  opened: 0,
  sealed: 0,
  rejected: 0,
  errors: [],
  warnings: [],
});

/** Adds faults and warnings, as far as there is room. */
export function note(report, key, faults, warnings = []) {
  for (const { code, line, field, message } of faults) {
    if (report.errors.length < LISTED) report.errors.push({ file: key, line, field, code, message });
    else report.moreErrors = (report.moreErrors ?? 0) + 1;
  }
  report.warnings.push(...warnings.slice(0, LISTED - report.warnings.length));
}

/** Adds the report of a part of the object. */
export function add(report, part) {
  for (const count of ["records", "opened", "sealed", "rejected"]) report[count] += part[count];
  const room = LISTED - report.errors.length;
  report.errors.push(...part.errors.slice(0, room));
  const more = (part.moreErrors ?? 0) + Math.max(part.errors.length - room, 0);
  if (more > 0) report.moreErrors = (report.moreErrors ?? 0) + more;
  report.warnings.push(...part.warnings.slice(0, LISTED - report.warnings.length));
}

/** The counts as an object's own metadata, so that a page of `list` adds a thousand of them up. */
export const counts = ({ records, opened, sealed, rejected }) =>
  Object.fromEntries(
    Object.entries({ records, opened, sealed, rejected }).map(([name, count]) => [name, String(count)]),
  );
