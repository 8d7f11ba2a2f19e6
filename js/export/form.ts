// What an export is made by: records in, bytes out. A form holds no more than it needs for the bytes that come next.
import type { ExportedRecord, Parts } from "./record.ts";

/** Bytes that are ready, in one piece or in several; each piece has its own buffer. */
export type Ready = Uint8Array<ArrayBuffer> | readonly Uint8Array<ArrayBuffer>[];

export interface Form {
  /** Takes the next record, and returns the bytes that are ready. */
  add(record: ExportedRecord): Ready | Promise<Ready>;
  /** The last bytes. */
  end(): Ready | Promise<Ready>;
  /** What is not in the export, in sentences for people. */
  remarks(): string[];
}

/** What a form with columns makes of a batch of records: all that can be made of them without those before. */
export type Content = Uint8Array<ArrayBuffer> | ColumnPart[];

/** Values of a column: of a long one its texts in Snappy, each after its length, and of each record whether it has one. */
export type ColumnPart = { values: (Stored | undefined)[] } | { present: Uint8Array; texts: Uint8Array<ArrayBuffer> };

/** A value as it is stored: times in milliseconds. */
export type Stored = string | number | boolean;

/** A form with columns. Batches can be made in any thread; those who take them need not be those who make them. */
export interface TableForm {
  /** What a batch of records makes. Compressed texts of them are in `parts`. */
  make(records: Iterable<ExportedRecord>, parts?: Parts): Content;
  /** Takes the next batch, and returns the bytes that are ready. */
  take(content: Content): Ready;
  /** The last bytes. */
  end(): Ready;
}

export const NOTHING = new Uint8Array();

export const piecesOf = (ready: Ready): readonly Uint8Array<ArrayBuffer>[] =>
  ready instanceof Uint8Array ? [ready] : ready;

/** Pieces, one after the other. */
export function joined(pieces: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const [first, ...others] = pieces.filter(({ length }) => length > 0);
  if (!first || others.length === 0) return first ?? NOTHING;
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

const encoder = new TextEncoder();

/** A form of text, which is ready after each record. */
export abstract class TextForm implements Form {
  /** The text of a record. */
  protected abstract text(record: ExportedRecord): string;

  add(record: ExportedRecord): Uint8Array<ArrayBuffer> {
    return encoder.encode(this.text(record));
  }

  end(): Uint8Array<ArrayBuffer> {
    return NOTHING;
  }

  remarks(): string[] {
    return [];
  }
}

/** A form with columns whose batches are texts. */
export abstract class TextTable implements TableForm {
  #begun = false;

  /** What comes before all rows. */
  protected head(): string {
    return "";
  }

  /** The text of a row. */
  protected abstract row(record: ExportedRecord): string;

  make(records: Iterable<ExportedRecord>): Uint8Array<ArrayBuffer> {
    let rows = "";
    for (const record of records) rows += this.row(record);
    return encoder.encode(rows);
  }

  take(content: Content): Ready {
    return content instanceof Uint8Array ? [...this.#head(), content] : NOTHING;
  }

  end(): Ready {
    return this.#head();
  }

  #head(): Uint8Array<ArrayBuffer>[] {
    if (this.#begun) return [];
    this.#begun = true;
    return [encoder.encode(this.head())];
  }
}
