// A worker as the pool sees it: the way to it, and what it was sent and has not answered yet.
import type { EngineInfo } from "core";
import type { KernelName } from "../kernel-modules.ts";
import { type Batch, messageOf } from "./batches.ts";
import type { Choices, FromWorker, ToWorker } from "./messages.ts";
import type { Port } from "./port.ts";

/** A started worker. */
export interface Link {
  /** The way to it alone. */
  port: Port<FromWorker>;
  /** Ends it. */
  end(): void;
}

/** Batches sent to a worker ahead, so that it need not wait for the next. Files are of all sizes: one may take minutes. */
const AHEAD = { open: 2, search: 2, index: 1 };

export class PoolWorker {
  readonly #link: Link;
  /** By number, in the order in which they were sent. */
  readonly #batches = new Map<number, Batch>();
  /** Who does its RSA operations; `undefined` before it said so. */
  engine: EngineInfo | undefined;
  kernel: KernelName | undefined;

  constructor(link: Link) {
    this.#link = link;
  }

  /** Begins to hear what it says. */
  listen(hear: (message: FromWorker) => void): void {
    this.#link.port.addEventListener("message", ({ data }) => hear(data));
    this.#link.port.start();
  }

  /** How many batches it has. */
  get load(): number {
    return this.#batches.size;
  }

  /** Its batches, in the order in which it does them. */
  get batches(): Batch[] {
    return [...this.#batches.values()];
  }

  batch(number: number): Batch | undefined {
    return this.#batches.get(number);
  }

  /** Whether it may be sent this one now. */
  hasRoomFor(batch: Batch): boolean {
    return this.load < AHEAD[batch.type];
  }

  /** Sends it a batch, under this number. */
  send(number: number, batch: Batch): void {
    this.#batches.set(number, batch);
    if (batch.type === "index") batch.came = 0;
    this.#say(messageOf(batch, number));
  }

  /** It answered this one. */
  answered(number: number): void {
    this.#batches.delete(number);
  }

  /** Tells it that a batch is not wanted any more, if it has it. */
  stop(batch: Batch): void {
    for (const [number, other] of this.#batches) {
      if (other !== batch) continue;
      this.#batches.delete(number);
      this.#say({ type: "stop", batch: number });
    }
  }

  /** Tells it that so many bytes of a batch's parts were used. */
  took(number: number, bytes: number): void {
    this.#say({ type: "took", batch: number, bytes });
  }

  choose(choices: Choices): void {
    this.engine = undefined;
    this.#say({ type: "choose", choices });
  }

  usePrices(prices: string | undefined, version: number): void {
    this.#say({ type: "prices", prices, version });
  }

  /** Gives it keys in place of those before. They are empty here afterwards. */
  giveKeys(keys: Uint8Array[]): void {
    this.#say(
      { type: "keys", keys },
      keys.map(({ buffer }) => buffer as ArrayBuffer),
    );
  }

  end(): void {
    this.#link.end();
  }

  #say(message: ToWorker, moved: ArrayBuffer[] = []): void {
    this.#link.port.postMessage(message, moved);
  }
}
