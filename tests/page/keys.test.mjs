// Every key that the help shows, pressed in three engines: it does what the help says, and nothing while one types.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, describe, test } from "node:test";
import { Key } from "selenium-webdriver";
import { engines } from "./engines.mjs";
import { keyFile, logFile, scratch } from "./fixtures.mjs";
import { readUntil, visiting } from "./visitor.mjs";

/** Behind them comes one that is sealed. */
const PLAIN = 300;
const RECORDS = PLAIN + 1;
const logs = path.join(scratch, "20260418T000000Z_20260418T000030Z_keys.log");
fs.writeFileSync(
  logs,
  Array.from(
    { length: PLAIN },
    (_, i) => `${JSON.stringify({ Number: i, StatusCode: i % 10 === 7 ? 429 : 200, Model: `m${i % 3}` })}\n`,
  ).join(""),
);

const NAMED = {
  ArrowUp: Key.ARROW_UP,
  ArrowDown: Key.ARROW_DOWN,
  ArrowLeft: Key.ARROW_LEFT,
  ArrowRight: Key.ARROW_RIGHT,
  PageUp: Key.PAGE_UP,
  PageDown: Key.PAGE_DOWN,
  Home: Key.HOME,
  End: Key.END,
  Enter: Key.ENTER,
  Escape: Key.ESCAPE,
  Tab: Key.TAB,
  Space: Key.SPACE,
  Shift: Key.SHIFT,
  Alt: Key.ALT,
};

for (const start of Object.values(engines)) {
  describe(`the keys in ${start.name}`, () => {
    let engine;
    let visitor;
    let server;
    visiting(start, { width: 1300 }, async (there) => {
      ({ server, engine, visitor } = there);
      await visitor.visit(server.address);
      await visitor.chooseLogs([logs, logFile("ordinary-rsa2048")]);
      await visitor.chooseKey(keyFile("rsa2048.pem"));
      await visitor.outcome(/301 records/);
    });

    const look = (see, ...given) => engine.driver.executeScript(see, ...given);
    const until = (what, condition) => visitor.until(what, condition, 5);
    /** Presses a key as the help writes it, wherever the focus is. */
    const press = async (key) => {
      const keys = key.length === 1 ? [key] : key.split("+").map((each) => NAMED[each] ?? each);
      await (await visitor.active()).sendKeys(keys.length > 1 ? Key.chord(...keys) : keys[0]);
    };
    const focus = (selector) => look((found) => document.querySelector(found).focus(), selector);
    const focused = (selector) =>
      until(`the focus is at ${selector}`, `return document.activeElement?.matches(${JSON.stringify(selector)})`);
    const place = async () =>
      (await look(() => Number(document.querySelector(".table-row.chosen")?.getAttribute("aria-rowindex")))) - 2;
    /** Chooses the record in this place of the table. */
    const goTo = async (wanted) => {
      await focus(".table-scroller");
      if (wanted < 20) {
        await press("Home");
        for (let at = 0; at < wanted; at++) await press("j");
      } else await press("End");
      await chosen((at) => at === wanted);
    };
    const chosen = async (fits) => {
      const at = await readUntil(fits, place);
      assert.ok(fits(at), `another record is chosen: ${at}`);
    };
    const titles = () => look(() => [...document.querySelectorAll(".head-title")].map((title) => title.textContent));
    const focusHead = (title) =>
      look(
        (wanted) =>
          [...document.querySelectorAll(".head-button")]
            .find((button) => button.textContent.startsWith(wanted))
            .focus(),
        title,
      );
    const headAt = () => look(() => [...document.querySelectorAll(".head-button")].indexOf(document.activeElement));
    const typeFilter = async (text) => {
      await look(() => {
        const field = document.querySelector("input[name='filter']");
        field.value = "";
        field.dispatchEvent(new InputEvent("input", { bubbles: true }));
      });
      if (text !== "") await (await visitor.find("input[name='filter']")).sendKeys(text);
    };

    /** Waits until the one name with `stat` is offered: of an empty filter there are more, the same one first. */
    const untilOffered = () =>
      until("the name is offered", () => document.querySelector("#filter-offers").textContent === "StatusCode");

    /** What a key is to do, by the place and the name that the help has for it. */
    const checks = {
      async "page filter"(key) {
        await goTo(0);
        await press(key);
        await focused("input[name='filter']");
        assert.equal(await (await visitor.find("input[name='filter']")).getAttribute("value"), "");
      },
      async "page facets"(key) {
        await goTo(0);
        await press(key);
        await until("the filters are hidden", () => document.querySelector(".facets") === null);
        await press(key);
        await until("they are shown again", () => document.querySelector(".facets") !== null);
      },
      async "page usage"(key) {
        await goTo(0);
        await press(key);
        await focused(".usage");
        await press(key);
        await until("it is gone", () => document.querySelector(".usage") === null);
        await focused(".table-scroller");
      },
      "usage previous": (key) => movesInUsage(1, key, 0),
      "usage next": (key) => movesInUsage(1, key, 2),
      "usage ends": (key) => movesInUsage(1, key, key === "Home" ? 0 : 3),
      async "usage enter"(key) {
        await inUsage(1, async (group) => {
          await press(key);
          await until(
            "it is the only group",
            `return document.querySelectorAll(".usage-group").length === 1 && document.activeElement.textContent === "${group}"`,
          );
          assert.notEqual(await (await visitor.find("input[name='filter']")).getAttribute("value"), "");
        });
        await typeFilter("");
        await until(
          "all are there",
          () => document.querySelector("[role=grid]").getAttribute("aria-rowcount") === "302",
        );
      },
      "usage close": (key) => inUsage(1, () => press(key)),
      async "page help"(key) {
        await goTo(0);
        await press(key);
        await until("the help is there", () => document.querySelector("dialog[open]") !== null);
        await press("Escape");
        await until("it is gone", () => document.querySelector("dialog[open]") === null);
        await focused(".table-scroller");
      },
      "table previous": (key) => moves(5, key, (at) => at === 4),
      "table next": (key) => moves(5, key, (at) => at === 6),
      "table pageUp": (key) => moves(RECORDS - 1, key, (at) => at > RECORDS - 60 && at < RECORDS - 6),
      "table pageDown": (key) => moves(5, key, (at) => at > 9 && at < 60),
      "table first": (key) => moves(5, key, (at) => at === 0),
      "table last": (key) => moves(5, key, (at) => at === RECORDS - 1),
      async "table cells"(key) {
        await goTo(0);
        const cell = () =>
          look(() =>
            [...(document.querySelector(".table-row.chosen")?.children ?? [])].findIndex((each) =>
              each.hasAttribute("data-active"),
            ),
          );
        for (let tries = 0; tries < 3 && (await cell()) < 1; tries++) await press("ArrowRight");
        const before = await cell();
        assert.ok(before > 0);
        await press(key);
        assert.equal(await cell(), key === "ArrowRight" ? before + 1 : before - 1);
      },
      async "table open"(key) {
        await goTo(3);
        await press(key);
        await focused(".record-view");
      },
      async "table close"(key) {
        await goTo(3);
        await press(key);
        await until("no record is shown", () => document.querySelector(".record-view") === null);
        await focused(".table-scroller");
        await press("Enter");
        await focused(".record-view");
      },
      async "table mark"(key) {
        await goTo(3);
        await press(key);
        await until("it is marked", () => document.querySelectorAll(".table-row.marked").length === 1);
        await press(key);
        await until("it is not", () => document.querySelectorAll(".table-row.marked").length === 0);
      },
      async "table markSeveral"(key) {
        await goTo(3);
        await press(key);
        await until("several are marked", () => document.querySelectorAll(".table-row.marked").length > 1);
        await visitor.press("Clear selection");
        await until("none is", () => document.querySelectorAll(".table-row.marked").length === 0);
      },
      "table nextHit": (key) => movesToHit(".table-scroller", key, 1),
      "table previousHit": (key) => movesToHit(".table-scroller", key, 2),
      "record nextHit": (key) => movesToHit(".record-view", key, 1),
      "record previousHit": (key) => movesToHit(".record-view", key, 2),
      "record previous": (key) => movesInRecord(key, 4),
      "record next": (key) => movesInRecord(key, 6),
      async "record back"(key) {
        await goTo(3);
        await press("Enter");
        await focused(".record-view");
        // From within as well.
        await focus(".record-view button:not(:disabled)");
        await press(key);
        await focused(".table-scroller");
      },
      async "filterField offers"(key) {
        await typeFilter("stat");
        await untilOffered();
        await press(key);
        await until(
          "one is chosen",
          () => document.querySelector("#filter-offers [aria-selected=true]")?.textContent === "StatusCode",
        );
        await typeFilter("");
      },
      async "filterField take"(key) {
        await typeFilter("stat");
        await untilOffered();
        await press("ArrowDown");
        await press(key);
        await until("it is taken", () => document.querySelector("input[name='filter']").value === "StatusCode:");
        await focused("input[name='filter']");
        await typeFilter("");
      },
      async "filterField search"(key) {
        await typeFilter("東京");
        await until(
          "no plain field says so",
          () => document.querySelector("[role=grid]").getAttribute("aria-rowcount") === "1",
        );
        await press(key);
        await until(
          "a sealed one does",
          () => document.querySelector("[role=grid]").getAttribute("aria-rowcount") === "2",
        );
        await typeFilter("");
        await until(
          "all are there",
          () => document.querySelector("[role=grid]").getAttribute("aria-rowcount") === "302",
        );
      },
      async "filterField back"(key) {
        await typeFilter("stat");
        await until("names are offered", () => document.querySelectorAll("#filter-offers li").length > 0);
        await press(key);
        await until("they are not any more", () => document.querySelectorAll("#filter-offers li").length === 0);
        await focused("input[name='filter']");
        await press(key);
        await focused(".table-scroller");
        assert.equal(await (await visitor.find("input[name='filter']")).getAttribute("value"), "stat");
        await typeFilter("");
      },
      async "heads sort"(key) {
        await focusHead("Number");
        await press(key);
        await until("it is sorted", () =>
          document.querySelector("[aria-sort=ascending]")?.textContent.startsWith("Number"),
        );
        await press(key);
        await press(key);
        await until(
          "it is not any more",
          () => document.querySelector("[aria-sort=ascending], [aria-sort=descending]") === null,
        );
      },
      async "heads go"(key) {
        await focusHead("Model");
        const before = await headAt();
        await press(key);
        assert.equal(await headAt(), key === "ArrowRight" ? before + 1 : before - 1);
      },
      async "heads ends"(key) {
        await focusHead("Model");
        await press(key);
        assert.equal(await headAt(), key === "Home" ? 0 : (await titles()).length - 1);
      },
      async "heads move"(key) {
        await focusHead("Model");
        const before = await titles();
        await press(key);
        const to = {
          "Alt+ArrowLeft": before.indexOf("Model") - 1,
          "Alt+ArrowRight": before.indexOf("Model") + 1,
          "Alt+Home": 0,
          "Alt+End": before.length - 1,
        }[key];
        assert.equal((await titles()).indexOf("Model"), to);
        await asAtFirst();
      },
      async "heads resize"(key) {
        await focusHead("Model");
        const width = () => look(() => document.activeElement.getBoundingClientRect().width);
        const before = await width();
        await press(key);
        assert.ok(key === "Shift+ArrowRight" ? (await width()) > before : (await width()) < before);
        await asAtFirst();
      },
    };
    const moves = async (from, key, fits) => {
      await goTo(from);
      await press(key);
      await chosen(fits);
    };
    /** Does something at the group of this place, and leaves usage. */
    const inUsage = async (from, act) => {
      await goTo(0);
      await press("u");
      await until("groups are there", () => document.querySelectorAll(".usage-group").length === 4);
      const group = await look((at) => {
        const found = document.querySelectorAll(".usage-group")[at];
        found.focus();
        return found.textContent;
      }, from);
      await act(group);
      if (await visitor.has(".usage")) await press("Escape");
      await until("it is gone", () => document.querySelector(".usage") === null);
    };
    const movesInUsage = (from, key, to) =>
      inUsage(from, async () => {
        await press(key);
        const at = () => look(() => [...document.querySelectorAll(".usage-group")].indexOf(document.activeElement));
        assert.equal(await at(), to);
      });
    const movesInRecord = async (key, to) => {
      await goTo(5);
      await press("Enter");
      await focused(".record-view");
      await press(key);
      await until(
        `record ${to} is shown`,
        `return document.querySelector(".record-place").textContent.startsWith("Record ${to + 1} of")`,
      );
      await focused(".record-view");
    };
    const movesToHit = async (from, key, hit) => {
      await typeFilter("model:m1 status:200");
      await until("some match", () => document.querySelector("[role=grid]").getAttribute("aria-rowcount") === "91");
      await goTo(3);
      await until("its hits are counted", () => document.querySelector(".record-hits")?.textContent === "2 hits");
      await focus(from);
      await press(key);
      await until(
        `hit ${hit} is shown`,
        `return document.querySelector(".record-hits").textContent === "Hit ${hit} of 2"`,
      );
      await focused(from);
      await typeFilter("");
      await until("all are there", () => document.querySelector("[role=grid]").getAttribute("aria-rowcount") === "302");
    };
    const asAtFirst = async () => {
      await visitor.openMenu("column-menu");
      await visitor.press("Reset columns");
      await visitor.closeMenu();
    };

    test("each one in the help does what it says", async () => {
      await (await visitor.find(".show-keys")).click();
      const shown = await look(() =>
        [...document.querySelectorAll("dialog[open] [data-keys]")].map((row) => ({
          keys: row.dataset.keys.split(" "),
          caps: row.querySelectorAll("kbd").length,
          says: row.querySelector("dd").textContent,
        })),
      );
      await visitor.screenshot("keys");
      await visitor.press("Close");
      await focused(".show-keys");
      assert.deepEqual(shown.map(({ keys: [at, action] }) => `${at} ${action}`).sort(), Object.keys(checks).sort());
      for (const {
        keys: [at, action, ...keys],
        caps,
        says,
      } of shown) {
        // What is held down is there once.
        assert.equal(caps, keys.length + (keys[0].length > 1 ? keys[0].split("+").length - 1 : 0), says);
        assert.ok(says.length > 3, `${at} ${action}`);
        for (const key of keys) {
          try {
            await checks[`${at} ${action}`](key);
          } catch (error) {
            throw new Error(`${at} ${action}, ${key}: ${error.message}`, { cause: error });
          }
        }
      }
    });

    test("those of the whole page are text where one types, and can be turned off", async () => {
      await typeFilter("/?");
      assert.equal(await (await visitor.find("input[name='filter']")).getAttribute("value"), "/?");
      assert.equal(await visitor.has("dialog[open]"), false);
      await typeFilter("");
      await visitor.click(".show-keys");
      await visitor.click("dialog[open] input");
      await press("Escape");
      await goTo(0);
      for (const key of ["?", "/"]) await press(key);
      assert.equal(await visitor.has("dialog[open]"), false);
      await focused(".table-scroller");
    });

    test("the console is silent", async () => {
      assert.deepEqual(await engine.complaints(), []);
    });
  });
}

after(() => fs.rmSync(scratch, { recursive: true, force: true }));
