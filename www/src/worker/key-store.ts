// The keys, and what only they can do here: being read, being tried. Opening is the pool's.
import { type HeldRecord, type KeyInfo, LineReader, type OpenedLines, Opener } from "core";
import type { Choices } from "../../../js/pool/messages.ts";

/** Holds the keys. Does one thing at a time, for what is awaited inside may take a while. */
export class KeyStore {
  readonly #opener = new Opener({});
  #last: Promise<unknown> = Promise.resolve();

  /** The opener, for something that ends before the next thing begins. */
  #inTurn<T>(action: (opener: Opener) => T | Promise<T>): Promise<T> {
    const turn = this.#last.then(() => action(this.#opener));
    this.#last = turn.catch(() => {});
    return turn;
  }

  useKernel(kernel: Parameters<Opener["useKernel"]>[0]): Promise<void> {
    return this.#inTurn((opener) => opener.useKernel(kernel));
  }

  /** Changes who does the RSA operations, and whether every wrapped key is unwrapped. */
  choose({ engine, strict, body }: Choices): Promise<void> {
    return this.#inTurn((opener) => opener.choose(engine, strict, body));
  }

  /** Has costs estimated by this list of prices, without one by the core's own. */
  usePrices(text: string | undefined): Promise<void> {
    return this.#inTurn((opener) => opener.usePrices(text));
  }

  /** Adds the keys in a file. */
  add(file: Uint8Array, passphrase?: string): Promise<KeyInfo[]> {
    return this.#inTurn((opener) => opener.add(file, passphrase));
  }

  /** Forgets one key; the others stay. */
  remove(fingerprint: string): Promise<void> {
    return this.#inTurn(async (opener) => {
      const all = await opener.exportKeys();
      await opener.clear();
      for (const key of all) {
        // What is exported does not say which key it is.
        const alone = new Opener({});
        try {
          const [info] = await alone.add(key);
          if (info?.fingerprint !== fingerprint) await opener.add(key);
        } finally {
          await alone.clear();
          alone.free();
          key.fill(0);
        }
      }
    });
  }

  clear(): Promise<void> {
    return this.#inTurn((opener) => opener.clear());
  }

  /** The keys as PKCS#8 in DER, for one worker of the pool. */
  export(): Promise<Uint8Array[]> {
    return this.#inTurn((opener) => opener.exportKeys());
  }

  /**
   * Opens a record. `contentKeys` gives those that are known of it when its turn has come, and not before: they may be
   * forgotten.
   */
  open(record: HeldRecord, contentKeys: () => Uint8Array): Promise<OpenedLines> {
    return this.#inTurn(async (opener) => {
      const known = contentKeys();
      try {
        return await opener.openHeld(record, known);
      } finally {
        known.fill(0);
      }
    });
  }

  /** The first record of a file that is sealed, opened: `undefined` if there is none among the first 500. */
  tryOn(beginning: Uint8Array): Promise<OpenedLines | undefined> {
    return this.#inTurn(async (opener) => {
      const reader = new LineReader();
      try {
        reader.push(beginning);
        for (let records = 0; records < PATIENCE; records++) {
          const record = reader.hold();
          if (!record) break;
          const opened = await opener.openHeld(record);
          if (opened.opened + opened.sealed > 0) return opened;
        }
        return undefined;
      } finally {
        reader.free();
      }
    });
  }
}

/** Records without sealed fields that are passed over. */
const PATIENCE = 500;
