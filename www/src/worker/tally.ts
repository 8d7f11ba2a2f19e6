// What comes of a run over chosen records: counted here, and told to the page some times a second.
import type { KeyUsage } from "core";
import type { Failure } from "../../../js/errors.ts";
import type { Pool } from "../../../js/pool/pool.ts";
import { Causes } from "../session/causes.ts";
import type { RecordFault, RunNews } from "../session/messages.ts";

/** Milliseconds between two pieces of news. */
const PACE = 100;
/** Faults that are told; the others are counted. */
const FAULTS = 1000;

/** What was done with the lines of a part, and how long a worker took for it, in milliseconds. */
interface Done {
  opened: number;
  sealed: number;
  privateOperations: number;
  took: number;
}

export class Tally {
  readonly #pool: Pool;
  readonly #tell: (news: RunNews) => void;
  readonly #total: number;
  readonly #toUnwrap: number;
  readonly #begin = performance.now();
  readonly #usage = new Map<string, number>();
  #records = 0;
  #opened = 0;
  #sealed = 0;
  #sealedRecords = 0;
  #privateOperations = 0;
  #took = 0;
  #faults: RecordFault[] = [];
  #faultsInAll = 0;
  readonly #causes = new Causes();
  #told = 0;

  /** `total`: how many records there are. `toUnwrap`: sealed fields of which no content key is known. */
  constructor(pool: Pool, total: number, toUnwrap: number, tell: (news: RunNews) => void) {
    this.#pool = pool;
    this.#total = total;
    this.#toUnwrap = toUnwrap;
    this.#tell = tell;
  }

  add(records: number, { opened, sealed, privateOperations, took }: Done): void {
    this.#records += records;
    this.#opened += opened;
    this.#sealed += sealed;
    this.#privateOperations += privateOperations;
    this.#took += took;
    if (performance.now() - this.#told >= PACE) this.tell();
  }

  addSealed(records: number): void {
    this.#sealedRecords += records;
  }

  addUsage(usage: readonly KeyUsage[]): void {
    for (const { fingerprint, fields } of usage)
      this.#usage.set(fingerprint, (this.#usage.get(fingerprint) ?? 0) + fields);
  }

  addFault(file: number, fault: RecordFault["fault"] | Failure): void {
    this.#faultsInAll++;
    if ("field" in fault && fault.field !== undefined) this.#causes.add(file, fault);
    if (this.#faultsInAll <= FAULTS) this.#faults.push({ file, fault });
  }

  /** Tells what came since the last time. */
  tell(): void {
    this.#told = performance.now();
    this.#tell(this.#news(this.#faults.splice(0)));
  }

  /** All that is known in the end, but for the faults, which were told. */
  end(): RunNews {
    this.tell();
    return this.#news([]);
  }

  #news(faults: RecordFault[]): RunNews {
    return {
      records: this.#records,
      total: this.#total,
      opened: this.#opened,
      sealed: this.#sealed,
      sealedRecords: this.#sealedRecords,
      privateOperations: this.#privateOperations,
      toUnwrap: this.#toUnwrap,
      workSeconds: this.#took / 1000,
      seconds: (performance.now() - this.#begin) / 1000,
      faults,
      faultsInAll: this.#faultsInAll,
      causes: this.#causes.all(),
      usage: [...this.#usage].map(([fingerprint, fields]) => ({ fingerprint, fields })),
      pool: this.#pool.info,
    };
  }
}
