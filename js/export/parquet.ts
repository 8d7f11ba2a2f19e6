// Parquet, a row group at a time, so that memory is bounded whatever the number of records.
import type { Column, Value } from "./columns.ts";
import { type ColumnPart, type Content, NOTHING, type Ready, type Stored, type TableForm } from "./form.ts";
import { type Means, rowsOf } from "./parquet-column.ts";
import { ParquetFile } from "./parquet-file.ts";
import { TextBuffer } from "./parquet-values.ts";
import { decoded, type ExportedRecord, type Parts } from "./record.ts";

/** A row group has no more rows, and ends after the batch with which its texts have so many characters or bytes. */
const MOST = { rows: 10_000, characters: 16 << 20 };

/** How a value is stored. */
function stored(value: Value, { type }: Column): Stored | undefined {
  if (value === undefined) return undefined;
  // What a double cannot count is no count; one too large for the type would end the export.
  if (type === "integer") return Number.isSafeInteger(value) ? (value as number) : undefined;
  if (type === "time") return timeOf(String(value));
  return value instanceof Uint8Array ? decoded(value) : value;
}

function timeOf(time: string): number | undefined {
  const milliseconds = Date.parse(time);
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}

type Snappy = Means["snappy"];

/** A long column of a batch, whose texts are compressed when the batch ends. */
class LongTexts {
  readonly #texts = new TextBuffer();
  readonly #present: number[] = [];

  add(value: Value): void {
    const isText = typeof value === "string" || value instanceof Uint8Array;
    if (isText) this.#texts.add(value);
    this.#present.push(Number(isText));
  }

  end(snappy: Snappy): ColumnPart {
    return { present: Uint8Array.from(this.#present), texts: snappy(this.#texts.bytes) };
  }
}

export class ParquetForm implements TableForm {
  readonly #columns: readonly Column[];
  readonly #file: ParquetFile;
  readonly #snappy: Snappy;

  constructor(columns: readonly Column[], means: Means) {
    [this.#columns, this.#snappy] = [columns, means.snappy];
    this.#file = new ParquetFile(columns, means);
  }

  make(records: Iterable<ExportedRecord>, parts?: Parts): ColumnPart[] {
    const [short, long] = [new Map<Column, (Stored | undefined)[]>(), new Map<Column, LongTexts>()];
    for (const column of this.#columns) {
      if (!column.isLong) short.set(column, []);
      else if (!parts) long.set(column, new LongTexts());
    }
    for (const record of records) {
      for (const [column, values] of short) values.push(stored(column.value(record), column));
      for (const [column, texts] of long) texts.add(column.value(record));
    }
    return this.#columns.map(
      (column) =>
        (column.text && parts?.compressed(column.text)) ??
        long.get(column)?.end(this.#snappy) ?? { values: short.get(column) ?? [] },
    );
  }

  take(content: Content): Ready {
    if (content instanceof Uint8Array) return NOTHING;
    const file = this.#file;
    const isFull = file.rows > 0 && file.rows + rowsOf(content) > MOST.rows;
    const pieces = isFull ? file.group() : [];
    file.add(content);
    if (file.characters >= MOST.characters) pieces.push(...file.group());
    return pieces;
  }

  end(): Ready {
    const last = this.#file.rows > 0 ? this.#file.group() : [];
    return [...last, ...this.#file.end()];
  }
}
