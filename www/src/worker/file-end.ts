// Where the bytes of a file that is being made go, and how they are compressed on their way.
import { freeBytes } from "../../../js/pool/free-bytes.ts";

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

/** Hands bytes on in pieces of a MB, compressed if so wanted. What is written is handed over for good. */
export function toFile(gzip: boolean, take: TakePiece): FileEnd {
  const pieces = new LargePieces(take);
  return gzip ? compressed(pieces) : pieces;
}

/** Bytes that are handed on at once: a browser takes some ms to write a piece, whether it has 100 KB or a MB. */
const PIECE = 1 << 20;

/** Gathers bytes. */
class LargePieces implements FileEnd {
  readonly #take: TakePiece;
  /** The piece that is being filled, and how far it is. */
  #piece: Uint8Array<ArrayBuffer> | undefined;
  #length = 0;

  constructor(take: TakePiece) {
    this.#take = take;
  }

  async write(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    for (let rest = bytes; rest.length > 0; ) {
      this.#piece ??= new Uint8Array(PIECE);
      const some = rest.subarray(0, PIECE - this.#length);
      this.#piece.set(some, this.#length);
      this.#length += some.length;
      rest = rest.subarray(some.length);
      if (this.#length === PIECE) await this.#hand(this.#piece);
    }
    freeBytes(bytes);
  }

  async close(): Promise<void> {
    if (this.#piece) await this.#hand(this.#piece.slice(0, this.#length));
  }

  cancel(): void {
    [this.#piece, this.#length] = [undefined, 0];
  }

  #hand(piece: Uint8Array<ArrayBuffer>): Promise<void> {
    this.cancel();
    return this.#take(piece);
  }
}

function compressed(end: FileEnd): FileEnd {
  const { readable, writable } = new CompressionStream("gzip");
  const writer = writable.getWriter();
  const stop = new AbortController();
  const sink = { write: (bytes: Uint8Array<ArrayBuffer>) => end.write(bytes), close: () => end.close() };
  // What is not taken ends the stream from there: who writes hears of it, also one who waits for room.
  const taken = readable.pipeTo(new WritableStream(sink), { signal: stop.signal });
  taken.catch(() => {});
  return {
    write: (bytes) => writer.write(bytes),
    async close() {
      await writer.close();
      await taken;
    },
    cancel() {
      stop.abort();
      end.cancel();
    },
  };
}
