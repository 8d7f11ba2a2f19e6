// Hands values from a producer to a consumer, one at a time.

/** What is given waits until it is taken. */
export class Handover<T> {
  #offer: { value: T; taken(): void } | undefined;
  #taker: { resolve(value: T | undefined): void; reject(error: unknown): void } | undefined;
  #end: { error?: unknown } | undefined;

  /** Gives a value. Resolves when the next one is wanted, or when nothing is wanted any more. */
  give(value: T): Promise<void> {
    if (this.#end) return Promise.resolve();
    return new Promise((taken) => {
      this.#offer = { value, taken };
      this.#meet();
    });
  }

  /** The next value; `undefined` after the last. */
  take(): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      this.#taker = { resolve, reject };
      this.#meet();
    });
  }

  /** Nothing more is given. */
  close(): void {
    this.#end ??= {};
    this.#meet();
  }

  /** Nothing more is given or taken, because of this. */
  fail(error: unknown): void {
    this.#end ??= { error };
    this.#meet();
  }

  #meet(): void {
    const [offer, taker, end] = [this.#offer, this.#taker, this.#end];
    if (end && "error" in end) {
      offer?.taken();
      taker?.reject(end.error);
    } else if (offer && taker) {
      offer.taken();
      taker.resolve(offer.value);
    } else if (end && taker) {
      taker.resolve(undefined);
    } else {
      return;
    }
    this.#offer = undefined;
    this.#taker = undefined;
  }
}
