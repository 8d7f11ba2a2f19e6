// What the page says while it searches and saves, against what it does: nothing that is not so is said, at any moment.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after, describe, test } from "node:test";
import { engines } from "./engines.mjs";
import { keyFile, scratch, sealer, writeLogs } from "./fixtures.mjs";
import { becomes, visiting } from "./visitor.mjs";

const [sealA, sealB] = ["rsa2048.pem", "rsa4096.pem"].map(sealer);
/** Every third record is a hit; the word is in its sealed body. */
const body = (i) => (i % 3 === 0 ? `needle ${i}` : `hay ${i}`);
const record = (seal, i) =>
  `{"Number":${i},"StatusCode":${i % 2 === 0 ? 200 : 429},"Metadata":${seal(`{"user":"u${i}"}`)},"ResponseBody":${seal(body(i))}}`;

/** Records under the first key, and after a change of key some under the second. */
const many = writeLogs(
  "true",
  "20260501T000000Z_20260501T000030Z_a.log.gz",
  Array.from({ length: 600 }, (_, i) => record(sealA, i)),
);
const rotated = ["01", "02"].map((day, file) =>
  writeLogs(
    "true",
    `202605${day}T120000Z_202605${day}T120030Z_r.log.gz`,
    Array.from({ length: 9 }, (_, i) => record(file === 0 ? sealA : sealB, i)),
  ),
);

for (const start of Object.values(engines)) {
  describe(`what is said in ${start.name}`, () => {
    let engine;
    let visitor;
    let server;
    visiting(start, {}, (there) => {
      ({ server, engine, visitor } = there);
    });

    const look = (see, ...given) => engine.driver.executeScript(see, ...given);
    const type = async (text, rows) => {
      await look((filter) => {
        const field = document.querySelector("input[name='filter']");
        field.value = filter;
        field.dispatchEvent(new InputEvent("input", { bubbles: true }));
      }, text);
      await visitor.until(
        `${rows} rows for ${text}`,
        `return document.querySelector("[role=grid]").getAttribute("aria-rowcount") === "${rows + 1}"`,
      );
    };
    /** Waits until the rows show these numbers: those of the view before stay until others come. */
    const numbersAre = (expected) => becomes("the numbers of the rows", shownNumbers, expected);
    /** The numbers that the rows show, from the first to the last: the table is scrolled through. */
    const shownNumbers = () =>
      engine.driver.executeAsyncScript(async (done) => {
        const grid = document.querySelector("[role=grid]");
        const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
        const [rows, found] = [Number(grid.getAttribute("aria-rowcount")) - 1, new Map()];
        const column =
          [...document.querySelectorAll(".head-title")].findIndex(({ textContent }) => textContent === "Number") + 1;
        for (let tries = 0; found.size < rows && tries < 2000; tries++) {
          for (const row of document.querySelectorAll(".table-row:not(.awaited)"))
            found.set(Number(row.getAttribute("aria-rowindex")) - 2, row.children[column].textContent);
          const missing = Array.from({ length: rows }, (_, i) => i).find((i) => !found.has(i));
          if (missing !== undefined)
            grid.scrollTop = missing * document.querySelector(".table-row").getBoundingClientRect().height;
          await frame();
        }
        done([...found].sort(([a], [b]) => a - b).map(([, number]) => Number(number)));
      });

    test("nothing false is said at the end of a search, and its rows lie as in the files", async () => {
      await visitor.visit(server.address);
      await visitor.chooseLogs([many]);
      await visitor.outcome(/^600 records/);
      await visitor.chooseKey(keyFile("rsa2048.pem"));
      await visitor.untilOpened();
      await visitor.set("workers", "2");
      for (const [filter, hits] of [
        // Rows that pass by their plain fields are there before, and hits come in between.
        ["status:429 or needle", 400],
        ["needle", 200],
      ]) {
        await type(filter, filter === "needle" ? 0 : 300);
        await look(() => {
          window.said = [];
          const read = () => {
            const [status, rows] = [
              document.querySelector(".body-search [role=status]"),
              document.querySelector(".matching"),
            ];
            if (status) window.said.push([status.textContent, rows.textContent]);
          };
          window.watching?.disconnect();
          window.watching = new MutationObserver(read);
          window.watching.observe(document.querySelector(".filter-row"), {
            subtree: true,
            childList: true,
            characterData: true,
          });
        });
        await (await visitor.find("input[name='filter']")).sendKeys("\uE007");
        await visitor.until(
          "all were searched",
          () => document.querySelector(".body-search")?.textContent === "Searched everything.",
          60,
        );
        const said = await look(() => window.said);
        const over = said.filter(([status]) => status.startsWith("Searched everything"));
        assert.deepEqual(
          [...new Set(over.map(String))],
          [String(["Searched everything.", `${hits} of 600`])],
          "the first that is said is true",
        );
        const expected = Array.from({ length: 600 }, (_, i) => i).filter(
          (i) => i % 3 === 0 || (filter !== "needle" && i % 2 === 1),
        );
        await numbersAre(expected);
      }
      // What was found is forgotten when every key is to be verified: it can be searched again, and no key is blamed.
      await visitor.set("strict");
      await visitor.rowsAre(0, "nothing is known of bodies");
      await visitor.until("it is offered again", () =>
        /^0 matches so far\. 600 records have encrypted or long text to search/.test(
          document.querySelector(".body-search")?.textContent,
        ),
      );
      await visitor.set("strict");
    });

    test("a save says how many records are decrypted, before and after, and its name claims no more", async () => {
      await visitor.visit(server.address);
      await visitor.chooseLogs(rotated);
      await visitor.outcome(/^18 records/);
      await visitor.chooseKey(keyFile("rsa2048.pem"));
      await visitor.untilOpened();
      const save = async (says) => {
        const { name, bytes, status: told } = await visitor.exported({ says });
        const records = bytes
          .toString()
          .trimEnd()
          .split("\n")
          .map((line) => JSON.parse(line));
        return {
          name,
          told,
          decrypted: records.filter(({ ResponseBody }) => typeof ResponseBody === "string").length,
          records: records.length,
        };
      };
      let { told, ...saved } = await save("Export 18 records, 9 still encrypted");
      assert.deepEqual(saved, { name: "ai-gateway_2026-05-01_2026-05-02.ndjson", decrypted: 9, records: 18 });
      assert.match(told, /^18 records exported.*9 records are decrypted, 9 stay encrypted\./);

      await type("time:>=2026-05-02", 9);
      ({ told, ...saved } = await save("Export 9 records, all still encrypted"));
      assert.deepEqual(saved, {
        name: "ai-gateway_2026-05-01_2026-05-02_time-from-2026-05-02_9.ndjson",
        decrypted: 0,
        records: 9,
      });
      assert.match(told, /^9 records exported.*None of them is decrypted: 9 records stay encrypted\./);

      await type("time:<2026-05-02", 9);
      ({ told, ...saved } = await save("Export 9 decrypted records"));
      assert.deepEqual(saved, {
        name: "ai-gateway_2026-05-01_2026-05-02_time-below-2026-05-02_9_decrypted.ndjson",
        decrypted: 9,
        records: 9,
      });
      assert.match(told, /^9 records exported.*All of them are decrypted\./);

      // With the other key they are all decrypted, and so it says.
      await type("", 18);
      await visitor.chooseKey(keyFile("rsa4096.pem"));
      ({ told, ...saved } = await save("Export 18 decrypted records"));
      assert.deepEqual(saved, {
        name: "ai-gateway_2026-05-01_2026-05-02_decrypted.ndjson",
        decrypted: 18,
        records: 18,
      });
    });

    test("the console is silent", async () => {
      assert.deepEqual(await engine.complaints(), []);
    });
  });
}

after(() => fs.rmSync(scratch, { recursive: true, force: true }));
