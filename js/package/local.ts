// The pool's worker in the calling thread: for what is over before a worker would have started, and for
// runtimes that have none.
import { breathe } from "../pool/breathe.ts";
import type { Modules } from "../pool/messages.ts";
import type { Link } from "../pool/pool.ts";
import { serve } from "../pool/worker.ts";

/** As much of a port as the pool and its worker use. What is sent arrives after the event loop had its turn. */
class LocalPort {
  other: LocalPort | undefined;
  #listener: ((event: { data: unknown }) => void) | null = null;
  /** What came before somebody listened. */
  #early: unknown[] = [];
  #last: Promise<void> = Promise.resolve();

  postMessage(data: unknown): void {
    this.#last = this.#last.then(breathe).then(() => this.other?.take(data));
  }

  take(data: unknown): void {
    if (this.#listener) this.#listener({ data });
    else this.#early.push(data);
  }

  set onmessage(listener: ((event: { data: unknown }) => void) | null) {
    this.#listener = listener;
    for (const data of this.#early.splice(0)) this.take(data);
  }

  get onmessage() {
    return this.#listener;
  }
}

/** Serves the pool in this thread. */
export function serveHere(modules: Modules): Link {
  const [port, other] = [new LocalPort(), new LocalPort()];
  port.other = other;
  other.other = port;
  void serve(other as unknown as MessagePort, modules);
  return {
    port: port as unknown as MessagePort,
    end: () => port.postMessage({ type: "end" }),
  };
}
