// What the Worker was given: secrets and numbers.
import { PrivateKey } from "logpush-decrypt";

/** @typedef {{ keys: PrivateKey[], keysId: string }} Keys */

/** @type {Promise<Keys> | undefined} */
let reading;

/**
 * The private keys, read once by each isolate: several may stand in the secret one after the other. `keysId`
 * tells which they are without telling what they are.
 * @returns {Promise<Keys>}
 */
export function keysOf(env) {
  reading ??= (async () => {
    const keys = await PrivateKey.importAll(env.LOGPUSH_PRIVATE_KEY, { passphrase: env.LOGPUSH_PASSPHRASE });
    const keysId = keys
      .map((key) => key.fingerprint.slice(0, 12))
      .sort()
      .join("+");
    return { keys, keysId };
  })();
  // A secret that is put right is read by the next isolate; one that could not be read is tried again.
  reading.catch(() => (reading = undefined));
  return reading;
}

const MiB = 1 << 20;

/** Numbers that may be set as variables. All are bytes. */
export const sizes = (env) => ({
  /**
   * Text of one segment, opened by one message. A wrapped key takes 684 bytes of text under RSA-4096, so
   * 8 MiB hold 12,000 of them at most: two minutes of CPU time at 10 ms each, of the five there are. Opened
   * and sealed they fit into the 128 MB of an isolate several times.
   */
  segment: Number(env.SEGMENT_BYTES ?? 8 * MiB),
  /** Text that one message splits: some ten seconds. */
  plan: Number(env.PLAN_BYTES ?? 1024 * MiB),
  /** Parts of a multipart upload, all of one size but the last: R2 takes no others. From 5 MiB on. */
  part: Number(env.PART_BYTES ?? 16 * MiB),
});
