// Counts of the work done so far, and the first of what would be too much to keep.
import type { Opened } from "./pool/messages.ts";

/** What a worker did with records. */
export type Done = Pick<Opened, "opened" | "sealed" | "privateOperations" | "took">;

/** Counts over all records so far. */
export class Tally {
  records = 0;
  /** Fields decrypted, and fields that stay sealed. */
  opened = 0;
  sealed = 0;
  /** Records with fields that stay sealed. */
  sealedRecords = 0;
  /** What is no record. */
  rejected = 0;
  /** RSA operations. */
  privateOperations = 0;
  /** Milliseconds of all workers. */
  took = 0;
  /** Fields that each key unwrapped, by its fingerprint. */
  readonly usage = new Map<string, number>();

  /** Adds so many records, and what was done with them. */
  add(records: number, { opened, sealed, privateOperations, took }: Done): void {
    this.records += records;
    this.opened += opened;
    this.sealed += sealed;
    this.privateOperations += privateOperations;
    this.took += took;
  }

  /** Adds a batch that was opened. */
  addOpened(batch: Opened): void {
    this.add(batch.lines.length, batch);
    this.sealedRecords += batch.sealedRecords.length;
    this.rejected += batch.rejected;
    for (const { fingerprint, fields } of batch.usage)
      this.usage.set(fingerprint, (this.usage.get(fingerprint) ?? 0) + fields);
  }
}

/** The first of many things. Those after them are counted. */
export class FirstFew<T> {
  readonly kept: T[] = [];
  /** How many are not kept. */
  more = 0;
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  add(thing: T): void {
    if (this.kept.length < this.#most) this.kept.push(thing);
    else this.more++;
  }

  /** How many there are. */
  get count(): number {
    return this.kept.length + this.more;
  }
}

/** Tells when something is due that happens at most once in so many milliseconds. */
export class Pace {
  readonly #milliseconds: number;
  readonly #now: () => number;
  #last = Number.NEGATIVE_INFINITY;

  constructor(milliseconds: number, now = () => performance.now()) {
    [this.#milliseconds, this.#now] = [milliseconds, now];
  }

  /** Whether it is due. The time until the next one begins then. */
  isDue(): boolean {
    if (this.#now() - this.#last < this.#milliseconds) return false;
    this.restart();
    return true;
  }

  /** It happens now, due or not. */
  restart(): void {
    this.#last = this.#now();
  }
}
