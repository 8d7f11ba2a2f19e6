// The line that tells how far it is.
import { grouped, size, span } from "../format.ts";
import type { Voice } from "./voice.ts";

const EVERY = 200;
/** The pace is that of so many of the last looks, which is some five seconds. */
const LOOKS = 25;

export interface Done {
  /** Bytes of input used, as stored. */
  bytes: number;
  records: number;
}

export class Progress {
  readonly #voice: Voice;
  #total: number | undefined;
  readonly #done: () => Done;
  readonly #timer: NodeJS.Timeout | undefined;
  #looks: (Done & { at: number })[] = [];

  /** Shows what `done` says until it is ended. `total` are the bytes of all input, if that is known. */
  constructor(voice: Voice, total: number | undefined, done: () => Done) {
    [this.#voice, this.#total, this.#done] = [voice, total, done];
    if (!voice.showsProgress) return;
    this.#looks.push({ at: performance.now(), ...done() });
    this.#timer = setInterval(() => this.#show(), EVERY).unref();
  }

  /** More comes of the input than it has as stored, so there is no telling how much is left. */
  forgetTotal(): void {
    this.#total = undefined;
  }

  end(): void {
    clearInterval(this.#timer);
    this.#voice.erase();
  }

  #show(): void {
    const now = { at: performance.now(), ...this.#done() };
    this.#looks = [...this.#looks.slice(1 - LOOKS), now];
    const [first = now] = this.#looks;
    const milliseconds = Math.max(now.at - first.at, 1);
    const pace = (now.bytes - first.bytes) / milliseconds;
    const rate = Math.round(((now.records - first.records) / milliseconds) * 1000);
    // What is compressed twice is more than its archive has.
    const total = this.#total !== undefined && now.bytes <= this.#total ? this.#total : undefined;
    const parts = total
      ? [`${Math.floor((now.bytes / total) * 100)}%`, `${size(now.bytes)} of ${size(total)}`]
      : [size(now.bytes)];
    parts.push(`${grouped(now.records)} records`, `${grouped(rate)}/s`);
    if (total && pace > 0) parts.push(`${span((total - now.bytes) / pace)} left`);
    this.#voice.show(parts.join("  "));
  }
}
