// @ts-nocheck Most of this runs in the page, whose elements it knows by their selectors.
// Hits of the filter: in each view of a record and in the table, what is highlighted is held against what was sealed.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after, describe, test } from "node:test";
import { completion, record } from "./conversations.mjs";
import { engines } from "./engines.mjs";
import { keyFile, scratch, writeLogs } from "./fixtures.mjs";
import { complaintsOf } from "./guidelines.mjs";
import { becomes, visiting } from "./visitor.mjs";

const message = (role, content) => ({ role, content });
const [LONG, MANY] = ["A line of an answer that goes on.\n".repeat(900), 120];

/** The parts of each record's conversation in their order, and its sealed bodies. */
const RECORDS = [
  {
    parts: [
      "Find each needle.",
      "first needle",
      "no",
      "Where is the NEEDLE, Herr Müller?",
      "Here:",
      "needle = 1;",
      "Needle!",
    ],
    request: {
      messages: [
        message("system", "Find each needle."),
        message("user", "first needle"),
        message("assistant", "no"),
        message("user", "Where is the NEEDLE, Herr Müller?"),
      ],
    },
    response: completion({ content: "Here:\n\n```js\nneedle = 1;\n```\n\nNeedle!" }),
  },
  {
    parts: ["Straw?", "Straw."],
    request: {
      messages: [message("user", "Straw?")],
      tools: [{ type: "function", function: { name: "look", description: "Looks for a needle." } }],
    },
    response: completion({ content: "Straw." }),
  },
  {
    parts: ["Go on.", `${LONG}The last needle.`],
    request: { messages: [message("user", "Go on.")] },
    response: completion({ content: `${LONG}The last needle.` }),
  },
  {
    parts: [
      ...Array.from({ length: MANY }, (_, i) => (i === 3 ? "needle of old" : `message ${i}`)),
      "And now?",
      "Now.",
    ],
    request: {
      messages: [
        ...Array.from({ length: MANY }, (_, i) =>
          message(i % 2 ? "assistant" : "user", i === 3 ? "needle of old" : `message ${i}`),
        ),
        message("user", "And now?"),
      ],
    },
    response: completion({ content: "Now." }),
  },
  {
    parts: ["Hay?", "hay"],
    request: { messages: [message("user", "Hay?")] },
    response: completion({ content: "hay" }),
  },
];
const file = writeLogs(
  "hits",
  "20260418T000000Z_20260418T000030Z_h.log.gz",
  RECORDS.map(({ request, response }) => record({ metadata: { user: "alice" }, request, response })),
);

/** What a word or a pattern finds in texts, in their order. */
const found = (texts, wanted) =>
  texts.flatMap((text) => text.match(wanted instanceof RegExp ? wanted : new RegExp(wanted, "gi")) ?? []);

/** What is highlighted, by the names of the highlights. */
const highlighted = () =>
  Object.fromEntries(
    ["hit", "current-hit", "table-hit"].map((name) => [
      name,
      [...(CSS.highlights.get(name) ?? [])].map((range) => range.toString()),
    ]),
  );

for (const start of Object.values(engines)) {
  describe(`hits in ${start.name}`, () => {
    let engine;
    let visitor;
    let server;
    visiting(start, {}, async (there) => {
      ({ server, engine, visitor } = there);
      await visitor.visit(server.address);
      await visitor.chooseLogs([file]);
      await visitor.chooseKey(keyFile("rsa2048.pem"));
      await visitor.untilWhole();
    });
    const look = (see, ...given) => engine.driver.executeScript(see, ...given);
    const until = (what, see) => visitor.until(what, see, 10);
    /** Waits until a look at the page gives this. */
    const gives = (what, see, wanted) => becomes(what, () => look(see), wanted);
    /** Puts a filter in force, searches the bodies, and waits for so many rows. */
    async function search(text, rows) {
      await look((text) => {
        const field = document.querySelector("input[name='filter']");
        field.value = text;
        field.dispatchEvent(new InputEvent("input", { bubbles: true }));
      }, text);
      await (await visitor.find("input[name='filter']")).sendKeys("\uE007");
      await until(
        `${rows} rows for ${text}`,
        `return document.querySelector("[role=grid]").getAttribute("aria-rowcount") === "${rows + 1}"`,
      );
    }
    const key = (name, shiftKey = false) =>
      look(
        (key, shiftKey) =>
          document
            .querySelector(".record-view")
            .dispatchEvent(new KeyboardEvent("keydown", { key, shiftKey, bubbles: true, cancelable: true })),
        name,
        shiftKey,
      );
    const place = (text) =>
      gives(`the head says ${text}`, () => document.querySelector(".record-hits [role=status]")?.textContent, text);
    const current = (text) =>
      gives(`${text} is looked at`, () => [...(CSS.highlights.get("current-hit") ?? [])].map(String), [text]);
    const isAt = (row) =>
      until(
        `record ${row} is shown`,
        `return /Record ${row} of/.test(document.querySelector(".record-place")?.textContent)`,
      );
    /** Waits until the hit that is looked at is in view. */
    const inView = () =>
      until("the hit is in view", () => {
        const [range] = CSS.highlights.get("current-hit") ?? [];
        const [hit, body] = [
          range?.getBoundingClientRect(),
          document.querySelector(".record-body").getBoundingClientRect(),
        ];
        return hit && hit.height > 0 && hit.top >= body.top && hit.bottom <= body.bottom;
      });
    const all = found(RECORDS[0].parts, "needle");
    const complaints = () => complaintsOf(engine.driver);

    test("a word is highlighted in the conversation and in the rows, and n goes from hit to hit", async () => {
      await search("needle", 4);
      await isAt(1);
      await place(`${all.length} hits`);
      // What is folded is not there yet.
      await gives("what is seen of it", highlighted, {
        hit: found(RECORDS[0].parts.slice(3), "needle"),
        "current-hit": [],
        "table-hit": ["NEEDLE", "needle", "Needle"],
      });
      for (const [i, text] of all.entries()) {
        await key("n");
        await place(`Hit ${i + 1} of ${all.length}`);
        await current(text);
        await inView();
      }
      const { hit } = await look(highlighted);
      assert.deepEqual([...hit, all.at(-1)], all, "all are there now");
      assert.deepEqual(await complaints(), []);
      await visitor.screenshots("hits");
      await key("N", true);
      await place(`Hit ${all.length - 1} of ${all.length}`);
      await current(all.at(-2));
    });

    test("after the last hit n goes to the next record, and back with N", async () => {
      await key("n");
      await place(`Hit ${all.length} of ${all.length}`);
      await key("n");
      await isAt(2);
      // It has none in its conversation, but one in its request.
      await gives(
        "a hit elsewhere",
        () => document.querySelector(".record-hits button")?.textContent,
        "1 hit in Request",
      );
      assert.deepEqual((await look(highlighted)).hit, []);
      await key("n");
      await until(
        "the request is shown",
        () => document.querySelector("[role=tab][aria-selected=true]").textContent === "Request",
      );
      await place("Hit 1 of 1");
      await current("needle");
      await inView();
      await visitor.showTab("Conversation");
      await key("j");
      await isAt(3);
      await place("1 hit");
      // It lies beyond what is shown of a long answer.
      await gives("it is not shown yet", highlighted, {
        hit: [],
        "current-hit": [],
        "table-hit": ["NEEDLE", "needle", "Needle"],
      });
      await key("n");
      await current("needle");
      await inView();
      await key("n");
      await isAt(4);
      // It lies among the first of many messages.
      await place("Hit 1 of 1");
      await current("needle");
      await inView();
      assert.equal(
        await look(
          () => [...CSS.highlights.get("current-hit")][0].startContainer.parentElement.closest(".said").textContent,
        ),
        "needle of old",
      );
      await key("n");
      await place("Hit 1 of 1");
      await key("N", true);
      await isAt(3);
      await current("needle");
    });

    test("hits in the views of bodies, of fields and of the record as it is written", async () => {
      const { request, response } = RECORDS[0];
      const bodies = [request, response].map((body) => JSON.stringify(body));
      await search("", 5);
      await search("needle", 4);
      await visitor.pressRow(0);
      await isAt(1);
      for (const [tab, texts] of [
        ["Request", [bodies[0]]],
        ["Response", [bodies[1]]],
        ["Fields", bodies],
        ["Raw", bodies],
      ]) {
        await visitor.showTab(tab);
        const wanted = found(texts, "needle");
        await place(wanted.length === 1 ? "1 hit" : `${wanted.length} hits`);
        await gives(`all of ${tab}`, () => [...(CSS.highlights.get("hit") ?? [])].map(String), wanted);
        await key("N", true);
        await place(`Hit ${wanted.length} of ${wanted.length}`);
        await current(wanted.at(-1));
        await inView();
      }
      // What is closed opens.
      await visitor.showTab("Request");
      await look(() => document.querySelector(".json-tree details").removeAttribute("open"));
      await until("it is closed", () => document.querySelectorAll(".json-tree details").length === 1);
      await key("n");
      await current("needle");
      await inView();
      await visitor.showTab("Conversation");
    });

    test("phrases, patterns, fields and several words; what is negated is not looked for", async () => {
      for (const [filter, rows, hits] of [
        ['"the needle, herr"', 1, ["the NEEDLE, Herr"]],
        ["MÜLLER", 1, ["Müller"]],
        ["/needle/", 4, ["needle"]],
        [String.raw`/Herr\s+M.ller/`, 1, ["Herr Müller"]],
        // At the beginning of a message, and not of a body.
        ["/^Where/ or müller", 1, ["Müller"]],
        ["ResponseBody:needle", 2, ["needle", "Needle"]],
        ["needle müller", 1, ["NEEDLE", "Müller", "needle", "Needle"]],
        ["müller -straw", 1, ["Müller"]],
        ["here*needle", 1, ["here", "NEEDLE", "Here", "needle", "Needle"]],
      ]) {
        await search("", 5);
        await search(filter, rows);
        await isAt(1);
        await gives(filter, () => [...(CSS.highlights.get("hit") ?? [])].map(String), hits);
      }
      await search("status:200", 5);
      await gives("nothing is looked for in texts", highlighted, { hit: [], "current-hit": [], "table-hit": [] });
      await visitor.showTab("Fields");
      await gives("the value itself", () => [...(CSS.highlights.get("hit") ?? [])].map(String), ["200"]);
      await search("metadata:alice", 5);
      await gives("in the metadata", () => [...(CSS.highlights.get("hit") ?? [])].map(String), ["alice"]);
      await visitor.showTab("Conversation");
      await search("", 5);
      await gives("no filter", highlighted, { hit: [], "current-hit": [], "table-hit": [] });
      await place("");
    });

    test("keys that are removed take the hits with them", async () => {
      await search("needle", 4);
      await place(`${all.length} hits`);
      await visitor.forgetKeys();
      await gives("nothing is left", highlighted, { hit: [], "current-hit": [], "table-hit": [] });
      await visitor.chooseKey(keyFile("rsa2048.pem"));
      await visitor.untilOpened();
    });

    test("the shortcuts are listed", async () => {
      await look(() => document.querySelector(".show-keys").click());
      await until("they are there", () => document.querySelector("dialog.key-help").open);
      const listed = await look(() =>
        [...document.querySelectorAll(".key-help [data-keys]")].map(({ dataset }) => dataset.keys),
      );
      for (const place of ["table", "record"])
        for (const keys of ["nextHit n", "previousHit Shift+n"]) assert.ok(listed.includes(`${place} ${keys}`), keys);
      await look(() => document.querySelector(".key-help").close());
    });

    test("the console is silent", async () => {
      assert.deepEqual(await engine.complaints(), []);
    });
  });
}

after(() => fs.rmSync(scratch, { recursive: true, force: true }));
