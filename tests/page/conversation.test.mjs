// What records say, as a conversation and in the rows: in three engines, and after every change held against what was sealed.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after, describe, test } from "node:test";
import { code, LARGE, largeLogs, logs, RECORDS, small } from "./conversations.mjs";
import { engines } from "./engines.mjs";
import { keyFile, scratch } from "./fixtures.mjs";
import { complaintsOf } from "./guidelines.mjs";
import { conversation, rows } from "./said.mjs";
import { becomes, visiting } from "./visitor.mjs";

const [file, large] = [logs(), largeLogs()];

/** What is to be shown of a record. */
const expected = (at) => {
  const { shown } = RECORDS[at];
  if (!shown) return null;
  const { folds, turns, facts, calls = [], ends = "" } = shown;
  return { folds, turns, calls, ends, facts, cost: /in\b/.test(facts[0] ?? "") };
};

for (const start of Object.values(engines)) {
  describe(`conversations in ${start.name}`, () => {
    let engine;
    let visitor;
    let server;
    visiting(start, { width: 1440, height: 1000 }, (there) => {
      ({ server, engine, visitor } = there);
    });
    const isChromium = start === engines.chromium;
    const look = (see, ...given) => engine.driver.executeScript(see, ...given);
    const until = (what, condition) => visitor.until(what, condition, 10);
    const isAt = (at) =>
      until(
        `record ${at} is shown`,
        `return /Record ${at + 1} of/.test(document.querySelector(".record-place")?.textContent)`,
      );
    const go = async (at) => {
      await visitor.pressRow(at);
      await isAt(at);
    };
    const press = (selector, text) =>
      look(
        (selector, text) =>
          [...document.querySelectorAll(selector)].find((each) => each.textContent.trim().startsWith(text)).click(),
        selector,
        text,
      );
    const tab = (name) => press("[role=tab]", name);
    const tabsAre = (...names) =>
      until(
        `the tabs are ${names}`,
        `return [...document.querySelectorAll("[role=tab]")].map(({ textContent }) => textContent).join() === "${names}"`,
      );
    /** Waits until the conversation of a record is what was sealed. */
    const says = (what, at) => becomes(`${what}: record ${at + 1}`, () => look(conversation), expected(at));
    /**
     * Waits until the rows say what was sealed of these records, and is `sealed` for the others; `isNoted`: but for who asked, which
     * the index knows.
     */
    async function rowsSay(what, records, view = RECORDS.map((_, at) => at), isNoted = false) {
      const wanted = view.map((of, at) => {
        const { shown, line } = RECORDS[of];
        const hasBodies = line.includes("RequestBody");
        const opened = shown?.row ?? ["dan", "ping", '{"answer":42}', ""];
        const who = isNoted ? opened[0] : "sealed";
        const own = !hasBodies
          ? ["", "", "", ""]
          : records.includes(of)
            ? opened
            : [line.includes("Metadata") ? who : "", "sealed", "sealed", ""];
        return { at, said: own.map((text) => (text === "sealed" ? text : text.slice(0, 200).trim())) };
      });
      await becomes(what, () => look(rows), wanted);
    }
    const all = RECORDS.map((_, at) => at);
    const complaints = () => complaintsOf(engine.driver);

    test("each record says what was sealed, in its conversation and in its row", async () => {
      await visitor.visit(server.address);
      await visitor.chooseLogs([file]);
      await visitor.outcome(/^7 records/);
      await tabsAre("Request", "Response", "Fields", "Raw");
      await rowsSay("without a key", []);
      await visitor.chooseKey(keyFile("rsa2048.pem"));
      await visitor.untilWhole();
      await says("with the key", 0);
      await rowsSay("with the key", all);
      for (const at of [1, 2, 3, 4]) {
        await go(at);
        await says("selected", at);
        assert.deepEqual(await complaints(), [], `record ${at + 1}`);
      }
      await visitor.screenshots("conversation");
    });

    test("a record whose bodies say nothing known shows its fields", async () => {
      await go(5);
      await until("its fields are there", () => document.querySelector(".fields") !== null);
      await tabsAre("Request", "Response", "Fields", "Raw");
      await go(6);
      await until("its fields are there", () => /none/.test(document.querySelector(".fields")?.textContent));
      await tabsAre("Fields", "Raw");
      await go(0);
      await says("again", 0);
      // Two presses are two records, also while the first of them is on its way.
      await look(() => {
        for (let presses = 0; presses < 2; presses++)
          document.querySelector(".record-head [title='Next record']").click();
      });
      await isAt(2);
      await says("two on", 2);
    });

    test("the last question and the answer are in view, and what is folded opens", async () => {
      await go(0);
      const seen = await look(() => {
        const body = document.querySelector(".record-body").getBoundingClientRect();
        return [...document.querySelectorAll(".turn")].map((turn) => {
          const { top, bottom } = turn.getBoundingClientRect();
          return top >= body.top && bottom <= body.bottom;
        });
      });
      assert.deepEqual(seen, [true, true]);
      await press(".fold-line", "2 earlier");
      await until("the earlier ones are there", () => document.querySelectorAll(".earlier .turn").length === 2);
      const said = () =>
        look(() => [...document.querySelectorAll(".earlier .said")].map(({ textContent }) => textContent));
      assert.deepEqual(await said(), ["first question", "first answer"]);
      await press(".fold-line", "System");
      await until(
        "the instructions are there",
        () => document.querySelector(".system .said")?.textContent === "Be short and exact.",
      );
      await press(".fold-line", "Options");
      await until(
        "the options are there",
        () => document.querySelector(".options dl")?.textContent === "temperature0.2",
      );
      await press(".fold-line", "2 earlier");
      await until("they are closed", () => document.querySelector(".earlier .turn") === null);
      await go(1);
      await says("nothing is open of another record", 1);
      await press(".fold-line", "Thinking");
      await until("it is there", () => document.querySelector(".thinking .said")?.textContent === "The table first.");
      await go(0);
      await says("nothing is open any more", 0);
    });

    test("each part is copied as it was sealed", async () => {
      await go(0);
      const copied = await engine.driver.executeAsyncScript(async (done) => {
        const texts = [];
        const clipboard = { writeText: async (text) => void texts.push(text) };
        Object.defineProperty(navigator, "clipboard", { value: clipboard, configurable: true });
        for (const button of document.querySelectorAll(".conversation .turn header button, .code button")) {
          button.click();
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        done(texts);
      });
      const { turns } = RECORDS[0].shown;
      assert.deepEqual(copied, [turns[0][1][0], `This one:\n\n\`\`\`sql\n${code}\n\`\`\`\n\nIt is fast.`, code]);
    });

    test("pictures are shown on request, and nothing is loaded, run or linked", async () => {
      await go(4);
      await says("a record with pictures", 4);
      const elements = () =>
        look(() =>
          ["img", "a", "b", "iframe", "video", "audio"].map(
            (name) => document.querySelectorAll(`.record-view ${name}`).length,
          ),
        );
      assert.deepEqual(await elements(), [0, 0, 0, 0, 0, 0]);
      assert.deepEqual(
        await look(() =>
          [...document.querySelectorAll(".medium")].map((medium) =>
            [...medium.children].map(({ textContent }) => textContent).join(" "),
          ),
        ),
        [
          `image/png, ${(small.bytes.length / 1000).toPrecision(3)} KB Show Save`,
          "image https://example.com/sign.png Copy not loaded",
        ],
      );
      await press(".medium button", "Show");
      await until(
        "the picture is there",
        `return document.querySelector(".media img")?.naturalHeight === ${small.height}`,
      );
      assert.equal(await look(() => document.querySelector(".media img").naturalWidth), small.width);
      await press(".medium button", "Hide");
      await until("it is gone", () => document.querySelector(".media img") === null);
      const saved = await visitor.saved("Save");
      assert.equal(saved.name, "record.png");
      assert.ok(saved.bytes.equals(small.bytes));
      assert.equal(await look(() => window.hit), null);
      assert.deepEqual([...new Set(server.asked)], ["/"]);
    });

    test("the bodies have views of their own; a stream is put together, and in its chunks", async () => {
      await go(1);
      await tab("Request");
      await until("the request is there", () => document.querySelector(".record-body .json-tree") !== null);
      assert.match(await visitor.text(".record-body"), /"port": "Brest"/);
      await tab("Response");
      await until("the response is there", () =>
        /16:40/.test(document.querySelector(".record-body .json-tree")?.textContent),
      );
      await go(2);
      await until(
        "it is put together",
        () => document.querySelector(".ways [aria-pressed=true]")?.textContent === "Assembled",
      );
      assert.equal(await look(() => document.querySelector(".record-body .said").textContent), "Lines fall one by one");
      await press(".ways button", "Chunks");
      await until("the chunks are there", () => document.querySelectorAll(".chunks li").length === 3);
      await press(".chunks button", "2");
      await until("one is open", () =>
        /"content": "fall "/.test(document.querySelector(".chunks .json-tree")?.textContent),
      );
      await press(".ways button", "Raw");
      await until("it is as it came", () =>
        document.querySelector(".record-body > pre")?.textContent.startsWith('data: {"object"'),
      );
      // The same view of the next record; one without a response shows what it has.
      await go(3);
      await until("the next response", () =>
        /rate_limit_error/.test(document.querySelector(".record-body .json-tree")?.textContent),
      );
      await go(6);
      await until("its fields", () => document.querySelector(".fields") !== null);
      await go(0);
      await tab("Conversation");
      await says("again", 0);
    });

    test("what is shown follows keys, filters and order", async () => {
      const filter = async (text, count) => {
        await look((text) => {
          const field = document.querySelector("input[name='filter']");
          field.value = text;
          field.dispatchEvent(new InputEvent("input", { bubbles: true }));
        }, text);
        await until(
          `${count} rows`,
          `return document.querySelector("[role=grid]").getAttribute("aria-rowcount") === "${count + 1}"`,
        );
      };
      const gone = () =>
        until("no text of it is left", () =>
          [...document.querySelectorAll(".table-scroller, .record-view, .facets")].every(
            ({ textContent }) => !/alice|Brest|haiku|order|number/.test(textContent),
          ),
        );
      await go(0);
      await says("before", 0);
      await visitor.forgetKeys();
      await gone();
      assert.equal(await look(conversation), null);
      await rowsSay("without a key", []);
      await visitor.chooseKey(keyFile("other2048.pem"));
      await until("it was tried", () => /does not match/.test(document.querySelector(".keys-menu")?.textContent));
      await rowsSay("with another key", []);
      assert.equal(await look(conversation), null);
      await visitor.chooseKey(keyFile("rsa2048.pem"));
      await says("with the key again", 0);
      await rowsSay("with the key again", all);
      await filter("status:429", 1);
      await says("the first that matches", 3);
      await rowsSay("filtered", all, [3]);
      await filter("model:claude*", 1);
      await says("the first that matches", 1);
      await filter("", 7);
      await says("the same record", 1);
      await look(() => document.querySelector(".record-head [title='Next record']").click());
      await isAt(2);
      await says("the next record", 2);
      await visitor.forgetKeys();
      await gone();
      await visitor.chooseKey(keyFile("rsa2048.pem"));
      await says("with the key once more", 2);
    });

    test("rows are filled only where that is wanted", async () => {
      await visitor.openMenu("column-menu");
      await look(() => document.querySelector("[name='fill-rows']").click());
      await visitor.closeMenu();
      await visitor.forgetKeys();
      await rowsSay("without a key", []);
      await visitor.chooseKey(keyFile("rsa2048.pem"));
      await says("the record that is shown", 2);
      await new Promise((resolve) => setTimeout(resolve, 600));
      // All were opened when the key came, to see whether it fits.
      await rowsSay("only what was looked at", [2], all, true);
      await go(3);
      await says("another one", 3);
      await rowsSay("and that one", [2, 3], all, true);
      await visitor.openMenu("column-menu");
      await look(() => document.querySelector("[name='fill-rows']").click());
      await visitor.closeMenu();
      await rowsSay("all of them again", all);
    });

    test("frequent filters are one press", async () => {
      const count = () => look(() => Number(document.querySelector("[role=grid]").getAttribute("aria-rowcount")) - 1);
      const labels = await look(() =>
        [...document.querySelectorAll(".quick-filters button")].map(({ textContent }) => textContent),
      );
      assert.deepEqual(labels, ["Errors", "Rate limited", "Cut off", "Longest"]);
      await press(".quick-filters button", "Errors");
      await until("one is left", () => document.querySelector("[role=grid]").getAttribute("aria-rowcount") === "2");
      assert.equal(await look(() => document.querySelector("input[name='filter']").value), "status:>=400");
      assert.deepEqual(await complaints(), []);
      await press(".quick-filters button", "Errors");
      await until("all are back", () => document.querySelector("[role=grid]").getAttribute("aria-rowcount") === "8");
      await press(".quick-filters button", "Longest");
      await isAt(0);
      await says("the longest one", 4);
      await press(".quick-filters button", "Longest");
      await until("they are as they were", () => document.querySelector(".quick-filters [aria-pressed=true]") === null);
      assert.equal(await count(), 7);
    });

    test("of what is large a part is shown, and the rest on request", async () => {
      await visitor.startAnew();
      await visitor.chooseKey(keyFile("rsa2048.pem"));
      await visitor.chooseLogs([large]);
      await visitor.untilWhole();
      const size = () => look(() => document.querySelectorAll(".record-view *").length);
      await go(0);
      await until("its beginning is there", () => document.querySelector(".answer .said") !== null);
      const shown = () => look(() => document.querySelector(".answer .said").textContent);
      const beginning = (await shown()).replace(/…$/, "");
      assert.ok(
        beginning.length >= 10_000 && beginning.length < 30_000 && LARGE.text.startsWith(beginning),
        `${beginning.length}`,
      );
      await press(".answer > button", "Show ");
      await until("more is there", () => document.querySelector(".answer .said").textContent.length > 60_000);
      assert.ok(LARGE.text.startsWith((await shown()).replace(/…$/, "")));
      await go(1);
      await until(
        "its answer is there",
        () => document.querySelector(".answer .said")?.textContent === "The last word.",
      );
      assert.ok((await size()) < 150, `${await size()} elements`);
      await press(".fold-line", "4,998 earlier");
      await until("the last ones are there", () => document.querySelectorAll(".earlier .turn").length === 50);
      const messages = () =>
        look(() =>
          [...document.querySelectorAll(".earlier .said")].map(({ textContent }) =>
            Number(/message (\d+)/.exec(textContent)[1]),
          ),
        );
      assert.deepEqual(
        await messages(),
        Array.from({ length: 50 }, (_, i) => 4948 + i),
      );
      await press(".earlier > button", "Show 50");
      await until("fifty more are there", () => document.querySelectorAll(".earlier .turn").length === 100);
      assert.deepEqual(
        await messages(),
        Array.from({ length: 100 }, (_, i) => 4898 + i),
      );
      await go(2);
      await until("it is there", () => document.querySelector(".medium") !== null);
      await press(".medium button", "Show");
      await until(
        "the picture is there",
        `return document.querySelector(".media img")?.naturalHeight === ${LARGE.picture.height}`,
      );
    });

    if (isChromium)
      test("a narrow window has the last question in its rows, and the conversation as a screen", async () => {
        await engine.driver.sendDevToolsCommand("Emulation.setDeviceMetricsOverride", {
          width: 390,
          height: 844,
          deviceScaleFactor: 1,
          mobile: false,
        });
        await visitor.visit(server.address);
        await visitor.chooseLogs([file]);
        await visitor.chooseKey(keyFile("rsa2048.pem"));
        await visitor.untilWhole();
        await until(
          "rows say what was asked",
          () =>
            document.querySelector(".compact .table-row .about")?.textContent ===
            "Which customers have a low number? Write SQL.",
        );
        await visitor.screenshots("conversation-list-390");
        await go(1);
        await says("on its screen", 1);
        assert.deepEqual(
          await look(() => [document.documentElement.scrollWidth, document.querySelector(".record-body").scrollWidth]),
          [390, 390],
        );
        assert.deepEqual(await complaints(), []);
        await visitor.screenshots("conversation-390");
      });

    test("the console is silent, and nothing was asked for", async () => {
      assert.deepEqual(await engine.complaints(), []);
      assert.deepEqual([...new Set(server.asked)], ["/"]);
    });
  });
}

after(() => fs.rmSync(scratch, { recursive: true, force: true }));
