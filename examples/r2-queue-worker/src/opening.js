// Bytes of an object in, opened records out.
import { DecryptStream } from "logpush-decrypt";
import { emptyReport, note } from "./report.js";

/**
 * Opens an object, or one stretch of it. Nothing in the bytes makes it throw: what is wrong with them is in
 * the report. What stands in the report of a stretch is about its lines; about the file speaks who split it.
 * @param {ReadableStream<Uint8Array>} bytes from the beginning of the object or of the stretch on
 * @param {{ key: string, keys: import("logpush-decrypt").PrivateKey[], stretch?: { from?: Uint8Array, end?: number } }} what
 */
export async function open(bytes, { key, keys, stretch }) {
  const output = new Bytes();
  const rejects = new Bytes();
  const report = emptyReport();
  const stream = new DecryptStream({
    keys,
    stretch,
    onReject: (line) => rejects.push(line),
    onReport: ({ records, opened, sealed, rejected, errors, warnings = [] }) => {
      Object.assign(report, { records, opened, sealed, rejected });
      const ofLines = stretch ? errors.filter(({ line }) => line !== undefined) : errors;
      note(report, key, ofLines, stretch ? [] : warnings);
    },
  });
  for await (const chunk of bytes.pipeThrough(stream)) output.push(chunk);
  return { output, rejects, report };
}

/** Bytes that come in pieces. */
class Bytes {
  #pieces = [];
  length = 0;

  push(piece) {
    this.#pieces.push(piece);
    this.length += piece.length;
  }

  /** All of them in one. */
  whole() {
    const whole = new Uint8Array(this.length);
    let at = 0;
    for (const piece of this.#pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    return whole;
  }
}
