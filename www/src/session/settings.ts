// How records are decrypted: by how many workers, who does the RSA operations, how long a record may be.

import { batch } from "@preact/signals";
import { inBackground } from "./background.ts";
import { consider, forgetCheck } from "./checking.ts";
import { during, engine, largestRecord, strict, workers } from "./state.ts";
import { worker } from "./worker.ts";

/** Changes how many workers open records, who does the RSA operations, and whether every key is unwrapped. */
export function chooseSpeed(choice: { workers?: number; engine?: "auto" | "native" | "wasm"; strict?: boolean }): void {
  const changesWhatOpens = (choice.strict ?? strict.value) !== strict.value;
  // The worker hears of it before it is asked anything for what changes with it.
  batch(() => {
    workers.value = choice.workers ?? workers.value;
    engine.value = choice.engine ?? engine.value;
    strict.value = choice.strict ?? strict.value;
    inBackground(
      during(async () => {
        const sending = sendChoices();
        if (changesWhatOpens) forgetCheck();
        await sending;
        if (changesWhatOpens) await consider();
      }),
    );
  });
}

const MIB = 1 << 20;

/** Tells the worker what was chosen. */
export async function sendChoices(): Promise<void> {
  const maxRecordBytes = largestRecord.value * MIB;
  await worker.request("choose", {
    workers: workers.value,
    engine: engine.value,
    strict: strict.value,
    maxRecordBytes,
  });
}
