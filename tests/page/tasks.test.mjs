// What people come for, each from the beginning to its end, in as few steps as it takes: in three engines, and at each step
// what is shown is held against what was sealed.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, describe, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { Key } from "selenium-webdriver";
import { completion, record } from "./conversations.mjs";
import { engines } from "./engines.mjs";
import { keyFile, scratch, sealer, writeLogs } from "./fixtures.mjs";
import { conversation, rows } from "./said.mjs";
import { becomes, readUntil, visiting } from "./visitor.mjs";

/** Records a day, of three days; the last of them is sealed for another key. */
const DAY = 20;
const DAYS = ["20260418", "20260419", "20260420"];
const ROTATED = 2 * DAY;
/** The one with the longest conversation, of so many messages before its last question. */
const [LONGEST, EARLIER] = [31, 80];

/** What was sealed, record by record. */
const TRUTH = Array.from({ length: DAYS.length * DAY }, (_, i) => {
  const user = ["quinta", "thorvald", "ludmila"][i % 3];
  const status = i % 4 === 3 ? 429 : i % 10 === 5 ? 500 : 200;
  const question = `Question ${i} of ${user}?`;
  const answer = status === 200 ? `Answer ${i}, which is all.` : `Failure ${i}: try again.`;
  const earlier = Array.from({ length: i === LONGEST ? EARLIER : 0 }, (_, n) => ({
    role: n % 2 === 0 ? "user" : "assistant",
    content: `said ${n} before`,
  }));
  const request = { model: "gpt-4o-mini", messages: [...earlier, { role: "user", content: question }] };
  const tokens = status === 200 ? [100 + i, 10 + i] : undefined;
  const response = tokens
    ? completion({ content: answer }, { prompt_tokens: tokens[0], completion_tokens: tokens[1] })
    : { error: { type: status === 429 ? "rate_limit_error" : "server_error", message: answer } };
  return { i, user, status, question, answer, tokens, request, response, metadata: { user, session: `s-${i}` } };
});
const seals = { own: sealer("rsa2048.pem"), rotated: sealer("rsa4096.pem") };
const files = DAYS.map((day, at) =>
  writeLogs(
    "tasks",
    `${day}T101500Z_${day}T101530Z_a.log.gz`,
    TRUTH.slice(at * DAY, (at + 1) * DAY).map(({ i, status, metadata, request, response }) =>
      record({ status, metadata, request, response, plain: { Number: i } }, i < ROTATED ? seals.own : seals.rotated),
    ),
  ),
);
const [own, rotated] = [keyFile("rsa2048.pem"), keyFile("rsa4096.pem")];
const ALL = TRUTH.map(({ i }) => i);
const first = (/** @type {number} */ before) => (/** @type {number} */ i) => i < before;

for (const start of Object.values(engines)) {
  describe(`the tasks in ${start.name}`, () => {
    let engine;
    let visitor;
    let server;
    visiting(start, {}, (there) => {
      ({ server, engine, visitor } = there);
    });
    const look = (see, ...given) => engine.driver.executeScript(see, ...given);
    const until = (what, condition) => visitor.until(what, condition, 20);

    /** Waits until what is seen is this. */
    const gives = (what, see, expected) => becomes(what, () => look(see), expected);
    /** The rows are these records in this order, and say what was sealed of those that are decrypted, and nothing of the others. */
    async function shows(what, records, isDecrypted = (/** @type {number} */ _) => true) {
      await until(
        `${what}: ${records.length} rows`,
        `return document.querySelector("[role=grid]")?.getAttribute("aria-rowcount") === "${records.length + 1}"`,
      );
      const said = (i) => {
        const { user, question, answer, tokens } = TRUTH[i];
        return isDecrypted(i)
          ? [user, question, answer, tokens ? `${tokens[0] + tokens[1]}` : ""]
          : ["sealed", "sealed", "sealed", ""];
      };
      const wanted = (seen) => seen.map(({ at }) => ({ at, said: said(records[at]) }));
      const areIt = (seen) => seen.length >= Math.min(records.length, 20) && isDeepStrictEqual(seen, wanted(seen));
      const seen = await readUntil(areIt, () => look(rows));
      assert.deepEqual(seen, wanted(seen), what);
      assert.ok(seen.length >= Math.min(records.length, 20), `${what}: ${seen.length} rows are drawn`);
    }
    /** The pane has this record, in its place, and says what was sealed. */
    async function reads(what, place, i) {
      await until(
        `${what}: the record in place ${place}`,
        `return /Record ${place + 1} of/.test(document.querySelector(".record-place")?.textContent)`,
      );
      const { question, answer, tokens } = TRUTH[i];
      await gives(what, conversation, {
        folds: i === LONGEST ? [`${EARLIER} earlier messages`] : [],
        turns: [
          ["User", [question]],
          [tokens ? "Assistant" : "Error", [answer]],
        ],
        calls: [],
        ends: "",
        facts: tokens ? [`${tokens[0]} in`, `${tokens[1]} out`, "ended: stop"] : [],
        cost: tokens !== undefined,
      });
    }
    const keysTo = async (selector, ...keys) => (await visitor.find(selector)).sendKeys(...keys);
    const anew = async (...chosen) => {
      await visitor.visit(server.address);
      if (chosen.length > 0) await visitor.chooseLogs(chosen);
    };

    test("a first visit, to the sample: one click", async () => {
      await anew();
      await visitor.press("Try it with a sample");
      await visitor.untilOpened();
      await until("rows say what was asked and answered", () => {
        const said = [...document.querySelectorAll(".table-row:not(.awaited)")].map(({ textContent }) => textContent);
        return said.length > 20 && document.querySelector(".record-body > .conversation .turn") !== null;
      });
      // What it shows is what its records hold, which an export gives.
      const texts = (await visitor.exported()).bytes.toString().trimEnd().split("\n");
      const records = texts.map((text) => JSON.parse(text));
      assert.ok(records.length > 20 && records.every(({ RequestBody }) => typeof RequestBody === "string"));
      assert.ok(new Set(records.map(({ StatusCode }) => StatusCode)).size > 2, "not all went well");
      const seen = await look(rows);
      const users = seen.map(({ at, said: [user] }) => [at, user]);
      const metadata = ({ Metadata }) => JSON.parse(Metadata).user ?? "";
      assert.deepEqual(
        users,
        users.map(([at]) => [at, metadata(records[at])]),
      );
    });

    test("the sample's own key, given back, opens the sample again", async () => {
      await visitor.openMenu("files-menu");
      const { bytes } = await visitor.saved("Save its key");
      await visitor.closeMenu();
      const file = path.join(scratch, "sample-key.pem");
      fs.writeFileSync(file, bytes);
      const before = await look(() => document.querySelector("[role=grid]").getAttribute("aria-rowcount"));
      await visitor.forgetKeys();
      await until("the rows are encrypted", () => document.querySelector(".table-row .cell.sealed") !== null);
      await visitor.chooseKey(file);
      await visitor.untilWhole();
      assert.equal(await look(() => document.querySelector("[role=grid]").getAttribute("aria-rowcount")), before);
    });

    test("logs and key together: one drop", async () => {
      await anew();
      await visitor.drop([...files.slice(0, 2), own]);
      await visitor.outcome(/^All 40 records decrypted\.$|^40 records/);
      await shows("all", ALL.slice(0, ROTATED));
      await reads("the first", 0, 0);
    });

    test("a key that does not match, and then the one that does", async () => {
      await anew(...files.slice(0, 2));
      await shows("without a key", ALL.slice(0, ROTATED), () => false);
      await visitor.chooseKey(keyFile("other2048.pem"));
      await until("it is said", () => /does not match/.test(document.querySelector(".key-fit")?.textContent));
      await shows("with the wrong key", ALL.slice(0, ROTATED), () => false);
      assert.ok(await visitor.has(".key-card textarea"), "the field for a key is still there");
      await visitor.chooseKey(own);
      await shows("with the right key", ALL.slice(0, ROTATED));
      await reads("the first", 0, 0);
    });

    test("what failed with 429 for quinta, and what came back: one filter and one key", async () => {
      await anew(...files.slice(0, 2));
      await visitor.chooseKey(own);
      await visitor.untilOpened();
      await keysTo("input[name='filter']", "status:429 metadata.user:quinta", Key.ENTER);
      const found = ALL.slice(0, ROTATED).filter((i) => TRUTH[i].user === "quinta" && TRUTH[i].status === 429);
      await shows("those", found);
      await reads("what came back", 0, found[0]);
    });

    test("what the longest conversation said: two clicks", async () => {
      await anew(...files.slice(0, 2));
      await visitor.chooseKey(own);
      await visitor.untilOpened();
      await visitor.press("Longest");
      await until("it is in order", () => document.querySelector(".quick-filters [aria-pressed=true]") !== null);
      await visitor.pressRow(0);
      await reads("the longest", 0, LONGEST);
    });

    test("a key that was rotated: up to when it opens, and the other one", async () => {
      await anew(...files);
      await visitor.chooseKey(own);
      await until("up to when", () => /works until .*2026/.test(document.querySelector(".key-fit")?.textContent));
      await shows("as far as the first key goes", ALL, first(ROTATED));
      await visitor.chooseKey(rotated);
      await shows("with both", ALL);
      await look(() => document.querySelector("[role=grid]").scrollTo(0, 1e6));
      await until("the last row is drawn", () => document.querySelector(".table-row[aria-rowindex='61']") !== null);
      await shows("with both, at the end", ALL);
    });

    test("by keys alone: a filter, its records one after the other, and back to all", async () => {
      await anew(...files.slice(0, 2));
      await visitor.chooseKey(own);
      await shows("all", ALL.slice(0, ROTATED));
      await look(() => document.activeElement.blur());
      await keysTo("body", "/");
      await until("the filter has the focus", () => document.activeElement.name === "filter");
      const failed = ALL.slice(0, ROTATED).filter((i) => TRUTH[i].status === 500);
      await keysTo("input[name='filter']", "status:5xx", Key.ENTER, Key.ESCAPE);
      await shows("those", failed);
      await until("the table has the focus", () => document.activeElement.getAttribute("role") === "grid");
      await reads("the first", 0, failed[0]);
      for (const [place, i] of failed.slice(1).entries()) {
        await keysTo("[role=grid]", "j");
        await reads("the next", place + 1, i);
      }
      await keysTo("body", "/");
      await keysTo("input[name='filter']", Key.chord(Key.CONTROL, "a"), Key.BACK_SPACE);
      await shows("all again", ALL.slice(0, ROTATED));
      const last = failed.at(-1);
      await reads("the record that was chosen stays", last, last);
    });

    test("the failed ones for a colleague: what is exported is what is shown", async () => {
      await anew(...files.slice(0, 2));
      await visitor.chooseKey(own);
      await visitor.untilOpened();
      const failed = ALL.slice(0, ROTATED).filter((i) => TRUTH[i].status >= 400);
      await visitor.press("Errors");
      await shows("those", failed);
      const { bytes, name } = await visitor.exported({ records: "view" });
      const records = bytes
        .toString()
        .trimEnd()
        .split("\n")
        .map((text) => JSON.parse(text));
      assert.deepEqual(
        records.map((each) => [each.Number, JSON.parse(each.ResponseBody)]),
        failed.map((i) => [i, TRUTH[i].response]),
      );
      assert.match(name, new RegExp(`_${failed.length}_decrypted\\.ndjson$`), "its name says how many");
    });

    test("when the key is forgotten nothing that was said is on the page, and it comes back with the key", async () => {
      await anew(...files.slice(0, 2));
      await visitor.chooseKey(own);
      await shows("with the key", ALL.slice(0, ROTATED));
      await reads("the first", 0, 0);
      await visitor.forgetKeys();
      await shows("without it", ALL.slice(0, ROTATED), () => false);
      // Where values are counted, and wherever else.
      await gives(
        "nothing is left",
        () =>
          document
            .querySelector("#app, main")
            .parentElement.outerHTML.match(/.{30}((Question|Answer|Failure) \d+|quinta|thorvald|ludmila).{30}/g),
        null,
      );
      await visitor.chooseKey(own);
      await shows("with it again", ALL.slice(0, ROTATED));
    });

    test("the console is silent, and nothing was asked for", async () => {
      assert.deepEqual(await engine.complaints(), []);
      assert.deepEqual([...new Set(server.asked)], ["/"]);
    });
  });
}

after(() => fs.rmSync(scratch, { recursive: true, force: true }));
