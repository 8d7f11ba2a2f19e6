// @ts-nocheck Most of this runs in the page, whose elements it knows by their selectors.
// Zoomed pages: 200 and 400 % of a window of 1280 by 1024 pixels, and 400 % of 1440 by 900 (WCAG 2.2, 1.4.10). Nothing lies over
// something else, nothing scrolls from side to side, and the list and the record have room.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after, before, describe, test } from "node:test";
import { logs } from "./conversations.mjs";
import { engines } from "./engines.mjs";
import { keyFile, scratch } from "./fixtures.mjs";
import { complaintsOf } from "./guidelines.mjs";
import { visiting } from "./visitor.mjs";

const file = logs();
/** Windows cannot be made so small in every engine: a frame can. */
const framed = ([width, height]) =>
  `<!doctype html><html lang="en"><title>Frame</title><link rel="icon" href="data:,"><body style="margin:0"><iframe title="page" src="/" style="border:0;width:${width}px;height:${height}px"></iframe></body></html>`;
const SIZES = [
  [320, 256],
  [360, 225],
  [640, 512],
];

/** What lies over these elements where they are in view, by their selectors, and what is not in view once it was scrolled to. */
function covered(selectors) {
  return selectors.flatMap((selector) => {
    const element = document.querySelector(selector);
    if (!element) return [`${selector} is not there`];
    element.scrollIntoView({ block: "center", inline: "center" });
    const { left, right, top, bottom } = element.getBoundingClientRect();
    if (right <= left || bottom <= top) return [`${selector} has no size`];
    if (top < -1 || left < -1 || bottom > innerHeight + 1 || right > innerWidth + 1) return [`${selector} is cut off`];
    const points = [0.1, 0.5, 0.9].map((part) => [left + (right - left) * 0.5, top + (bottom - top) * part]);
    return points.flatMap(([x, y]) => {
      const found = document.elementFromPoint(x, y);
      return found && (element.contains(found) || found.contains(element))
        ? []
        : [`${selector} is under ${found?.className}`];
    });
  });
}

const sideways = () =>
  [document.documentElement, document.body, document.querySelector("#app"), document.querySelector(".record-view")]
    .filter((element) => element && element.scrollWidth > element.clientWidth + 1)
    .map(({ tagName, id, className }) => `${tagName} ${id} ${className}`);

for (const start of Object.values(engines)) {
  describe(`a zoomed page in ${start.name}`, () => {
    let [server, engine, visitor] = [];
    const pages = Object.fromEntries(SIZES.map((size) => [`/${size.join("x")}`, framed(size)]));
    visiting(start, { pages }, (there) => {
      ({ server, engine, visitor } = there);
    });
    for (const size of SIZES) {
      describe(`of ${size.join(" by ")} pixels`, () => {
        before(async () => {
          await engine.driver.get(`${server.address}${size.join("x")}`);
          // The page is in a frame of the document in this one.
          await engine.driver.switchTo().frame(0);
          await visitor.enter();
        });
        const look = (see, ...given) => engine.driver.executeScript(see, ...given);
        const isClear = async (what, ...selectors) => {
          assert.deepEqual(await look(covered, selectors), [], what);
          assert.deepEqual(await look(sideways), [], what);
        };
        const complaints = () => complaintsOf(engine.driver);

        test("without a key everything is reached, the way to add one too", async () => {
          await isClear("at first", ".top-bar h1");
          await visitor.chooseLogs([file]);
          await visitor.outcome(/^7 records/);
          assert.ok(
            await look(() => document.querySelector(".top-bar h1").getBoundingClientRect().top >= 0),
            "it begins at its top",
          );
          await isClear(
            "the list",
            ".top-bar .keys-menu button",
            "input[name=filter]",
            ".facet-chips button",
            ".key-card button:last-of-type",
            ".foot .export-button",
          );
          await visitor.screenshot(`zoom-${size[0]}-sealed`);
        });

        test("the list has room for some rows", async () => {
          await visitor.chooseKey(keyFile("rsa2048.pem"));
          await visitor.untilWhole();
          await isClear(
            "the list",
            ".top-bar .more-menu button",
            "input[name=filter]",
            ".facet-chips button",
            ".table-row[aria-rowindex='2'] .compact-cell",
            ".foot .notes-button",
          );
          await look(() => document.querySelector(".table-scroller").scrollIntoView({ block: "end" }));
          const seen = await look(() => {
            const list = document.querySelector(".table-scroller").getBoundingClientRect();
            const foot = document.querySelector(".foot").getBoundingClientRect();
            const [above, below] = [Math.max(0, list.top), Math.min(list.bottom, foot.top, innerHeight)];
            return [...document.querySelectorAll(".table-row:not(.awaited)")].filter((row) => {
              const { top, bottom } = row.getBoundingClientRect();
              return top >= above - 1 && bottom <= below + 1;
            }).length;
          });
          assert.ok(seen >= 3, `${seen} rows are seen as a whole`);
          assert.deepEqual(await complaints(), []);
          await visitor.screenshot(`zoom-${size[0]}-list`);
          // By keys, each record comes into view.
          await look(() => document.querySelector("#app").scrollTo(0, 0));
          for (let row = 1; row <= 7; row++) {
            await look((first) => {
              const grid = document.querySelector(".table-scroller");
              grid.dispatchEvent(new KeyboardEvent("keydown", { key: first ? "Home" : "ArrowDown", bubbles: true }));
            }, row === 1);
            await visitor.until(
              `record ${row} is in view`,
              `const row = document.querySelector(".table-row.chosen[aria-rowindex='${row + 1}']")?.getBoundingClientRect();
             return row && row.top >= -1 && row.bottom <= document.querySelector(".foot").getBoundingClientRect().top + 1`,
            );
          }
        });

        test("usage is read as a whole", async () => {
          await look(() => document.querySelector(".facet-chips .usage-button").click());
          await visitor.until("bars are there", () => document.querySelector(".usage-bar") !== null);
          await isClear(
            "usage",
            ".usage h2",
            ".usage header button",
            "select[name=usage-by]",
            "select[name=usage-measure]",
            ".usage-bar",
            "tbody .usage-group",
            ".usage-notes p",
          );
          const [whole, inside] = await look(() => {
            const { clientWidth, scrollWidth } = document.querySelector(".usage");
            return [clientWidth, scrollWidth];
          });
          assert.ok(inside <= whole, `${inside} pixels in ${whole}`);
          assert.deepEqual(await complaints(), []);
          await visitor.screenshot(`zoom-${size[0]}-usage`);
          await look(() => document.querySelector(".usage header button").click());
          await visitor.until("the list is back", () => document.querySelector(".usage") === null);
        });

        test("the record has the window to itself, from its title to its answer", async () => {
          await visitor.pressRow(0);
          await visitor.until("the record is there", () => document.querySelector(".turn.answer") !== null);
          await isClear(
            "the record",
            ".record-line h2",
            ".record-line button",
            ".record-line button:last-child",
            ".tabs button",
            ".tabs button:last-child",
            ".turn.user .said p",
            ".turn.answer h3",
            ".turn.answer .code-head",
          );
          // What is read has most of the window once the head is scrolled out of sight.
          const room = await look(() => {
            document.querySelector(".turn.answer").scrollIntoView({ block: "start" });
            const { top, bottom } = document.querySelector(".record-body").getBoundingClientRect();
            return (Math.min(bottom, innerHeight) - Math.max(top, 0)) / innerHeight;
          });
          assert.ok(room > 0.6, `${room} of the window`);
          assert.deepEqual(await complaints(), []);
          await visitor.screenshot(`zoom-${size[0]}-record`);
          await look(() => document.querySelector(".record-line button").click());
          await visitor.until("the list is back", () => document.querySelector(".record-view") === null);
        });

        test("a hit of the filter comes into view", async () => {
          await look(() => {
            const field = document.querySelector("input[name='filter']");
            field.value = "fast";
            field.dispatchEvent(new InputEvent("input", { bubbles: true }));
          });
          await (await visitor.find("input[name='filter']")).sendKeys("\uE007");
          await visitor.until(
            "one row is left",
            () => document.querySelector("[role=grid]").getAttribute("aria-rowcount") === "2",
          );
          await visitor.pressRow(0);
          await visitor.until(
            "its hit is known",
            () => document.querySelector(".record-hits [role=status]")?.textContent === "1 hit",
          );
          await look(() => document.querySelector(".record-hits button[aria-label='Next hit']").click());
          await visitor.until("it is in view", () => {
            const [range] = CSS.highlights.get("current-hit") ?? [];
            const { top, bottom } = range?.getBoundingClientRect() ?? {};
            return bottom > top && top >= 0 && bottom <= innerHeight;
          });
        });
      });
    }

    test("the console is silent", async () => {
      assert.deepEqual(await engine.complaints(), []);
    });
  });
}

after(() => fs.rmSync(scratch, { recursive: true, force: true }));
