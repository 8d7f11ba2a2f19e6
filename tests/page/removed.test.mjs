// @ts-nocheck Most of this runs in the page, whose elements it knows by their selectors.
// Removing one file of several: what is shown after that is what the others hold.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, describe, test } from "node:test";
import zlib from "node:zlib";
import { completion, record } from "./conversations.mjs";
import { engines } from "./engines.mjs";
import { keyFile, scratch, writeLogs } from "./fixtures.mjs";
import { becomes, visiting } from "./visitor.mjs";

/** Records of three files; every second one has the word in its answer. */
const FILES = ["a", "b", "c"].map((name, file) => ({
  name: `20260418T0${file}0000Z_20260418T0${file}0030Z_${name}.log.gz`,
  records: Array.from({ length: 4 + file }, (_, i) => ({
    status: i % 2 ? 429 : 200,
    // Without the first file the numbers of the columns are others.
    plain: { ...(file === 0 && { Early: true }), Number: file * 10 + i },
    metadata: { user: `user ${name}` },
    request: { messages: [{ role: "user", content: `question ${name}${i}` }] },
    response: completion({ content: `${i % 2 ? "needle" : "hay"} ${name}${i}` }),
  })),
}));
const paths = FILES.map(({ name, records }) =>
  writeLogs(
    "removed",
    name,
    records.map((each) => record(each)),
  ),
);
/** One that is cut off. */
const broken = path.join(scratch, "removed", "20260420T000000Z_20260420T000030Z_d.log.gz");
fs.writeFileSync(broken, zlib.gzipSync(`${record({ plain: { Number: 90 } })}\n`.repeat(50)).subarray(0, 90));

for (const start of Object.values(engines)) {
  describe(`a removed file in ${start.name}`, () => {
    let engine;
    let visitor;
    visiting(start, {}, async (there) => {
      ({ engine, visitor } = there);
      await visitor.visit(there.server.address);
      await visitor.chooseLogs([...paths, broken]);
      await visitor.untilOpened();
      await visitor.chooseKey(keyFile("rsa2048.pem"));
      await visitor.untilOpened();
      await visitor.showColumn("Number");
    });
    const look = (see, ...given) => engine.driver.executeScript(see, ...given);
    const remove = async (name) => {
      await visitor.openMenu("files-menu");
      await look(
        (label) => document.querySelector(`.file-list button[aria-label="${label}"]`).click(),
        `Remove ${path.basename(name)}`,
      );
      await visitor.until(
        "it is removed",
        `return document.querySelector(".file-list")?.textContent.includes(${JSON.stringify(path.basename(name))}) !== true`,
      );
      await visitor.untilOpened();
    };
    const type = (text) =>
      look((filter) => {
        const field = document.querySelector("input[name='filter']");
        field.value = filter;
        field.dispatchEvent(new InputEvent("input", { bubbles: true }));
      }, text);
    /** What the rows show of these numbers, once it is that. */
    async function shows(what, numbers) {
      const see = () => {
        const column =
          [...document.querySelectorAll(".head-title")].findIndex(({ textContent }) => textContent === "Number") + 1;
        return [...document.querySelectorAll(".table-row:not(.awaited)")]
          .sort((a, b) => a.getAttribute("aria-rowindex") - b.getAttribute("aria-rowindex"))
          .map((row) => Number(row.children[column].textContent));
      };
      await becomes(what, () => look(see), numbers);
    }
    const numbersOf = (files, matches = () => true) =>
      files.flatMap((file) => FILES[file].records.filter(matches).map(({ plain }) => plain.Number));
    const question = () => look(() => document.querySelector(".turn.user .said")?.textContent);

    test("its records, notes and faults vanish; keys, filter, order and what is selected stay", async () => {
      // Some whole records of the file that is cut off may be there.
      await type("number:<90");
      await shows("all", numbersOf([0, 1, 2]));
      const notes = await visitor.problems();
      assert.ok(
        notes.some(({ file }) => file.includes("_d.log.gz")),
        "the file that is cut off is noted",
      );
      await remove(broken);
      await visitor.closeMenu();
      await visitor.outcome(/^All 15 records decrypted/);
      assert.deepEqual(await visitor.problems(), []);

      const failed = ({ status }) => status === 429;
      await type("status:429");
      await shows("filtered", numbersOf([0, 1, 2], failed));
      // One of the last file is read, and one of the second and one of the last are selected.
      const at = numbersOf([0, 1, 2], failed).indexOf(23);
      await visitor.pressRow(at);
      for (const number of [13, 21])
        await look(
          (row) => document.querySelector(`.table-row[aria-rowindex='${row}'] .tick-cell`).click(),
          numbersOf([0, 1, 2], failed).indexOf(number) + 2,
        );
      await visitor.until("two are selected", () => document.querySelectorAll(".table-row.marked").length === 2);
      await remove(paths[1]);
      await visitor.closeMenu();
      await shows("without the second file", numbersOf([0, 2], failed));
      assert.equal(await look(() => document.querySelector("input[name='filter']").value), "status:429");
      await visitor.outcome(/^All 10 records decrypted/);
      await visitor.until(
        "the same record is shown",
        () => document.querySelector(".turn.user .said")?.textContent === "question c3",
      );
      await visitor.until("one is selected", () => document.querySelectorAll(".table-row.marked").length === 1);
      await visitor.until(
        "the one of the last file",
        () => document.querySelector(".table-row.marked .cell.number:not(.status)")?.textContent === "21",
      );
      assert.match(await visitor.text(".files-menu > button"), /^2 files/);
      assert.deepEqual(
        await look(
          () =>
            [...document.querySelectorAll(".facet")]
              .find((facet) => facet.textContent.startsWith("Status"))
              .querySelector("li:last-child .note").textContent,
        ),
        String(numbersOf([0, 2], failed).length),
      );
    });

    test("a search in bodies is made once more, and the order stays", async () => {
      await type("needle");
      await (await visitor.find("input[name='filter']")).sendKeys("\uE007");
      const hits = numbersOf([0, 2], ({ status }) => status === 429);
      await shows("hits", hits);
      for (const _ of [1, 2])
        await look(() =>
          [...document.querySelectorAll(".head-button")]
            .find(({ textContent }) => textContent.startsWith("Number"))
            .click(),
        );
      await shows("in descending order", hits.toReversed());
      await remove(paths[0]);
      await visitor.closeMenu();
      await shows("hits of the last file", numbersOf([2], ({ status }) => status === 429).toReversed());
      await type("");
      await shows("all of it", numbersOf([2]).toReversed());
      assert.match(await question(), /^question c/);
    });

    test("closing all while one is being removed leaves nothing of the view before", async () => {
      await visitor.chooseLogs([paths[0], paths[1]]);
      await visitor.untilOpened();
      await type("status:429");
      await visitor.rowsAre(numbersOf([0, 1, 2], ({ status }) => status === 429).length, "the failed ones");
      // The one that was selected before is of the last file.
      await look(() => document.querySelector(".table-row:not(.awaited, .marked) .tick-cell").click());
      await visitor.until("another is selected", () => document.querySelectorAll(".table-row.marked").length > 1);
      await visitor.openMenu("files-menu");
      await look(() => {
        document.querySelector(".file-list button").click();
        [...document.querySelectorAll(".files-menu button")]
          .find(({ textContent }) => textContent.trim() === "Close all files")
          .click();
      });
      await visitor.until("no file is left", () => document.querySelector("main.welcoming") !== null);
      await visitor.chooseLogs([paths[2]]);
      await visitor.untilWhole();
      await visitor.rowsAre(numbersOf([2]).length, "no filter");
      assert.equal(await look(() => document.querySelector("input[name='filter']").value), "");
      assert.equal(await look(() => document.querySelectorAll(".table-row.marked").length), 0);
    });

    test("with the last file the page is as at first, with its key", async () => {
      await visitor.openMenu("files-menu");
      await look(() => document.querySelector(".file-list button").click());
      await visitor.until("no file is left", () => document.querySelector("main.welcoming") !== null);
      assert.ok(await visitor.hasKey());
      await visitor.chooseLogs([paths[1]]);
      await visitor.untilWhole();
      assert.deepEqual(await engine.complaints(), []);
    });
  });
}

after(() => fs.rmSync(scratch, { recursive: true, force: true }));
