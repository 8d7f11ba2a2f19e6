// Where the bytes of a file that is being made go, and how they are compressed on their way.

/** Takes a piece of a file, and resolves when there may be another. */
export type TakePiece = (bytes: Uint8Array<ArrayBuffer>) => Promise<void>;

/** What bytes are written to. */
export interface FileEnd {
  /** Resolves when more may come. */
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Resolves when everything was taken. */
  close(): Promise<void>;
  /** Drops what is under way. After `close` it does nothing. */
  cancel(): void;
}

/** Hands bytes on, compressed if so wanted. */
export function toFile(gzip: boolean, take: TakePiece): FileEnd {
  if (!gzip) return { write: take, close: async () => {}, cancel: () => {} };
  const { readable, writable } = new CompressionStream("gzip");
  const writer = writable.getWriter();
  const taken = (async () => {
    const reader = readable.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      await take(Uint8Array.from(value));
    }
  })();
  // A caller that writes then, or closes, gets that error.
  taken.catch((error) => writer.abort(error).catch(() => {}));
  return {
    write: (bytes) => writer.write(bytes),
    async close() {
      await writer.close();
      await taken;
    },
    cancel: () => void writer.abort().catch(() => {}),
  };
}
