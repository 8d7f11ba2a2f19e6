// The pieces of files that are being made, on their way to the page, which writes them.

/** Pieces that the page has not taken yet: it writes one while the next is made. */
const AHEAD = 2;

export class Pieces {
  readonly #send: (save: number, bytes: Uint8Array<ArrayBuffer>) => void;
  #ahead = 0;
  #waiting: (() => void)[] = [];

  constructor(send: (save: number, bytes: Uint8Array<ArrayBuffer>) => void) {
    this.#send = send;
  }

  /** Sends a piece of a file; resolves when there may be another. */
  async send(save: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    this.#ahead++;
    this.#send(save, bytes);
    while (this.#ahead >= AHEAD) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** The page took one, or let it fall: it answers each. */
  took(): void {
    this.#ahead--;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
