// What the record pane shows, against what was sealed: after each change of keys, files, filter and order.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { engines } from "./engines.mjs";
import { keyFile, scratch, sealer, writeLogs } from "./fixtures.mjs";
import { visiting } from "./visitor.mjs";

const SEALED = ["Metadata", "RequestBody", "ResponseBody"];

/** Records with sealed fields that differ in shape and length from one to the next, and the lines that they make. */
function made(keyName, from, count) {
  const seal = sealer(keyName);
  return Array.from({ length: count }, (_, index) => {
    const i = from + index;
    const plain = { Number: i, Model: ["gpt-4o", "claude"][i % 2], StatusCode: i % 3 === 0 ? 429 : 200 };
    const sealed = {
      Metadata: JSON.stringify({
        user: ["bob", "alice", "carol"][i % 3],
        team: `team ${"x".repeat(i)}`,
        session: i,
        test: i % 2 === 0,
      }),
      RequestBody: JSON.stringify({
        model: plain.Model,
        messages: Array.from({ length: 1 + (i % 4) }, (_, n) => ({
          role: n % 2 ? "assistant" : "user",
          content: `message ${n} of ${i}`,
          parts: [n, null, {}],
        })),
      }),
      ResponseBody:
        i % 4 === 1
          ? `plain answer ${i} `.repeat(20)
          : JSON.stringify([{ answer: `answer ${i}`, usage: { tokens: i } }, [], true]),
    };
    const envelopes = Object.fromEntries(SEALED.map((name) => [name, seal(sealed[name])]));
    const fields = [JSON.stringify(plain).slice(1, -1), ...SEALED.map((name) => `"${name}":${envelopes[name]}`)];
    return { plain, sealed, envelopes, line: `{${fields.join(",")}}` };
  });
}

const first = made("rsa2048.pem", 0, 12);
const second = made("rsa4096.pem", 12, 12);
const third = made("rsa2048.pem", 24, 6);
const byFile = new Map([
  ["20260418T000000Z_20260418T000030Z_a.log.gz", { records: first, key: "rsa2048.pem" }],
  ["20260418T010000Z_20260418T010030Z_b.log.gz", { records: second, key: "rsa4096.pem" }],
  ["20260418T020000Z_20260418T020030Z_c.log.gz", { records: third, key: "rsa2048.pem" }],
]);
const [fileA, fileB, fileC] = [...byFile].map(([name, { records }]) =>
  writeLogs(
    "shown",
    name,
    records.map(({ line }) => line),
  ),
);

/** A value as the tree shows it when all of it is open: a line for each member and item, in order. */
function linesOf(value, name = null, depth = 0) {
  const label = name === null ? "" : `${typeof name === "number" ? name : JSON.stringify(name)}: `;
  const entries = Array.isArray(value)
    ? value.map((item, i) => [i, item])
    : value !== null && typeof value === "object"
      ? Object.entries(value)
      : null;
  if (!entries || entries.length === 0)
    return name === null && !entries
      ? [JSON.stringify(value)]
      : [`${" ".repeat(depth)}${label}${JSON.stringify(value)}`];
  const inner = entries.flatMap(([key, item]) => linesOf(item, key, name === null ? depth : depth + 1));
  return name === null ? inner : [`${" ".repeat(depth)}${label}`, ...inner];
}

/** What the row says: who asked, the last question, and what the answer begins with, which is in no form that is known. */
function cellsOf({ Metadata, RequestBody, ResponseBody }) {
  const asked = JSON.parse(RequestBody).messages.findLast(({ role }) => role === "user").content;
  return [JSON.parse(Metadata).user, asked, ResponseBody].map((text) => text.slice(0, 20));
}

/** Bytes of a text as the page writes them. */
function sizeOf(text) {
  const bytes = Buffer.byteLength(text);
  return bytes < 1000 ? `${bytes} byte${bytes === 1 ? "" : "s"}` : `${(bytes / 1000).toPrecision(3)} KB`;
}

/** What the pane shows: of which record, its plain fields, and each other field as lines of its tree, or as a text. */
function readPane() {
  const pane = document.querySelector("article.record-view");
  if (!pane) return null;
  // Everything is opened, a level at a time: what is closed does not exist.
  // Its head comes with the first record, and its parts one after the other.
  if (!pane.querySelector("header .path")) return "opening";
  const closed = pane.querySelectorAll(".json-tree details:not([open]), .json-tree .more");
  for (const each of closed) each.tagName === "DETAILS" ? each.querySelector("summary").click() : each.click();
  if (closed.length > 0) return "opening";
  const labelOf = (element) => element?.querySelector(":scope > .name, :scope > .punctuation")?.textContent ?? "";
  const lines = (list, depth) =>
    [...list.children].flatMap((item) => {
      const details = item.querySelector(":scope > details");
      if (!details)
        return [
          `${" ".repeat(depth)}${[...item.querySelector(".leaf").children]
            .filter(({ tagName }) => tagName === "SPAN")
            .map(({ textContent }) => textContent)
            .join("")}`,
        ];
      return [
        `${" ".repeat(depth)}${labelOf(details.querySelector("summary"))}: `,
        ...lines(details.querySelector(":scope > ul"), depth + 1),
      ];
    });
  const fields = [...pane.querySelectorAll(".field")].map((field) => {
    const [tree, text] = [field.querySelector(".json-tree > ul"), field.querySelector("pre")];
    return {
      name: field.querySelector("h3").textContent,
      sealed: field.classList.contains("sealed"),
      lines: tree ? lines(tree, 0) : [text?.textContent ?? field.querySelector(".encrypted span")?.textContent ?? ""],
    };
  });
  const plain = [...pane.querySelectorAll(".fields > dl > div")].map((each) => [
    each.querySelector("dt").textContent,
    each.querySelector("dd").textContent,
  ]);
  const cells = [...document.querySelectorAll(".table-row.chosen .cell.opened")].map(({ textContent }) => textContent);
  // As a text: drivers give members in an order of their own.
  return JSON.stringify({ place: pane.querySelector("header .path").textContent, plain, fields, cells });
}

for (const start of Object.values(engines)) {
  describe(`the record pane in ${start.name}`, () => {
    let engine;
    let visitor;
    let server;
    const held = new Set();
    visiting(start, {}, async (there) => {
      ({ server, engine, visitor } = there);
      await visitor.visit(server.address);
    });

    /** What must be shown of the record that the pane says it is of. */
    function expectedOf({ place }) {
      const [, path, line] = /^(.*), line ([\d,]+)$/.exec(place);
      const { records, key } = byFile.get(path.replace(/[\u2066-\u2069]/g, ""));
      const { plain, sealed } = records[Number(line.replaceAll(",", "")) - 1];
      const opens = held.has(key);
      return {
        opens,
        sealed,
        plain: Object.entries(plain).map(([name, value]) => [name, String(value)]),
        fields: SEALED.map((name) => {
          const text = sealed[name];
          if (!opens) return { name, sealed: true, lines: [`Encrypted, ${sizeOf(text)}`] };
          const json = /^[[{]/.test(text);
          return { name, sealed: false, lines: json ? linesOf(JSON.parse(text)) : [text] };
        }),
      };
    }

    /** Waits until the pane and its row show the record as it was sealed, or decrypted. */
    async function isTrue(when, isRight = () => true) {
      let [shown, expected] = [];
      for (const end = Date.now() + 10_000; Date.now() < end; await sleep(40)) {
        const read = await engine.driver.executeScript(readPane);
        if (read === null || read === "opening") continue;
        shown = JSON.parse(read);
        if (!isRight(shown)) continue;
        expected = expectedOf(shown);
        const cellsFit = expected.opens
          ? JSON.stringify(shown.cells.map((cell) => cell.slice(0, 20))) === JSON.stringify(cellsOf(expected.sealed))
          : shown.cells.length === 0;
        if (
          cellsFit &&
          JSON.stringify([shown.plain, shown.fields]) === JSON.stringify([expected.plain, expected.fields])
        )
          return shown;
      }
      assert.ok(expected, `${when}: nothing that was expected is shown: ${JSON.stringify(shown)}`);
      assert.deepEqual(
        { plain: shown.plain, fields: shown.fields },
        { plain: expected.plain, fields: expected.fields },
        when,
      );
      assert.fail(`${when}: the cells show ${JSON.stringify(shown.cells)}`);
    }

    const of =
      (file, line) =>
      ({ place }) =>
        place.endsWith(`${file.split("/").at(-1)}, line ${line}`);
    const look = (see, ...given) => engine.driver.executeScript(see, ...given);
    /** By keys: a row that is not on the screen does not exist. */
    const choosePlace = (place) =>
      look((steps) => {
        const grid = document.querySelector("[role=grid]");
        for (const key of ["Home", ...Array(steps).fill("ArrowDown")])
          grid.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
      }, place);
    const type = (text) =>
      look((filter) => {
        const field = document.querySelector("input[name='filter']");
        field.value = filter;
        field.dispatchEvent(new InputEvent("input", { bubbles: true }));
      }, text);
    const addKey = async (name) => {
      await visitor.chooseKey(keyFile(name));
      held.add(name);
    };

    test("without a key, and when the first comes", async () => {
      await visitor.chooseLogs([fileA, fileB]);
      await isTrue("sealed", of(fileA, 1));
      await visitor.showTab("Fields");
      await addKey("rsa2048.pem");
      await isTrue("with a key", of(fileA, 1));
      await choosePlace(13);
      await isTrue("of another key", of(fileB, 2));
    });

    test("when a second key comes", async () => {
      await addKey("rsa4096.pem");
      await isTrue("with both keys", of(fileB, 2));
      for (const place of [14, 15, 16, 0, 1, 2, 3]) {
        await choosePlace(place);
        await isTrue(`place ${place}`, place > 11 ? of(fileB, place - 11) : of(fileA, place + 1));
      }
    });

    test("when the filter and the order change", async () => {
      await type("status:429 number:>=9");
      await isTrue("filtered", of(fileA, 10));
      await visitor.showColumn("Number");
      await look(() =>
        [...document.querySelectorAll(".head-button")]
          .find((button) => button.textContent.startsWith("Number"))
          .click(),
      );
      await look(() =>
        [...document.querySelectorAll(".head-button")]
          .find((button) => button.textContent.startsWith("Number"))
          .click(),
      );
      await isTrue("sorted", of(fileB, 10));
      await type("");
      await isTrue("unfiltered and sorted");
      await look(() =>
        [...document.querySelectorAll(".head-button")]
          .find((button) => button.textContent.startsWith("Number"))
          .click(),
      );
      await isTrue("as in the files");
    });

    test("when a file is added", async () => {
      await (await visitor.find("input[name='log-files']")).sendKeys(fileC);
      await visitor.outcome(/30 records/);
      await isTrue("with a third file");
      await visitor.until("nothing goes on", () => document.querySelector("main[aria-busy='false']") !== null);
      await choosePlace(24);
      await isTrue("a record of the third file", of(fileC, 1));
    });

    test("as text, and as a tree again", async () => {
      const press = (label) =>
        look(
          (text) =>
            [...document.querySelectorAll(".field button")].find((button) => button.textContent === text).click(),
          label,
        );
      await press("Text");
      const text = () => look(() => document.querySelector(".field pre").textContent);
      assert.equal(await text(), third[0].sealed.Metadata);
      await press("JSON");
      await isTrue("the tree", of(fileC, 1));
    });

    test("raw, byte for byte: decrypted where a key is there, and otherwise with its envelopes", async () => {
      const tab = (name) =>
        look(
          (text) =>
            [...document.querySelectorAll("[role=tab]")].find(({ textContent }) => textContent === text).click(),
          name,
        );
      const raw = () => look(() => document.querySelector(".record-body > pre")?.textContent ?? "");
      await tab("Raw");
      const { line, sealed, envelopes } = third[0];
      const expected = SEALED.reduce(
        (text, name) => text.replace(envelopes[name], () => JSON.stringify(sealed[name])),
        line,
      );
      assert.equal(await raw(), expected);
      await tab("Fields");
      await isTrue("the fields again", of(fileC, 1));
    });

    test("when one key of two is removed", async () => {
      await visitor.openMenu("keys-menu");
      await look(() =>
        [...document.querySelectorAll(".keys-menu .key")]
          .find((key) => key.querySelector("strong").textContent === "rsa4096.pem")
          .querySelector("button")
          .click(),
      );
      held.delete("rsa4096.pem");
      await visitor.until("one key is left", () => document.querySelectorAll(".keys-menu .key").length === 1);
      await visitor.closeMenu();
      await isTrue("still decrypted", of(fileC, 1));
      await choosePlace(13);
      await isTrue("encrypted for the key that is gone", of(fileB, 2));
      await choosePlace(24);
      await isTrue("back", of(fileC, 1));
    });

    test("when the keys are forgotten, and one comes again", async () => {
      await visitor.forgetKeys();
      held.clear();
      await isTrue("forgotten", of(fileC, 1));
      assert.equal(
        await look(() => document.querySelectorAll(".cell.opened").length),
        0,
        "no cell shows what was opened",
      );
      await addKey("rsa2048.pem");
      await isTrue("opened again", of(fileC, 1));
    });

    test("when the files are closed, and others come", async () => {
      await visitor.closeFiles();
      await visitor.until("no record is shown", () => document.querySelector(".record-view") === null);
      await visitor.chooseLogs([fileB]);
      await isTrue("the other file, sealed for the key that is gone", of(fileB, 1));
      await addKey("rsa4096.pem");
      await isTrue("the other file", of(fileB, 1));
    });

    test("the console is silent", async () => {
      assert.deepEqual(await engine.complaints(), []);
    });
  });
}

after(() => fs.rmSync(scratch, { recursive: true, force: true }));
