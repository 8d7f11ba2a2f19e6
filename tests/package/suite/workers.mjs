// Work of several files, and of long ones.
import { encoder, equal, joined, LINE_FEED, ok } from "./assertions.mjs";

/** @param {import("./context.mjs").Context} context */
export function workers({ api, runtime, test, fixture, key, keysOf, gather }) {
  const { decrypt } = api;

  test("several files at once", async () => {
    const names = ["members", "several-keys", "ordinary-rsa4096", "one-content-key"];
    const opening = names.map(async (name) => {
      const expected = fixture(name);
      equal((await gather(expected.log, { keys: await keysOf(expected) })).output, expected.output, name);
    });
    await Promise.all(opening);
  });

  test("what takes long is done by workers where there are some, in order", async () => {
    const { log, output } = fixture("ordinary-rsa2048");
    let workers = 0;
    let members = 0;
    // More and more of it, until they are there.
    const source = async function* () {
      const end = Date.now() + 60_000;
      for (let enough = 0; enough < 100 && members < 50_000 && Date.now() < end; members++) {
        if (workers > 0 || (!runtime.workers && members > 500)) enough++;
        yield log;
      }
    };
    let lines = 0;
    const parts = [];
    const onProgress = (progress) => (workers = Math.max(workers, progress.workers));
    for await (const { line, text } of decrypt(source(), { keys: await key("rsa2048"), concurrency: 2, onProgress })) {
      equal(line, ++lines, "line");
      parts.push(encoder.encode(text), LINE_FEED);
    }
    const [came, expected] = [joined(parts), joined(Array(members).fill(output))];
    ok(
      came.length === expected.length && came.every((byte, at) => byte === expected[at]),
      "everything came, as it should",
    );
    equal(workers, runtime.workers ? 2 : 0, "workers");
  });
}
