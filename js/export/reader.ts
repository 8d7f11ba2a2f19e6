// What a module says of records, as exports ask for it.
import type { FormName } from "./exporter.ts";
import type { Parts, Reader, WantedParts } from "./record.ts";

/** Writes conversations of lines, each with its estimated cost. */
type WriteLines<Prices> = (
  bytes: Uint8Array,
  ends: Uint32Array,
  numbers: Float64Array,
  file: string,
  cost: boolean,
  prices: Prices,
  forColumns?: boolean,
) => Uint8Array;

/** A module that reads bodies: that of conversations, or the page's. */
export interface Module<Prices> {
  conversationLines: WriteLines<Prices>;
  ThreadedLines: new () => { lines: WriteLines<Prices>; free(): void };
  maskCredentials(request: string): string;
  /** The page has it. */
  columnParts?(lines: Uint8Array, ends: readonly number[], prices: Prices, wanted: WantedParts): Parts | undefined;
  /** What writes Parquet has it. */
  snappy?(bytes: Uint8Array): Uint8Array;
}

/** What stands before credentials (src/conversation/wrappers.rs): where it does not, the request need not cross. */
const HEADERS = /headers["\\]|\\u00[67]/;

/** Spans say which requests continue which, so all of them are read in order. `free` releases what is known of them. */
export function readerOf<Prices>(
  { conversationLines, ThreadedLines, maskCredentials, columnParts, snappy }: Module<Prices>,
  prices: Prices,
  form: FormName,
): Reader & { free(): void } {
  const threads = form === "otlp" ? new ThreadedLines() : undefined;
  return {
    conversation(line, number, file, forColumns) {
      const [ends, numbers] = [Uint32Array.of(line.length), Float64Array.of(number)];
      return threads
        ? threads.lines(line, ends, numbers, file, true, prices)
        : conversationLines(line, ends, numbers, file, true, prices, forColumns);
    },
    withoutCredentials: (request) => (HEADERS.test(request) ? maskCredentials(request) : request),
    ...(columnParts && {
      columnParts: (lines, ends, wanted) => columnParts(lines, ends, prices, wanted),
    }),
    // Out of the module's memory into a buffer of its own.
    ...(snappy && { snappy: (bytes: Uint8Array) => snappy(bytes) as Uint8Array<ArrayBuffer> }),
    free: () => threads?.free(),
  };
}
