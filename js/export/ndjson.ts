// Lines of JSON: opened lines as they are, or objects with the columns that were chosen.
import type { Column, ColumnType, Value } from "./columns.ts";
import { type Form, NOTHING, TextTable } from "./form.ts";
import { oneLine } from "./one-line.ts";
import { decoded, type ExportedRecord } from "./record.ts";

const LINE_FEED = 10;

/** Opened lines, byte for byte. */
export class LinesForm implements Form {
  add({ bytes }: ExportedRecord): Uint8Array<ArrayBuffer> {
    const line = new Uint8Array(bytes.length + 1);
    line.set(bytes);
    line[bytes.length] = LINE_FEED;
    return line;
  }

  end(): Uint8Array<ArrayBuffer> {
    return NOTHING;
  }

  remarks(): string[] {
    return [];
  }
}

/** An object a record. What a record does not have is left out. */
export class ObjectsForm extends TextTable {
  readonly #columns: readonly Column[];

  constructor(columns: readonly Column[]) {
    super();
    this.#columns = columns;
  }

  protected override row(record: ExportedRecord): string {
    const written: string[] = [];
    for (const column of this.#columns) {
      const value = column.value(record);
      if (value !== undefined) written.push(`${JSON.stringify(column.name)}:${jsonOf(value, column.type)}`);
    }
    return `${oneLine(`{${written.join(",")}}`)}\n`;
  }
}

/** JSON of several lines is put on one. */
function jsonOf(value: Exclude<Value, undefined>, type: ColumnType): string {
  const plain = value instanceof Uint8Array ? decoded(value) : value;
  return type === "json" ? onOneLine(String(plain)) : JSON.stringify(plain);
}

/** Line breaks in JSON are between its tokens only: strings have them escaped. */
const onOneLine = (json: string) => json.replace(/[\r\n]+/g, " ");
