// The bytes of an input, in slices.
import { open } from "node:fs/promises";
import { LogpushError } from "../errors.ts";
import { mayWaitForEver } from "./ending.ts";
import { type InputFile, STANDARD_INPUT } from "./inputs.ts";
import { onDisk } from "./paths.ts";

/** Bytes of a file read at once. */
const SLICE = 1 << 20;

/**
 * Reads an input from its beginning to its end. The memory of a slice is used again for the next one. `onRead` gets the
 * number of bytes of each slice.
 */
export async function* readInput(
  { path, size, content }: InputFile,
  onRead: (bytes: number) => void,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  if (content) {
    for await (const slice of content()) {
      onRead(slice.length);
      yield slice;
    }
    return;
  }
  if (path === STANDARD_INPUT) {
    for await (const chunk of process.stdin as AsyncIterable<Buffer<ArrayBuffer>>) {
      onRead(chunk.length);
      yield chunk;
    }
    return;
  }
  if (size === undefined) mayWaitForEver();
  const file = await open(onDisk(path), "r");
  try {
    // A byte more than the file has, so that its end shows; a whole slice for each of 100,000 small files takes longer
    // than reading them.
    const slice = new Uint8Array(Math.min(SLICE, (size ?? SLICE) + 1));
    for (;;) {
      const { bytesRead } = await file.read(slice, 0, slice.length, null);
      if (bytesRead === 0) return;
      onRead(bytesRead);
      yield slice.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/**
 * What is wrong if less was read of a file than it had when the tool began: without this a text that is cut off where a
 * line ends would look like a whole one. A file that has grown is read to its new end.
 */
export function shrunk({ path, size, content }: InputFile, read: number): LogpushError | undefined {
  if (content || path === STANDARD_INPUT || size === undefined || read >= size) return undefined;
  const message = `The file was changed while it was read: it had ${size} bytes, and ends now after ${read}. Run the command again when nothing writes to it.`;
  return new LogpushError({ code: "ERR_IO", message }, { offset: read });
}
