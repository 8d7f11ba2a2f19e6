// How files are taken: in parts, archives and keys among them; closed or read anew meanwhile; and what is said of them.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { after, describe, test } from "node:test";
import zlib from "node:zlib";
import { engines } from "./engines.mjs";
import { fixture, keyFile, logFile, scratch, sealer, writeLogs } from "./fixtures.mjs";
import { visiting } from "./visitor.mjs";

/** A ZIP archive of fixtures; without its directory if it is to be `cut`. */
function zip(name, fixtures, { cut = false } = {}) {
  const folder = path.join(scratch, "taken");
  fs.mkdirSync(folder, { recursive: true });
  const archive = path.join(folder, name);
  // That of another engine may be there, without its directory: zip would refuse to add to it.
  fs.rmSync(archive, { force: true });
  execFileSync("zip", ["-qj", archive, ...fixtures.map(logFile)]);
  const bytes = fs.readFileSync(archive);
  if (cut) fs.writeFileSync(archive, bytes.subarray(0, bytes.indexOf("PK\x01\x02")));
  return archive;
}

for (const start of Object.values(engines)) {
  describe(`files that are taken in ${start.name}`, () => {
    let [engine, visitor, server] = [];
    visiting(start, {}, (there) => {
      ({ server, engine, visitor } = there);
    });
    const look = (see, ...given) => engine.driver.executeScript(see, ...given);
    const outcome = (says) => visitor.outcome(says);
    const choose = (name, value) => visitor.set(name, value);

    test("hundreds of them are taken in parts, with what is in an archive in its place, and keys wherever they are", async () => {
      await visitor.visit(server.address);
      const number = (i) => String(i).padStart(3, "0");
      const [archived, numbered] = [["members", "shapes"], Array.from({ length: 600 }, (_, i) => i)];
      const given = numbered.flatMap((i) =>
        i === 300 ? [] : [writeLogs("parts", `${number(i)}.log.gz`, [`{"Number":${i}}`])],
      );
      // In the second part, and in the last.
      const key = path.join(scratch, "parts", "599-key.pem");
      fs.copyFileSync(keyFile("rsa2048.pem"), key);
      await visitor.drop([...given, zip("300.zip", archived), key]);
      await visitor.until("the key is there", () => document.querySelector(".keys-menu.held") !== null);
      await visitor.untilOpened();
      assert.deepEqual(await visitor.problems().then((all) => all.filter(({ code }) => /^ERR_/.test(code))), []);
      const saved = await visitor.exported();
      const expected = numbered.map((i) =>
        i === 300 ? archived.map((name) => fixture(name).output).join("") : `{"Number":${i}}\n`,
      );
      assert.equal(saved.bytes.toString(), expected.join(""));
      await visitor.openMenu("files-menu");
      await visitor.until("the list is open", () => document.querySelectorAll(".file-list .path").length >= 500);
      const paths = await look(() =>
        [...document.querySelectorAll(".file-list .path")].map((each) => each.textContent),
      );
      assert.deepEqual(paths.slice(298, 304), [
        "298.log.gz",
        "299.log.gz",
        "300.zip/members.log.gz",
        "300.zip/shapes.log.gz",
        "301.log.gz",
        "302.log.gz",
      ]);
    });

    test("files that are closed while the list is read stay closed, and those that come then are the only ones", async () => {
      await visitor.visit(server.address);
      await engine.driver.executeAsyncScript((done) => {
        const transfer = new DataTransfer();
        for (let i = 0; i < 1500; i++) transfer.items.add(new File([`{"Number":${i}}\n`], `${10_000 + i}.log`));
        const input = document.querySelector("input[name='log-files']");
        input.files = transfer.files;
        const close = () => {
          const button = document.querySelector(".files-menu > button");
          if (button?.getAttribute("aria-expanded") === "false") button.click();
          return [...document.querySelectorAll(".files-menu button")].find(
            ({ textContent }) => textContent === "Close all files",
          );
        };
        let closed = "";
        const watching = new MutationObserver(() => {
          if (closed === "" && close() && document.querySelector(".listing")) {
            closed = document.querySelector(".listing").textContent;
            close().click();
          }
          if (
            closed !== "" &&
            document.querySelector("main.welcoming[aria-busy='false']") &&
            !document.querySelector(".listing")
          ) {
            watching.disconnect();
            done(closed);
          }
        });
        watching.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
        input.dispatchEvent(new Event("change", { bubbles: true }));
      });
      await visitor.chooseLogs([logFile("types")]);
      await outcome(new RegExp(`^${fixture("types").records} records`));
      await visitor.until("the record is there", () => document.querySelector(".record-view .path") !== null);
      assert.match(await visitor.text(".record-view .path"), /^types\.log\.gz, line 1$/);
    });

    test("an empty folder that is dropped is said to be empty, and nothing goes on", async () => {
      await visitor.visit(server.address);
      // No script can make a folder to be dropped.
      await look(() => {
        const event = new DragEvent("drop", { bubbles: true, cancelable: true });
        Object.defineProperty(event, "dataTransfer", { value: { types: ["Files"], items: [] } });
        document.body.dispatchEvent(event);
      });
      await visitor.until("it is told", () =>
        /It has no files\./.test(document.querySelector(".key-problem")?.textContent),
      );
      await visitor.until("nothing goes on", () => document.querySelector("main[aria-busy='false']") !== null);
      assert.equal(await visitor.has(".listing"), false);
    });

    test("what is wrong with an archive is still told after its files were read anew, however often that was asked for", async () => {
      await visitor.visit(server.address);
      await visitor.drop([
        zip("cut.zip", ["members", "shapes"], { cut: true }),
        logFile("plain-text"),
        keyFile("rsa2048.pem"),
      ]);
      await visitor.untilOpened();
      const told = (problems) => problems.map(({ file, code }) => [file, code]);
      assert.deepEqual(told(await visitor.problems()), [["cut.zip", "ERR_IO"]]);
      const before = await visitor.exported();
      // Two changes, of which the second comes while the files are read for the first.
      await choose("largest-record", "64");
      await choose("largest-record", "128");
      await visitor.untilOpened();
      assert.deepEqual(told(await visitor.problems()), [["cut.zip", "ERR_IO"]]);
      const after_ = await visitor.exported();
      assert.equal(after_.bytes.toString(), before.bytes.toString());
      const expected = ["members", "shapes", "plain-text"].map((name) => fixture(name).output.toString());
      assert.equal(after_.bytes.toString(), expected.join(""));
    });

    test("files without an encrypted field are remarked on: each of a few, and many once", async () => {
      await visitor.visit(server.address);
      const plain = (count) =>
        Array.from({ length: count }, (_, i) => writeLogs(`plain-${count}`, `${100 + i}.log.gz`, [`{"Number":${i}}`]));
      await visitor.chooseLogs([...plain(2), logFile("ordinary-rsa2048")]);
      await outcome(/^3 records/);
      const remarks = await visitor.problems();
      assert.deepEqual(
        remarks.map(({ file }) => file),
        ["100.log.gz", "101.log.gz"],
      );
      for (const { says } of remarks) assert.match(says, /^No record of this file holds an encrypted field/);
      await visitor.startAnew();
      await visitor.chooseLogs(plain(40));
      await outcome(/^40 records/);
      const [remark, ...others] = await visitor.problems();
      assert.deepEqual(others, []);
      assert.match(remark.says, /^No record of this file and of 39 others holds an encrypted field/);
      assert.equal(await visitor.text(".notes-button"), "1 note");
    });

    describe("when every wrapped key is to be unwrapped", () => {
      const sealed = () =>
        look(() => [...document.querySelectorAll(".record-view .problem, .record-view .field.sealed")].length);

      test("few records are checked once more at once, and back", async () => {
        await visitor.visit(server.address);
        await visitor.chooseLogs([logFile("damaged-wrapped-key")]);
        await visitor.chooseKey(keyFile("rsa2048.pem"));
        await outcome(/^1 record decrypted\.$/);
        const open = await sealed();
        await choose("strict");
        await outcome(/^None of 1 record could be decrypted\.$/);
        assert.deepEqual(
          (await visitor.problems()).map(({ field, code }) => [field, code]),
          [["RequestBody", "ERR_UNWRAP"]],
        );
        await visitor.until(
          "the record shows it",
          `return document.querySelectorAll(".record-view .problem, .record-view .field.sealed").length > ${open}`,
        );
        await visitor.openExport({ says: "Export 1 record, all still encrypted" });
        await visitor.closeExport();
        await choose("strict");
        await outcome(/^1 record decrypted\.$/);
        assert.equal(await visitor.text(".notes-button"), "Notes");
        await visitor.until(
          "the record is whole again",
          `return document.querySelectorAll(".record-view .problem, .record-view .field.sealed").length === ${open}`,
        );
      });

      test("of many the check is offered once more, and finds the damaged key", async () => {
        await visitor.visit(server.address);
        const seal = sealer("rsa2048.pem");
        const records = Array.from(
          { length: 340 },
          (_, i) => `{"A":${seal(`a${i}`)},"B":${seal(`b${i}`)},"C":${seal(`c${i}`)}}`,
        );
        const damaged = zlib
          .gunzipSync(fs.readFileSync(logFile("damaged-wrapped-key")))
          .toString()
          .trim();
        await visitor.chooseLogs([writeLogs("strict", "many.log.gz", [...records, damaged])]);
        await outcome(/^341 records/);
        await visitor.chooseKey(keyFile("rsa2048.pem"));
        await outcome(/^341 records\. Records are decrypted when/);
        await visitor.pressLike("Check all records (");
        await outcome(/^All 341 records decrypted\.$/);
        await visitor.showNotes();
        await visitor.until("nothing is missing", () =>
          /^Nothing is missing/.test(document.querySelector(".report .headline")?.textContent),
        );
        assert.equal(await visitor.has(".check-all"), false);
        await choose("strict");
        await visitor.until("the check is offered", () => document.querySelector(".check-all") !== null);
        await visitor.until("the report does not claim to know", () =>
          /Keys not yet checked/.test(document.querySelector(".report")?.textContent),
        );
        await visitor.pressLike("Check all records (");
        await outcome(/^340 of 341 records decrypted, 1 could not be\.$/);
        assert.deepEqual(
          (await visitor.problems()).map(({ line, field, code }) => [line, field, code]),
          [["341", "RequestBody", "ERR_UNWRAP"]],
        );
        await visitor.showNotes();
        await visitor.until("a record stays encrypted", () =>
          /1 record stays encrypted/.test(document.querySelector(".report .headline")?.textContent),
        );
      });
    });

    test("the console is silent", async () => {
      assert.deepEqual(await engine.complaints(), []);
    });
  });
}

after(() => fs.rmSync(scratch, { recursive: true, force: true }));
