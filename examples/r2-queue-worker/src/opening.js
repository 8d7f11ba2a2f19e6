// Bytes of an object in, opened records out.
import { DecryptStream, LogpushError } from "logpush-decrypt";
import { emptyReport, note } from "./report.js";

/** Bytes of output or rejects that an isolate of 128 MB has room for beside the rest. */
const MOST = 40 << 20;

/**
 * Opens an object, or one segment of it. Nothing in the bytes makes it throw, unless it is too much: what is wrong
 * with them is in the report. The report of a segment is about its lines alone: about the file speaks who split it,
 * and `ofFile` is what the segment met of that.
 * @param {ReadableStream<Uint8Array>} bytes from the beginning of the object or of the segment on
 * @param {{ key: string, keys: import("logpush-decrypt").PrivateKey[], engine?: "auto" | "native" | "wasm", segment?: { from?: Uint8Array, end?: number } }} what
 */
export async function open(bytes, { key, keys, engine, segment }) {
  const [output, rejects] = [new Bytes(), new Bytes()];
  const report = emptyReport();
  const ofFile = [];
  const stream = new DecryptStream({
    keys,
    engine,
    segment,
    onReject: ({ bytes, more }) => {
      rejects.push(bytes.slice());
      if (!more) rejects.push(LINE_FEED);
    },
    onError: (error) => {
      if (!segment || error.line !== undefined) note(report, key, [error]);
      else ofFile.push(error.message);
    },
    onWarning: (warning) => {
      if (!segment) note(report, key, [], [warning]);
    },
    onProgress: ({ records, opened, sealed, rejected }) => Object.assign(report, { records, opened, sealed, rejected }),
  });
  try {
    for await (const chunk of bytes.pipeThrough(stream)) output.push(chunk);
  } catch (error) {
    // The file is cut off or damaged: that was reported, and all records before it were given.
    if (!(error instanceof LogpushError && error.errors)) throw error;
  }
  return { output, rejects, report, ofFile };
}

const LINE_FEED = Uint8Array.of(10);

/** Bytes that come in pieces. */
class Bytes {
  #pieces = [];
  length = 0;

  push(piece) {
    this.#pieces.push(piece);
    this.length += piece.length;
    if (this.length > MOST)
      throw new Error(
        `One segment comes to more than ${MOST} bytes, for a line is that long: open it with the command line tool.`,
      );
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
