// Values of Parquet as its pages have them (https://parquet.apache.org/docs/file-format/data-pages/encodings/).
import type { ColumnType } from "./columns.ts";
import { joined, type Stored } from "./form.ts";
import type * as library from "./parquet-writer.ts";
import type { Text } from "./record.ts";

export type Library = typeof library;

/** The numbers of parquet.thrift. */
const TYPE = { BOOLEAN: 0, INT64: 2, DOUBLE: 5, BYTE_ARRAY: 6 };

/** How a column is declared: its type, the older name of what it means, and the newer one. */
export const ELEMENTS: Record<ColumnType, { type: number; converted?: number; logical?: object }> = {
  text: { type: TYPE.BYTE_ARRAY, converted: 0, logical: { field_1: {} } },
  integer: { type: TYPE.INT64 },
  number: { type: TYPE.DOUBLE },
  boolean: { type: TYPE.BOOLEAN },
  time: { type: TYPE.INT64, converted: 9, logical: { field_8: { field_1: true, field_2: { field_1: {} } } } },
  json: { type: TYPE.BYTE_ARRAY, converted: 19, logical: { field_12: {} } },
};

/** Bytes of a text's length. */
const LENGTH = 4;

const encoder = new TextEncoder();

/** Texts one after the other, each after its length. */
export class TextBuffer {
  #bytes = new Uint8Array(1024);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  add(text: Text): void {
    const begin = this.#length + LENGTH;
    let written = text.length;
    if (typeof text === "string") {
      // A unit of UTF-16 has at most three bytes.
      this.#reserve(LENGTH + 3 * text.length);
      ({ written } = encoder.encodeInto(text, this.#bytes.subarray(begin)));
    } else {
      this.#reserve(LENGTH + text.length);
      this.#bytes.set(text, begin);
    }
    this.#view.setUint32(this.#length, written, true);
    this.#length = begin + written;
  }

  /** What was added. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#bytes.length) return;
    const before = this.bytes;
    this.#bytes = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
    this.#bytes.set(before);
    this.#view = new DataView(this.#bytes.buffer);
  }
}

/** Values of one type, one after the other. */
export function plain(values: readonly Stored[], type: ColumnType, { ByteWriter }: Library): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  const texts = new TextBuffer();
  let [bits, count] = [0, 0];
  for (const value of values) {
    if (typeof value === "number" && type === "number") out.appendFloat64(value);
    else if (typeof value === "number") out.appendInt64(BigInt(value));
    else if (typeof value !== "boolean") texts.add(value);
    else {
      bits |= Number(value) << count++;
      if (count < 8) continue;
      out.appendUint8(bits);
      [bits, count] = [0, 0];
    }
  }
  if (count > 0) out.appendUint8(bits);
  return texts.bytes.length > 0 ? texts.bytes : out.getBytes().slice();
}

/** Small numbers of so many bits. */
export function runs(numbers: number[], width: number, { ByteWriter, writeRleBitPackedHybrid }: Library) {
  const out = new ByteWriter();
  writeRleBitPackedHybrid(out, numbers, width);
  return out.getBytes().slice();
}

/** The different values with their numbers, if each is there twice or more on average. */
export function dictionaryOf(
  values: readonly (Stored | undefined)[],
  present: number,
): Map<Stored, number> | undefined {
  const found = new Map<Stored, number>();
  for (const value of values) {
    if (value === undefined || found.has(value)) continue;
    found.set(value, found.size);
    if (2 * found.size > present) return undefined;
  }
  return found.size > 0 ? found : undefined;
}

/** Where values are in a dictionary. */
export function indexes(
  values: readonly Stored[],
  dictionary: ReadonlyMap<Stored, number>,
  library: Library,
): Uint8Array<ArrayBuffer> {
  const width = Math.ceil(Math.log2(dictionary.size));
  const numbers = values.map((value) => dictionary.get(value) ?? 0);
  return joined([Uint8Array.of(width), runs(numbers, width, library)]);
}
