// CSV (RFC 4180): a header, lines that end in CRLF, quotation marks where they are needed.
//
// Not by a library: `csv-stringify` needs Node.js' `Buffer` and marks negative numbers as formulas, and `papaparse` brings
// its reader, 19 KB, for a rule of three characters.
import type { Column, Value } from "./columns.ts";
import { TextTable } from "./form.ts";
import { decoded, type ExportedRecord } from "./record.ts";

/**
 * Text that a spreadsheet takes for a formula (OWASP, 'CSV Injection'), also with apostrophes before it: one more is
 * written in front of it, so that taking one away gives the text.
 */
const FORMULA = /^'*[=+\-@\t\r\n＝＋－＠]/;
/** It is a number, and stays one. */
const NUMBER = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i;

/** Each row has the same columns. Nothing stands for no value, `""` for an empty text. */
export class CsvForm extends TextTable {
  readonly #columns: readonly Column[];

  constructor(columns: readonly Column[]) {
    super();
    this.#columns = columns;
  }

  protected override head(): string {
    return row(this.#columns.map(({ name }) => name));
  }

  protected override row(record: ExportedRecord): string {
    return row(this.#columns.map((column) => column.value(record)));
  }
}

function row(values: Value[]): string {
  // A line without anything would be no row.
  const line = values.map(cell).join(",");
  return `${line === "" ? '""' : line}\r\n`;
}

function cell(value: Value): string {
  if (value === undefined) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const written = decoded(value);
  const text = FORMULA.test(written) && !NUMBER.test(written) ? `'${written}` : written;
  return text === "" || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
