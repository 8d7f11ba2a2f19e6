// The prices that costs are estimated by: the core's own, or a list that somebody gave.
import { Prices } from "core";
import { LogpushError, toFailure } from "../../../js/errors.ts";
import { members } from "../../../js/export/json-text.ts";
import { textOf } from "../../../js/text.ts";
import { readBytes } from "./read.ts";

/** Bytes of the largest file that is read as a list of prices. The core's own has 100 KB. */
const LARGEST = 16 << 20;
/** Bytes that tell a list of prices from logs. */
const BEGINNING = 4096;

/** A list of prices. What still works with one that another took the place of keeps it. */
export interface PriceList {
  prices: Prices;
  /** Its text, for other threads; `undefined` for the core's own. */
  text: string | undefined;
}

let list: PriceList | undefined;

/** The prices of now. */
export function pricesInUse(): Prices {
  list ??= { prices: new Prices(), text: undefined };
  return list.prices;
}

/** Reads a list of prices; without a file it is the core's own. Throws with what is wrong with it. */
export async function readPriceList(file: File | null): Promise<PriceList> {
  if (!file) return { prices: new Prices(), text: undefined };
  const wrong = (message: string) => new LogpushError({ code: "ERR_JSON", message: `'${file.name}' ${message}` });
  if (file.size > LARGEST) throw wrong("is too large for a list of prices.");
  const bytes = await readBytes(file).catch((error: unknown) => {
    throw wrong(`cannot be read: ${toFailure(error).message}`);
  });
  const text = textOf(new Uint8Array(bytes));
  try {
    return { prices: new Prices(text), text };
  } catch (error) {
    if (!(error instanceof Error) || error instanceof WebAssembly.RuntimeError) throw error;
    throw new LogpushError({
      code: "ERR_JSON",
      message: `'${file.name}': ${error.message}. Its form is that of src/conversation/prices.json.`,
    });
  }
}

/** Has costs estimated by these prices from now on. */
export function usePriceList(chosen: PriceList): void {
  list = chosen;
}

/** Which of these files are lists of prices and no logs, by what they begin with. */
export async function arePriceLists(files: readonly File[]): Promise<boolean[]> {
  return Promise.all(
    files.map(async (file) => {
      const bytes = await readBytes(file, 0, Math.min(BEGINNING, file.size)).catch(() => new Uint8Array());
      return beginsAsPrices(textOf(new Uint8Array(bytes)));
    }),
  );
}

/** Members that a list of prices begins with in any order, and of which no record has two. */
const OF_LISTS = ["generated", "currency", "per", "providers"];

function beginsAsPrices(text: string): boolean {
  if (!/^\s*\{/.test(text)) return false;
  try {
    const found = members(text);
    return OF_LISTS.filter((name) => found.has(name)).length > 1;
  } catch {
    // Within a name the text ends, or is no JSON.
    return false;
  }
}
