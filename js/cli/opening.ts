// Who opens lines: this thread the first ones, and the pool all others.
//
// A worker thread takes longer to start than a small file to be opened. So the first lines are opened here, by
// `crypto.subtle`, whose work is done on threads that Node.js has anyway; and what comes meanwhile goes to the
// pool, whose workers are started by that.
import { Opener } from "core";
import { loadKernel } from "../kernel.ts";
import type { Choices, Lines, Opened } from "../pool/messages.ts";
import { Pool } from "../pool/pool.ts";
import { loadKernels, spawner } from "./threads.ts";

export class Opening {
  readonly pool: Pool;
  readonly #local: Opener;
  /** This thread is opening lines. */
  #busy = false;
  /** This thread need not open any more: the workers have begun, or it cannot. */
  #over = false;

  private constructor(local: Opener, pool: Pool) {
    this.#local = local;
    this.pool = pool;
  }

  /** Opens with the keys of `keys`, on so many workers. */
  static async start(keys: Opener, choices: Required<Choices>, workers: number): Promise<Opening> {
    const local = new Opener({ ...choices });
    for (const key of keys.exportKeys()) {
      local.add(key);
      key.fill(0);
    }
    if (choices.engine === "wasm") {
      const kernel = await loadKernel(await loadKernels());
      if (kernel) local.useKernel(kernel.kernel);
    }
    const pool = new Pool({ spawn: spawner(), keys: () => keys.exportKeys(), size: workers });
    pool.choose(choices);
    return new Opening(local, pool);
  }

  /** Opens lines: for a `Pipeline`. */
  readonly work = async (lines: Lines, signal?: AbortSignal): Promise<Opened> => {
    if (!this.#over && !this.#busy) {
      const opened = await this.#here(lines);
      if (opened) return opened;
    }
    const opened = await this.pool.open(lines, signal);
    this.#over = true;
    return opened;
  };

  /** Opens lines in this thread; `undefined` if that cannot be done. */
  async #here({ bytes, ends, numbers, cutOff }: Lines): Promise<Opened | undefined> {
    this.#busy = true;
    const begin = performance.now();
    try {
      const pause = () => new Promise<boolean>((resolve) => setImmediate(resolve, true));
      const opened = await this.#local.open(bytes, ends, numbers, cutOff, pause);
      return { ...opened, took: performance.now() - begin };
    } catch (error) {
      // A core that gave up cannot go on. A worker tries these lines once more, and is replaced if it has to be.
      if (!(error instanceof WebAssembly.RuntimeError)) throw error;
      this.#over = true;
      return undefined;
    } finally {
      this.#busy = false;
    }
  }

  /** Ends the workers, and wipes the keys here. */
  end(): void {
    this.pool.end();
    if (!this.#busy) this.#local.clear();
  }
}
