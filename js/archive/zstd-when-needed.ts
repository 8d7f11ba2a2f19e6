// Zstandard, whose module is loaded with the first file that is compressed with it.
import { LogpushError } from "../errors.ts";
import type { Unpack } from "./entry.ts";

/** Unpacks by what `load` gives. It is called for each file. */
export function zstdWhenNeeded(load: () => Promise<Unpack>): Unpack {
  return async function* (slices) {
    yield* (await loaded(load))(slices);
  };
}

async function loaded(load: () => Promise<Unpack>): Promise<Unpack> {
  try {
    return await load();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new LogpushError(
      {
        code: "ERR_IO",
        message: `The WebAssembly module for Zstandard cannot be loaded: ${why}. Unpack the file with 'zstd -d FILE', and give what comes out.`,
      },
      { cause: error },
    );
  }
}
