// The values of a column in a row group: pages of version 2 in Snappy. Long texts come compressed, a batch at a time; others are
// held until the group ends, for a dictionary where they are few.
import type { Column } from "./columns.ts";
import { type ColumnPart, NOTHING, type Stored } from "./form.ts";
import { dictionaryOf, ELEMENTS, indexes, type Library, plain, runs } from "./parquet-values.ts";

/** The numbers of parquet.thrift. */
const SNAPPY = 1;
const ENCODING = { PLAIN: 0, RLE: 3, RLE_DICTIONARY: 8 };
const PAGE = { DICTIONARY: 2, DATA_V2: 3 };

/** Bytes of the values of a page, about. */
const PAGE_BYTES = 1 << 20;
/** Bytes of a value that is not a text, and of a text's length. */
const [FIXED, LENGTH] = [8, 4];

/** What writes pages. */
export interface Means {
  library: Library;
  snappy(bytes: Uint8Array): Uint8Array<ArrayBuffer>;
}

export class ColumnChunk {
  readonly #column: Column;
  readonly #means: Means;
  /** Those of a long column are in `#texts`. */
  readonly #values: (Stored | undefined)[] = [];
  /** Compressed texts of the page that is being filled, without the length that each begins with, and the sum of these. */
  #texts: Uint8Array<ArrayBuffer>[] = [];
  #textLength = 0;
  /** Of the values of that page, whether each is there. */
  #levels: number[] = [];
  #count = 0;
  #missing = 0;
  #bounds: [least: number, most: number] | undefined;
  /** What its texts have, in characters or bytes. */
  #charactersInAll = 0;
  /** What was written, its length, and that before compression. */
  readonly #pieces: Uint8Array<ArrayBuffer>[] = [];
  #length = 0;
  #size = 0;

  constructor(column: Column, means: Means) {
    [this.#column, this.#means] = [column, means];
  }

  get characters(): number {
    return this.#charactersInAll;
  }

  /** Adds the values of a batch. */
  add(part: ColumnPart): void {
    this.#count += lengthOf(part);
    if ("values" in part) {
      for (const value of part.values) this.#add(value);
      return;
    }
    const { present, texts } = part;
    const { length, begin } = preambleOf(texts);
    if (this.#textLength > 0 && this.#textLength + length > PAGE_BYTES) this.#endTexts();
    // What follows the length refers to itself alone: such texts, one after the other, are compressed as one.
    if (length > 0) this.#texts.push(texts.subarray(begin));
    this.#textLength += length;
    this.#charactersInAll += length;
    for (const level of present) {
      this.#levels.push(level);
      this.#missing += 1 - level;
    }
  }

  #add(value: Stored | undefined): void {
    this.#values.push(value);
    if (value === undefined) this.#missing++;
    else if (typeof value === "string") this.#charactersInAll += value.length;
    else if (typeof value === "number") this.#bound(value);
  }

  #bound(value: number): void {
    const [least, most] = this.#bounds ?? [value, value];
    this.#bounds = [Math.min(least, value), Math.max(most, value)];
  }

  /** All that was added, as it is at this place of the file, and what the file's end says of it. */
  end(begin: number): { pieces: readonly Uint8Array<ArrayBuffer>[]; chunk: object; size: number; length: number } {
    const { type, name } = this.#column;
    const dictionary = this.#endValues();
    if (this.#levels.length > 0) this.#endTexts();
    const meta = {
      field_1: ELEMENTS[type].type,
      field_2: dictionary ? [ENCODING.PLAIN, ENCODING.RLE, ENCODING.RLE_DICTIONARY] : [ENCODING.RLE, ENCODING.PLAIN],
      field_3: [name],
      field_4: SNAPPY,
      field_5: BigInt(this.#count),
      field_6: BigInt(this.#size),
      field_7: BigInt(this.#length),
      field_9: BigInt(begin + (dictionary?.length ?? 0)),
      field_11: dictionary && BigInt(begin),
      field_12: this.#statistics(),
    };
    const chunk = { field_2: BigInt(begin), field_3: meta };
    return { pieces: this.#pieces, chunk, size: this.#size, length: this.#length };
  }

  /** Writes the page of the texts that are there. */
  #endTexts(): void {
    const length = new this.#means.library.ByteWriter();
    length.appendVarInt(this.#textLength);
    this.#data(this.#levels, this.#textLength, [length.getBytes().slice(), ...this.#texts], ENCODING.PLAIN);
    [this.#texts, this.#textLength, this.#levels] = [[], 0, []];
  }

  /** Writes the pages of all values. Gives the length of their dictionary, if they have one. */
  #endValues(): { length: number } | undefined {
    const { type } = this.#column;
    const [values, { library, snappy }] = [this.#values, this.#means];
    if (values.length === 0) return undefined;
    const dictionary = type === "boolean" ? undefined : dictionaryOf(values, values.length - this.#missing);
    if (dictionary) {
      const content = plain([...dictionary.keys()], type, library);
      const header = { field_1: dictionary.size, field_2: ENCODING.PLAIN };
      this.#page({ field_1: PAGE.DICTIONARY }, { field_7: header }, NOTHING, content.length, [snappy(content)]);
    }
    const length = this.#length;
    const encoding = dictionary ? ENCODING.RLE_DICTIONARY : ENCODING.PLAIN;
    for (const page of pagesOf(values, dictionary !== undefined)) {
      const levels = page.map((value) => (value === undefined ? 0 : 1));
      const present = page.filter((value) => value !== undefined);
      const content = dictionary ? indexes(present, dictionary, library) : plain(present, type, library);
      this.#data(levels, content.length, [snappy(content)], encoding);
    }
    return dictionary && { length };
  }

  /** Writes a page of values; `present` says of each whether it is there, `size` how many bytes they were before compression. */
  #data(present: number[], size: number, packed: Uint8Array<ArrayBuffer>[], encoding: number): void {
    const levels = runs(present, 1, this.#means.library);
    const header = {
      field_1: present.length,
      field_2: present.reduce((missing, level) => missing - level, present.length),
      field_3: present.length,
      field_4: encoding,
      field_5: levels.length,
      field_6: 0,
    };
    this.#page({ field_1: PAGE.DATA_V2 }, { field_8: header }, levels, size, packed);
  }

  #page(kind: object, header: object, levels: Uint8Array, size: number, packed: Uint8Array<ArrayBuffer>[]): void {
    const { library } = this.#means;
    const length = packed.reduce((sum, piece) => sum + piece.length, levels.length);
    const sizes = { field_2: levels.length + size, field_3: length };
    const out = new library.ByteWriter();
    library.serializeTCompactProtocol(out, { ...kind, ...sizes, ...header });
    const headerLength = out.offset;
    out.appendBytes(levels);
    this.#pieces.push(out.getBytes().slice(), ...packed);
    this.#length += headerLength + sizes.field_3;
    this.#size += headerLength + sizes.field_2;
  }

  /** How many values are absent, and the bounds of numbers: those of texts would be in the file once more. */
  #statistics(): object {
    const { type } = this.#column;
    const [least, most] = (this.#bounds ?? []).map((bound) => plain([bound], type, this.#means.library));
    return { field_3: BigInt(this.#missing), ...(most && { field_5: most, field_6: least }) };
  }
}

/** The values of a column of a batch. */
const lengthOf = (part: ColumnPart): number => ("values" in part ? part.values : part.present).length;

/** The rows of a batch, of which each column has a value. */
export const rowsOf = ([first]: readonly ColumnPart[]): number => (first ? lengthOf(first) : 0);

/** The length of what is in Snappy, which it begins with, seven bits a byte, and where what follows begins. */
function preambleOf(packed: Uint8Array): { length: number; begin: number } {
  let [length, begin] = [0, 0];
  for (let byte = 0x80; byte >= 0x80; begin++) {
    byte = packed[begin] ?? 0;
    length += (byte & 0x7f) * 2 ** (7 * begin);
  }
  return { length, begin };
}

/** The values of each page. Indexes into a dictionary are small, whatever they stand for. */
function* pagesOf<T extends Stored | undefined>(values: readonly T[], isIndexed: boolean): Generator<readonly T[]> {
  let [begin, size] = [0, 0];
  for (const [at, value] of values.entries()) {
    const bytes = typeof value === "string" && !isIndexed ? LENGTH + value.length : FIXED;
    if (size + bytes > PAGE_BYTES && at > begin) {
      yield values.slice(begin, at);
      [begin, size] = [at, 0];
    }
    size += bytes;
  }
  yield values.slice(begin);
}
