// Opened records on their way into a file: masked, if that was chosen, and in the form that was.
import {
  columnParts,
  conversationLines,
  type LeftOut,
  Masker,
  maskCredentials,
  type Prices,
  PublicKeyHandle,
  snappy,
  ThreadedLines,
} from "core";
import { Exporter } from "../../../js/export/exporter.ts";
import { PartsOfCore, wantedOf } from "../../../js/export/parts.ts";
import { readerOf } from "../../../js/export/reader.ts";
import type { Parts, WantedParts } from "../../../js/export/record.ts";
import type { Making, Opened } from "../../../js/pool/messages.ts";
import type { Made, SavePlan } from "../protocol/saves.ts";
import { maskerOf } from "./masks.ts";
import { pricesInUse } from "./prices.ts";

/** A plan for opened records. */
export type MakerPlan = SavePlan & { form: Exclude<SavePlan["form"], "sealed"> };

/** What is said of a file that was made, beside its records and bytes. What it says of all takes the place of those. */
export type MakerNews = Pick<Made, "masked" | "leftOut" | "remarks" | "neverFound"> & Partial<Made>;

export const NO_NEWS: MakerNews = { masked: null, leftOut: {}, remarks: [], neverFound: [] };

/** The parts of opened lines. */
function partsIn(lines: Uint8Array, ends: readonly number[], prices: Prices, wanted: WantedParts): Parts | undefined {
  const bits = wantedOf(wanted);
  const parts = columnParts(lines, Uint32Array.from(ends), prices, bits);
  return parts && new PartsOfCore(parts, bits);
}

export abstract class Maker {
  readonly #masker: Masker | undefined;

  constructor(masker: Masker | undefined) {
    this.#masker = masker;
  }

  /** What makes the bytes of a plan, by the prices of now, which have this version. Throws if its patterns or its key cannot be used. */
  static async of({ form, columns, masks, recipient }: MakerPlan, pricesVersion: number): Promise<Maker> {
    const masker = maskerOf(masks);
    try {
      if (form === "resealed") return new Resealing(masker, new TextEncoder().encode(recipient ?? ""));
      if (form === "ndjson" && !columns) return new Plain(masker);
      const module = { columnParts: partsIn, conversationLines, maskCredentials, snappy, ThreadedLines };
      // One list for the whole file, also if another is chosen meanwhile.
      const reader = readerOf(module, pricesInUse(), form);
      const exporter = await Exporter.of(form, columns ?? undefined, reader);
      return new Exporting(masker, exporter, { form, columns: columns ?? undefined, pricesVersion }, () =>
        reader.free(),
      );
    } catch (error) {
      masker?.free();
      throw error;
    }
  }

  /** What workers of the pool can make of the records of a file, in place of opened lines. */
  making(_path: string): Making | undefined {
    return undefined;
  }

  /** The bytes that opened lines of a file make; each piece is handed over for good. */
  abstract take(opened: Opened, path: string): AsyncIterable<Uint8Array<ArrayBuffer>>;

  /** The last bytes, in pieces. */
  async end(): Promise<readonly Uint8Array<ArrayBuffer>[]> {
    return [];
  }

  /** What is to be said once all is taken. */
  news(): MakerNews {
    return { ...NO_NEWS, masked: this.#masker?.counts() ?? null };
  }

  free(): void {
    this.#masker?.free();
  }

  protected get isMasking(): boolean {
    return this.#masker !== undefined;
  }

  protected masked({ output, ends }: Opened): { output: Uint8Array<ArrayBuffer>; ends: number[] } {
    if (!this.#masker) return { output, ends };
    const masked = this.#masker.lines(output, Uint32Array.from(ends));
    return { output: masked.bytes, ends: [...masked.ends] };
  }
}

/** Opened lines as they are, but for masks. */
class Plain extends Maker {
  override async *take(opened: Opened) {
    yield this.masked(opened).output;
  }
}

/** A form of exports. */
class Exporting extends Maker {
  readonly #exporter: Exporter;
  readonly #plan: Omit<Making, "parts" | "path">;
  readonly #free: () => void;

  constructor(masker: Masker | undefined, exporter: Exporter, plan: Omit<Making, "parts" | "path">, free: () => void) {
    super(masker);
    [this.#exporter, this.#plan, this.#free] = [exporter, plan, free];
  }

  /** Masks are put over lines here. */
  override making(path: string): Making | undefined {
    const { wanted } = this.#exporter;
    return wanted && !this.isMasking ? { ...this.#plan, parts: wantedOf(wanted), path } : undefined;
  }

  override async *take(opened: Opened, path: string) {
    const { lines, made } = opened;
    // A worker may have had other prices already.
    if (made) yield* this.#exporter.takeMade(made);
    else yield* this.#exporter.take({ ...this.masked(opened), lines }, path);
  }

  override end() {
    return this.#exporter.end();
  }

  override news(): MakerNews {
    return { ...super.news(), remarks: this.#exporter.remarks(), neverFound: this.#exporter.neverFound() };
  }

  override free(): void {
    super.free();
    this.#free();
  }
}

/** Records sealed again for another key. */
class Resealing extends Maker {
  readonly #masks: Masker;
  readonly #isMasking: boolean;
  readonly #key: PublicKeyHandle;
  readonly #leftOut: Partial<Record<LeftOut, number>> = {};
  #records = 0;

  constructor(masker: Masker | undefined, key: Uint8Array) {
    const masks = masker ?? Masker.none();
    super(masks);
    this.#masks = masks;
    this.#isMasking = masker !== undefined;
    this.#key = PublicKeyHandle.read(key);
  }

  override async *take({ sealedLines, output, ends }: Opened) {
    if (!sealedLines) throw new Error("the lines of the records were not kept");
    const lines = [sealedLines.bytes, Uint32Array.from(sealedLines.ends), output, Uint32Array.from(ends)] as const;
    const resealed = this.#key.resealLines(this.#masks, ...lines);
    this.#records += resealed.ends.length;
    for (const { why } of resealed.leftOut) this.#leftOut[why] = (this.#leftOut[why] ?? 0) + 1;
    yield resealed.output;
  }

  /** Nothing in the file is decrypted, and the records that could not be are not in it. */
  override news(): MakerNews {
    const { masked, ...news } = super.news();
    const counts = { records: this.#records, opened: 0, sealed: 0, sealedRecords: 0 };
    return { ...news, ...counts, masked: this.#isMasking ? masked : null, leftOut: this.#leftOut };
  }

  override free(): void {
    super.free();
    this.#key.free();
  }
}
