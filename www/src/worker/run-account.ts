// What comes of a run over chosen records: counted here, and reported to the page some times a second.
import type { Failure } from "../../../js/errors.ts";
import type { Opened } from "../../../js/pool/messages.ts";
import type { Pool } from "../../../js/pool/pool.ts";
import { type Done, FirstFew, Pace, Tally } from "../../../js/tally.ts";
import { Causes } from "../protocol/causes.ts";
import type { RecordFault } from "../protocol/news.ts";
import type { RunNews } from "../protocol/runs.ts";

/** Milliseconds between two pieces of news. */
const PACE = 100;
/** Faults that are reported; the others are counted. */
const FAULTS = 1000;

export class RunAccount {
  readonly #pool: Pool;
  readonly #tell: (news: RunNews) => void;
  readonly #total: number;
  readonly #toUnwrap: number;
  readonly #begin = performance.now();
  readonly #tally = new Tally();
  readonly #causes = new Causes();
  readonly #pace = new Pace(PACE);
  readonly #faults = new FirstFew<RecordFault>(FAULTS);
  /** How many of those that are kept were reported. */
  #reported = 0;

  /** `total`: how many records there are. `toUnwrap`: sealed fields of which no content key is known. */
  constructor(pool: Pool, total: number, toUnwrap: number, tell: (news: RunNews) => void) {
    this.#pool = pool;
    this.#total = total;
    this.#toUnwrap = toUnwrap;
    this.#tell = tell;
  }

  /** Adds a batch that was opened. */
  addOpened(batch: Opened, file: number): void {
    for (const fault of batch.faults) this.addFault(file, fault);
    this.#tally.addOpened(batch);
    this.#tellIfDue();
  }

  /** Adds records that were searched. */
  addSearched(records: number, done: Done): void {
    this.#tally.add(records, done);
    this.#tellIfDue();
  }

  /** Adds lines that were taken as they are. */
  addCopied(lines: number): void {
    this.#tally.records += lines;
    this.#tellIfDue();
  }

  addFault(file: number, fault: RecordFault["fault"] | Failure): void {
    if ("field" in fault && fault.field !== undefined) this.#causes.add(file, fault);
    this.#faults.add({ file, fault });
  }

  #tellIfDue(): void {
    if (this.#pace.isDue()) this.#tell(this.#news());
  }

  /** All that is known in the end, but for the faults, which were reported. */
  end(): RunNews {
    this.#tell(this.#news());
    return this.#news();
  }

  /** What is known now, with the faults that came since the last time. */
  #news(): RunNews {
    const { records, opened, sealed, sealedRecords, privateOperations, took, usage } = this.#tally;
    const faults = this.#faults.kept.slice(this.#reported);
    this.#reported = this.#faults.kept.length;
    return {
      records,
      total: this.#total,
      opened,
      sealed,
      sealedRecords,
      privateOperations,
      toUnwrap: this.#toUnwrap,
      workSeconds: took / 1000,
      seconds: (performance.now() - this.#begin) / 1000,
      faults,
      faultsInAll: this.#faults.count,
      causes: this.#causes.all(),
      usage: [...usage].map(([fingerprint, fields]) => ({ fingerprint, fields })),
      pool: this.#pool.info,
    };
  }
}
