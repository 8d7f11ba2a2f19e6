// A Parquet file of flat columns in which each value may be absent, a row group at a time
// (https://parquet.apache.org/docs/file-format/, and parquet.thrift, which numbers the fields).
import type { Column } from "./columns.ts";
import type { ColumnPart } from "./form.ts";
import { ColumnChunk, type Means, rowsOf } from "./parquet-column.ts";
import { ELEMENTS } from "./parquet-values.ts";

const OPTIONAL = 1;
const MAGIC = 0x31524150;

export class ParquetFile {
  readonly #columns: readonly Column[];
  readonly #means: Means;
  readonly #groups: object[] = [];
  /** The group that is being filled. */
  #chunks: ColumnChunk[];
  #rows = 0;
  #rowsInAll = 0;
  /** Bytes that were handed on. */
  #written = 0;

  constructor(columns: readonly Column[], means: Means) {
    [this.#columns, this.#means] = [columns, means];
    this.#chunks = this.#newChunks();
  }

  #newChunks(): ColumnChunk[] {
    return this.#columns.map((column) => new ColumnChunk(column, this.#means));
  }

  /** Rows of the group that is being filled. */
  get rows(): number {
    return this.#rows;
  }

  /** What the texts of that group have, in characters or bytes. */
  get characters(): number {
    return this.#chunks.reduce((sum, { characters }) => sum + characters, 0);
  }

  /** Adds rows: of each column its values. */
  add(parts: readonly ColumnPart[]): void {
    for (const [at, part] of parts.entries()) this.#chunks[at]?.add(part);
    this.#rows += rowsOf(parts);
  }

  /** Ends the row group. Gives its bytes. */
  group(): Uint8Array<ArrayBuffer>[] {
    const pieces = this.#begin();
    const begin = this.#written;
    const chunks: object[] = [];
    let size = 0;
    for (const each of this.#chunks) {
      const ended = each.end(this.#written);
      chunks.push(ended.chunk);
      pieces.push(...ended.pieces);
      size += ended.size;
      this.#written += ended.length;
    }
    this.#groups.push({
      field_1: chunks,
      field_2: BigInt(size),
      field_3: BigInt(this.#rows),
      field_6: BigInt(this.#written - begin),
    });
    this.#rowsInAll += this.#rows;
    [this.#chunks, this.#rows] = [this.#newChunks(), 0];
    return pieces;
  }

  /** The last bytes: what is in the file. */
  end(): Uint8Array<ArrayBuffer>[] {
    const { ByteWriter, serializeTCompactProtocol } = this.#means.library;
    const out = new ByteWriter();
    serializeTCompactProtocol(out, {
      field_1: 2,
      field_2: [
        { field_4: "root", field_5: this.#columns.length },
        ...this.#columns.map(({ name, type }) => ({
          field_1: ELEMENTS[type].type,
          field_3: OPTIONAL,
          field_4: name,
          field_6: ELEMENTS[type].converted,
          field_10: ELEMENTS[type].logical,
        })),
      ],
      field_3: BigInt(this.#rowsInAll),
      field_4: this.#groups,
      field_6: "logpush-decrypt",
      // Bounds are in the order that the types have.
      field_7: this.#columns.map(() => ({ field_1: {} })),
    });
    out.appendUint32(out.offset);
    out.appendUint32(MAGIC);
    return [...this.#begin(), out.getBytes().slice()];
  }

  /** What comes before all else, once. */
  #begin(): Uint8Array<ArrayBuffer>[] {
    if (this.#written > 0) return [];
    const out = new this.#means.library.ByteWriter();
    out.appendUint32(MAGIC);
    this.#written = out.offset;
    return [out.getBytes().slice()];
  }
}
