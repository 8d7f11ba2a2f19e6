// The prices that costs are estimated by: those of the page, or a list in a file that somebody gave.
import { batch } from "@preact/signals";
import { toFailure } from "../../../js/errors.ts";
import { usageShown } from "../layout/layout.ts";
import { inBackground } from "./background.ts";
import { indexed } from "./explore/news.ts";
import { forgetPreviews } from "./explore/previews.ts";
import { usage } from "./explore/usage.ts";
import type { GivenFile } from "./files.ts";
import { bodiesEnded, cancelBodies, readBodies } from "./reading-bodies.ts";
import { searchOpened } from "./searching.ts";
import { broken, during, ownPrices, priceProblem } from "./state.ts";
import { worker } from "./worker.ts";

/**
 * Has all costs estimated by the list in this file, or without one by the page's own. What was noted by other prices is
 * forgotten: bodies that were read for usage are read again, which takes no private operation.
 */
export function usePrices(file: File | null): Promise<void> {
  return during(async () => {
    priceProblem.value = null;
    const { total, unread } = usage.peek()?.one ?? { total: { records: 0 }, unread: 0 };
    const isAllFound = indexed.peek().unknown === 0;
    try {
      const { generated } = await worker.request("usePrices", { file });
      batch(() => {
        ownPrices.value = file && { file, generated };
        forgetPreviews();
      });
    } catch (error) {
      if (broken.value) throw error;
      priceProblem.value = toFailure(error).message;
      return;
    }
    if (total.records > unread) inBackground(during(() => readAgain(isAllFound)));
  });
}

/** Reads what was read before, and first what the filter asks of it, if that was known: without that no record matches. */
async function readAgain(asksFirst: boolean): Promise<void> {
  if (asksFirst) await searchOpened();
  // What is being read by the prices before was ended by the worker, which says so a moment later than that it has others.
  await cancelBodies();
  await bodiesEnded();
  await readBodies();
}

/** Gives the list to a worker that was started anew. */
export async function sendPrices(): Promise<void> {
  const { file } = ownPrices.peek() ?? {};
  if (!file) return;
  try {
    await worker.request("usePrices", { file });
  } catch (error) {
    if (broken.value) throw error;
    // The file was changed or removed since.
    priceProblem.value = toFailure(error).message;
    ownPrices.value = null;
  }
}

/** Files that are looked at: nobody has more lists of prices than that. */
const MOST = 16;
/** No list is larger. */
const LARGEST = 16 << 20;

/** Takes the lists of prices out of what was given, and uses the last of them. The rest are logs or keys. */
export async function takePrices(given: readonly GivenFile[]): Promise<GivenFile[]> {
  const asked = given.filter(({ file, path }) => /\.json$/i.test(path) && file.size <= LARGEST).slice(0, MOST);
  if (asked.length === 0) return [...given];
  const answers = await worker.request("priceLists", { files: asked.map(({ file }) => file) });
  const lists = new Set(asked.filter((_, i) => answers[i]));
  const last = [...lists].at(-1);
  if (last) {
    await usePrices(last.file);
    // Where it is said, and what it did.
    if (indexed.peek().records > 0) usageShown.value = true;
  }
  return given.filter((each) => !lists.has(each));
}
