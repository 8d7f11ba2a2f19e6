// What a file that the page makes is handed on in: all bytes, in their order, in pieces of a MB whatever they came in.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import zlib from "node:zlib";
import { load } from "./bundle.mjs";

const { toFile } = await load("worker/file-end.ts");

const PIECE = 1 << 20;

/** So many bytes, each unlike its neighbours. */
const made = (/** @type {number} */ length) => Uint8Array.from({ length }, (_, at) => (at * 7 + (at >> 8)) & 0xff);

/** Takes pieces, one at a time. */
function taker() {
  const pieces = /** @type {Uint8Array[]} */ ([]);
  let busy = false;
  return {
    pieces,
    take: async (/** @type {Uint8Array} */ piece) => {
      assert.equal(busy, false, "the next one waits for this");
      busy = true;
      await new Promise((resolve) => setImmediate(resolve));
      busy = false;
      pieces.push(piece);
    },
    whole: () => Buffer.concat(pieces),
  };
}

/** The bytes in parts of this length, each with a buffer of its own. */
function* partsOf(/** @type {Uint8Array} */ bytes, /** @type {number} */ length) {
  for (let at = 0; at < bytes.length; at += length) yield bytes.slice(at, at + length);
}

describe("a file that is made", () => {
  const bytes = made(2 * PIECE + 12_345);
  for (const length of [1000, 100_000, PIECE - 1, PIECE, PIECE + 1, bytes.length]) {
    test(`it comes in parts of ${length} bytes`, async () => {
      const { pieces, take, whole } = taker();
      const file = toFile(false, take);
      for (const part of partsOf(bytes, length)) await file.write(part);
      await file.close();
      assert.ok(whole().equals(bytes));
      assert.deepEqual(
        pieces.map((piece) => piece.length),
        [PIECE, PIECE, 12_345],
      );
      // Each is handed over for good.
      assert.ok(pieces.every((piece) => piece.length === piece.buffer.byteLength));
    });
  }

  test("it ends with a piece, or has nothing", async () => {
    for (const [length, expected] of [
      [0, []],
      [1, [1]],
      [PIECE, [PIECE]],
    ]) {
      const { pieces, take } = taker();
      const file = toFile(false, take);
      await file.write(made(Number(length)));
      await file.close();
      assert.deepEqual(
        pieces.map((piece) => piece.length),
        expected,
      );
    }
  });

  test("it is compressed", async () => {
    const { take, whole } = taker();
    const file = toFile(true, take);
    for (const part of partsOf(bytes, 300_000)) await file.write(part);
    await file.close();
    assert.ok(zlib.gunzipSync(whole()).equals(bytes));
  });

  for (const gzip of [false, true]) {
    test(`what is cancelled hands nothing more on${gzip ? ", compressed" : ""}`, async () => {
      const { pieces, take } = taker();
      const file = toFile(gzip, take);
      await file.write(made(1000));
      file.cancel();
      await new Promise((resolve) => setImmediate(resolve));
      assert.equal(pieces.length, 0);
    });

    test(`who writes hears that a piece was not taken${gzip ? ", compressed" : ""}`, async () => {
      const file = toFile(gzip, async () => {
        throw new Error("the disk is full");
      });
      await assert.rejects(async () => {
        // Random bytes, which do not get shorter.
        for (let i = 0; i < 100; i++) await file.write(crypto.getRandomValues(new Uint8Array(65_536)));
        await file.close();
      }, /the disk is full/);
    });
  }
});
