// The page, from dist/index.html, in three engines, served and from disk: files and keys go in as a
// person gives them, and every byte that comes out is compared with the fixtures.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import zlib from "node:zlib";
import { Key } from "selenium-webdriver";
import { engines } from "./engines.mjs";
import { fixture, KEY_OF_MANY, keyFile, logFile, manyRecords, opened, scratch } from "./fixtures.mjs";
import { servedAndFromDisk } from "./served-and-from-disk.mjs";
import { visiting } from "./visitor.mjs";

/** Fixtures with decrypted fields, with rejected lines, with damage, and with nothing to save. */
const FROM_DISK_TOO = ["ordinary-rsa2048", "bad-lines", "cut-off", "ownership-challenge"];
const byKeys = opened.toSorted((a, b) => (String(a.keys) < String(b.keys) ? -1 : 1));
const lines = (output) => output.toString().split("\n").length - 1;

for (const start of Object.values(engines)) {
  describe(`the page in ${start.name}`, () => {
    let engine;
    let visitor;
    let server;
    visiting(start, { width: 1300 }, (there) => {
      ({ server, engine, visitor } = there);
    });

    servedAndFromDisk(
      () => ({ server, engine, visitor }),
      ({ from, inPage }) => {
        /** The keys of the fixture before: those with the same ones follow each other. */
        let held = "";
        for (const { name, keys, output, rejects, errors, warnings, opened: fields } of byKeys) {
          const run = FROM_DISK_TOO.includes(name) ? test : inPage;
          run(`opens ${name} as it must`, async () => {
            const isHeld = held === String(keys);
            await visitor.startAnew({ keepsKeys: isHeld });
            if (!isHeld) for (const key of keys) await visitor.chooseKey(keyFile(`${key}.pem`));
            held = String(keys);
            await visitor.chooseLogs([logFile(name)]);
            await visitor.untilOpened();
            const shown = await visitor.problems();
            // Which only proves who owns the bucket: a remark, though it is no record.
            const proves = name === "ownership-challenge";
            const order = (problems) =>
              problems.map(({ line = "", field = "", code }) => `${line} ${field} ${code}`).toSorted();
            const [faults, remarks] = [
              shown.filter(({ code }) => code !== ""),
              shown.filter(({ code }) => code === ""),
            ];
            assert.deepEqual(order(faults), order(proves ? [] : errors));
            assert.equal(remarks.length, warnings.length + (proves ? 1 : 0));
            for (const { file, says } of shown) {
              assert.equal(file, `${name}.log.gz`);
              assert.ok(says.length > 30, says);
            }
            if (output.length > 0) {
              // A fault of no line is one of the file, which then is not whole and is not called so.
              const damaged = errors.some(({ line }) => line === undefined);
              const [records, stay] = [lines(output), errors.some(({ field }) => field !== undefined)];
              const says = `Export ${records} ${fields > 0 && !stay ? "decrypted " : ""}record${records === 1 ? "" : "s"}`;
              const saved = await visitor.exported({ records: "all", says });
              assert.equal(saved.bytes.toString(), output.toString());
              assert.equal(
                saved.name,
                `${name}${fields > 0 && !stay ? "_decrypted" : ""}${damaged ? "_incomplete" : ""}.ndjson`,
              );
              assert.match(saved.status, new RegExp(`^${records} records? exported`));
              assert.equal(/cut off or damaged/.test(saved.status), damaged);
              assert.equal(Number(/^([\d,]+) decrypted/.exec(saved.fields)?.[1].replaceAll(",", "") ?? 0), fields);
            }
            if (proves) {
              assert.equal(
                await (await visitor.find(".export-button")).isEnabled(),
                false,
                "nothing is to be exported",
              );
            } else if (rejects.length > 0) {
              assert.deepEqual((await visitor.exported({ records: "rejected" })).bytes, rejects);
            }
          });
        }

        inPage("keeps a rejected line of 100 MB", async () => {
          const { output, longReject } = fixture("line-of-100-mb");
          await visitor.startAnew();
          await visitor.chooseKey(keyFile("rsa2048.pem"));
          await visitor.chooseLogs([logFile("line-of-100-mb")]);
          await visitor.untilOpened();
          assert.deepEqual((await visitor.exported()).bytes, output);
          const saved = await visitor.exported({ records: "rejected", hash: true });
          assert.equal(saved.size, longReject.bytes);
          assert.equal(saved.bytes.toString("hex"), longReject.sha256);
        });

        test("takes several files and the key in one drop, in the order of their names", async () => {
          const chosen = ["members", "ordinary-rsa2048", "plain-text"];
          await visitor.startAnew();
          await visitor.drop([...chosen.map(logFile), keyFile("rsa2048.mislabelled.pem")].reverse());
          await visitor.untilOpened();
          const saved = await visitor.exported();
          assert.equal(saved.bytes.toString(), chosen.map((name) => fixture(name).output.toString()).join(""));
          assert.match(saved.name, /^ai-gateway(_decrypted)?\.ndjson$/);
          await visitor.screenshot(`${from}-several-files`);
        });

        test("goes on with the other files after one that is cut off", async () => {
          await visitor.startAnew();
          await visitor.drop([...["bad-deflate", "cut-off", "ordinary-rsa2048"].map(logFile), keyFile("rsa2048.pem")]);
          await visitor.untilOpened();
          const saved = await visitor.exported();
          const expected = ["bad-deflate", "cut-off", "ordinary-rsa2048"].map((name) =>
            fixture(name).output.toString(),
          );
          assert.equal(saved.bytes.toString(), expected.join(""));
          assert.match(saved.status, /Some of the log files are cut off or damaged/);
          const damaged = new Set(
            (await visitor.problems()).filter(({ code }) => /GZIP/.test(code)).map(({ file }) => file),
          );
          assert.deepEqual([...damaged].sort(), ["bad-deflate.log.gz", "cut-off.log.gz"]);
        });

        if (start === engines.chromium) {
          // The other drivers can neither choose nor drop a folder.
          test("takes a folder, chosen or dropped, and what is in its folders", async () => {
            const folder = path.join(scratch, `folder-${from}`, "20260418");
            fs.mkdirSync(path.join(folder, "later"), { recursive: true });
            for (const [name, place] of [
              ["members", "b.log.gz"],
              ["shapes", "a.log.gz"],
              ["plain-text", "later/c.log.gz"],
              ["picture", ".DS_Store"],
            ]) {
              fs.copyFileSync(logFile(name), path.join(folder, place));
            }
            const expected = ["shapes", "members", "plain-text"]
              .map((name) => fixture(name).output.toString())
              .join("");
            const ways = {
              choose: async () => (await visitor.find("input[name='log-folder']")).sendKeys(folder),
              drop: async () => {
                // The shell steps in for the frame when something is held over it. Then it is entered, as browsers do.
                for (const type of ["dragEnter", "dragOver", "dragEnter", "dragOver", "drop"]) {
                  const data = { items: [], files: [folder], dragOperationsMask: 1 };
                  await visitor.driver.sendDevToolsCommand("Input.dispatchDragEvent", { type, x: 300, y: 300, data });
                  await sleep(200);
                }
              },
            };
            for (const give of Object.values(ways)) {
              await visitor.startAnew();
              await give();
              await visitor.until("the files are there", () =>
                /^3 files/.test(document.querySelector(".files-menu")?.textContent),
              );
              await visitor.chooseKey(keyFile("rsa2048.pem"));
              await visitor.untilOpened();
              assert.equal((await visitor.exported()).bytes.toString(), expected);
            }
          });
        }

        inPage("opens with the workers and the engine that are chosen, and says which and how fast", async () => {
          await visitor.startAnew();
          await visitor.chooseKey(keyFile(KEY_OF_MANY));
          await visitor.chooseLogs([manyRecords(3, KEY_OF_MANY)]);
          await visitor.untilOpened();
          // In a sandboxed frame, Chromium's workers have no RSA of the browser's, and the page says who does it then.
          const own = start === engines.chromium ? "WebAssembly" : "the browser";
          const native = new RegExp(`^1 worker( · (?!0\\.0)[\\d.]+ ms per key)? RSA is done by ${own}\\. Settings$`);
          for (const [workers, engine, records, says] of [
            ["1", "native", 4, native],
            ["3", "wasm", 5, /^3 workers( · (?!0\.0)[\d.]+ ms per key)? RSA is done by WebAssembly\. Settings$/],
          ]) {
            await visitor.set("workers", workers);
            await visitor.set("engine", engine);
            await visitor.closeFiles();
            await visitor.chooseLogs([manyRecords(records, KEY_OF_MANY)]);
            await visitor.untilWhole();
            const said = await visitor.driver.executeScript(
              () => document.querySelector(".settings-menu > button").textContent,
            );
            assert.match(said, says);
            assert.equal(await visitor.text(".outcome"), `All ${records} records decrypted.`);
            await visitor.openMenu("settings-menu");
            const why = /offers no crypto\.subtle to the page's workers/.test(await visitor.text(".settings"));
            assert.equal(why, engine === "native" && own === "WebAssembly");
            await visitor.closeMenu();
          }
        });

        test("shows a file's name as text, whatever is in it", async () => {
          const name = "<img src=x onerror=document.title='markup'><b>.log.gz";
          const file = path.join(scratch, name);
          fs.copyFileSync(logFile("bad-lines"), file);
          await visitor.startAnew();
          await visitor.chooseKey(keyFile("rsa2048.pem"));
          await visitor.chooseLogs([file]);
          await visitor.untilOpened();
          await visitor.showNotes();
          assert.equal(await visitor.text(".notes .path"), name);
          assert.equal(await visitor.has("main img, main b"), false);
          await visitor.showNotes(false);
          assert.equal(await visitor.driver.getTitle(), "logpush-decrypt");
        });

        inPage("shows one record in full, and the next by keys", async () => {
          await visitor.startAnew();
          await visitor.chooseKey(keyFile("rsa2048.pem"));
          await visitor.chooseLogs([logFile("shapes")]);
          await visitor.untilOpened();
          await visitor.until("the first record is shown", () =>
            /Record 1 of 9/.test(document.querySelector(".record-view")?.textContent),
          );
          assert.match(await visitor.text(".record-view"), /123456789012345678901234567890/);
          const list = await visitor.find("[role=grid]");
          await list.sendKeys("j", Key.ARROW_DOWN, Key.ARROW_DOWN);
          await visitor.until("the fourth record is shown", () =>
            /Record 4 of 9/.test(document.querySelector(".record-view")?.textContent),
          );
          assert.equal(await (await visitor.find(".table-row.chosen")).getAttribute("aria-rowindex"), "5");
          await list.sendKeys(Key.END);
          await visitor.until("the last record is shown", () =>
            /Record 9 of 9/.test(document.querySelector(".record-view")?.textContent),
          );
          await list.sendKeys("k", Key.HOME);
          await visitor.until("the first record is shown", () =>
            /Record 1 of 9/.test(document.querySelector(".record-view")?.textContent),
          );
        });

        test("opens every record when asked to, which can be cancelled", async () => {
          await visitor.startAnew();
          await visitor.chooseKey(keyFile(KEY_OF_MANY));
          await visitor.chooseLogs([manyRecords(700, KEY_OF_MANY)]);
          await visitor.untilOpened();
          assert.match(
            await visitor.text(".outcome"),
            /^700 records\. Records are decrypted when you view, search or export them\.$/,
          );
          // However many cores there are, it takes long enough to be stopped.
          await visitor.set("workers", "1");
          await visitor.pressLike("Check all records");
          await visitor.until("records come", () => {
            const [, records = "0"] =
              /([\d,]+) of 700 records checked/.exec(document.querySelector(".foot-state")?.textContent) ?? [];
            return Number(records) > 2;
          });
          await visitor.until("the time left is told", () =>
            /left/.test(document.querySelector(".foot-state")?.textContent),
          );
          await visitor.screenshot(`${from}-opening`);
          await visitor.press("Cancel");
          await visitor.untilOpened(3);
          const told = await visitor.text(".outcome");
          const [, records] = /Check stopped: ([\d,]+) of 700 records checked/.exec(told) ?? [];
          assert.ok(Number(records) > 2 && Number(records) < 700, told);
          await sleep(500);
          assert.equal(await visitor.text(".outcome"), told, "it stays stopped");
        });

        test("a save that is cancelled leaves nothing, and the next one is whole", async () => {
          await visitor.openExport();
          await visitor.press(".export-start");
          await visitor.until("it goes on", () => Number(document.querySelector(".save-running progress")?.value) > 0);
          const before = await visitor.outside(() => window.saved.length);
          await (await visitor.find(".save-running button")).click();
          await visitor.until("it is cancelled", () =>
            /Cancelled\. No file was left\./.test(document.querySelector(".save-status")?.textContent),
          );
          assert.equal(await visitor.outside(() => window.saved.length), before);
          await visitor.until("nothing goes on", () => document.querySelector("main[aria-busy='false']") !== null);
          const saved = await visitor.exported();
          const record = (_, i) => `{"StatusCode":200,"RequestBody":"question ${i}","ResponseBody":"answer ${i}"}\n`;
          assert.equal(saved.bytes.toString(), Array.from({ length: 700 }, record).join(""));
        });

        inPage("opens many small files, which can be cancelled and begun anew", async () => {
          const folder = path.join(scratch, "many");
          fs.mkdirSync(folder, { recursive: true });
          const files = Array.from({ length: 400 }, (_, i) => path.join(folder, `${1000 + i}.log.gz`));
          for (const file of files) fs.copyFileSync(logFile("ordinary-rsa3072"), file);
          await visitor.startAnew();
          await visitor.chooseKey(keyFile(KEY_OF_MANY));
          await visitor.chooseLogs(files);
          await visitor.untilOpened();
          await visitor.pressLike("Check all records");
          await visitor.until("the work goes on", () => document.querySelector(".foot-state progress") !== null);
          await visitor.press("Cancel");
          await visitor.untilOpened(3);
          assert.match(await visitor.text(".outcome"), /Check stopped/);
          await visitor.pressLike("Check all records");
          await visitor.untilWhole(60);
          assert.equal(await visitor.text(".outcome"), "All 400 records decrypted.");
        });

        inPage("shows a record with a text of 8 MB, and stays usable", async () => {
          const file = path.join(scratch, "large.log.gz");
          const long = JSON.stringify({ image: `${'QUJD\\"'.repeat(1_300_000)}end` });
          fs.writeFileSync(
            file,
            zlib.gzipSync(
              `{"Model":"vision","RequestBody":${JSON.stringify(long)},"StatusCode":200}\n{"Model":"next"}\n`,
            ),
          );
          await visitor.startAnew();
          await visitor.chooseKey(keyFile("rsa2048.pem"));
          await visitor.chooseLogs([file]);
          await visitor.untilOpened();
          await visitor.until("its field is shown", () =>
            /RequestBody/.test(document.querySelector(".record-view")?.textContent),
          );
          await (await visitor.find(".record-head [title='Next record']")).click();
          await visitor.until("the next record is shown", () =>
            /Record 2 of 2/.test(document.querySelector(".record-view")?.textContent),
          );
        });
      },
    );

    test("a file is really saved through the browser's downloads", async (context) => {
      if (!engine.downloads)
        return context.diagnostic(`${engine.name} cannot be told where to save; its blob was compared above`);
      await visitor.open(server.address);
      await visitor.chooseKey(keyFile("rsa2048.pem"));
      await visitor.chooseLogs([logFile("members")]);
      await visitor.untilOpened();
      await visitor.openExport({ says: "Export 4 decrypted records" });
      await visitor.press(".export-start");
      const file = path.join(engine.downloads, "members_decrypted.ndjson");
      const { output } = fixture("members");
      // Browsers make the file before all of it is there.
      const saved = () => (fs.existsSync(file) ? fs.readFileSync(file) : Buffer.alloc(0));
      for (let tries = 0; tries < 300 && saved().length < output.length; tries++) await sleep(100);
      assert.deepEqual(saved(), output);
    });
  });
}

after(() => fs.rmSync(scratch, { recursive: true, force: true }));
