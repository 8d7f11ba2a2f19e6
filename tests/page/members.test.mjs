// @ts-nocheck Most of this runs in the page, whose elements it knows by their selectors.
// Members of the encrypted metadata as fields of the table, against what was sealed: as records are opened to be seen, by a
// search, after another key, and after everything was forgotten.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after, describe, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { Key } from "selenium-webdriver";
import { engines } from "./engines.mjs";
import { keyFile, scratch, sealer, writeLogs } from "./fixtures.mjs";
import { becomes, readUntil, visiting } from "./visitor.mjs";

const [sealA, sealB] = ["rsa2048.pem", "other2048.pem"].map(sealer);
const USERS = ["alice", "bob", "carol", "alice b."];
const metadata = (i) => ({ user: USERS[i % USERS.length], team: i % 3 === 0 ? "blue" : "red", request: i });
const made = (seal, from, count) =>
  Array.from({ length: count }, (_, at) => {
    const i = from + at;
    const sealed = [metadata(i), { answer: `said ${i}` }].map((each) => seal(JSON.stringify(each)));
    return `{"Number":${i},"StatusCode":200,"Metadata":${sealed[0]},"ResponseBody":${sealed[1]}}`;
  });

/** More fields than are all opened at once when a key is added. */
const [A, B] = [360, 200];
const fileA = writeLogs("members", "20260501T000000Z_20260501T000030Z_a.log.gz", made(sealA, 0, A));
const fileB = writeLogs("members", "20260502T000000Z_20260502T000030Z_b.log.gz", made(sealB, A, B));
const numbers = (from, to, fits) =>
  Array.from({ length: to - from }, (_, at) => from + at).filter((i) => fits(metadata(i)));
const isAlice = ({ user }) => user.includes("alice");

for (const start of Object.values(engines)) {
  describe(`members of the metadata in ${start.name}`, () => {
    let engine;
    let visitor;
    let server;
    visiting(start, {}, (there) => {
      ({ server, engine, visitor } = there);
    });

    const look = (see, ...given) => engine.driver.executeScript(see, ...given);
    const type = (text) => visitor.filterBy(text);
    const rowsAre = (rows, what) => visitor.rowsAre(rows, what);
    const saysOfSearch = (text) =>
      visitor.until(
        `it says ${text}`,
        `return (document.querySelector(".body-search")?.textContent ?? "").includes(${JSON.stringify(text)})`,
      );
    const search = async () => (await visitor.find("input[name='filter']")).sendKeys(Key.ENTER);
    /** The texts of a column, of all rows: the table is scrolled through. */
    const columnOf = (title) =>
      engine.driver.executeAsyncScript(async (title, done) => {
        const grid = document.querySelector("[role=grid]");
        const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
        const [rows, found] = [Number(grid.getAttribute("aria-rowcount")) - 1, new Map()];
        const column =
          [...document.querySelectorAll(".head-title")].findIndex(({ textContent }) => textContent === title) + 1;
        for (let tries = 0; found.size < rows && tries < 2000; tries++) {
          for (const row of document.querySelectorAll(".table-row:not(.awaited)")) {
            const cell = row.querySelectorAll("[role=gridcell]")[column];
            // Of a column that was just shown the cells are on their way.
            if (!cell.classList.contains("pending"))
              found.set(Number(row.getAttribute("aria-rowindex")) - 2, cell.textContent);
          }
          const missing = Array.from({ length: rows }, (_, i) => i).find((i) => !found.has(i));
          if (missing !== undefined)
            grid.scrollTop = missing * document.querySelector(".table-row").getBoundingClientRect().height;
          await frame();
        }
        grid.scrollTop = 0;
        done([...found].sort(([a], [b]) => a - b).map(([, text]) => text));
      }, title);
    /** Waits until the rows show numbers that are right: those of the view before stay until others come. */
    const numbersAre = async (isRight, what) => {
      const shown = await readUntil(isRight, async () => (await columnOf("Number")).map(Number));
      assert.ok(isRight(shown), `${what}: ${shown}`);
      return shown;
    };
    const shows = (expected, what) => numbersAre((shown) => isDeepStrictEqual(shown, expected), what);
    /** What the group of a field says: of how many records, its values with their counts. */
    const facet = (name) =>
      look((name) => {
        const group = [...document.querySelectorAll(".facets .facet")].find(
          (each) => each.querySelector("h3").textContent === name,
        );
        if (!group) return null;
        const values = [...group.querySelectorAll("li")].map((each) => [
          each.querySelector(".value").textContent,
          Number(each.querySelector(".note").textContent.replace(/\D/g, "")),
        ]);
        return {
          of: group.querySelector(".of-decrypted")?.textContent ?? "",
          values: values.sort(([a], [b]) => (a < b ? -1 : 1)),
        };
      }, name);
    const facetIs = (name, expected) => becomes(name, () => facet(name), expected);
    const counted = (from, to, key, fits = () => true) => {
      const counts = new Map();
      for (let i = from; i < to; i++)
        if (fits(metadata(i))) counts.set(metadata(i)[key], (counts.get(metadata(i)[key]) ?? 0) + 1);
      return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
    };

    test("without a key every record may match, and none is said to", async () => {
      await visitor.visit(server.address);
      await visitor.chooseLogs([fileA, fileB]);
      await visitor.outcome(/^560 records/);
      await visitor.showColumn("Number");
      await type("metadata.user:alice");
      await rowsAre(0, "nothing was opened");
      await saysOfSearch(`${A + B} records have encrypted or long text to search. Searching encrypted text needs`);
      assert.equal(await facet("Metadata.user"), null);
      // What was said is asked by that name; the member may be meant.
      await type("user:alice");
      await visitor.until("the member is offered", () =>
        document.querySelector(".filter-advice")?.textContent.includes("metadata.user"),
      );
      await type("");
      await rowsAre(A + B, "no filter");
    });

    test("rows that are opened to be seen are counted and found", async () => {
      await visitor.chooseKey(keyFile("rsa2048.pem"));
      await visitor.untilOpened();
      await visitor.until("the rows on the screen say who asked", () =>
        [...document.querySelectorAll(".table-row .cell.opened")].some(({ textContent }) => textContent === "carol"),
      );
      // They are opened some at a time.
      await visitor.until("and all of them are counted", () => {
        const counted = [...document.querySelectorAll(".facets .facet")].find(
          (each) => each.querySelector("h3").textContent === "Metadata.user",
        );
        const values = [...(counted?.querySelectorAll(".value") ?? [])].map(({ textContent }) => textContent);
        return ["alice", "bob", "carol", "alice b."].every((user) => values.includes(user));
      });
      const { of, values } = await facet("Metadata.user");
      const opened = Number(/^of (\d+) decrypted$/.exec(of)[1]);
      assert.ok(opened >= USERS.length && opened < A, of);
      assert.equal(
        values.reduce((sum, [, count]) => sum + count, 0),
        opened,
      );
      assert.deepEqual(
        values.map(([value]) => value),
        [...USERS].sort(),
      );
      await type("metadata.user:alice");
      await visitor.until("those that were opened match", () => {
        const rows = Number(document.querySelector("[role=grid]").getAttribute("aria-rowcount")) - 1;
        return rows > 5 && rows < 200;
      });
      const expected = numbers(0, A, isAlice);
      const areHers = (shown) => shown.length > 0 && shown.every((number) => expected.includes(number));
      const shown = await numbersAre(areHers, "all of them are hers");
      assert.deepEqual(
        [...shown].sort((a, b) => a - b),
        shown,
        "they lie as in the files",
      );
    });

    test("a search opens the others, and says which it could not", async () => {
      await search();
      await saysOfSearch(`${B} records could not be searched: no matching key, or damaged.`);
      const expected = numbers(0, A, isAlice);
      await rowsAre(expected.length, "all that the key opens");
      await shows(expected, "hers");
      await facetIs("Metadata.user", { of: `of ${A} decrypted`, values: counted(0, A, "user") });
      await facetIs("Metadata.team", { of: "", values: counted(0, A, "team", isAlice) });
      // From here it is known, by the whole value as well.
      for (const [filter, fits] of [
        ["metadata.user=alice", ({ user }) => user === "alice"],
        ["metadata.team:blue metadata.user:bob", ({ user, team }) => user === "bob" && team === "blue"],
        ["metadata.team:blue", ({ team }) => team === "blue"],
        ["metadata.request:>=350", ({ request }) => request >= 350],
      ]) {
        await type(filter);
        await rowsAre(numbers(0, A, fits).length, filter);
        await shows(numbers(0, A, fits), filter);
        await saysOfSearch(`${B} records have encrypted`);
      }
    });

    test("a value in the counts is chosen by a press, and a column shows it", async () => {
      await type("");
      await rowsAre(A + B, "no filter");
      await look(() => {
        const values = [...document.querySelectorAll(".facets .facet li")];
        values
          .find((each) => each.querySelector(".value").textContent === "carol")
          .querySelector("input")
          .click();
      });
      await visitor.until(
        "it is in the filter",
        () => document.querySelector("input[name='filter']").value === "Metadata.user=carol",
      );
      const expected = numbers(0, A, ({ user }) => user === "carol");
      await rowsAre(expected.length, "carol");
      await visitor.showColumn("Metadata.team");
      assert.deepEqual(
        await columnOf("Metadata.team"),
        expected.map((i) => metadata(i).team),
      );
      assert.ok((await columnOf("User")).every((who) => who === "carol"));
    });

    test("names and values that were seen are suggested", async () => {
      const field = await visitor.find("input[name='filter']");
      await type("");
      for (const [text, offers] of [
        ["metadata.te", ["Metadata.team"]],
        ["metadata.team:", ["red", "blue"]],
      ]) {
        await type("");
        await field.sendKeys(text);
        await visitor.until(
          `${offers} for ${text}`,
          `const offers = [...document.querySelectorAll("[role=option]")].map(({ textContent }) => textContent);
           return ${JSON.stringify(offers)}.every((offer) => offers.some((each) => each.startsWith(offer)));`,
        );
      }
      await field.sendKeys(Key.ESCAPE);
      await type("");
    });

    test("with another key the rest is found", async () => {
      await type("metadata.user:alice");
      await visitor.chooseKey(keyFile("other2048.pem"));
      await visitor.untilOpened();
      await saysOfSearch("records have encrypted or long text to search.");
      await search();
      await visitor.until(
        "all were searched",
        () => document.querySelector(".body-search")?.textContent === "Searched everything.",
        60,
      );
      const expected = numbers(0, A + B, isAlice);
      await rowsAre(expected.length, "both keys");
      await shows(expected, "those that match");
      await facetIs("Metadata.user", { of: "", values: counted(0, A + B, "user") });
      await facetIs("Metadata.team", { of: "", values: counted(0, A + B, "team", isAlice) });
    });

    test("what was opened is forgotten with the keys, wherever it was shown", async () => {
      await visitor.forgetKeys();
      await rowsAre(0, "nothing is known any more");
      await saysOfSearch(`${A + B} records have encrypted or long text to search. Searching encrypted text needs`);
      await facetIs("Metadata.user", null);
      await type("");
      await rowsAre(A + B, "no filter");
      assert.deepEqual(
        [...new Set([...(await columnOf("Metadata.team")), ...(await columnOf("User"))])],
        [""],
        "cells are locked again",
      );
      const text = await look(() => document.querySelector(".parts").textContent);
      for (const word of [...USERS, "blue"]) assert.ok(!text.includes(word), `${word} is still shown`);
      await visitor.chooseKey(keyFile("other2048.pem"));
      await visitor.untilOpened();
      await type("metadata.user:alice time:>=2026-05-02");
      await search();
      await visitor.until(
        "all were searched",
        () => document.querySelector(".body-search")?.textContent === "Searched everything.",
        60,
      );
      await shows(numbers(A, A + B, isAlice), "those of the other key");
    });

    test("nothing is left of files that were closed", async () => {
      await visitor.closeFiles();
      await visitor.chooseLogs([fileA]);
      await visitor.outcome(/^360 records/);
      await type("metadata.user:alice");
      await rowsAre(0, "of another key");
      await saysOfSearch(`${A} records have encrypted or long text to search.`);
      assert.equal(await facet("Metadata.user"), null);
    });

    test("a file that is removed takes its members with it, and the filter stays", async () => {
      await visitor.closeFiles();
      await visitor.chooseLogs([fileA, fileB]);
      await visitor.outcome(/^560 records/);
      await visitor.chooseKey(keyFile("rsa2048.pem"));
      await visitor.untilOpened();
      await type("metadata.user:carol");
      await search();
      const carol = ({ user }) => user === "carol";
      await rowsAre(numbers(0, A + B, carol).length, "both files");
      await facetIs("Metadata.user", { of: "", values: counted(0, A + B, "user") });
      await visitor.openMenu("files-menu");
      await look(() => document.querySelectorAll(".file-list button[aria-label^='Remove ']")[0].click());
      await visitor.until(
        "it is removed",
        () => document.querySelectorAll(".file-list button[aria-label^='Remove ']").length < 2,
      );
      await visitor.untilOpened();
      await rowsAre(numbers(A, A + B, carol).length, "the other file, searched anew");
      await shows(numbers(A, A + B, carol), "those of the other key");
      await facetIs("Metadata.user", { of: "", values: counted(A, A + B, "user") });
    });

    test("the console is silent", async () => {
      assert.deepEqual(await engine.complaints(), []);
    });
  });
}

after(() => fs.rmSync(scratch, { recursive: true, force: true }));
