// Sources of bytes, as the package reads them.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import v8 from "node:v8";
import vm from "node:vm";
import { load } from "../common/modules.mjs";

const [{ slices }] = await load(["package/source"]);

v8.setFlagsFromString("--expose-gc");
const collect = vm.runInNewContext("gc");

describe("chunks of a source", () => {
  const CHUNKS = 20;
  /** Gives chunks, and keeps what tells whether they are there still. */
  function chunks() {
    /** @type {WeakRef<Uint8Array>[]} */
    const given = [];
    const left = () => given.filter((chunk) => chunk.deref()).length;
    const next = () => {
      const chunk = new Uint8Array(1 << 20);
      given.push(new WeakRef(chunk));
      return chunk;
    };
    return { left, next };
  }
  const sources = {
    "an iterable": (/** @type {() => Uint8Array<ArrayBuffer>} */ next) =>
      (async function* () {
        for (let given = 0; given < CHUNKS; given++) yield next();
      })(),
    "a stream": (/** @type {() => Uint8Array<ArrayBuffer>} */ next) => {
      let given = 0;
      return new ReadableStream(
        { pull: (stream) => (given++ < CHUNKS ? stream.enqueue(next()) : stream.close()) },
        { highWaterMark: 0 },
      );
    },
  };
  for (const [what, make] of Object.entries(sources))
    test(`are let go of once they are read: ${what}`, async () => {
      const { left, next } = chunks();
      let read = 0;
      for await (const slice of slices(make(next), new AbortController().signal)) {
        assert.equal(slice.length, 1 << 20);
        if (++read < CHUNKS) continue;
        await turn();
        collect();
        // The last one, and what a stack may still have of the one before.
        assert.ok(left() <= 4, `${left()} of ${CHUNKS} are there`);
      }
      assert.equal(read, CHUNKS);
    });

  test("end with the signal, also while one is waited for", async () => {
    const abort = new AbortController();
    let isReleased = false;
    const waiting = new ReadableStream({ cancel: () => void (isReleased = true) });
    const reading = slices(waiting, abort.signal).next();
    await turn();
    abort.abort();
    await assert.rejects(reading, { code: "ERR_ABORTED" });
    assert.ok(isReleased);
    await assert.rejects(slices(waiting, abort.signal).next(), /./);
  });
});
