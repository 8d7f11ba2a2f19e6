// What came of each record the last time it was opened with the keys of now: so that a save can say beforehand how many
// records will be decrypted. A byte a record.
import type { Outlook } from "../protocol/runs.ts";

const UNKNOWN = 0;
const DECRYPTED = 1;
const ENCRYPTED = 2;

/** Records that the first array has room for. */
const SOME = 1024;

export class Outcomes {
  #states = new Uint8Array(SOME);
  /** How often all was forgotten. */
  #version = 0;
  /** How many records are in each state, but for those that nobody looked at. */
  readonly #counts = { [DECRYPTED]: 0, [ENCRYPTED]: 0 };

  /** What takes what comes of records that are opened from now on: nothing, once something else than before would come of them. */
  noting(): (records: Uint32Array, stayed: readonly number[]) => void {
    const own = this.#version;
    return (records, stayed) => {
      if (own === this.#version) this.#note(records, stayed);
    };
  }

  /** Takes what came of records: `stayed` are those with a field that stayed encrypted, by their places in `records`. */
  #note(records: Uint32Array, stayed: readonly number[]): void {
    const last = records.reduce((most, record) => Math.max(most, record), 0);
    if (last >= this.#states.length) {
      const more = new Uint8Array(Math.max(2 * this.#states.length, last + 1));
      more.set(this.#states);
      this.#states = more;
    }
    for (const record of records) this.#set(record, DECRYPTED);
    for (const place of stayed) {
      const record = records[place];
      if (record !== undefined) this.#set(record, ENCRYPTED);
    }
  }

  /** The keys, the records or the way of opening them are others. */
  clear(): void {
    this.#version++;
    this.#states = new Uint8Array(SOME);
    this.#counts[DECRYPTED] = 0;
    this.#counts[ENCRYPTED] = 0;
  }

  /** Nothing is known. */
  get isEmpty(): boolean {
    return this.#counts[DECRYPTED] + this.#counts[ENCRYPTED] === 0;
  }

  /** What is known of these records. */
  of(parts: Iterable<Uint32Array>): Outlook {
    let [decrypted, encrypted, unknown] = [0, 0, 0];
    for (const records of parts) {
      for (const record of records) {
        const state = this.#states[record] ?? UNKNOWN;
        if (state === DECRYPTED) decrypted++;
        else if (state === ENCRYPTED) encrypted++;
        else unknown++;
      }
    }
    return { decrypted, encrypted, unknown };
  }

  #set(record: number, state: typeof DECRYPTED | typeof ENCRYPTED): void {
    const before = this.#states[record];
    if (before === DECRYPTED || before === ENCRYPTED) this.#counts[before]--;
    this.#states[record] = state;
    this.#counts[state]++;
  }
}
