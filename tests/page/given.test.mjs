// What people give that is no log or no key, many files at once, and a worker that stops: what the page says of each.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, describe, test } from "node:test";
import zlib from "node:zlib";
import { engines } from "./engines.mjs";
import { fixture, keyFile, logFile, scratch, sealer, top, writeLogs } from "./fixtures.mjs";
import { visiting } from "./visitor.mjs";

const write = (folder, name, bytes) => {
  const file = path.join(scratch, folder, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, bytes);
  return file;
};

/** A picture of one pixel: as a PNG encoder writes it. */
const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

for (const start of Object.values(engines)) {
  describe(`what is given, in ${start.name}`, () => {
    let engine;
    let visitor;
    let server;
    visiting(start, {}, (there) => {
      ({ server, engine, visitor } = there);
    });
    const look = (see, ...given) => engine.driver.executeScript(see, ...given);
    const outcome = (says) => visitor.outcome(says);
    const notes = () => visitor.text(".notes-button");

    test("an ownership challenge is a remark, and nothing is missing", async () => {
      await visitor.visit(server.address);
      const challenges = ["ownership-challenge-9f1d2c3b.txt", "ownership-challenge-00aa11bb.log.gz"].map((name, i) => {
        const token = "9f1d2c3b4a5968778695a4b3c2d1e0f9\n";
        return write("challenge", name, i === 0 ? token : zlib.gzipSync(token));
      });
      await visitor.chooseLogs([...challenges, logFile("ordinary-rsa2048")]);
      await visitor.chooseKey(keyFile("rsa2048.pem"));
      await visitor.untilWhole();
      assert.deepEqual(
        (await visitor.problems()).map(({ file, code }) => [file, code]),
        [
          ["ownership-challenge-00aa11bb.log.gz", ""],
          ["ownership-challenge-9f1d2c3b.txt", ""],
        ],
      );
      assert.equal(await notes(), "1 note");
      assert.equal(await visitor.has(".notes-button.some"), false);
      const { output } = fixture("ordinary-rsa2048");
      const saved = await visitor.exported({ says: "Export 1 decrypted record" });
      assert.deepEqual(saved.bytes, output);
      assert.equal(saved.name, "ai-gateway_decrypted.ndjson");
      await visitor.showNotes();
      await visitor.until("nothing is missing", () =>
        /^Nothing is missing/.test(document.querySelector(".report .headline")?.textContent),
      );
      assert.match(await visitor.text(".report"), /2 files only prove who owns the bucket/);
    });

    test("a picture is named, and counts as no damaged log", async () => {
      await visitor.visit(server.address);
      await visitor.chooseLogs([write("picture", "screenshot.log.gz", PNG), logFile("ordinary-rsa2048")]);
      await outcome(/^1 record\./);
      const [{ says, title }, ...others] = await visitor.problems();
      assert.deepEqual(others, []);
      assert.match(says, /This is a PNG picture, not a log\./);
      assert.doesNotMatch(title, /cut off/);
      await visitor.openMenu("files-menu");
      assert.equal(await visitor.text(".file-list .foreign .state"), "not a log");
      await visitor.closeMenu();
    });

    test("a log given as a key is added to the logs", async () => {
      await visitor.visit(server.address);
      await visitor.chooseKey(logFile("ordinary-rsa2048"));
      await outcome(/^1 record\./);
      assert.match(
        await visitor.text(".key-problem"),
        /ordinary-rsa2048\.log\.gz is a log, not a key\. It was added to your logs\./,
      );
    });

    test("a key that does not fit is one problem, with how many fields and when", async () => {
      await visitor.visit(server.address);
      const seal = sealer("rotated4096.pem");
      const line = (i) => `{"Number":${i},"Metadata":${seal(`${i}`)},"ResponseBody":${seal(`answer ${i}`)}}`;
      const logs = ["01", "02", "03"].map((day, file) =>
        writeLogs(
          "rotated",
          `202605${day}T120000Z_202605${day}T120030Z_a.log.gz`,
          Array.from({ length: 20 }, (_, i) => line(20 * file + i)),
        ),
      );
      await visitor.chooseLogs(logs);
      await outcome(/^60 records/);
      await visitor.chooseKey(keyFile("rsa4096.pem"));
      await visitor.until(
        "it is known that none fits",
        () => document.querySelector(".key-fit, .notes-button.some") !== null,
      );
      await outcome(/./);
      if (await visitor.has(".key-fit")) await visitor.press("Continue without decrypting");
      await outcome(/^None of 60 records could be decrypted\.$/);
      assert.equal(await notes(), "1 note");
      const [cause, ...others] = await visitor.problems();
      assert.deepEqual(others, []);
      assert.equal(cause.code, "ERR_UNWRAP");
      assert.equal(cause.title, "120 fields could not be decrypted: no key matches");
      assert.equal(cause.field, "Metadata, ResponseBody");
      assert.equal(cause.file, "3 files, 1 May 2026, 12:00 UTC to 3 May 2026, 12:00 UTC");
      await visitor.screenshot("one-cause");
    });

    test("names with marks of direction and controls are shown as they are, and statuses are one", async () => {
      await visitor.visit(server.address);
      const evil = "gpt\u202Eexe.txt";
      const file = writeLogs("marks", "a\u202Egz.log.gz", [
        JSON.stringify({ Model: evil, StatusCode: 429, "Na\u202Eme": "x" }),
        JSON.stringify({ Model: "\u001b[31mred\u0000", StatusCode: "429" }),
        JSON.stringify({ Model: evil, StatusCode: "200" }),
      ]);
      await visitor.chooseLogs([file]);
      await outcome(/^3 records\./);
      await visitor.until(
        "the rows are there",
        () => document.querySelectorAll(".table-row:not(.awaited)").length === 3,
      );
      await visitor.until("values are counted", () => document.querySelectorAll(".facet").length >= 2);
      await visitor.until("a record is there", () => document.querySelector(".record-view .path") !== null);
      const shown = await look(() => document.querySelector("main").textContent);
      assert.doesNotMatch(shown, /[\u202a-\u202e\u2066-\u2069\u0000-\u0008\u001b]/);
      assert.match(shown, /gpt‹U\+202E›exe\.txt/);
      assert.match(shown, /␛\[31mred␀/);
      assert.match(shown, /a‹U\+202E›gz\.log\.gz/);
      const statuses = await look(
        () =>
          [...document.querySelectorAll(".facet")]
            .find((each) => each.querySelector("h3").textContent === "Status")
            .querySelectorAll("li label").length,
      );
      assert.equal(statuses, 2, "429 once, 200 once");
      const cells = await look(() => {
        const column =
          [...document.querySelectorAll(".head-title")].findIndex(({ textContent }) => textContent === "Status") + 1;
        return [...document.querySelectorAll(".table-row")].map((row) => [
          row.children[column].className,
          getComputedStyle(row.children[column]).textAlign,
        ]);
      });
      assert.deepEqual(cells, [
        ["cell status-4 status number", "right"],
        ["cell status-4 status number", "right"],
        ["cell status number", "right"],
      ]);
      await visitor.screenshot("marks");
    });

    test("thousands of files are handed over in parts, with a sign from the beginning", async () => {
      await visitor.visit(server.address);
      const most = await engine.driver.executeAsyncScript((done) => {
        const post = Worker.prototype.postMessage;
        let most = 0;
        Worker.prototype.postMessage = function (message, ...rest) {
          most = Math.max(most, message.request?.arguments?.files?.length ?? 0);
          return post.call(this, message, ...rest);
        };
        const said = new Set();
        const watching = new MutationObserver(() => said.add(document.querySelector(".listing")?.textContent ?? ""));
        watching.observe(document.body, { subtree: true, childList: true, characterData: true });
        const transfer = new DataTransfer();
        for (let i = 0; i < 1000; i++) transfer.items.add(new File([`{"Number":${i}}\n`], `${10_000 + i}.log`));
        const input = document.querySelector("input[name='log-files']");
        input.files = transfer.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
        const wait = setInterval(() => {
          if (!/^1,000 records/.test(document.querySelector(".outcome")?.textContent)) return;
          clearInterval(wait);
          watching.disconnect();
          Worker.prototype.postMessage = post;
          done({ most, said: [...said] });
        }, 50);
      });
      assert.ok(most.most > 0 && most.most <= 64, `${most.most} files in one message`);
      const counts = most.said.flatMap((text) => /^Reading the list of files… ([\d,]+)/.exec(text)?.[1] ?? []);
      assert.equal(counts[0], "0", `${most.said}`);
      const numbers = counts.map((count) => Number(count.replace(",", "")));
      assert.deepEqual(
        numbers,
        [...numbers].sort((a, b) => a - b),
      );
      assert.equal(await visitor.has(".listing"), false);
    });

    test("a record that is too long says which setting to raise, and that works", async () => {
      await visitor.visit(server.address);
      const long = `{"Number":1,"Body":"${"x".repeat(33 << 20)}"}\n{"Number":2}\n`;
      await visitor.chooseLogs([write("long", "long.log.gz", zlib.gzipSync(long, { level: 1 }))]);
      await outcome(/^1 record\./);
      const [{ code, says }] = await visitor.problems();
      assert.equal(code, "ERR_LIMIT");
      assert.match(says, /'Largest record' in the page's settings/);
      await visitor.set("largest-record", "64");
      await outcome(/^2 records\./);
      assert.equal(await visitor.has(".notes-button.some"), false);
    });

    test("files that are still being listed are all there when records may be longer", async () => {
      const count = 150;
      const files = Array.from({ length: count }, (_, i) =>
        write("listed", `${1000 + i}.log.gz`, zlib.gzipSync(`{"Number":${i}}\n`)),
      );
      await visitor.visit(server.address);
      await visitor.chooseLogs([write("listed", "0.log.gz", zlib.gzipSync('{"Number":-1}\n'))]);
      await outcome(/^1 record\./);
      await visitor.openMenu("settings-menu");
      await (await visitor.find("input[name='log-files']")).sendKeys(files.join("\n"));
      await look(() => {
        const choice = document.querySelector(".settings [name='largest-record']");
        choice.value = "64";
        choice.dispatchEvent(new Event("change", { bubbles: true }));
      });
      await outcome(new RegExp(`^${count + 1} records\\.`));
      await visitor.closeMenu();
    });

    if (start !== engines.webkit) {
      // WebKitGTK's driver cannot run a script in the page before its own.
      test("a worker that stops can be restarted, with the files that were there", async () => {
        const takeBack = await engine.preload(() => {
          const Real = Worker;
          window.Worker = class extends Real {
            constructor(...given) {
              super(...given);
              (window.workers ??= []).push(this);
            }
          };
        });
        await visitor.visit(server.address);
        const prices = path.join(scratch, "own-prices.json");
        fs.copyFileSync(path.join(top, "src/conversation/prices.json"), prices);
        await visitor.chooseLogs([logFile("ordinary-rsa2048"), logFile("members"), prices]);
        await visitor.chooseKey(keyFile("rsa2048.pem"));
        await visitor.untilWhole();
        // The new worker begins in the middle of all that: after a file was removed, and with prices that cannot be read any more.
        if (await visitor.has(".usage")) await visitor.press("Show records");
        await visitor.openMenu("files-menu");
        await look(() => document.querySelector('.file-list button[aria-label="Remove members.log.gz"]').click());
        await visitor.until("it is removed", () => !/members/.test(document.querySelector(".file-list")?.textContent));
        await visitor.untilWhole();
        await visitor.closeMenu();
        fs.writeFileSync(prices, "{}");
        await look(() => {
          const [main] = window.workers;
          main.terminate();
          main.dispatchEvent(new ErrorEvent("error", { message: "out of memory" }));
        });
        await visitor.until("it is told", () => document.querySelector(".broken") !== null);
        assert.match(
          await visitor.text(".broken"),
          /The part of the page that reads your files and holds your keys stopped \(out of memory\)/,
        );
        assert.doesNotMatch(await visitor.text(".broken"), /This browser cannot run the page/);
        await visitor.screenshot("stopped");
        await visitor.press("Restart");
        await visitor.until("the files are there, and no key", () =>
          /^1 record\. Add your private key/.test(document.querySelector(".outcome")?.textContent),
        );
        assert.equal(await visitor.has(".broken"), false);
        await visitor.chooseKey(keyFile("rsa2048.pem"));
        await visitor.untilWhole();
        assert.deepEqual((await visitor.exported()).bytes, fixture("ordinary-rsa2048").output);
        await takeBack();
      });

      test("a worker that stops while files come in is restarted with all of them, those too that it did not come to", async () => {
        const takeBack = await engine.preload(() => {
          const Real = Worker;
          window.Worker = class extends Real {
            postMessage(message, ...rest) {
              const asks = message?.request?.name === "list";
              if (!asks || window.lists === undefined || ++window.lists !== 2)
                return super.postMessage(message, ...rest);
              this.terminate();
              window.lists = undefined;
              this.dispatchEvent(new ErrorEvent("error", { message: "out of memory" }));
            }
          };
        });
        await visitor.visit(server.address);
        // More than are listed at once.
        const count = 150;
        const given = Array.from({ length: count }, (_, i) =>
          writeLogs("stops", `20260418T0000${10 + (i % 50)}Z_20260418T000100Z_${i}.log.gz`, [`{"Number":${i}}`]),
        );
        await look(() => (window.lists = 0));
        await visitor.chooseLogs(given);
        await visitor.until("it is told", () => document.querySelector(".broken") !== null);
        await visitor.press("Restart");
        await outcome(new RegExp(`^${count} records\\.`));
        assert.equal(await visitor.has(".broken"), false);
        await takeBack();
      });
    }

    test("the console is silent", async () => {
      assert.deepEqual(await engine.complaints(), []);
    });
  });
}

after(() => fs.rmSync(scratch, { recursive: true, force: true }));
