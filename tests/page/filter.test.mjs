// @ts-nocheck Most of this runs in the page, whose elements it knows by their selectors.
// The language of the filter in the page: what each form matches, what is said where nothing does, what stays while one is
// typed, what is suggested, and the sheet that describes it.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, describe, test } from "node:test";
import zlib from "node:zlib";
import { Key } from "selenium-webdriver";
import { engines } from "./engines.mjs";
import { scratch, top } from "./fixtures.mjs";
import { complaintsOf } from "./guidelines.mjs";
import { becomes, visiting } from "./visitor.mjs";

const document_ = fs.readFileSync(path.join(top, "docs/filter.md"), "utf8");

const MODELS = ["gpt-4o", "gpt-4o-mini", "claude-3-opus", "claude-3-haiku", "mistral"];
const STATUS = [200, 200, 200, 200, 429, 404, 500, 200];

/** 200 records of each of two days. */
const records = [18, 19].flatMap((day) =>
  Array.from({ length: 200 }, (_, i) => ({
    day,
    Provider: ["openai", "anthropic"][i % 2],
    Model: MODELS[i % MODELS.length],
    StatusCode: STATUS[i % STATUS.length],
    Cached: i % 4 === 0,
    Tokens: i,
  })),
);
const logs = [18, 19].map((day) => {
  const file = path.join(scratch, `202604${day}T060000Z_202604${day}T060030Z_f.log.gz`);
  const lines = records.filter((record) => record.day === day).map(({ day: _, ...record }) => JSON.stringify(record));
  fs.writeFileSync(file, zlib.gzipSync(`${lines.join("\n")}\n`));
  return file;
});
const number = (matches) => records.filter(matches).length;

for (const start of Object.values(engines)) {
  describe(`the filter in ${start.name}`, () => {
    let engine;
    let visitor;
    let server;
    visiting(start, { width: 1300 }, async (there) => {
      ({ server, engine, visitor } = there);
      await visitor.visit(server.address);
      await visitor.chooseLogs(logs);
      await until("all is indexed", () => /^400 records/.test(document.querySelector(".outcome")?.textContent));
    });

    const look = (see, ...given) => engine.driver.executeScript(see, ...given);
    const until = (what, see) => visitor.until(what, see);
    const field = () => visitor.find("input[name='filter']");
    const hasRows = (expected, what) =>
      until(
        `${expected} rows for ${what}`,
        `return document.querySelector("[role=grid]").getAttribute("aria-rowcount") === "${expected + 1}"`,
      );
    const written = (text) =>
      until(
        `the filter is ${text}`,
        `return document.querySelector("input[name='filter']").value === ${JSON.stringify(text)}`,
      );
    /** Types a filter in place of the one before. */
    async function type(text) {
      await look(() => {
        const field = document.querySelector("input[name='filter']");
        field.value = "";
        field.dispatchEvent(new InputEvent("input", { bubbles: true }));
      });
      if (text !== "") await (await field()).sendKeys(text);
      await written(text);
    }
    const says = (text) =>
      until(
        `it says ${text}`,
        `return document.querySelector("#filter-problem").textContent === ${JSON.stringify(text)}`,
      );
    const offers = () =>
      look(() => [...document.querySelectorAll(".filter-advice button code")].map(({ textContent }) => textContent));
    /** Waits until these can be taken: what was suggested for a text that was shorter is shown until they come. */
    const areSuggested = (...offers) =>
      until(
        `${offers} are suggested`,
        `return [...document.querySelectorAll("#filter-offers .offer")].map(({ textContent }) => textContent).join() === "${offers}"`,
      );
    const complaints = () => complaintsOf(engine.driver);

    for (const [filter, matches] of [
      ["model:claude", ({ Model }) => Model.includes("claude")],
      ["model=gpt-4o", ({ Model }) => Model === "gpt-4o"],
      ['model:"gpt-4o",mistral', ({ Model }) => ["gpt-4o", "mistral"].includes(Model)],
      ["status:4xx", ({ StatusCode }) => StatusCode === 429 || StatusCode === 404],
      ["status:429,500", ({ StatusCode }) => StatusCode === 429 || StatusCode === 500],
      ["status!=200", ({ StatusCode }) => StatusCode !== 200],
      ["cached:no tokens:1..9", ({ Cached, Tokens }) => !Cached && Tokens >= 1 && Tokens <= 9],
      ["time:2026-04-18 tokens:<5", ({ day, Tokens }) => day === 18 && Tokens < 5],
      ["tokens:4", ({ Tokens }) => Tokens === 4],
    ])
      test(`${filter} matches what it says`, async () => {
        const expected = number(matches);
        assert.ok(expected > 0 && expected < records.length, `${expected}`);
        await type(filter);
        await hasRows(expected, filter);
      });

    test("says why nothing matches, and what would, which can be taken", async () => {
      await type("model=claude");
      await says("No Model equals claude; 160 begin with it.");
      assert.deepEqual(await offers(), ["model=claude*"]);
      assert.equal(await visitor.text(".filter-advice .note"), "160 records");
      assert.equal(await (await field()).getAttribute("aria-invalid"), "false", "it is not wrong");
      assert.deepEqual(await complaints(), []);
      await visitor.screenshot("filter-hint");
      // By keys: what is offered comes after the field.
      await (await field()).sendKeys(Key.TAB);
      assert.equal(await look(() => document.activeElement.textContent), "model=claude*160 records");
      await (await visitor.active()).sendKeys(Key.ENTER);
      await written("model=claude*");
      await hasRows(160, "what was offered");
      assert.equal(await look(() => document.activeElement.name), "filter");
      await says("");

      await type("status:4xx time:>2026-04-19");
      await says("The times are from 2026-04-18T06:00 to 2026-04-19T06:00 (UTC).");
      assert.equal((await offers())[0], "time:>=2026-04-19");

      await type("model:mistral model:claude");
      await says("No record matches both model:mistral and model:claude.");
      assert.deepEqual(await offers(), ["without model:mistral", "without model:claude"]);
    });

    test("offers the name that was meant", async () => {
      const wrong = "No record has a field called modle. Did you mean Model?";
      await type("status:200");
      await hasRows(250, "a filter before");
      // At once: each word on the way may be a filter.
      const put = (text) =>
        look((text) => {
          const field = document.querySelector("input[name='filter']");
          field.value = text;
          field.dispatchEvent(new InputEvent("input", { bubbles: true }));
        }, text);
      await put("modle:mistral");
      await says(`${wrong} Until it is right, the rows are those of: status:200`);
      assert.equal(await visitor.text(".matching"), "", "no count of another filter stands beside it");
      await put("");
      await hasRows(400, "none");
      await put("modle:mistral");
      await says(`${wrong} Until it is right, all records are shown.`);
      await (await visitor.find(".filter-advice button")).click();
      await written("Model:mistral");
      await hasRows(80, "the right name");
      await says("");
    });

    test("half of a filter leaves the rows as they are", async () => {
      for (const half of ["status:", "status:4", "status:42", "status:429,", "status:429,5", "model=", "model=gpt"]) {
        // What the half before asked for may still be on its way: it is over when other rows came.
        await type("");
        await hasRows(400, "no filter");
        await type("status:200");
        await hasRows(250, "status:200");
        const seen = await look(async (text) => {
          const grid = document.querySelector("[role=grid]");
          const seen = [grid.getAttribute("aria-rowcount")];
          new MutationObserver(() => seen.push(grid.getAttribute("aria-rowcount"))).observe(grid, { attributes: true });
          const field = document.querySelector("input[name='filter']");
          field.value = text;
          field.dispatchEvent(new InputEvent("input", { bubbles: true }));
          // In the page, where it ends before the longer pause that the page makes, however slow the machine is.
          await new Promise((resolve) => setTimeout(resolve, 500));
          return seen;
        }, half);
        assert.ok(!seen.includes("1"), half);
        if (!/5$/.test(half)) assert.equal(seen.at(-1), "251", half);
      }
      // When nothing more comes, it is meant so; what would match is said then.
      await hasRows(0, "model=gpt");
      await says("No Model equals gpt; 160 begin with it.");
      await type("");
      await hasRows(400, "no filter");
      await says("");
      // Enter does not wait.
      await type("tokens:999");
      await (await field()).sendKeys(Key.ENTER);
      await hasRows(0, "Enter");
    });

    test("suggests classes, values that mean no other, and what comes after a comma", async () => {
      await type("status:4");
      await areSuggested("4xx", "429", "404");
      await type("model:4o");
      await areSuggested("gpt-4o", "gpt-4o-mini");
      await (await field()).sendKeys(Key.ARROW_DOWN, Key.ENTER);
      await written('model:"gpt-4o"');
      await hasRows(80, "the value alone");
      await (await field()).sendKeys(",mis");
      await areSuggested("mistral");
      await (await field()).sendKeys(Key.ARROW_DOWN, Key.ENTER);
      await written('model:"gpt-4o",mistral');
      await hasRows(160, "both values");
    });

    test("what was suggested for another text is not put into this one", async () => {
      // Typed, chosen and taken before suggestions for it can have come.
      const goOn = (text) =>
        look((text) => {
          const field = document.querySelector("input[name='filter']");
          field.value = text;
          field.dispatchEvent(new InputEvent("input", { bubbles: true }));
          for (const key of ["ArrowDown", "Enter"])
            field.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
        }, text);
      await type("model:4");
      await areSuggested("gpt-4o", "gpt-4o-mini");
      await goOn("provider:openai model:4o");
      await written('provider:openai model:"gpt-4o"');
      // Of the names that were suggested for 's' none is for this.
      await type("s");
      await until(
        "names are suggested",
        () => document.querySelector("#filter-offers .offer")?.textContent === "StatusCode",
      );
      await goOn("status:4");
      await areSuggested("4xx", "429", "404");
      await written("status:4");
    });

    test("presses on counts go by what was pressed before, also where no count says it yet", async () => {
      await type("");
      await hasRows(records.length, "no filter");
      /** Presses what belongs to these values, all in one task. */
      const press = (selector, ...values) =>
        look(
          (selector, values) => {
            for (const value of values)
              [...document.querySelectorAll(".facets li")]
                .find((each) => each.querySelector(".value").textContent === value)
                .querySelector(selector)
                .click();
          },
          selector,
          values,
        );
      const pressed = () =>
        look(() =>
          [...document.querySelectorAll(".facets li:has(:checked, [aria-pressed=true]) .value")].map(
            ({ textContent }) => textContent,
          ),
        );
      await press("input", "openai", "mistral");
      await hasRows(
        number(({ Provider, Model }) => Provider === "openai" && Model === "mistral"),
        "two that were pressed at once",
      );
      await until("both are chosen", () => document.querySelectorAll(".facets :checked").length === 2);
      await press("input", "openai", "mistral", "anthropic", "anthropic");
      await written("");
      await press(".exclude", "openai", "openai", "mistral");
      await hasRows(
        number(({ Model }) => Model !== "mistral"),
        "one excluded, and another one for a moment",
      );
      assert.deepEqual(await pressed(), ["mistral"]);
      // What is written is no filter: nothing is chosen.
      await type("status:>>");
      await press("input", "openai");
      await becomes("what is pressed", pressed, []);
      await written("status:>>");
    });

    test("the way back to all records leaves the focus in the filter", async () => {
      await type("model:claude");
      await visitor.click(".filter-row [aria-label='Clear filter']");
      await hasRows(records.length, "no filter");
      assert.equal(await look(() => document.activeElement.name), "filter");
    });

    test("the sheet says all that the document says, by keys", async () => {
      await type("");
      await (await field()).sendKeys(Key.ESCAPE);
      const button = await visitor.find(".show-language");
      await (await field()).click();
      await (await field()).sendKeys(Key.TAB);
      assert.equal(await look(() => document.activeElement.className), await button.getAttribute("class"));
      await button.sendKeys(Key.ENTER);
      await until("the sheet is there", () => document.querySelector("dialog.filter-help").open);
      const plain = (text) => text.replaceAll("`", "");
      const rows = document_.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("|--"));
      const shown = await look(() =>
        [...document.querySelectorAll(".filter-help tr")].map((row) =>
          [...row.children].map((cell) => [...cell.childNodes].map(({ textContent }) => textContent).join("")),
        ),
      );
      assert.deepEqual(
        shown,
        rows.map((row) => row.slice(2, -2).split(" | ").map(plain)),
      );
      const titles = await look(() =>
        [...document.querySelectorAll(".filter-help h3")].map((title) => title.textContent),
      );
      assert.deepEqual(
        titles,
        [...document_.matchAll(/^## (.*)$/gm)].map(([, title]) => title),
      );
      const notes = await look(() => [...document.querySelectorAll(".filter-help li")].map((note) => note.textContent));
      assert.equal(notes.length, [...document_.matchAll(/^- /gm)].length);
      assert.deepEqual(await complaints(), []);
      await visitor.screenshot("filter-language");
      await (await visitor.active()).sendKeys(Key.ESCAPE);
      await until("the sheet is closed", () => !document.querySelector("dialog.filter-help").open);
      await until("the focus is where it was", () => document.activeElement.classList.contains("show-language"));
    });

    test("the console is silent", async () => {
      assert.deepEqual(await engine.complaints(), []);
    });
  });
}

after(() => fs.rmSync(scratch, { recursive: true, force: true }));
