// What columns are made of, as the page's core has it of opened records (src/conversation/column_parts.rs).
import type { ColumnParts } from "core";
import type { ColumnPart } from "./form.ts";
import type { LongText, Parts, RecordParts } from "./record.ts";

/** The long texts of a record, in the order of their numbers. */
const TEXTS: readonly LongText[] = ["request", "response", "question", "answer"];
/** Has the core give long texts in Snappy. */
const COMPRESSED = 16;
/** Bytes of a text's length. */
const LENGTH = 4;

/** What the core is asked for: these long texts, and perhaps in Snappy. */
export function wantedOf({ texts, areCompressed }: { texts: ReadonlySet<LongText>; areCompressed: boolean }): number {
  return TEXTS.reduce((bits, text, at) => bits | (texts.has(text) ? 1 << at : 0), areCompressed ? COMPRESSED : 0);
}

/** What the core gave when it was asked for that. */
export class PartsOfCore implements Parts {
  readonly #parts: ColumnParts;
  readonly #areCompressed: boolean;
  readonly #given = new Set<LongText>();

  constructor(parts: ColumnParts, wanted: number) {
    this.#parts = parts;
    this.#areCompressed = (wanted & COMPRESSED) !== 0;
  }

  *[Symbol.iterator](): Generator<RecordParts> {
    const { plain, ends, present, texts } = this.#parts;
    const views = texts.map(({ buffer, byteOffset }) => new DataView(buffer, byteOffset));
    const begins = texts.map(() => 0);
    let begin = 0;
    for (const [record, bits] of present.entries()) {
      const [middle = 0, end = 0] = ends.subarray(2 * record);
      const parts: RecordParts = { line: plain.subarray(begin, middle), said: plain.subarray(middle, end) };
      begin = end;
      for (const [at, name] of TEXTS.entries()) {
        if (this.#areCompressed || ((bits >> at) & 1) === 0) continue;
        const from = (begins[at] ?? 0) + LENGTH;
        const to = from + (views[at]?.getUint32(from - LENGTH, true) ?? 0);
        parts[name] = texts[at]?.subarray(from, to);
        begins[at] = to;
      }
      yield parts;
    }
  }

  compressed(text: LongText): ColumnPart | undefined {
    const at = TEXTS.indexOf(text);
    const texts = this.#parts.texts[at];
    if (!this.#areCompressed || !texts) return undefined;
    // Two columns of one text, `request` and `RequestBody`, have their own bytes each: they are handed over for good.
    const own = this.#given.has(text) ? texts.slice() : texts;
    this.#given.add(text);
    return { present: this.#parts.present.map((bits) => (bits >> at) & 1), texts: own };
  }
}
