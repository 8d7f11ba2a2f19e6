// The table of records in three engines: before there is a key, filtered, counted, sorted, opened one by one;
// and held against the guidelines for accessibility in each view.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import zlib from "node:zlib";
import { Key } from "selenium-webdriver";
import { engines } from "./engines.mjs";
import { KEY_OF_MANY, keyFile, logFile, manyRecords, page, scratch, top } from "./fixtures.mjs";
import { complaintsOf } from "./guidelines.mjs";
import { visiting } from "./visitor.mjs";

/** A thousand records in two files, some of which have plain text for a body. */
const plainFiles = ["z-20260418T000000Z_20260418T000030Z_a", "z-20260418T010000Z_20260418T010030Z_b"].map(
  (name, file) => {
    const record = (i) => ({
      Provider: ["openai", "anthropic"][i % 2],
      Model: ["gpt-4o", "claude", "gpt-4o-mini"][i % 3],
      StatusCode: i % 10 === 7 ? 429 : 200,
      Cached: i % 4 === 0,
      Number: file * 500 + i,
      ...(i % 50 === 0 ? { RequestBody: `needle ${i} ${"x".repeat(600)}` } : {}),
    });
    const made = path.join(scratch, `${name}.log.gz`);
    fs.writeFileSync(
      made,
      zlib.gzipSync(Array.from({ length: 500 }, (_, i) => `${JSON.stringify(record(i))}\n`).join("")),
    );
    return made;
  },
);

for (const start of Object.values(engines)) {
  describe(`the table in ${start.name}`, () => {
    let engine;
    let visitor;
    let server;
    visiting(start, { width: 1300 }, (there) => {
      ({ server, engine, visitor } = there);
    });

    const look = (see, ...given) => engine.driver.executeScript(see, ...given);
    const rows = () => look(() => Number(document.querySelector("[role=grid]")?.getAttribute("aria-rowcount")) - 1);
    /** The page writes no address by itself. The link to the view, as it is copied, has this fragment. */
    const linkIs = async (expected) => {
      const before = await visitor.outside(() => location.href);
      const link = await engine.driver.executeAsyncScript((done) => {
        const clipboard = { writeText: async (text) => done(text) };
        Object.defineProperty(navigator, "clipboard", { value: clipboard, configurable: true });
        document.querySelector(".filter-row [title='Copy link to this view']").click();
      });
      assert.equal(link, before.replace(/#.*/, "") + expected);
      assert.equal(await visitor.outside(() => location.href), before, "the address stays as it is");
    };
    const filter = () => visitor.find("input[name='filter']");
    /** Types a filter in place of the one before, and waits for so many rows. */
    async function type(text, expected) {
      await look(() => {
        const field = document.querySelector("input[name='filter']");
        field.value = "";
        field.dispatchEvent(new InputEvent("input", { bubbles: true }));
      });
      if (text !== "") await (await filter()).sendKeys(text);
      // WebKitGTK goes on typing when it says that it is done.
      await visitor.until(
        `${text} is typed`,
        `return document.querySelector("input[name='filter']").value === ${JSON.stringify(text)}`,
      );
      if (expected !== undefined)
        await visitor.until(
          `${expected} rows for ${text}`,
          `return document.querySelector("[role=grid]").getAttribute("aria-rowcount") === "${expected + 1}"`,
        );
    }
    const complaints = () => complaintsOf(engine.driver);

    test("holds to the guidelines before anything is there", async () => {
      await visitor.visit(server.address);
      assert.deepEqual(await complaints(), []);
    });

    for (const from of ["http", "disk"]) {
      test(`from ${from}: shows every plain field before any key is there`, async () => {
        await visitor.visit(from === "http" ? server.address : pathToFileURL(page).href);
        await visitor.chooseLogs([...["bad-lines", "ordinary-rsa4096"].map(logFile), ...plainFiles]);
        await visitor.until("all is indexed", () =>
          /^[\d,]+ records\. Add your private key/.test(document.querySelector(".outcome")?.textContent),
        );
        const records = await rows();
        assert.ok(records > 1000, `${records}`);
        const shown = await look(() => [...document.querySelectorAll(".head-title")].map((title) => title.textContent));
        for (const name of ["Provider", "Model", "Status", "Cached", "RequestBody"])
          assert.ok(shown.includes(name), `${shown}`);
        await visitor.until(
          "the sizes of sealed fields are shown",
          () => document.querySelector(".cell.sealed") !== null,
        );
        await visitor.until(
          "the first record is shown, sealed",
          () => document.querySelector(".field.sealed") !== null,
        );
        await visitor.screenshots(`${from}-table`);
        if (from === "http") assert.deepEqual(await complaints(), []);
      });
    }

    test("filters by plain fields, says what is wrong, and puts nothing of bodies into the address", async () => {
      await visitor.visit(server.address);
      await visitor.chooseLogs(plainFiles);
      await visitor.until("all is indexed", () =>
        /^1,000 records/.test(document.querySelector(".outcome")?.textContent),
      );
      await type("status:>=400", 100);
      await linkIs("#filter=status:%3E%3D400");
      await type("model:gpt-4* -cached:true", 500);
      await type("provider:openai and (status:429 or number:..9)", 5);
      await type("time:>=2026-04-18T01", 500);
      await type("file:20260418T010000Z line:1..3", 3);
      await type("needle", 0);
      assert.equal(await visitor.text(".matching"), "0 of 1,000");
      assert.match(
        await visitor.text(".body-search"),
        /0 matches so far\. 20 records have encrypted or long text to search/,
      );
      await linkIs("");
      await type("status:429 needle", 0);
      await linkIs("#filter=status:429");
      await type("modle:x");
      await visitor.until("the name is told", () =>
        /Did you mean Model\?/.test(document.querySelector("#filter-problem").textContent),
      );
      assert.equal(await (await filter()).getAttribute("aria-invalid"), "true");
      assert.deepEqual(await complaints(), []);
    });

    test("completes names and values by keys", async () => {
      await type("stat");
      await visitor.until(
        "names are offered",
        () => document.querySelector("#filter-offers li")?.textContent === "StatusCode",
      );
      await (await filter()).sendKeys(Key.ARROW_DOWN, Key.ENTER);
      await visitor.until("values are offered", () =>
        /^200900$/.test(document.querySelector("#filter-offers li")?.textContent),
      );
      assert.deepEqual(await complaints(), []);
      await (await filter()).sendKeys(Key.ARROW_DOWN, Key.ARROW_DOWN, Key.ENTER);
      await visitor.until(
        "the value is taken",
        () => document.querySelector("input[name='filter']").value === "StatusCode:429",
      );
      await visitor.until(
        "it is in force",
        () => document.querySelector("[role=grid]").getAttribute("aria-rowcount") === "101",
      );
    });

    test("counts values, and filters by them", async () => {
      await type("", 1000);
      const press = (name, value, what) =>
        look(
          (wanted, text, selector) => {
            const facet = [...document.querySelectorAll(".facet")].find(
              (each) => each.querySelector("h3").textContent === wanted,
            );
            const item = [...facet.querySelectorAll("li")].find(
              (each) => each.querySelector(".value").textContent === text,
            );
            item.querySelector(selector).click();
            return item.querySelector(".note").textContent;
          },
          name,
          value,
          what,
        );
      await visitor.until("values are counted", () =>
        [...document.querySelectorAll(".facet li")].some(({ textContent }) => /^claude334/.test(textContent)),
      );
      assert.equal(await press("Model", "claude", "input"), "334");
      await visitor.until(
        "it is included",
        () => document.querySelector("input[name='filter']").value === "Model=claude",
      );
      await visitor.until(
        "it is in force",
        () => document.querySelector("[role=grid]").getAttribute("aria-rowcount") === "335",
      );
      // The other models can still be chosen, by how many there are.
      await visitor.until(
        "the others are counted without it",
        () => document.querySelector(".facet li.included") !== null,
      );
      assert.equal(await press("Model", "gpt-4o", "input"), "334");
      await visitor.until(
        "both are included",
        () => document.querySelector("[role=grid]").getAttribute("aria-rowcount") === "669",
      );
      await press("Provider", "openai", "button");
      await visitor.until("it is excluded", () =>
        /-Provider=openai/.test(document.querySelector("input[name='filter']").value),
      );
      await visitor.until(
        "it is in force",
        () => document.querySelector("[role=grid]").getAttribute("aria-rowcount") === "335",
      );
      assert.deepEqual(await complaints(), []);
    });

    test("shows the records over time by their status, in a strip that takes a span of it", async () => {
      await type("", 1000);
      const told = () => look(() => document.querySelector(".strip .brush").getAttribute("aria-valuetext"));
      await visitor.until("it says how many", () =>
        /^1,000 records.*; 2xx: 900; 4xx: 100$/.test(
          document.querySelector(".strip .brush")?.getAttribute("aria-valuetext"),
        ),
      );
      assert.equal(await look(() => document.querySelectorAll(".strip path.status-2, .strip path.status-4").length), 2);
      // The first bin, by keys, is the first file.
      await look(() => document.querySelector(".strip .brush").focus());
      await (await visitor.active()).sendKeys(Key.HOME);
      assert.match(await told(), /^500 records, 2026-04-18 00:00/);
      await (await visitor.active()).sendKeys(Key.chord(Key.SHIFT, Key.ARROW_RIGHT), Key.ENTER);
      await visitor.until(
        "the span is in force",
        () => document.querySelector("[role=grid]").getAttribute("aria-rowcount") === "501",
      );
      await type("", 1000);
    });

    test("shows them in large, split by a field, and filters by a span of it", async () => {
      await (await visitor.find(".timeline-more")).click();
      await visitor.until("bars are drawn", () => document.querySelector(".large-timeline svg") !== null);
      const model = await look(
        () =>
          [...document.querySelectorAll("select[name='split'] option")].find((option) => option.textContent === "Model")
            ?.value,
      );
      await look((value) => {
        const select = document.querySelector("select[name='split']");
        select.value = value;
        select.dispatchEvent(new Event("change", { bubbles: true }));
      }, model);
      await visitor.until("the models are told apart", () =>
        /gpt-4o-mini/.test(document.querySelector(".large-timeline .legend")?.textContent),
      );
      await visitor.screenshots("over-time");
      assert.deepEqual(await complaints(), []);
      await type("time:2026-04-18T01..2026-04-18T02", 500);
      await visitor.until("the others are gone", () => document.querySelector(".large-timeline figcaption") !== null);
      await type("", 1000);
      await (await visitor.find(".timeline-more")).click();
      assert.equal(await visitor.has(".large-timeline"), false);
    });

    test("sorts by a column, and goes through the records by keys", async () => {
      await type("", 1000);
      const sort = () =>
        look(() =>
          [...document.querySelectorAll(".head-button")]
            .find((button) => button.textContent.startsWith("Number"))
            .click(),
        );
      const first = () =>
        look(() => document.querySelector(".record-view dd:last-of-type")?.parentElement.parentElement.textContent);
      for (const [order, number] of [
        ["ascending", 0],
        ["descending", 999],
      ]) {
        await sort();
        await visitor.until(
          `it is ${order}`,
          `return document.querySelector("[aria-sort=${order}]") !== null && /Number${number}(?!\\d)/.test(document.querySelector(".record-view")?.textContent)`,
        );
      }
      assert.match(await first(), /Number999/);
      const grid = await visitor.find("[role=grid]");
      await grid.sendKeys("j", Key.ARROW_DOWN);
      await visitor.until("the third is shown", () =>
        /Number997(?!\d)/.test(document.querySelector(".record-view").textContent),
      );
      await grid.sendKeys(Key.END);
      await visitor.until("the last is shown", () =>
        /Record 1,000 of 1,000/.test(document.querySelector(".record-view").textContent),
      );
      await sort();
      await visitor.until(
        "they lie as in their files",
        () => document.querySelector("[aria-sort=ascending], [aria-sort=descending]") === null,
      );
    });

    test("of one file a bar is a filter of its records, and what comes after a search was not searched", async () => {
      await visitor.visit(server.address);
      await visitor.chooseLogs([plainFiles[0]]);
      await visitor.until("the bars are there", () =>
        /^500 records/.test(document.querySelector(".strip .brush")?.getAttribute("aria-valuetext")),
      );
      await look(() => document.querySelector(".strip .brush").focus());
      await (await visitor.active()).sendKeys(Key.HOME);
      assert.match(
        await look(() => document.querySelector(".strip .brush").getAttribute("aria-valuetext")),
        /^500 records/,
      );
      await (await visitor.active()).sendKeys(Key.ENTER);
      await visitor.until("its span is asked for", () =>
        /^time:/.test(document.querySelector("input[name='filter']").value),
      );
      assert.equal(await rows(), 500);
      await type("needle", 0);
      await visitor.pressLike("Search them");
      const searched = () => document.querySelector(".body-search")?.textContent === "Searched everything.";
      await visitor.until("all were searched", searched);
      assert.equal(await rows(), 10);
      await visitor.chooseLogs([plainFiles[1]]);
      await visitor.until("there is more to be searched", () =>
        /^More may match\. 10 records have/.test(document.querySelector(".body-search")?.textContent),
      );
      await visitor.pressLike("Search them");
      await visitor.until("all were searched again", searched);
      assert.equal(await rows(), 20);
    });

    test("a filter in the address is in force once its fields are there", async () => {
      await engine.driver.get("about:blank");
      await visitor.visit(`${server.address}#filter=${encodeURIComponent("status:429")}`);
      await visitor.chooseLogs(plainFiles);
      await visitor.until(
        "it is in force",
        () => document.querySelector("[role=grid]")?.getAttribute("aria-rowcount") === "101",
      );
      assert.equal(await look(() => document.querySelector("input[name='filter']").value), "status:429");
      await linkIs("#filter=status:429");
      // With an order, in the page that is there already.
      await visitor.outside(() => (location.hash = "#filter=status:429&sort=-Number"));
      await visitor.until("it is in force", () => document.querySelector("[aria-sort=descending]") !== null);
      await (await visitor.find("[role=grid]")).sendKeys(Key.HOME);
      await visitor.until("the last is the first", () =>
        [...document.querySelectorAll(".table-row[aria-rowindex='2'] .cell")].some(
          ({ textContent }) => textContent === "997",
        ),
      );
      await linkIs("#filter=status:429&sort=-Number");
    });

    test("opens one record with a key, and exports those that are selected", async () => {
      await visitor.visit(server.address);
      await visitor.chooseLogs([logFile("ordinary-rsa2048"), ...plainFiles]);
      await visitor.until("all is indexed", () =>
        /^1,001 records/.test(document.querySelector(".outcome")?.textContent),
      );
      await visitor.showTab("Fields");
      await visitor.chooseKey(keyFile("rsa2048.pem"));
      await visitor.untilOpened();
      await visitor.until(
        "the record is opened",
        () => document.querySelector(".field:not(.sealed) h3")?.textContent === "Metadata",
      );
      await visitor.until(
        "its cells show what it says",
        () => document.querySelector(".table-row.chosen .cell.opened") !== null,
      );
      const grid = await visitor.find("[role=grid]");
      await grid.sendKeys(Key.SPACE, Key.ARROW_DOWN, Key.SPACE);
      await (await visitor.find(".selection-bar button")).click();
      const saved = await visitor.exported({ says: "Export 2 " });
      const opened = fs.readFileSync(path.join(top, "tests/fixtures/ordinary-rsa2048.ndjson"), "utf8");
      const second = zlib.gunzipSync(fs.readFileSync(plainFiles[0])).toString().split("\n")[0];
      assert.equal(saved.bytes.toString(), `${opened}${second}\n`);
      // Whether they are decrypted may not be known yet when it is pressed.
      assert.match(saved.name, /^ai-gateway_2026-04-18_selected_2(_decrypted)?\.ndjson$/);
      assert.deepEqual(await complaints(), []);
      await visitor.screenshots("marked");
    });

    test("looks for words in sealed bodies when asked to, at a price that is told, and remembers their keys", async () => {
      await engine.driver.get("about:blank");
      await visitor.visit(server.address);
      const sealed = manyRecords(700, KEY_OF_MANY);
      await visitor.chooseLogs([sealed, ...plainFiles]);
      await visitor.until("all is indexed", () =>
        /^1,700 records/.test(document.querySelector(".outcome")?.textContent),
      );
      // However many cores there are, it takes long enough to be stopped.
      await visitor.set("workers", "1");
      await type('"answer 69"', 0);
      await visitor.until("the key is asked for", () =>
        /720 records have encrypted or long text to search\..*needs your private key/.test(
          document.querySelector(".body-search")?.textContent,
        ),
      );
      await visitor.chooseKey(keyFile(KEY_OF_MANY));
      await visitor.until("the price is told", () =>
        /^Search them \(\d+ (s|min)\) ↵$/.test(document.querySelector(".body-search button")?.textContent),
      );
      assert.deepEqual(await complaints(), []);
      // Stopped, then gone on with.
      await (await filter()).sendKeys(Key.ENTER);
      await visitor.until("it goes on", () => Number(document.querySelector(".body-search progress")?.value) > 20);
      await visitor.screenshot("searching");
      await visitor.press("Stop");
      await visitor.until("it is stopped", () =>
        /Search stopped\. .*\d+ records have/.test(document.querySelector(".body-search")?.textContent),
      );
      await (await visitor.find(".body-search button")).click();
      await visitor.until(
        "all were searched",
        () => document.querySelector(".body-search")?.textContent === "Searched everything.",
        90,
      );
      // 69, and 690 to 699.
      assert.equal(await rows(), 11);
      await visitor.until("a hit is shown", () =>
        /answer 69/.test(document.querySelector(".record-view")?.textContent),
      );
      await visitor.screenshot("searched");
      assert.deepEqual(await complaints(), []);
      await linkIs("");
      // The second search costs no RSA operation.
      await type("ResponseBody:/^answer 1\\d\\d$/ status:200", 0);
      await visitor.until(
        "it costs next to nothing",
        () => document.querySelector(".body-search button")?.textContent === "Search them (1 s) ↵",
      );
      await (await filter()).sendKeys(Key.ENTER);
      await visitor.until(
        "all were searched again",
        () => document.querySelector(".body-search")?.textContent === "Searched everything.",
        10,
      );
      assert.equal(await rows(), 100);
      // Put in force again, it is searched again.
      await visitor.openMenu("time-menu");
      await visitor.press("The whole time");
      await visitor.until(
        "it is offered again",
        () => document.querySelector(".body-search button")?.textContent === "Search them (1 s) ↵",
      );
      await (await filter()).sendKeys(Key.ENTER);
      await visitor.rowsAre(100, "found again");
      await linkIs("#filter=status:200");
      // What matches by its body is saved as it is shown.
      const saved = await visitor.exported({ says: "Export 100 " });
      const expected = Array.from(
        { length: 100 },
        (_, i) => `{"StatusCode":200,"RequestBody":"question ${100 + i}","ResponseBody":"answer ${100 + i}"}\n`,
      );
      assert.equal(saved.bytes.toString(), expected.join(""));
      assert.equal(saved.name, "ai-gateway_2026-04-18_status-200_100.ndjson");
    });

    test("exports what is chosen: encrypted as it was, and compressed", async () => {
      await type("", 1700);
      await visitor.openExport({ form: "sealed", gzip: true });
      await visitor.until(
        "the name is shown",
        () =>
          document.querySelector(".export-dialog .path").textContent === "ai-gateway_2026-04-18_as-exported.ndjson.gz",
      );
      await visitor.until("the way is shown", () =>
        /Downloads/.test(document.querySelector(".export-dialog .way")?.textContent),
      );
      assert.deepEqual(await complaints(), []);
      await visitor.screenshots("export");
      const saved = await visitor.exported();
      const original = [manyRecords(700, KEY_OF_MANY), ...plainFiles].map((file) =>
        zlib.gunzipSync(fs.readFileSync(file)),
      );
      assert.deepEqual(zlib.gunzipSync(saved.bytes), Buffer.concat(original));
      assert.equal(saved.name, "ai-gateway_2026-04-18_as-exported.ndjson.gz");
    });

    if (start === engines.chromium) {
      test("saves to the place that is chosen, which has nothing until the file is whole", async () => {
        await visitor.outside(() => {
          window.showSaveFilePicker = async ({ suggestedName }) => {
            window.asked = suggestedName;
            return (await navigator.storage.getDirectory()).getFileHandle("chosen.ndjson", { create: true });
          };
        });
        const size = () =>
          visitor.outside(async () => {
            const folder = await navigator.storage.getDirectory();
            return (await (await folder.getFileHandle("chosen.ndjson")).getFile()).size;
          });
        await visitor.openExport();
        await visitor.press(".export-start");
        // This one, and not the one before, which has another name.
        await visitor.until(
          "it is saved",
          () => /1,700 records exported.*chosen\.ndjson/s.test(document.querySelector(".save-status")?.textContent),
          60,
        );
        assert.equal(await visitor.outside(() => window.asked), "ai-gateway_2026-04-18.ndjson");
        const whole = await size();
        assert.ok(whole > 100_000, `${whole} bytes`);
        // A place that cannot be written to leaves nothing, and says why.
        await visitor.outside(async () => {
          await (await navigator.storage.getDirectory()).removeEntry("chosen.ndjson");
          window.showSaveFilePicker = async () => {
            const file = await (await navigator.storage.getDirectory()).getFileHandle("full.ndjson", { create: true });
            file.createWritable = async () =>
              new WritableStream({ write: () => Promise.reject(new DOMException("full", "QuotaExceededError")) });
            const create = file.createWritable;
            file.createWritable = async () => {
              const stream = await create();
              const writer = stream.getWriter();
              return {
                write: (bytes) => writer.write(bytes),
                close: () => writer.close(),
                abort: () => writer.abort(),
              };
            };
            return file;
          };
        });
        await visitor.press(".export-start");
        await visitor.until("it is told", () =>
          /Not exported, and no file was left\. There is no room left/.test(
            document.querySelector(".save-status")?.textContent,
          ),
        );
        const left = await visitor.outside(async () => {
          const folder = await navigator.storage.getDirectory();
          return folder.getFileHandle("full.ndjson").then(
            () => "left",
            () => "gone",
          );
        });
        assert.equal(left, "gone");
        await visitor.closeExport();
        await visitor.outside(() => delete window.showSaveFilePicker);
      });
    }

    test("shows some members of a record of many, and a large field when it is asked for", async () => {
      const file = path.join(scratch, "members.log");
      const shown = () => look(() => document.querySelectorAll(".record-view dt").length);
      const press = (begin) =>
        look(
          (begin) =>
            [...document.querySelectorAll(".record-view button")]
              .find(({ textContent }) => textContent.startsWith(begin))
              .click(),
          begin,
        );
      fs.writeFileSync(file, `{${'"a":1,'.repeat(2_000_000)}"b":2}\n`);
      await visitor.visit(server.address);
      await visitor.chooseLogs([file]);
      await visitor.until("the record is there", () => document.querySelector(".record-view dt") !== null);
      assert.equal(await shown(), 200);
      await press("Show 200 more");
      await visitor.until("more are there", () => document.querySelectorAll(".record-view dt").length === 400);
      // One value of 12 MB, which has 2,000,001 members.
      fs.writeFileSync(file, `{"body":{${'"a":1,'.repeat(2_000_000)}"b":2}}\n`);
      await visitor.visit(server.address);
      await visitor.chooseLogs([file]);
      await visitor.until("the record is there", () => document.querySelector(".record-view .field") !== null);
      assert.equal(await look(() => document.querySelectorAll(".json-tree").length), 0);
      await press("Show (12.0 MB)");
      await visitor.until("the tree is there", () => document.querySelectorAll(".json-tree li").length === 101);
      await press("Show 100 more");
      await visitor.until("more are there", () => document.querySelectorAll(".json-tree li").length === 201);
      assert.deepEqual(await complaints(), []);
    });

    test("shows JSON as a tree, of which only what is open exists", async () => {
      const file = path.join(scratch, "tree.log.gz");
      const body = {
        messages: Array.from({ length: 250 }, (_, i) => ({ role: "user", content: `message ${i}` })),
        big: 1,
      };
      const text = JSON.stringify(body).replace(/1}$/, "12345678901234567890.10}");
      fs.writeFileSync(file, zlib.gzipSync(`{"Model":"m","RequestBody":${JSON.stringify(text)}}\n`));
      await visitor.visit(server.address);
      await visitor.chooseLogs([file]);
      await visitor.showTab("Fields");
      await visitor.until("the tree is there", () => document.querySelectorAll(".json-tree li").length > 100);
      const items = () => look(() => document.querySelectorAll(".json-tree li").length);
      assert.ok((await items()) < 450, "in bounds");
      // Digits as they were written, behind all that is not shown.
      assert.match(await visitor.text(".json-tree > ul > li:last-child"), /"big": 12345678901234567890\.10/);
      await look(() => document.querySelector(".json-tree .more").click());
      await visitor.until("more are there", () =>
        /^199/.test(
          [...document.querySelectorAll(".json-tree > ul > li:first-child > details > ul > li")].at(-2)?.textContent,
        ),
      );
      await (await visitor.find(".json-tree summary")).click();
      await visitor.until("it is closed", () => document.querySelectorAll(".json-tree li").length === 2);
      assert.match(await visitor.text(".json-tree summary"), /^"messages": \[\{"role":"user"/);
      await visitor.press("Text");
      await visitor.until(
        "the text is there",
        `return document.querySelector(".field pre")?.textContent.startsWith('{"messages"')`,
      );
      assert.deepEqual(await complaints(), []);
    });

    test("tells what is whole and what is missing", async () => {
      await visitor.visit(server.address);
      const again = path.join(scratch, "20260418T020000Z_20260418T020030Z_c.log.gz");
      fs.copyFileSync(logFile("ordinary-rsa2048"), again);
      await visitor.chooseLogs([
        again,
        ...["ordinary-rsa2048", "cut-off", "bad-lines", "ownership-challenge"].map(logFile),
        ...plainFiles,
      ]);
      await visitor.until("all is indexed", () =>
        /Add your private key/.test(document.querySelector(".outcome")?.textContent),
      );
      await visitor.showNotes();
      const says = (words) =>
        visitor.until(`it says ${words}`, `return ${words}.test(document.querySelector(".report")?.textContent)`, 10);
      await says(/Something is missing: 1 file is not whole and 11 lines are not records/);
      await says(/cut-off\.log\.gz: /);
      await says(/1 record has the same encrypted value as another/);
      await says(/The names of the files show no gap in time/);
      await says(/4 files have names that tell no time/);
      await says(/1 file only proves who owns the bucket.*ownership-challenge\.log\.gz/);
      await says(/Keys not yet checked against all records/);
      await visitor.chooseKey(keyFile("other2048.pem"));
      await visitor.until("everything was tried", () =>
        /could be decrypted|could not be\./.test(document.querySelector(".outcome")?.textContent),
      );
      await says(/In \d+ records of [\d,]+ that were checked, a field stays encrypted/);
      await visitor.screenshot("report");
      assert.deepEqual(await complaints(), []);
      await visitor.showNotes(false);
    });

    test("holds to the guidelines in each menu", async () => {
      for (const menu of ["files-menu", "keys-menu", "time-menu", "promise", "settings-menu", "column-menu"]) {
        await visitor.openMenu(menu);
        assert.deepEqual(await complaints(), [], menu);
        await visitor.closeMenu();
      }
    });

    test("is usable at 320 pixels", async () => {
      await engine.driver.manage().window().setRect({ width: 340, height: 800 });
      const wider = await look(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wider <= 0 || start !== engines.chromium, `the page is ${wider} pixels too wide`);
      assert.deepEqual(await complaints(), []);
      if (await look(() => matchMedia("(max-width: 50rem)").matches)) {
        await (await visitor.find(".compact .table-row.chosen .compact-cell")).click();
        await visitor.until(
          "the record is a screen of its own",
          () => document.querySelector(".record-view h2") !== null,
        );
        assert.deepEqual(await complaints(), []);
        await visitor.screenshots("record-narrow");
        await visitor.back();
        await visitor.until("the list is there", () => document.querySelector(".record-view") === null);
      }
      await visitor.screenshots("table-narrow");
    });

    test("the console is silent", async () => {
      assert.deepEqual(await engine.complaints(), []);
    });
  });
}

after(() => fs.rmSync(scratch, { recursive: true, force: true }));
