// How many lines make a batch.

/** How long a batch should take, in milliseconds: long against what sending it costs, short for order's sake. */
const GOAL = 100;
/** The most lines of a batch. */
const MOST_LINES = 1024;

/** Finds the number of lines that take as long as a batch should. */
export class BatchSize {
  #lines = 4;

  get lines(): number {
    return this.#lines;
  }

  /** Learns how many milliseconds a batch of so many lines took. It changes at most twofold each time. */
  learn(lines: number, took: number): void {
    const factor = Math.max(0.5, Math.min(2, GOAL / Math.max(took, 1)));
    this.#lines = Math.max(1, Math.min(MOST_LINES, Math.round(lines * factor)));
  }
}
