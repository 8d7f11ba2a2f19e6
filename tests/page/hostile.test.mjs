// @ts-nocheck Most of this runs in the page, whose elements it knows by their selectors.
// What strangers wrote is text, wherever it is shown: in every field that they fill, in every view of the page.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, describe, test } from "node:test";
import { completion, record } from "./conversations.mjs";
import { engines } from "./engines.mjs";
import { keyFile, scratch, writeLogs } from "./fixtures.mjs";
import { visiting } from "./visitor.mjs";

/** Markup that would be seen if it became any, with controls that change how text reads, and terminal's escapes. */
const evil = (place) => `${place}<hostile-x onclick="hit=1"><img src=x onerror="hit=1"></hostile-x>\u202E\u001b[31m`;

const call = {
  id: evil("call"),
  type: "function",
  function: { name: evil("tool"), arguments: `{"${evil("argument")}":1}` },
};
const RECORDS = [
  record({
    model: evil("model"),
    plain: { [evil("field")]: evil("value"), Provider: evil("provider"), GatewayID: evil("gateway") },
    metadata: { user: evil("user"), [evil("member")]: evil("membervalue") },
    request: {
      messages: [
        { role: "system", content: evil("system") },
        { role: "user", content: `${evil("question")}\n\n\`\`\`${evil("language")}\n${evil("code")}\n\`\`\`` },
        { role: "assistant", tool_calls: [call] },
        { role: "tool", tool_call_id: call.id, content: evil("result") },
      ],
      tools: [{ type: "function", function: { name: evil("offered") } }],
      temperature: evil("temperature"),
    },
    response: completion({ content: evil("answer") }),
  }),
  record({
    status: 500,
    request: { messages: [{ role: "user", content: evil("second") }] },
    response: { error: { type: evil("errortype"), message: evil("errormessage") } },
  }),
  `{"Model":"x","RequestBody":{"key":"${evil("").replace(/["\\\u001b]/g, "")}","iv":"AAAA","data":"AAAA"}}`,
  evil("nojson"),
];
const LOG = writeLogs("hostile", `${"20260418T000000Z_20260418T000030Z"}_<hostile-x>\u202Ea.log.gz`, RECORDS);
const KEY = path.join(scratch, "<hostile-x>\u202Ekey.pem");
fs.writeFileSync(
  KEY,
  `${evil("keycomment")}\n-----BEGIN PRIVATE KEY-----\n${evil("keybody")}\n-----END PRIVATE KEY-----\n`,
);

/** What became more than text, or reads as something else. Runs in the page. */
function whatIsWrong() {
  const wrong = [];
  if (window.hit !== undefined) wrong.push("a script ran");
  const made = document.querySelectorAll("hostile-x, [onclick], [onerror], img:not([src^='data:'])");
  for (const element of made) wrong.push(`an element: ${element.outerHTML.slice(0, 100)}`);
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { data, parentElement } = texts.currentNode;
    // What a record says is shown as it is, with a line that names its controls; what the page says itself has none.
    if (parentElement.closest("script, style, .record-body")) continue;
    if (/[\u0000-\u0008\u000b-\u001f\u202a-\u202e\u2066-\u2069]/.test(data))
      wrong.push(`a control in: ${data.slice(0, 60)}`);
  }
  for (const element of document.querySelectorAll("[title], [aria-label]"))
    for (const name of ["title", "aria-label"])
      if (/[\u202a-\u202e\u001b]/.test(element.getAttribute(name) ?? ""))
        wrong.push(`a control in the ${name} of ${element.className}`);
  return wrong;
}

/** The places whose text is shown now. Runs in the page. */
const placesShown = () => [...new Set(document.body.textContent.match(/[a-z]+(?=<hostile-x onclick)/g) ?? [])];

for (const start of Object.values(engines)) {
  describe(`what strangers wrote, in ${start.name}`, () => {
    let [engine, visitor, server] = [];
    visiting(start, {}, (there) => {
      ({ engine, visitor, server } = there);
    });
    const look = (see, ...given) => engine.driver.executeScript(see, ...given);

    /** Goes through every view; tells what is wrong in each, and the places that were seen. */
    async function walk() {
      const wrong = [];
      const seen = new Set();
      const view = async (name) => {
        for (const each of await look(whatIsWrong)) wrong.push(`${name}: ${each}`);
        for (const place of await look(placesShown)) seen.add(place);
      };
      await visitor.visit(server.address);
      await visitor.chooseKey(KEY);
      await visitor.until("the key is refused", () => document.querySelector(".problem:not(:empty)") !== null);
      await view("a key that is none");
      await visitor.chooseLogs([LOG]);
      await view("without a key");
      await visitor.chooseKey(keyFile("rsa2048.pem"));
      await visitor.untilOpened();
      await visitor.until("cells say what was asked", () => /question<h/.test(document.body.textContent));
      await view("the table");
      for (const at of [0, 1, 2]) {
        await visitor.pressRow(at);
        await visitor.until(
          "the record is shown",
          `return document.querySelector(".record-place")?.textContent.startsWith("Record ${at + 1} of")`,
        );
        const tabs = await look(() =>
          [...document.querySelectorAll("[role=tab]")].map(({ textContent }) => textContent),
        );
        for (const tab of tabs) {
          await visitor.showTab(tab);
          await look(() => {
            for (const details of document.querySelectorAll(".record-view details, .record-view [aria-expanded=false]"))
              details.tagName === "DETAILS" ? (details.open = true) : details.click();
          });
          await view(`record ${at + 1}, ${tab}`);
        }
      }
      await visitor.showNotes();
      await view("the notes");
      await visitor.showNotes(false);
      for (const name of ["files-menu", "keys-menu", "column-menu"]) {
        await visitor.openMenu(name);
        await view(name);
        await visitor.closeMenu();
      }
      await visitor.filterBy(`model:"${evil("model").slice(0, 12)}`);
      await view("a filter");
      await visitor.filterBy("nothing:here");
      await view("a filter that is wrong");
      await visitor.filterBy("");
      await look(() => document.querySelector(".usage-button").click());
      await visitor.until("usage is there", () => document.querySelector(".usage-group") !== null);
      for (const by of await look(() => [...document.querySelector("[name='usage-by']").options].map((o) => o.value))) {
        await look((by) => {
          const choice = document.querySelector("[name='usage-by']");
          choice.value = by;
          choice.dispatchEvent(new Event("change", { bubbles: true }));
        }, by);
        await visitor.until("it is added up", () => document.querySelector(".usage-group") !== null);
        await view(`usage by ${by}`);
      }
      await look(() => document.querySelector(".usage-button").click());
      await visitor.openExport({ form: "csv" });
      await view("the export");
      await visitor.closeExport();
      return { wrong, seen };
    }

    test("is text in every view", async () => {
      const { wrong, seen } = await walk();
      assert.deepEqual(wrong, []);
      // All of it was shown.
      const places = [
        ...["model", "field", "value", "provider", "gateway", "user", "member", "membervalue"],
        ...[
          "system",
          "question",
          "code",
          "tool",
          "argument",
          "result",
          "answer",
          "second",
          "errortype",
          "errormessage",
        ],
      ];
      assert.deepEqual(
        places.filter((place) => !seen.has(place)),
        [],
      );
      assert.equal(await visitor.outside(() => document.title), "logpush-decrypt");
      assert.deepEqual(
        server.asked.filter((asked) => asked !== "/"),
        [],
      );
    });

    if (start !== engines.webkit)
      test("if one text became markup, this would be seen", async () => {
        const takeBack = await engine.preload(() => {
          const { createTextNode } = Document.prototype;
          // As somebody might who means to make one text bold.
          Document.prototype.createTextNode = function (text) {
            if (!String(text).startsWith("answer<hostile-x")) return createTextNode.call(this, text);
            const element = this.createElement("hostile-x");
            element.append(createTextNode.call(this, "answer"));
            return element;
          };
        });
        const { wrong } = await walk();
        assert.ok(
          wrong.some((each) => /^record 1, Conversation: an element: <hostile-x>/.test(each)),
          wrong.join("\n"),
        );
        await takeBack();
      });
  });
}

after(() => fs.rmSync(scratch, { recursive: true, force: true }));
