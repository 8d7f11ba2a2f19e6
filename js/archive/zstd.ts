// Zstandard unpacked by its module, once that is instantiated: what a runtime's entry does first.
import { ZstdDecoder } from "zstd";
import { LogpushError } from "../errors.ts";
import type { Bytes } from "./bytes.ts";
import { unpacked } from "./unpacked.ts";

/** The text of a Zstandard file that comes in slices. In the end it throws a `LogpushError` if something is wrong with it. */
export async function* unzstd(slices: AsyncIterable<Bytes>): AsyncGenerator<Bytes> {
  try {
    yield* unpacked(slices, () => {
      const decoder = new ZstdDecoder();
      return {
        push: (bytes) => decoder.push(bytes),
        finish: () => decoder.finish(),
        read: (most) => decoder.read(most),
        check: () => check(decoder.fault()),
        free: () => decoder.free(),
      };
    });
  } catch (error) {
    // Where there is no memory for a frame's window, the module gives up.
    if (error instanceof WebAssembly.RuntimeError)
      throw new LogpushError(
        {
          code: "ERR_IO",
          message: `Its Zstandard data cannot be unpacked here (${error.message}); what comes before was read. Unpack it with 'zstd -d FILE', and give what comes out.`,
        },
        { cause: error },
      );
    throw error;
  }
}

/** Throws a fault: its code, a space and its sentence. */
function check(fault: string | undefined): void {
  if (fault === undefined) return;
  const space = fault.indexOf(" ");
  throw new LogpushError({ code: fault.slice(0, space), message: fault.slice(space + 1) });
}
