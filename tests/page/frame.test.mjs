// The frame of the page: what stays where it is whatever happens, what keys and fingers reach, and narrow windows.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after, describe, test } from "node:test";
import { Key } from "selenium-webdriver";
import { engines } from "./engines.mjs";
import { insidePage, keyFile, logFile, scratch, sealer, writeLogs } from "./fixtures.mjs";
import { visiting } from "./visitor.mjs";

const RECORDS = 300;
const seal = sealer("rsa2048.pem");
const record = (i) =>
  `{"Number":${i},"Model":"m${i % 3}","StatusCode":${i % 10 === 7 ? 429 : 200},"ResponseBody":${seal(
    JSON.stringify({ answer: `answer ${i}`, lines: Array.from({ length: 60 }, (_, n) => `line ${n} of ${i}`) }),
  )}}`;
const logs = [0, 1].map((day) =>
  writeLogs(
    "frame",
    `2026041${8 + day}T000000Z_2026041${8 + day}T000030Z_a.log.gz`,
    Array.from({ length: RECORDS / 2 }, (_, i) => record((day * RECORDS) / 2 + i)),
  ),
);

/** Rows that are seen in full, where the table begins, and by how much the page scrolls. */
function measure() {
  const scroller = document.querySelector(".table-scroller").getBoundingClientRect();
  const head = document.querySelector(".table-head")?.getBoundingClientRect().height ?? 0;
  const bottom = scroller.top + document.querySelector(".table-scroller").clientHeight;
  const rows = [...document.querySelectorAll(".table-row")].map((row) => row.getBoundingClientRect());
  return {
    rows: rows.filter((row) => row.top >= scroller.top + head - 1 && row.bottom <= bottom + 1).length,
    room: Math.floor((bottom - scroller.top - head) / 28),
    top: scroller.top,
    scrolls: [
      document.documentElement.scrollHeight - document.documentElement.clientHeight,
      document.documentElement.scrollWidth - document.documentElement.clientWidth,
    ],
  };
}

for (const start of Object.values(engines)) {
  describe(`the frame in ${start.name}`, () => {
    let engine;
    let visitor;
    let server;
    visiting(start, { pages: { "/alone": insidePage() } }, (there) => {
      ({ server, engine, visitor } = there);
    });
    const look = (see, ...given) => engine.driver.executeScript(see, ...given);
    const until = (what, condition) => visitor.until(what, condition, 10);
    const isChromium = start === engines.chromium;

    /** Makes what the page sees of the window so large, whatever the browser has around it. */
    async function resize(width, height) {
      if (isChromium)
        await engine.driver.sendDevToolsCommand("Emulation.setDeviceMetricsOverride", {
          width,
          height,
          deviceScaleFactor: 1,
          mobile: false,
        });
      else {
        await engine.driver.manage().window().setRect({ width, height });
        const [inner, outer] = await look(() => [
          [innerWidth, innerHeight],
          [outerWidth, outerHeight],
        ]);
        await engine.driver
          .manage()
          .window()
          .setRect({ width: 2 * width - inner[0], height: 2 * height - inner[1] + 0 * outer[0] });
      }
    }

    async function type(text, rows) {
      await look((filter) => {
        const field = document.querySelector("input[name='filter']");
        field.value = filter;
        field.dispatchEvent(new InputEvent("input", { bubbles: true }));
      }, text);
      if (rows !== undefined)
        await until(
          `${rows} rows for ${text}`,
          `return document.querySelector("[role=grid]").getAttribute("aria-rowcount") === "${rows + 1}"`,
        );
    }
    const rowCount = () => look(() => Number(document.querySelector("[role=grid]").getAttribute("aria-rowcount")) - 1);
    const place = (is) =>
      until(
        `record ${is} is shown`,
        `return document.querySelector(".record-place")?.textContent.startsWith("Record ${is} of")`,
      );
    const number = (is) =>
      until(
        `the record with number ${is} is shown`,
        `return [...document.querySelectorAll(".fields dl > div")].some((each) => each.textContent === "Number${is}")`,
      );

    test("the table begins where it begins, with 22 rows and more, in every state", async () => {
      await resize(1440, 900);
      await visitor.visit(server.address);
      await visitor.chooseLogs([...logs, logFile("cut-off"), logFile("bad-lines")]);
      await visitor.outcome(/records\. Add your private key/);
      await until("rows are there", () => document.querySelectorAll(".table-row:not(.awaited)").length > 20);
      const states = {};
      const see = async (state) => {
        states[state] = await look(measure);
      };
      await see("without a key");
      await visitor.chooseKey(keyFile("other2048.pem"));
      await until("it is said that it does not match", () => document.querySelector(".key-card .key-fit") !== null);
      await see("with a wrong key");
      await visitor.chooseKey(keyFile("rsa2048.pem"));
      await until("nothing is missing", () => document.querySelector(".key-card .key-entry") === null);
      await see("with the key");
      await visitor.showNotes();
      await see("with the notes");
      await visitor.showNotes(false);
      for (const menu of ["files-menu", "keys-menu", "settings-menu", "time-menu", "column-menu"]) {
        await visitor.openMenu(menu);
        await see(menu);
        await visitor.closeMenu();
      }
      await (await visitor.find(".timeline-more")).click();
      await see("with the large timeline");
      await (await visitor.find(".timeline-more")).click();
      await type("status:200 or needle");
      await until("a search is offered", () => document.querySelector(".body-search") !== null);
      await see("with a search to be made");
      await type("modle:x");
      await until("something is wrong", () => document.querySelector("#filter-problem").textContent !== "");
      await see("with a filter that is wrong");
      await type("");
      await look(() => document.querySelectorAll(".table-row .tick-cell")[2].click());
      await until("one is selected", () => document.querySelector(".selection-bar") !== null);
      await see("with a selection");
      for (const [state, { rows, room, top, scrolls }] of Object.entries(states)) {
        assert.ok(room >= 22, `${state}: room for ${room} rows`);
        assert.ok(rows >= 22, `${state}: ${rows} rows`);
        assert.equal(top, states["without a key"].top, state);
        assert.deepEqual(scrolls, [0, 0], state);
      }
    });

    test("the record is found again when the filter goes, and half of a filter changes nothing", async () => {
      await visitor.visit(server.address);
      await visitor.chooseLogs(logs);
      await visitor.outcome(/^300 records/);
      await type("number:>=100", 200);
      await look(() => {
        const grid = document.querySelector("[role=grid]");
        for (let i = 0; i < 5; i++)
          grid.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true }));
      });
      await number(105);
      await place(6);
      for (const half of ["number:>=100 stat", "number:>=100 status:", "number:>=100 ("]) {
        await type(half);
        await until(
          "it was looked at",
          `return document.querySelector("input[name='filter']").value === ${JSON.stringify(half)}`,
        );
        if (half.endsWith(":") || half.endsWith("(")) assert.equal(await rowCount(), 200, half);
      }
      await type("", 300);
      await number(105);
      await place(106);
      await until("its row is on the screen", () => document.querySelector(".table-row.chosen") !== null);
      // One that the record does not match leads to the first row.
      await type("number:..9", 10);
      await number(0);
      await type("", 300);
    });

    test("suggestions appear when something is typed, and a press elsewhere is for what is there", async () => {
      const suggestions = () => look(() => document.querySelectorAll("#filter-offers li").length);
      await look(() => document.querySelector("input[name='filter']").focus());
      await look(() => new Promise((resolve) => setTimeout(resolve, 300)));
      assert.equal(await suggestions(), 0, "the focus alone opens nothing");
      await (await visitor.find("input[name='filter']")).sendKeys("mod");
      await until("names are suggested", () => document.querySelectorAll("#filter-offers li").length > 0);
      await (await visitor.find(".notes-button")).click();
      await until("the notes are there", () => document.querySelector(".notes") !== null);
      assert.equal(await suggestions(), 0);
      assert.equal(await look(() => document.querySelector("input[name='filter']").value), "mod");
      await visitor.showNotes(false);
      await type("", 300);
    });

    test("another record begins at its beginning", async () => {
      await visitor.chooseKey(keyFile("rsa2048.pem"));
      await until("it is decrypted", () => document.querySelector(".field:not(.sealed) .json-tree") !== null);
      const body = () => look(() => document.querySelector(".record-body").scrollTop);
      await look(() => (document.querySelector(".record-body").scrollTop = 400));
      assert.ok((await body()) > 300);
      await (await visitor.find(".record-head [title='Next record']")).click();
      await number(1);
      await until("it is at its beginning", () => document.querySelector(".record-body").scrollTop === 0);
    });

    test("rows on the screen are decrypted when they rest, and called by few words", async () => {
      await until(
        "all rows show what they say",
        () =>
          document.querySelectorAll(".table-row:not(.awaited) .cell.opened").length >= 20 &&
          document.querySelectorAll(".table-row:not(.awaited) .cell.sealed").length <= 10,
      );
      const rows = await look(() =>
        [...document.querySelectorAll(".table-row")]
          .slice(0, 8)
          .map((row) => [
            row.getAttribute("aria-label"),
            [...row.querySelectorAll(".cell.opened")].map(({ textContent, title }) => [textContent, title]),
            Number(row.getAttribute("aria-rowindex")) - 2,
          ]),
      );
      for (const [label, [[text, title]], i] of rows) {
        assert.equal(label, `${i % 10 === 7 ? 429 : 200}, m${i % 3}, 2026-04-18 00:00:00`);
        assert.ok(text.startsWith(`{"answer":"answer ${i}"`), text);
        assert.equal(title, text, "what is cut off is in the tooltip");
      }
      await visitor.forgetKeys();
      await until("nothing of it is left", () => document.querySelectorAll(".cell.opened").length === 0);
      await visitor.chooseKey(keyFile("rsa2048.pem"));
      await visitor.outcome(/decrypted/);
    });

    test("the day is on the line between two days, and in the head", async () => {
      await look(() => (document.querySelector(".table-scroller").scrollTop = 145 * 28));
      await until("the line is there", () => document.querySelector(".table-row .day")?.textContent === "19 Apr");
      assert.equal(
        await look(() => Number(document.querySelector(".table-row:has(.day)").getAttribute("aria-rowindex")) - 2),
        150,
      );
      assert.match(await look(() => document.querySelector(".head-title").textContent), /18 Apr UTC/);
      await look(() => (document.querySelector(".table-scroller").scrollTop = 160 * 28));
      await until("the head follows", () => /19 Apr UTC/.test(document.querySelector(".head-title").textContent));
    });

    test("the edges move by keys, the table keeps its room, and a record can have the whole width", async () => {
      const widths = () =>
        look(() =>
          [".facets", ".record-table", ".side"].map((each) =>
            Math.round(document.querySelector(each).getBoundingClientRect().width),
          ),
        );
      const before = await widths();
      const move = async (label, ...keys) => {
        await look((name) => document.querySelector(`[role=separator][aria-label='${name}']`).focus(), label);
        await (await visitor.active()).sendKeys(...keys);
      };
      await move("Width of the filters", Key.ARROW_RIGHT, Key.ARROW_RIGHT);
      await until(
        "the filters are wider",
        `return document.querySelector(".facets").offsetWidth === ${before[0] + 32}`,
      );
      await move("Width of the filters", Key.ARROW_LEFT, Key.ARROW_LEFT);
      await move("Width of the record", Key.ARROW_LEFT);
      await until("the record is wider", `return document.querySelector(".side").offsetWidth === ${before[2] + 16}`);
      await move("Width of the record", ...Array(80).fill(Key.ARROW_LEFT));
      const [, table] = await widths();
      assert.ok(table >= 355, `the table has ${table} px`);
      await (await visitor.find(".record-head [title='Use the whole width']")).click();
      await until("it has all of it", `return document.querySelector(".side").offsetWidth >= innerWidth - 2`);
      await (await visitor.find(".record-head [title='Back to the side']")).click();
      await (await visitor.find(".record-head [title='Close the record']")).click();
      await until("it is closed", () => document.querySelector(".side") === null);
      const seen = await look(() => {
        const { left, top, height } = document.querySelector(".table-scroller").getBoundingClientRect();
        return document.elementFromPoint(left + 80, top + height / 2).closest(".table-row").id;
      });
      await (await visitor.find(`[id='${seen}'] .cell:nth-child(3)`)).click();
      await until("a click on a row opens it again", () => document.querySelector(".side") !== null);
    });

    test("one Tab and Enter lead to the table, and headings to each part", async () => {
      await look(() => {
        document.activeElement.blur();
        document.querySelector(".skip").focus();
      });
      await (await visitor.active()).sendKeys(Key.ENTER);
      await until("the table has the focus", () => document.activeElement.matches(".table-scroller"));
      await until("a record is there", () => document.querySelector(".record-head h2") !== null);
      const headings = await look(() =>
        [...document.querySelectorAll("h1, h2")]
          .filter((each) => !each.closest("dialog:not([open])"))
          .map(({ textContent }) => textContent.trim()),
      );
      assert.deepEqual(headings.slice(0, 5), ["logpush-decrypt", "Filter", "Timeline", "Filters", "Records"]);
      assert.equal(headings.length, 6, "and the record");
    });

    test("the field for a key is there while one is needed, and gone after", async () => {
      await visitor.visit(server.address);
      await visitor.chooseLogs(logs);
      await until("a key is asked for", () => document.querySelector(".key-card textarea") !== null);
      assert.match(await visitor.text(".key-card h2"), /^These records are encrypted$/);
      await visitor.chooseKey(keyFile("other2048.pem"));
      await until("it does not match", () => /does not match/.test(document.querySelector(".key-fit")?.textContent));
      assert.ok(await visitor.has(".key-card textarea"), "another can be given");
      await visitor.chooseKey(keyFile("rsa2048.pem"));
      await until("it is gone", () => document.querySelector(".key-card .key-entry") === null);
      // The wrong one can go alone.
      await visitor.openMenu("keys-menu");
      await look(() => document.querySelector(".keys-menu .key button").click());
      await until("one is left", () => document.querySelectorAll(".keys-menu .key").length === 1);
      assert.equal(await visitor.text(".keys-menu .key strong"), "rsa2048.pem");
      // The menu closes with what it was open for.
      await visitor.chooseKey(keyFile("rsa4096.pem"));
      await until("the menu is closed", () => document.querySelector(".menu-panel") === null);
      await until("the focus is at its button", () => document.activeElement.matches(".keys-menu > button"));
      await visitor.outcome(/^All 300 records decrypted\.$/);
    });

    if (isChromium) {
      // The other drivers cannot make a window so small.
      test("a narrow window shows the list, then the record, and Back leads to the list again", async () => {
        await resize(390, 844);
        await until("rows have two lines", () => document.querySelectorAll(".compact .table-row").length > 5);
        const { rows, scrolls } = await look(measure);
        assert.ok(rows >= 10, `${rows} rows`);
        assert.deepEqual(scrolls, [0, 0]);
        const reach = await look(() => [
          document.querySelector(".more-menu > button").getBoundingClientRect().right,
          innerWidth,
        ]);
        assert.ok(reach[0] <= reach[1], "the last button is on the screen");
        const history_ = await visitor.outside(() => [history.length, location.href]);
        await (await visitor.find(".table-row[aria-rowindex='5'] .compact-cell")).click();
        await place(4);
        const seen = () =>
          look(() => {
            const { top, height } = document.querySelector(".record-view").getBoundingClientRect();
            return [top, height, document.querySelector(".record-table").inert];
          });
        assert.deepEqual(await seen(), [0, 844, true]);
        assert.deepEqual(await visitor.outside(() => [history.length, location.href]), [history_[0] + 1, history_[1]]);
        await (await visitor.find(".record-head [title='Next record']")).click();
        await place(5);
        await visitor.back();
        await until("the list is there", () => document.querySelector(".record-view") === null);
        assert.equal(await visitor.outside(() => location.href), history_[1]);
        assert.equal(await look(() => document.querySelector(".table-row.chosen").getAttribute("aria-rowindex")), "6");
        // By the button as well.
        await (await visitor.find(".table-row[aria-rowindex='3'] .compact-cell")).click();
        await place(2);
        await (await visitor.find(".record-head [title='Back to the list']")).click();
        await until("the list is there again", () => document.querySelector(".record-view") === null);
        await visitor.screenshot("narrow");
      });

      test("at 400 % nothing lies over what is read", async () => {
        await resize(320, 256);
        const { rows, scrolls } = await look(measure);
        assert.ok(rows >= 1, `${rows} rows`);
        assert.deepEqual(scrolls, [0, 0]);
        // The page scrolls: its bars go out of sight.
        await look(() => document.querySelector(".table-scroller").scrollIntoView({ block: "nearest" }));
        await (await visitor.find(".table-row.chosen .compact-cell")).click();
        await until("the record is there", () => document.querySelector(".record-view h2") !== null);
        const covers = await look(() => {
          const { left, top, width, height } = document.querySelector(".record-view h2").getBoundingClientRect();
          const found = document.elementFromPoint(left + width / 2, top + height / 2);
          return found?.closest(".record-view") !== null;
        });
        assert.ok(covers);
        await visitor.back();
        await until("the list is there", () => document.querySelector(".record-view") === null);
      });

      test("what a finger is to press is 44 pixels high", async () => {
        await engine.driver.sendDevToolsCommand("Emulation.setDeviceMetricsOverride", {
          width: 390,
          height: 844,
          deviceScaleFactor: 1,
          mobile: true,
        });
        await engine.driver.sendDevToolsCommand("Emulation.setTouchEmulationEnabled", { enabled: true });
        // What stands in for a finger does not reach into frames.
        await visitor.visit(`${server.address}alone`);
        await visitor.chooseLogs(logs);
        await until("there are rows", () => document.querySelector(".compact-cell") !== null);
        assert.equal(await look(() => matchMedia("(pointer: coarse)").matches), true);
        const small = () =>
          look(() =>
            [...document.querySelectorAll("button, select, summary, input:not([type=file]), [role=row]")]
              .filter((each) => each.checkVisibility() && !each.matches(".skip, .hidden-input"))
              .map((each) => [each.closest("label") ?? each, each])
              .filter(([target]) => {
                const { width, height } = target.getBoundingClientRect();
                return width > 2 && (height < 44 || width < 44);
              })
              .map(([, each]) => `${each.outerHTML.slice(0, 80)} ${each.getBoundingClientRect().height}`),
          );
        assert.deepEqual(await small(), []);
        await (await visitor.find(".table-row[aria-rowindex='3'] .compact-cell")).click();
        await place(2);
        assert.deepEqual(await small(), []);
        await visitor.back();
        await engine.driver.sendDevToolsCommand("Emulation.setTouchEmulationEnabled", { enabled: false });
        await resize(1440, 900);
      });
    }

    test("each sheet closes by Esc, by its button and by a press beside it, and the focus is where it was", async () => {
      await visitor.visit(server.address);
      await visitor.chooseLogs(logs);
      await until("there are rows", () => document.querySelector(".table-row") !== null);
      for (const [button, sheet, first] of [
        [".show-keys", "key-help", ".dialog-head button"],
        [".show-language", "filter-help", ".dialog-head button"],
        [".export-button", "export-dialog", "input:checked"],
      ]) {
        const isOpen = (open) =>
          until(
            `${sheet} is ${open ? "open" : "closed"}`,
            `return document.querySelector(".${sheet}").open === ${open}`,
          );
        const openByKey = async () => {
          await look((selector) => document.querySelector(selector).focus(), button);
          await (await visitor.active()).sendKeys(Key.ENTER);
          await isOpen(true);
          await until(
            "the focus is in it",
            `return document.activeElement === document.querySelector(".${sheet} ${first}")`,
          );
        };
        const isClosed = async () => {
          await isOpen(false);
          await until("the focus is back", `return document.activeElement.matches("${button}")`);
          await until("what was in it is gone", `return document.querySelector(".${sheet} h2") === null`);
        };
        /** Presses at one place and releases at another, each so many pixels from the left edge of the sheet. */
        const press = async (from, to) => {
          const origin = await visitor.find(`.${sheet}`);
          const middle = await look((selector) => document.querySelector(selector).offsetWidth / 2, `.${sheet}`);
          const at = (x) => ({ origin, x: Math.round(x - middle), y: 0 });
          await engine.driver.actions().move(at(from)).press().move(at(to)).release().perform();
        };
        await openByKey();
        await (await visitor.active()).sendKeys(Key.ESCAPE);
        await isClosed();
        await openByKey();
        await visitor.click(`.${sheet} .dialog-head button`);
        await isClosed();
        await openByKey();
        await press(8, 8);
        await press(8, -20);
        await isOpen(true);
        await press(-20, -20);
        await isClosed();
      }
    });

    test("Ctrl+P prints what is in the frame", async () => {
      await visitor.visit(server.address);
      await visitor.chooseLogs(logs);
      await until("there are rows", () => document.querySelector(".table-row") !== null);
      await look(() => {
        window.printed = 0;
        window.print = () => window.printed++;
      });
      await (await visitor.find("[role=grid]")).sendKeys(Key.chord(Key.CONTROL, "p"));
      await until("it is printed", () => window.printed === 1);
    });

    test("the console is silent", async () => {
      assert.deepEqual(await engine.complaints(), []);
    });
  });
}

after(() => fs.rmSync(scratch, { recursive: true, force: true }));
