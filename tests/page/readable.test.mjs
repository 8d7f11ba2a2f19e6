// @ts-nocheck Most of this runs in the page, whose elements it knows by their selectors.
// What is cut off can be read in full, what has the focus is seen, and controls that change how a text reads are shown.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after, before, describe, test } from "node:test";
import { completion, record } from "./conversations.mjs";
import { engines } from "./engines.mjs";
import { keyFile, scratch, writeLogs } from "./fixtures.mjs";
import { visiting } from "./visitor.mjs";

const EVIL = "gpt\u202Eexe.txt";
const LONG = "@cf/meta/llama-3.3-70b-instruct-fp8-fast";
const file = writeLogs("readable", "20260418T000000Z_20260418T000030Z_r.log.gz", [
  record({
    model: LONG,
    metadata: { user: "somebody.with.a.long.name@example.com" },
    request: {
      messages: [{ role: "user", content: "A question that is longer than the column in which it is shown." }],
      "na\u202Eme": 1,
    },
    response: completion({ content: "An answer that is longer than the column in which it is shown." }),
  }),
  record({
    model: EVIL,
    request: { messages: [{ role: "user", content: "?" }] },
    response: completion({ content: "!" }),
  }),
]);

/** Elements of which not all is seen, and which do not say the rest. What a line shows of what it opens is not one of them. */
const cutOff = () =>
  [...document.querySelectorAll("body *")]
    .filter((element) => {
      const style = getComputedStyle(element);
      return (
        style.textOverflow === "ellipsis" &&
        element.scrollWidth > element.clientWidth &&
        !element.closest(".unseen, .fold-preview, input") &&
        element.checkVisibility()
      );
    })
    .map((element) => ({ text: element.textContent.trim(), title: element.closest("[title]")?.title ?? "" }));

for (const start of Object.values(engines)) {
  describe(`what is read in ${start.name}`, () => {
    let [server, engine, visitor] = [];
    visiting(start, {}, async (there) => {
      ({ server, engine, visitor } = there);
    });
    for (const width of [1440, 1000, 390]) {
      describe(`${width} pixels wide`, () => {
        before(async () => {
          await engine.driver.manage().window().setRect({ width, height: 844 });
          await visitor.visit(server.address);
          await visitor.chooseLogs([file]);
          await visitor.chooseKey(keyFile("rsa2048.pem"));
          await visitor.untilWhole();
          await visitor.until("the rows are filled", () => document.querySelectorAll(".cell.opened").length > 1);
        });
        const look = (see, ...given) => engine.driver.executeScript(see, ...given);
        const type = (text) =>
          look((filter) => {
            const field = document.querySelector("input[name='filter']");
            field.value = filter;
            field.dispatchEvent(new InputEvent("input", { bubbles: true }));
          }, text);

        test("what is cut off says all of it to the pointer", async () => {
          const cut = await look(cutOff);
          assert.ok(cut.length >= 2, "the columns are too narrow");
          const part = (text) => text.replace(/\s+/g, " ");
          for (const { text, title } of cut)
            assert.ok(part(title).includes(part(text)) || text.includes(title), `${text}: ${title}`);
        });

        test("controls are shown in rows, in the head, in counts, in names within bodies, and beside the filter", async () => {
          const shown = "gpt‹U+202E›exe.txt";
          await type(`model="${EVIL}"`);
          await visitor.until(
            "one row",
            () => document.querySelector("[role=grid]").getAttribute("aria-rowcount") === "2",
          );
          assert.equal(await visitor.text(".hidden-controls"), "contains U+202E");
          assert.equal(await look(() => document.querySelector(".hidden-controls").title), `model="${shown}"`);
          await visitor.until(
            "the row shows it",
            `return [...document.querySelectorAll(".table-row:not(.awaited)")].some((row) => row.textContent.includes(${JSON.stringify(shown)}))`,
          );
          if (width > 800)
            await visitor.until(
              "the head shows it",
              `return document.querySelector(".record-line h2")?.textContent.trim() === "200 ${shown}"`,
            );
          const raw = await look(() =>
            [".table-rows", ".facets", ".record-head"]
              .map((part) => document.querySelector(part)?.textContent ?? "")
              .join(),
          );
          assert.doesNotMatch(raw, /[\u202a-\u202e\u2066-\u2069]/);
          await type("");
          await visitor.until("no mark is left", () => document.querySelector(".hidden-controls") === null);
          await visitor.until(
            "both rows",
            () => document.querySelector("[role=grid]").getAttribute("aria-rowcount") === "3",
          );
          if (width < 800) return;
          await visitor.pressRow(0);
          await visitor.showTab("Request");
          await visitor.until("a name with a control", () =>
            [...document.querySelectorAll(".json-tree .name")].some(
              ({ textContent }) => textContent === '"na‹U+202E›me"',
            ),
          );
          await visitor.showTab("Conversation");
        });

        test("the ring of the focus is whole, around the table and around the record", async () => {
          if (width < 800) return;
          const ring = (selector) =>
            look((selector) => {
              const style = getComputedStyle(document.querySelector(selector), "::after");
              const { width: wide, height } = document.querySelector(selector).getBoundingClientRect();
              return {
                above: [...document.querySelectorAll(`${selector} *`)].every(
                  (each) => (Number(getComputedStyle(each).zIndex) || 0) < Number(style.zIndex),
                ),
                drawn:
                  style.borderTopStyle === "solid" && style.borderTopWidth === "2px" && style.position === "absolute",
                whole:
                  Math.abs(Number.parseFloat(style.width) + 4 - wide) < 5 &&
                  Math.abs(Number.parseFloat(style.height) + 4 - height) < 5,
              };
            }, selector);
          // By a key: the browser shows the focus to those who use them.
          await (await visitor.find("input[name='filter']")).sendKeys("\uE00C");
          await visitor.until("the table has it", () => document.activeElement.matches(".table-scroller"));
          assert.deepEqual(await ring(".record-table"), { above: true, drawn: true, whole: true });
          await visitor.screenshot(`ring-${width}`);
          await (await visitor.find(".table-scroller")).sendKeys("\uE007");
          await visitor.until("the record has it", () => document.activeElement.matches(".record-view"));
          assert.deepEqual(await ring(".record-view"), { above: true, drawn: true, whole: true });
        });
      });
    }

    test("the console is silent", async () => {
      assert.deepEqual(await engine.complaints(), []);
    });
  });
}

after(() => fs.rmSync(scratch, { recursive: true, force: true }));
