// Splitting a file into segments that can be opened apart from each other, on any number of machines.
import { FileCheckpoint, FileSplitter, type SplitFindings } from "core";
import { LogpushError } from "../errors.ts";
import { release } from "../release.ts";
import type { Warning } from "./options.ts";
import { start } from "./platform.ts";
import { type ByteSource, slices } from "./source.ts";

/** Where a segment of a file begins. */
export interface SegmentStart {
  /** For `segment.from` of `decrypt`: about 32 KB, which hold text of the file as it is stored. */
  bytes: Uint8Array;
  /** Where in the file, as stored, its bytes begin. */
  offset: number;
  /** Bytes of text before its first record: the `end` of the segment before. */
  position: number;
  /** The line of its first record, counted from 1. */
  firstLine: number;
}

/** Bytes of text in a segment by default. */
const DEFAULT_SPACING = 8 << 20;

/** Options of splitting. */
export interface SplitOptions {
  /** Bytes of text in a segment, or a little more; 8 MiB without it. */
  spacing?: number | undefined;
  /** The most bytes of a record, the same as for opening the segments; 32 MiB without it. */
  maxRecordBytes?: number | undefined;
  /** Resumes at this point, which was found before. The source then gives the file's bytes from its offset. */
  from?: Uint8Array | undefined;
  /** Called with each fault of the file. */
  onError?: ((error: LogpushError) => void) | undefined;
  /** Called with what is skipped. */
  onWarning?: ((warning: Warning) => void) | undefined;
}

/**
 * Reads one file, gzip or plain, without decrypting anything, and gives the points where a segment begins, except the one
 * at the beginning of the file. It inflates a few hundred MB a second; decrypting takes a hundred times as long.
 *
 * @example
 * for await (const { bytes, offset, position } of splitFile(file)) …
 */
export function splitFile(
  source: ByteSource,
  options: SplitOptions = {},
): AsyncGenerator<SegmentStart, void, undefined> {
  const { spacing = DEFAULT_SPACING } = options;
  if (!Number.isSafeInteger(spacing) || spacing <= 0)
    throw new TypeError("`spacing` must be a whole number of bytes, 1 or more.");
  return segmentStarts(source, { ...options, spacing });
}

async function* segmentStarts(
  source: ByteSource,
  options: SplitOptions & { spacing: number },
): AsyncGenerator<SegmentStart, void, undefined> {
  const { spacing, from, maxRecordBytes } = options;
  await start();
  const splitter = new FileSplitter(spacing, from && FileCheckpoint.fromBytes(from), maxRecordBytes);
  const stop = new AbortController();
  try {
    for await (const slice of slices(source, stop.signal)) {
      yield* points(splitter.push(slice));
      report(splitter.take(), options);
    }
    yield* points(splitter.finish());
    report(splitter.take(), options);
  } finally {
    stop.abort();
    release(splitter);
  }
}

function* points(found: FileCheckpoint[]): Generator<SegmentStart> {
  for (const point of found) {
    const { offset, position, firstLine } = point;
    const bytes = point.toBytes();
    point.free();
    yield { bytes, offset, position, firstLine };
  }
}

function report({ faults, warnings }: SplitFindings, { onError, onWarning }: SplitOptions): void {
  for (const { code, message, offset } of faults) onError?.(new LogpushError({ code, message }, { offset }));
  for (const warning of warnings) onWarning?.(warning);
}
