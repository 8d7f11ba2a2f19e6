// The cryptography of Node.js, Deno and Bun in the thread that asks for it. `crypto.subtle` hands each operation to
// another thread: with two workers on two cores that takes as long as a third of an RSA-4096 operation.
import {
  constants,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  privateDecrypt,
  publicEncrypt,
} from "node:crypto";
import type { DirectCrypto } from "core";

const TAG_BYTES = 16;

export const directCrypto: DirectCrypto = {
  prepare(pkcs8) {
    // It keeps no view of the bytes.
    const key = createPrivateKey({ key: pkcs8 as Buffer, format: "der", type: "pkcs8" });
    // The operation alone; the padding (RFC 8017, EME-OAEP) is looked at where all engines' is, in constant time.
    const raw = { key, padding: constants.RSA_NO_PADDING };
    // Runtimes that imitate Node.js have what it has in part: what does not compute is not used.
    const ciphertext = new Uint8Array((key.asymmetricKeyDetails?.modulusLength ?? 0) / 8).fill(1);
    const back = publicEncrypt(
      { key: createPublicKey(key), padding: constants.RSA_NO_PADDING },
      privateDecrypt(raw, ciphertext),
    );
    if (!ciphertext.every((byte, i) => byte === back[i])) throw new Error("RSA without padding is not available here");
    return {
      apply(ciphertext, message) {
        try {
          const computed = privateDecrypt(raw, ciphertext);
          message.set(computed);
          computed.fill(0);
          return computed.length === message.length;
        } catch {
          // A number beyond the modulus: what was wrapped for another key.
          return false;
        }
      },
      free() {},
    };
  },
  openGcm(key, nonce, sealed, text) {
    try {
      const decipher = createDecipheriv("aes-256-gcm", key, nonce);
      decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
      const opened = decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES));
      text.set(opened);
      opened.fill(0);
      decipher.final();
      return true;
    } catch {
      // The tag does not fit: nothing of it may be seen.
      text.fill(0);
      return false;
    }
  },
};
