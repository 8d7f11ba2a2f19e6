// Files that change on the disk after they were chosen: the page says so, and shows and saves nothing that is not in them
// any more as if it were.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after, describe, test } from "node:test";
import { completion, record } from "./conversations.mjs";
import { engines } from "./engines.mjs";
import { keyFile, scratch, sealer, writeLogs } from "./fixtures.mjs";
import { visiting } from "./visitor.mjs";

const seal = sealer("rsa2048.pem");
const RECORDS = 12;
const log = (/** @type {string} */ name, /** @type {string} */ says) =>
  writeLogs(
    "changed",
    name,
    Array.from({ length: RECORDS }, (_, i) =>
      record(
        {
          status: 200,
          metadata: {},
          request: { messages: [{ role: "user", content: `${says} ${i}` }] },
          response: completion({ content: "yes" }),
        },
        seal,
      ),
    ),
  );

for (const start of Object.values(engines)) {
  describe(`a file that changes, in ${start.name}`, () => {
    let visitor;
    let server;
    visiting(start, {}, (there) => {
      ({ server, visitor } = there);
    });

    for (const [how, change] of [
      ["gets shorter", (/** @type {string} */ file) => fs.truncateSync(file, 700)],
      ["is deleted", (/** @type {string} */ file) => fs.rmSync(file)],
    ]) {
      test(`and ${how} after it was chosen is reported, and the other file is read`, async () => {
        const [changed, other] = [log("a.log.gz", "asked"), log("b.log.gz", "asked also")];
        await visitor.visit(server.address);
        await visitor.chooseLogs([changed, other]);
        await visitor.untilOpened();
        change(changed);
        await visitor.chooseKey(keyFile("rsa2048.pem"));
        // All are checked at once, for they are few.
        await visitor.outcome(/could not be/);
        assert.equal(
          await visitor.text(".outcome"),
          `${RECORDS} of ${2 * RECORDS} records decrypted, ${RECORDS} could not be.`,
        );
        const faults = (await visitor.problems()).filter(({ code }) => code !== "");
        assert.ok(
          faults.some(({ code, says }) => code === "ERR_IO" && /changed/.test(says)),
          JSON.stringify(faults),
        );
        await visitor.openExport({});
        await visitor.press(".export-start");
        await visitor.until("the export is refused", () =>
          /Not exported, and no file was left\..*changed/s.test(document.querySelector(".save-status")?.textContent),
        );
        assert.equal(await visitor.outside(() => window.saved.length), 0);
      });
    }
  });
}

after(() => fs.rmSync(scratch, { recursive: true, force: true }));
