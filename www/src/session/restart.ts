import { give, leftToList } from "./give.ts";
import { close, filesGiven } from "./indexing.ts";
import { sendPrices } from "./prices.ts";
import { sendChoices } from "./settings.ts";
import { broken, canRestart, during, keyProblems, keys, keyUsage, listing, sample, workers } from "./state.ts";
import { worker } from "./worker.ts";

/** Goes on with a new worker after the one before stopped: the files are gone through anew. The keys are gone with the old one. */
export function restart(): Promise<void> {
  return during(async () => {
    // The sample's key goes with the old worker, and its records cannot be opened without it.
    const given = [...(sample.peek() ? [] : filesGiven()), ...leftToList()];
    worker.restart(workers.value);
    broken.value = null;
    canRestart.value = false;
    sample.value = null;
    keys.value = [];
    keyProblems.value = [];
    keyUsage.value = new Map();
    await close();
    await sendChoices();
    await sendPrices();
    listing.value = null;
    if (given.length > 0) await give({ files: given, unreadable: [] });
  });
}
