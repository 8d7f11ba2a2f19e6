// @ts-nocheck Most of this runs in the page, whose elements it knows by their selectors.
// What stands out in records: answers that were cut off, requests that were refused or failed, and controls in names.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after, describe, test } from "node:test";
import { completion, record } from "./conversations.mjs";
import { engines } from "./engines.mjs";
import { keyFile, scratch, writeLogs } from "./fixtures.mjs";
import { visiting } from "./visitor.mjs";

const request = { messages: [{ role: "user", content: "Write a haiku." }] };
const stream = `data: ${JSON.stringify({ object: "chat.completion.chunk", choices: [{ index: 0, delta: { content: "Lines fall" } }] })}\n\n`;
const failure = (message) => ({ error: { type: "failed", message } });

/** Records with their status, what their rows say of the answer, and whether it was cut off. */
const RECORDS = [
  { status: 200, response: completion({ content: "All lines fell." }), answer: "All lines fell.", cut: false },
  { status: 200, response: stream, answer: "Lines fall", cut: true },
  { status: 429, response: failure("Rate limit reached."), answer: "Rate limit reached.", cut: false },
  { status: 500, response: failure("The server had an error."), answer: "The server had an error.", cut: false },
  { status: 200, response: failure("Failed without a status."), answer: "Failed without a status.", cut: false },
];
const file = writeLogs(
  "marks",
  "20260418T000000Z_20260418T000030Z_m.log.gz",
  RECORDS.map(({ status, response }) => record({ status, request, response, metadata: { user: "alice" } })),
);

/** Of each element that one of these selectors finds: its text, its colour by name, and the contrast with what is behind it. */
function coloursOf(...selectors) {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgb = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const probe = document.body.appendChild(document.createElement("i"));
  const named = ["amber", "bad", "soft", "text"].map((name) => {
    probe.style.color = `var(--${name})`;
    return [name, String(rgb(getComputedStyle(probe).color))];
  });
  probe.remove();
  const luminance = (colour) => {
    const [r, g, b] = colour.map((part) =>
      part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  return selectors.flatMap((selector) =>
    [...document.querySelectorAll(selector)].map((element) => {
      const own = rgb(getComputedStyle(element).color);
      let behind = element;
      while (rgb(getComputedStyle(behind).backgroundColor)[3] < 255) behind = behind.parentElement;
      const [light, dark] = [own, rgb(getComputedStyle(behind).backgroundColor)].map(luminance).sort((a, b) => b - a);
      return {
        text: element.textContent,
        colour: named.find(([, value]) => value === String(own))?.[0],
        contrast: (light + 0.05) / (dark + 0.05),
      };
    }),
  );
}

/** The rows in their order: what each is called, and the titles of the marks in it. */
const rows = () =>
  [...document.querySelectorAll(".table-row:not(.awaited)")]
    .sort((a, b) => a.getAttribute("aria-rowindex") - b.getAttribute("aria-rowindex"))
    .map((row) => ({
      label: row.getAttribute("aria-label"),
      marks: [...row.querySelectorAll(".cut-mark")].map((mark) => [
        mark.getAttribute("role"),
        mark.getAttribute("aria-label"),
        mark.title,
        mark.getBoundingClientRect().width > 8,
      ]),
    }));
const MARK = ["img", "Answer cut off", "The answer was cut off: its body ends before the answer does.", true];

for (const start of Object.values(engines)) {
  describe(`marks in ${start.name}`, () => {
    let [server, engine, visitor] = [];
    visiting(start, { dark: true, height: 844 }, async (there) => {
      ({ server, engine, visitor } = there);
      await visitor.visit(server.address);
    });
    const look = (see, ...given) => engine.driver.executeScript(see, ...given);
    const until = (what, see) => visitor.until(what, see, 10);

    test("colours are those of the browser's scheme, and all of them follow the root's", async () => {
      const colours = () =>
        look(() => [
          matchMedia("(prefers-color-scheme: dark)").matches,
          getComputedStyle(document.documentElement).backgroundColor,
        ]);
      assert.deepEqual(await colours(), [true, "rgb(17, 19, 20)"]);
      await visitor.inScheme("light", async () => {
        assert.deepEqual(await colours(), [true, "rgb(246, 247, 247)"]);
      });
      // Nothing asks for the scheme but by `light-dark()`.
      const conditions = await look(() => {
        const of = (rules) =>
          [...rules].flatMap((rule) => [
            ...(rule instanceof CSSMediaRule ? [rule.conditionText] : []),
            ...of(rule.cssRules ?? []),
          ]);
        return [...document.styleSheets].flatMap((sheet) => of(sheet.cssRules));
      });
      assert.ok(conditions.length > 0);
      assert.deepEqual(
        conditions.filter((condition) => condition.includes("color-scheme")),
        [],
      );
    });

    for (const width of [1440, 390]) {
      const isNarrow = width < 800;
      const go = async (at) => {
        await visitor.pressRow(at);
        await until(
          `record ${at} is shown`,
          `return /Record ${at + 1} of/.test(document.querySelector(".record-place")?.textContent) && document.querySelector(".turn") !== null`,
        );
      };
      const close = async () => {
        if (!isNarrow) return;
        await look(() => document.querySelector(".record-line button").click());
        await until("the list is back", () => document.querySelector(".record-view") === null);
      };

      test(`${width} pixels wide: an answer that was cut off has a mark in its row, with a name`, async () => {
        await engine.driver.manage().window().setRect({ width, height: 844 });
        await visitor.visit(server.address);
        await visitor.chooseLogs([file]);
        await visitor.outcome(/^5 records/);
        await visitor.chooseKey(keyFile("rsa2048.pem"));
        await visitor.untilWhole();
        await until("one mark is there", () => document.querySelectorAll(".table-row .cut-mark").length === 1);
        const seen = await look(rows);
        assert.deepEqual(
          seen.map(({ marks }) => marks),
          RECORDS.map(({ cut }) => (cut ? [MARK] : [])),
        );
        assert.deepEqual(
          seen.map(({ label }) => /Answer cut off/.test(label)),
          RECORDS.map(({ cut }) => cut),
        );
        await visitor.screenshot(`marks-${width}-dark`);
        await visitor.inScheme("light", () => visitor.screenshot(`marks-${width}`));
      });

      test(`${width} pixels wide: grey for what is in order, amber for what was refused, red for what failed`, async () => {
        const colours = { 200: "soft", 429: "amber", 500: "bad" };
        for (const [at, { status, answer }] of RECORDS.entries()) {
          const failed = /error|limit|Failed/.test(answer);
          const expected = failed ? (status === 429 ? "amber" : "bad") : undefined;
          await go(at);
          for (const scheme of ["dark", "light"]) {
            await visitor.inScheme(scheme, async () => {
              const seen = await look(coloursOf, ".record-line .status", ".turn.failure > header h3");
              assert.deepEqual(
                seen.map(({ text, colour }) => [text, colour]),
                [[String(status), colours[status]], ...(failed ? [["Error", expected]] : [])],
                answer,
              );
              for (const { text, contrast } of seen)
                assert.ok(contrast >= 4.5, `${text} of ${answer}, ${scheme}: ${contrast}`);
              if (at === 2) await visitor.screenshot(`refused-${width}-${scheme}`);
            });
          }
          await close();
          for (const scheme of ["dark", "light"]) {
            await visitor.inScheme(scheme, async () => {
              const cells = await look(coloursOf, `.table-row[aria-rowindex='${at + 2}'] .cell.status`);
              assert.deepEqual(
                cells.map(({ text, colour }) => [text, colour]),
                [[String(status), colours[status]]],
              );
              const said = await look(coloursOf, `.table-row[aria-rowindex='${at + 2}'] .cell.said-error`);
              assert.deepEqual(
                said.map(({ text, colour }) => [text, colour]),
                failed && !isNarrow ? [[answer, expected]] : [],
              );
              for (const { text, contrast } of [...cells, ...said])
                assert.ok(contrast >= 4.5, `${text}, ${scheme}: ${contrast}`);
            });
          }
        }
      });
    }

    test("the console is silent", async () => {
      assert.deepEqual(await engine.complaints(), []);
    });
  });
}

after(() => fs.rmSync(scratch, { recursive: true, force: true }));
