// Bytes in, NDJSON out.
import type { DecryptOptions } from "./options.ts";
import { check, openedParts } from "./parts.ts";

/**
 * Opens the bytes of one file, gzip or plain, that are piped through it, and gives NDJSON: one line a record, in
 * order, each ended with a line feed. It takes bytes as fast as what comes out is read.
 *
 * Otherwise as {@link decrypt}: what is wrong with the file is an error of `readable` after everything that could
 * be read of it. Fields that stay sealed are reported through `onError`.
 *
 * @example
 * await response.body.pipeThrough(new DecryptStream({ keys })).pipeTo(destination);
 */
export class DecryptStream {
  /** Where the file's bytes go. */
  readonly writable: WritableStream<Uint8Array>;
  /** Where the opened records come out. */
  readonly readable: ReadableStream<Uint8Array>;

  constructor(options: DecryptOptions) {
    // Hands on what is written to it, and no more than is asked for.
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    check(readable, options);
    const stop = new AbortController();
    const parts = openedParts(readable, options, stop);
    this.writable = writable;
    /** If nothing was read of it yet, nothing else releases it. */
    const leave = async (reason: unknown) => {
      if (!readable.locked) await readable.cancel(reason);
    };
    // It queues nothing: an error would discard what is queued.
    const nothing = { highWaterMark: 0 };
    this.readable = new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          try {
            for (;;) {
              const { done, value } = await parts.next();
              if (done) return controller.close();
              if (value.opened.output.length > 0) return controller.enqueue(value.opened.output);
            }
          } catch (error) {
            await leave(error);
            throw error;
          }
        },
        async cancel(reason) {
          stop.abort(reason);
          // What is still pending ends with that, and with an error that nothing awaits.
          await parts.return().catch(() => {});
          await leave(reason);
        },
      },
      nothing,
    );
  }
}
