// The sample: a key pair and logs that are made on the spot, for those who have none at hand.

import { toFailure } from "../../../js/errors.ts";
import { pageTexts } from "../texts/page.ts";
import { consider } from "./checking.ts";
import { clear, index, inTurn, list } from "./indexing.ts";
import { forgetKeys, importKeys } from "./private-keys.ts";
import { during, files, keyProblems, keys, listing, makingSample, sample } from "./state.ts";
import { worker } from "./worker.ts";

/** Makes a key pair and sealed files, and opens them: the whole way without having anything. */
export function trySample(): Promise<void> {
  return during(async () => {
    makingSample.value = true;
    try {
      const made = await worker.request("makeSample", null);
      // Meanwhile somebody came with files of their own, which may still be on their way.
      if (files.value.length > 0 || keys.value.length > 0 || listing.value !== null) return;
      sample.value = made;
      await inTurn(async () => {
        if (sample.value === made) await list([{ file: made.logs, path: made.logs.name }]);
      });
      if (sample.value !== made) return;
      const indexing = index();
      await importKeys(made.key);
      await indexing;
      await consider();
    } catch (error) {
      keyProblems.value = [{ message: `${pageTexts.sampleFailed} ${toFailure(error).message}`, locked: false }];
    } finally {
      makingSample.value = false;
    }
  });
}

/** Whether these are nothing but the sample's own key, which somebody saved and gives back. */
export async function areOfSample(sources: readonly (File | string)[]): Promise<boolean> {
  const own = sample.value?.key;
  if (!own) return false;
  const text = (await own.text()).trim();
  for (const source of sources) {
    // Another key is not read here.
    if (typeof source !== "string" && source.size !== own.size) return false;
    if ((typeof source === "string" ? source : await source.text()).trim() !== text) return false;
  }
  return true;
}

/** Lets go of the sample, its key included, before anything else comes. */
export async function dropSample(): Promise<void> {
  if (!sample.value) return;
  sample.value = null;
  await clear();
  await forgetKeys();
}
