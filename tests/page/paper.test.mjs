// @ts-nocheck Most of this runs in the page, whose elements it knows by their selectors.
// A record on paper: all of it, and nothing else.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, describe, test } from "node:test";
import { completion, record } from "./conversations.mjs";
import { engines } from "./engines.mjs";
import { insidePage, keyFile, scratch, top, writeLogs } from "./fixtures.mjs";
import { visiting } from "./visitor.mjs";

const message = (role, content) => ({ role, content });
const MESSAGES = [
  message("system", "Be short."),
  ...Array.from({ length: 70 }, (_, i) =>
    message(i % 2 ? "assistant" : "user", `message ${i}: ${"words ".repeat(30)}end.`),
  ),
  message("user", `The last question.\n${"line\n".repeat(60)}its end.`),
];
const ANSWER = `The answer.\n\n\`\`\`sql\nSELECT 1;\n\`\`\`\n\n${"A line of it.\n".repeat(700)}The very end.`;
const file = writeLogs("paper", "20260418T000000Z_20260418T000030Z_p.log.gz", [
  record({
    metadata: { user: "alice" },
    request: { messages: MESSAGES, temperature: 0.2 },
    response: completion({ content: ANSWER }),
  }),
]);

for (const start of Object.values(engines)) {
  describe(`a record on paper in ${start.name}`, () => {
    let engine;
    let visitor;
    // Engines print the frame that is asked to print. A driver has only the whole window printed, so here it has no other.
    visiting(start, { dark: true, pages: { "/alone": insidePage() } }, async (there) => {
      ({ engine, visitor } = there);
      await visitor.visit(`${there.server.address}alone`);
      await visitor.chooseLogs([file]);
      await visitor.chooseKey(keyFile("rsa2048.pem"));
      await visitor.untilWhole();
      await visitor.until("the conversation is there", () => document.querySelector(".turn.answer") !== null);
    });
    const look = (see, ...given) => engine.driver.executeScript(see, ...given);
    const texts = () =>
      look(() =>
        [...document.querySelectorAll(".conversation .said")].map(({ textContent }) =>
          textContent.replace(/\s+/g, " ").trim(),
        ),
      );
    const plain = (text) =>
      text
        .replace(/```\w*/g, " ")
        .replace(/\s+/g, " ")
        .trim();
    const whole = [...MESSAGES.map(({ content }) => plain(content)), plain(ANSWER)];

    test("all that is folded is there while it is printed, and folded again after that", async () => {
      const before = await texts();
      assert.ok(before.length < 5, "most of it is folded");
      await look(() => dispatchEvent(new Event("beforeprint")));
      const shown = (await texts()).map((text) => text.replaceAll("sqlCopySELECT", "SELECT"));
      const spaces = (text) => text.replaceAll(" ", "");
      assert.deepEqual(shown.map(spaces), whole.map(spaces));
      assert.equal(await look(() => document.querySelector(".options dd")?.textContent), "0.2");
      await look(() => dispatchEvent(new Event("afterprint")));
      await visitor.until(
        "it is folded again",
        `return document.querySelectorAll(".conversation .said").length === ${before.length}`,
      );
      assert.deepEqual(await texts(), before);
    });

    if (start === engines.chromium)
      test("on paper there are the record's pages alone, black on white", async () => {
        const { driver } = engine;
        const { data } = await driver.sendAndGetDevToolsCommand("Page.printToPDF", {
          printBackground: true,
          paperWidth: 8.27,
          paperHeight: 11.69,
        });
        const pdf = Buffer.from(data, "base64");
        fs.writeFileSync(path.join(top, "target/screenshots/record.pdf"), pdf);
        const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
        assert.ok(pages >= 10, `${pages} pages`);
        await driver.sendDevToolsCommand("Emulation.setEmulatedMedia", { media: "print" });
        const seen = await look(() => {
          const shown = (selector) =>
            [...document.querySelectorAll(selector)].filter(
              (element) => element.checkVisibility() && element.getBoundingClientRect().height > 0,
            ).length;
          const style = getComputedStyle(document.querySelector(".said p"));
          const behind = ["html", "body", ".record-view", ".record-body", ".turn.answer"].map(
            (selector) => getComputedStyle(document.querySelector(selector)).backgroundColor,
          );
          return {
            others: shown(
              ".top-bar, .filter-row, .timeline, .facets, .record-table, .foot, .tabs, .record-view button:not(.fold-line)",
            ),
            head: shown(".record-head h2"),
            colour: style.color,
            behind: behind.filter((colour) => !/rgba\(0, 0, 0, 0\)|rgb\(255, 255, 255\)/.test(colour)),
            scrolls: [".record-body", "body", "#app"].map((selector) => {
              const { scrollHeight, clientHeight } = document.querySelector(selector);
              return scrollHeight > clientHeight + 1;
            }),
          };
        });
        assert.deepEqual(seen, {
          others: 0,
          head: 1,
          colour: "rgb(0, 0, 0)",
          behind: [],
          scrolls: [false, false, false],
        });
        await driver.sendDevToolsCommand("Emulation.setEmulatedMedia", { media: "" });
        assert.ok((await texts()).length < 5, "it is folded again");
      });

    if (start === engines.chromium)
      test("while usage is shown, its groups are on paper", async () => {
        const { driver } = engine;
        await look(() => document.querySelector(".usage-button").click());
        await visitor.until("bars are there", () => document.querySelector(".usage-bar") !== null);
        const { data } = await driver.sendAndGetDevToolsCommand("Page.printToPDF", { printBackground: true });
        fs.writeFileSync(path.join(top, "target/screenshots/usage.pdf"), Buffer.from(data, "base64"));
        await driver.sendDevToolsCommand("Emulation.setEmulatedMedia", { media: "print" });
        const seen = await look(() => {
          const shown = (selector) =>
            [...document.querySelectorAll(selector)].filter((each) => each.checkVisibility()).length;
          const { right } = document.querySelector(".usage-bars svg").getBoundingClientRect();
          return {
            others: shown(
              ".top-bar, .filter-row, .timeline, .facets, .record-table, .record-view, .foot, .usage select",
            ),
            rows: shown(".usage-numbers tr"),
            bars: shown(".usage-bar"),
            fits: right <= innerWidth,
          };
        });
        assert.deepEqual(seen, { others: 0, rows: 3, bars: 1, fits: true });
        await driver.sendDevToolsCommand("Emulation.setEmulatedMedia", { media: "" });
        await look(() => document.querySelector(".usage-button").click());
      });

    test("the console is silent", async () => {
      assert.deepEqual(await engine.complaints(), []);
    });
  });
}

after(() => fs.rmSync(scratch, { recursive: true, force: true }));
