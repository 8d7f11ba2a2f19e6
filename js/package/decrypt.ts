// Records, one by one.
import type { LogpushError } from "../errors.ts";
import type { DecryptOptions, LogpushRecord } from "./options.ts";
import { check, openedParts } from "./parts.ts";
import type { ByteSource } from "./source.ts";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const none: readonly LogpushError[] = Object.freeze([]);

/** A record in the bytes that came back from a worker. Most callers want its text or its value, not both. */
class OpenedRecord implements LogpushRecord {
  readonly line: number;
  readonly errors: readonly LogpushError[];
  readonly #bytes: Uint8Array;
  #text: string | undefined;
  #value: Record<string, unknown> | undefined;

  constructor(line: number, bytes: Uint8Array, errors: readonly LogpushError[]) {
    this.line = line;
    this.errors = errors;
    this.#bytes = bytes;
  }

  get text(): string {
    return (this.#text ??= decoder.decode(this.#bytes));
  }

  get value(): Record<string, unknown> {
    return (this.#value ??= JSON.parse(this.text) as Record<string, unknown>);
  }
}

/**
 * Opens the records of one file, gzip or plain, in the order of its lines. No more is read than is taken.
 *
 * A field that cannot be opened stays as it is, and the record's `errors` tell why. A file that is cut off or corrupt
 * gives every whole record before the fault; then the iteration throws. So it does in the end for lines that are no
 * records, unless `onReject` takes them.
 *
 * @throws {LogpushError} with `ERR_GZIP`, `ERR_GZIP_TRUNCATED`, `ERR_JSON`, `ERR_LIMIT`, `ERR_ABORTED` or `ERR_IO`.
 *
 * @example
 * for await (const { line, value } of decrypt(file, { keys })) console.log(line, value.RequestBody);
 */
export function decrypt(source: ByteSource, options: DecryptOptions): AsyncGenerator<LogpushRecord, void, undefined> {
  check(source, options);
  return records(source, options);
}

async function* records(source: ByteSource, options: DecryptOptions): AsyncGenerator<LogpushRecord, void, undefined> {
  for await (const { opened, errors } of openedParts(source, options)) {
    let begin = 0;
    for (const [at, line] of opened.lines.entries()) {
      const end = opened.ends[at] ?? begin;
      // Without its line feed.
      yield new OpenedRecord(line, opened.output.subarray(begin, end - 1), errors.get(at) ?? none);
      begin = end;
    }
  }
}
