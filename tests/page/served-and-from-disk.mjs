// What the page does from a server it does from disk too.
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { page } from "./fixtures.mjs";

/**
 * Suites of the same tests with the page served and from disk, within a suite that is `visiting`. `here` gives what that has.
 * In the end nothing was asked for beyond the page, and the console is silent.
 *
 * The page itself is a frame without an origin, the same from both: what differs is the shell, which takes what is dropped on
 * it and saves. A test of the page alone is `inPage`, and run with the page that is served.
 */
export function servedAndFromDisk(here, tests) {
  for (const from of ["http", "disk"]) {
    const address = () => (from === "http" ? here().server.address : pathToFileURL(page).href);

    describe(`from ${from}`, () => {
      let loaded;
      before(async () => {
        const { engine, visitor } = here();
        await visitor.visit(address());
        loaded = (await engine.requests()).length;
      });

      tests({ from, address, inPage: from === "http" ? test : () => {} });

      test("asked for nothing after it was loaded, and the console is silent", async () => {
        const { server, engine, visitor } = here();
        assert.deepEqual(await engine.complaints(), []);
        const asked = (await engine.requests()).slice(loaded).filter((url) => url !== address());
        assert.deepEqual(asked, []);
        const entries = await visitor.driver.executeScript(() =>
          performance.getEntriesByType("resource").map((entry) => entry.name),
        );
        assert.deepEqual(
          entries.filter((name) => !/^(blob|data):/.test(name)),
          [],
        );
        assert.deepEqual([...new Set(server.asked)], ["/"]);
      });
    });
  }
}
