// Files on their way through the pool.
import type { KeyUsage } from "core";
import { LogpushError } from "../../../js/errors.ts";
import { type Part, Pipeline } from "../../../js/pool/pipeline.ts";
import type { Pool } from "../../../js/pool/pool.ts";
import type { OpenedBatch } from "../session/messages.ts";
import { readBytes } from "./read.ts";

/** Bytes of a file read at once. */
const SLICE = 1 << 20;

async function* slices(file: File): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let at = 0; at < file.size; at += SLICE) yield new Uint8Array(await readBytes(file, at, at + SLICE));
}

/** Opens files with the pool, and counts what each key was good for. */
export class FileOpener {
  readonly #pool: Pool;
  readonly #pipeline: Pipeline;
  #run = new AbortController();
  readonly #batch: (batch: OpenedBatch) => void;
  #usage = new Map<string, number>();

  constructor(pool: Pool, onBatch: (batch: OpenedBatch) => void) {
    this.#pool = pool;
    this.#pipeline = Pipeline.opening(pool);
    this.#batch = onBatch;
  }

  /** Opens a file; the batches come in the order of its lines, after those of the files before. */
  async open(fileId: number, file: File): Promise<{ cancelled: boolean }> {
    try {
      await this.#pipeline.open(slices(file), (part) => this.#handOn(fileId, part), this.#run.signal);
      return { cancelled: false };
    } catch (error) {
      if (error instanceof LogpushError && error.code === "ERR_ABORTED") return { cancelled: true };
      throw error;
    }
  }

  cancel(): void {
    this.#run.abort();
    this.#run = new AbortController();
  }

  resetUsage(): void {
    this.#usage.clear();
  }

  #handOn(fileId: number, { opened, rejects, rejected, faults, warnings, offset }: Part): void {
    for (const { fingerprint, fields } of opened?.usage ?? []) {
      this.#usage.set(fingerprint, (this.#usage.get(fingerprint) ?? 0) + fields);
    }
    const usage: KeyUsage[] = [...this.#usage].map(([fingerprint, fields]) => ({ fingerprint, fields }));
    this.#batch({
      fileId,
      output: blobOf([opened?.output]),
      lines: opened?.lines ?? [],
      ends: opened?.ends ?? [],
      sealedRecords: opened?.sealedRecords ?? [],
      // Lines that are no records come before what ended the batch.
      rejects: blobOf([opened?.rejects, rejects]),
      opened: opened?.opened ?? 0,
      sealed: opened?.sealed ?? 0,
      rejected: (opened?.rejected ?? 0) + rejected,
      faults: [...(opened?.faults ?? []), ...faults],
      warnings,
      usage,
      pool: this.#pool.info,
      offset,
    });
  }
}

/** A blob of all these bytes, if there are any. */
function blobOf(parts: (Uint8Array<ArrayBuffer> | undefined)[]): Blob | null {
  const some = parts.filter((part) => part !== undefined && part.length > 0) as Uint8Array<ArrayBuffer>[];
  return some.length > 0 ? new Blob(some) : null;
}
