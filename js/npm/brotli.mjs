// Brotli, as small as it makes things.
import { brotliCompressSync, constants } from "node:zlib";

/** @param {Buffer} bytes @param {Record<number, number>} [more] */
export const brotli = (bytes, more) =>
  brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      ...more,
    },
  });
