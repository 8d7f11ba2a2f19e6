// The pool's worker in the calling thread: for work that ends before a worker would have started, and for runtimes
// without workers.
import { breathe } from "../pool/breathe.ts";
import type { FromWorker, Modules, ToWorker } from "../pool/messages.ts";
import type { Link } from "../pool/pool.ts";
import type { Port } from "../pool/port.ts";
import { serve } from "../pool/worker.ts";

/** One end of a channel within this thread. What is sent arrives after the event loop had its turn. */
class LocalPort<Got> implements Port<Got> {
  other: { take(message: unknown): void } | undefined;
  #listener: ((event: { data: Got }) => void) | undefined;
  #started = false;
  /** What came before the port was started. */
  readonly #early: unknown[] = [];
  #last: Promise<void> = Promise.resolve();

  postMessage(message: unknown): void {
    this.#last = this.#last.then(breathe).then(() => this.other?.take(message));
  }

  addEventListener(_: "message", listener: (event: { data: Got }) => void): void {
    this.#listener = listener;
  }

  start(): void {
    this.#started = true;
    for (const message of this.#early.splice(0)) this.take(message);
  }

  take(message: unknown): void {
    // Each end sends what the other one expects.
    if (this.#started) this.#listener?.({ data: message as Got });
    else this.#early.push(message);
  }
}

/** Serves the pool in this thread. */
export function serveHere(modules: Modules): Link {
  const [port, other] = [new LocalPort<FromWorker>(), new LocalPort<ToWorker>()];
  port.other = other;
  other.other = port;
  void serve(other, modules, { sharesBytes: true });
  return { port, end: () => port.postMessage({ type: "end" } satisfies ToWorker) };
}
