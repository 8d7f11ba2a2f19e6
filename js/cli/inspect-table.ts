// What `inspect` shows on a terminal: the same as its JSON, for people.
import { counted, grouped } from "../format.ts";
import { escaped } from "./terminal.ts";

/** What `inspect` prints. */
export interface Findings {
  files: number;
  records: number;
  /** Lines that are no records. */
  rejected: number;
  /** Files that are cut off, damaged or not readable. */
  broken: number;
  /** Records in which each field is sealed. */
  sealedFields: Record<string, number>;
  /** Wrapped keys by their bytes: those of the modulus of the key that opens them. */
  wrappedKeySizes: Record<string, number>;
  /** Records by the values of each plain field. */
  fields: Record<string, Record<string, number>>;
  /** Of fields with more values than are listed: how many more there are, in how many records. Long texts are counted together. */
  notListed: Record<string, { values: number; records: number }>;
  /** Fields beyond the limit. */
  fieldsLeftOut?: number;
}

/** Values of a field that are shown; the JSON has more. */
const VALUES = 8;
const BITS_PER_BYTE = 8;

/** A count and what it counts, in two columns. */
function rows(counts: [string, number][], width: number): string[] {
  const digits = Math.max(0, ...counts.map(([, count]) => grouped(count).length));
  return counts.map(([name, count]) => `  ${grouped(count).padStart(digits)}  ${clipped(name, width - digits - 4)}`);
}

/** A text in so many columns. It is escaped before: what is escaped is longer. */
function clipped(text: string, width: number): string {
  const characters = [...escaped(text)];
  return characters.length <= width ? characters.join("") : `${characters.slice(0, Math.max(width - 1, 1)).join("")}…`;
}

/** The lines of the table, for a terminal of so many columns. */
export function inspectionTable(findings: Findings, width: number): string[] {
  const { files, records, rejected, broken, sealedFields, wrappedKeySizes, fields, notListed, fieldsLeftOut } =
    findings;
  const lines = [`${counted(records, "record")} in ${counted(files, "file")}`];
  if (rejected > 0)
    lines.push(`${counted(rejected, "line")} that ${rejected === 1 ? "is no record" : "are no records"}`);
  if (broken > 0) lines.push(`${counted(broken, "file")} cut off, damaged or not readable`);
  const sealed = Object.entries(sealedFields);
  lines.push(
    "",
    sealed.length > 0 ? "Encrypted fields, and in how many records" : "No encrypted field",
    ...rows(sealed, width),
  );
  const keys = Object.entries(wrappedKeySizes).map(([bytes, count]): [string, number] => [
    `opened by a private key of ${Number(bytes) * BITS_PER_BYTE} bits`,
    count,
  ]);
  if (keys.length > 0) lines.push("", "Wrapped keys", ...rows(keys, width));
  for (const [name, values] of Object.entries(fields)) {
    // Objects have names that are numbers first.
    const counts = Object.entries(values).sort(([, a], [, b]) => b - a);
    const { values: others = 0, records: otherRecords = 0 } = notListed[name] ?? {};
    const left = counts.slice(VALUES);
    const more = {
      values: others + left.length,
      records: otherRecords + left.reduce((sum, [, count]) => sum + count, 0),
    };
    lines.push("", clipped(name, width), ...rows(counts.slice(0, VALUES), width));
    if (more.records > 0)
      lines.push(
        `  ${more.values > 0 ? `${counted(more.values, "other value")}` : "long texts"} in ${counted(more.records, "record")}`,
      );
  }
  if (fieldsLeftOut) lines.push("", `${counted(fieldsLeftOut, "field")} more than can be counted`);
  return lines;
}
