// Work that nothing waits for.
import { broken } from "./state.ts";

/**
 * Lets a promise run that nothing waits for. What it fails with is shown where the page says why it cannot go on; if the
 * worker is gone, that is shown there already.
 */
export function inBackground(promise: Promise<unknown>): void {
  promise.catch((error: unknown) => {
    broken.value ??= error instanceof Error ? error.message : String(error);
  });
}
