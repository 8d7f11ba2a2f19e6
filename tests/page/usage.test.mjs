// @ts-nocheck Most of this runs in the page, whose elements it knows by their selectors.
// Usage of the records that match, held against sums over what was sealed: without a key, with one, with both, in groups of
// one level and of two, by filters and by times, by pointer and by keys, and after the keys were forgotten.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after, describe, test } from "node:test";
import { Key } from "selenium-webdriver";
import { engines } from "./engines.mjs";
import { scratch, writeLogs } from "./fixtures.mjs";
import { complaintsOf } from "./guidelines.mjs";
import {
  byModel,
  byMost,
  byRecords,
  EACH,
  files,
  groupsOf,
  own,
  ROTATED,
  rotated,
  sums,
  TRUTH,
} from "./usage-records.mjs";
import { usageView } from "./usage-view.mjs";
import { visiting } from "./visitor.mjs";

for (const start of Object.values(engines)) {
  describe(`usage in ${start.name}`, () => {
    let engine;
    let visitor;
    let server;
    visiting(start, {}, (there) => {
      ({ server, engine, visitor } = there);
    });
    const { look, press, becomes, shows, choose, type, filterIs, says, anew, readAll, pressGroup } = usageView(() => ({
      server,
      engine,
      visitor,
    }));
    const isOwn = ({ i }) => i < ROTATED;

    test("without a key: records and errors by plain fields, and that the rest needs a key", async () => {
      await anew([], ...files);
      await visitor.press("Usage");
      const none = () => false;
      const groups = byModel(TRUTH, none).sort((a, b) => Number(b.counts[0]) - Number(a.counts[0]));
      await shows("models", groups, TRUTH, none);
      await says("how many", `${TRUTH.length} records, 0 decrypted`);
      await says("what is missing", `${TRUTH.length} of these records were not read yet`);
      await says("what it takes", "That needs a private key.");
      assert.deepEqual(
        await look(() =>
          [...document.querySelectorAll("select[name='usage-by'] option")].map(({ textContent }) => textContent),
        ),
        ["Model", "Provider", "Status", "Day (UTC)", "Hour (UTC)"],
      );
      await visitor.screenshot("usage-no-key");
    });

    test("with a key the missing ones are decrypted once, and those of another key are named", async () => {
      await visitor.chooseKey(own);
      await visitor.untilOpened();
      await visitor.until("how long it takes", () =>
        /^Decrypt \d+ records \(\d+ s\)$/.test(document.querySelector(".usage-read")?.textContent),
      );
      const offered = await visitor.text(".usage-read");
      const unread = Number(/\d+/.exec(offered)[0]);
      assert.ok(unread > EACH && unread <= TRUTH.length, offered);
      await visitor.screenshot("usage-unread");
      await readAll();
      await says("who stays", `${EACH} records could not be read: no matching key`);
      await says("how many", `${TRUTH.length} records, ${ROTATED} decrypted`);
      await shows("models", byModel(TRUTH, isOwn).sort(byMost), TRUTH, isOwn);
      await says("the price list", "prices of 23 Sep");
      assert.ok(!(await visitor.has(".usage-read")), "nothing is read twice");
    });

    test("the other key opens the rest", async () => {
      await visitor.chooseKey(rotated);
      await visitor.untilOpened();
      await visitor.until("the rest is offered", () =>
        /^Decrypt /.test(document.querySelector(".usage-read")?.textContent),
      );
      await readAll();
      await says("all", "All of them were read.");
      await shows("models", byModel(TRUTH).sort(byMost), TRUTH);
      await visitor.screenshot("usage-models");
    });

    test("groups of one level", async () => {
      for (const [title, keysOf] of [
        ["Metadata.user", ({ user }) => [user]],
        ["Status", ({ status }) => [`${status}`]],
        ["Tools", ({ tools }) => (tools.length > 0 ? tools : ["(none)"])],
        ["Stop reason", ({ stop }) => [stop ?? "(none)"]],
        ["Error", ({ error }) => [error ?? "(none)"]],
      ]) {
        await choose("usage-by", title);
        await shows(title, groupsOf(TRUTH, keysOf).sort(byMost), TRUTH);
      }
      await choose("usage-by", "Tools");
      await says("a record belongs to both", "the groups add up to more than the total");
      for (const [title, key] of [
        ["Day (UTC)", "day"],
        ["Hour (UTC)", "hour"],
      ]) {
        await choose("usage-by", title);
        const groups = groupsOf(TRUTH, (each) => [each[key]]).sort((a, b) => (a.name < b.name ? -1 : 1));
        await shows(title, groups, TRUTH);
      }
      await visitor.screenshot("usage-hours");
    });

    test("two levels, in the order that a head is pressed for", async () => {
      await choose("usage-by", "Model");
      await choose("usage-within", "Metadata.user");
      const groups = groupsOf(TRUTH, ({ model, user }) => [`${model} › ${user}`]);
      await shows("models and users", groups.sort(byMost), TRUTH);
      await visitor.screenshot("usage-two-levels");
      // The bars have the first level, and parts for the second one.
      const bars = await look(() =>
        [...document.querySelectorAll(".usage-bar")].map((bar) => ({
          told: bar.getAttribute("aria-label"),
          parts: bar.querySelectorAll("rect:not(.bar-area)").length,
        })),
      );
      assert.deepEqual(
        bars.map(({ told }) => told.split(":")[0]),
        byModel(TRUTH)
          .sort(byMost)
          .map(({ name }) => name),
      );
      assert.match(
        bars[0].told,
        /^gpt-4o: \$[\d.]+ \(estimate, prices of 23 Sept? 2026\); (quinta|thorvald|ludmila|oswin|pernilla): \$/,
      );
      assert.deepEqual(
        bars.slice(0, 2).map(({ parts }) => parts),
        [0, 1].map(
          (at) =>
            new Set(
              TRUTH.filter(({ model, usd }) => usd > 0 && model === byModel(TRUTH).sort(byMost)[at].name).map(
                ({ user }) => user,
              ),
            ).size,
        ),
      );
      await look(() =>
        [...document.querySelectorAll(".usage-sort")]
          .find(({ textContent }) => textContent.startsWith("Records"))
          .click(),
      );
      await shows("by records", groups.sort(byRecords), TRUTH);
      await becomes(
        "the head says so",
        () => document.querySelector(".usage-numbers th[aria-sort='descending']")?.textContent.slice(0, 7),
        "Records",
      );
      await choose("usage-within", "nothing");
    });

    test("it follows the filter", async () => {
      await choose("usage-by", "Metadata.user");
      await type("status:>=400");
      const failed = TRUTH.filter(({ status }) => status >= 400);
      await shows(
        "failed ones",
        groupsOf(failed, ({ user }) => [user]).sort(
          (a, b) => Number(b.counts[0]) - Number(a.counts[0]) || (a.name < b.name ? -1 : 1),
        ),
        failed,
      );
      await says("how many", `${failed.length} of ${TRUTH.length} records`);
      await type("");
      await shows("all, by what the bars show", groupsOf(TRUTH, ({ user }) => [user]).sort(byRecords), TRUTH);
      await choose("usage-measure", "Cost");
      await shows("all, by cost", groupsOf(TRUTH, ({ user }) => [user]).sort(byMost), TRUTH);
    });

    test("a press on a group filters by it, and there is a way back", async () => {
      await choose("usage-by", "Day (UTC)");
      await choose("usage-within", "Metadata.user");
      await visitor.until("the groups are there", () =>
        document.querySelector("button.usage-group")?.textContent.includes(" › "),
      );
      await pressGroup("2026-04-13 › ludmila");
      const inside = TRUTH.filter(({ user, day }) => user === "ludmila" && day === "2026-04-13");
      await shows("the group alone", [{ name: "2026-04-13 › ludmila", ...sums(inside) }], inside);
      await visitor.until("the filter says so", () =>
        /ludmila/.test(document.querySelector("input[name='filter']").value),
      );
      await visitor.press("Back to all groups");
      await filterIs("");
      await choose("usage-within", "nothing");
      await choose("usage-by", "Tools");
      await visitor.until("the tools are there", () =>
        [...document.querySelectorAll("button.usage-group")].some(({ textContent }) => textContent === "send_mail"),
      );
      await pressGroup("send_mail");
      const mailed = TRUTH.filter(({ tools }) => tools.includes("send_mail"));
      await shows("both of their tools", groupsOf(mailed, ({ tools }) => tools).sort(byMost), mailed);
      await visitor.press("Show records");
      await visitor.until(
        "the records are there",
        `return document.querySelector(".usage") === null && document.querySelector("[role=grid]").getAttribute("aria-rowcount") === "${mailed.length + 1}"`,
      );
      await type("");
    });

    test("which user burned the most tokens last week", async () => {
      await anew([own, rotated], ...files);
      await visitor.press("Usage");
      await visitor.openMenu("time-menu");
      await look(() => {
        const set = (name, value) => {
          document.querySelector(`.time-range [name='${name}']`).value = value;
        };
        set("from", "2026-04-13T00:00:00");
        set("to", "2026-04-19T23:59:59");
      });
      await visitor.press("Apply");
      const week = TRUTH.filter(({ day }) => day >= "2026-04-13");
      await says("of the week", `${week.length} of ${TRUTH.length} records`);
      await visitor.until("what is missing is offered", () => document.querySelector(".usage-read") !== null);
      await readAll();
      await choose("usage-by", "Metadata.user");
      await look(() =>
        [...document.querySelectorAll(".usage-sort")]
          .find(({ textContent }) => textContent.startsWith("Tokens"))
          .click(),
      );
      const users = groupsOf(week, ({ user }) => [user]).sort((a, b) => b.tokens - a.tokens);
      const rows = await shows("users by tokens", users, week);
      assert.equal(rows[0].name, users[0].name);
      // The bars say the same.
      await becomes(
        "the longest bar",
        () => document.querySelector(".usage-bar").getAttribute("aria-label"),
        `${users[0].name}: ${users[0].counts[2]} tokens`,
      );
      await visitor.screenshot("usage-question-1");
    });

    test("what a model costs per day", async () => {
      await anew([own, rotated], ...files);
      await visitor.press("Usage");
      await visitor.until("what is missing is offered", () => document.querySelector(".usage-read") !== null);
      await readAll();
      await shows("models", byModel(TRUTH).sort(byMost), TRUTH);
      await pressGroup("gpt-4o");
      const own4o = TRUTH.filter(({ model }) => model === "gpt-4o");
      await shows("that model", byModel(own4o), own4o);
      await choose("usage-by", "Day (UTC)");
      const days = groupsOf(own4o, ({ day }) => [day]).sort((a, b) => (a.name < b.name ? -1 : 1));
      await shows("its days", days, own4o);
      // A column for each day from the first to the last, also those without records.
      const columns = await look(() =>
        [...document.querySelectorAll(".usage-bar")].map((bar) => bar.getAttribute("aria-label")),
      );
      assert.equal(columns.length, 11);
      const first = columns[0].match(/^2026-04-06: \$([\d.]+) \(estimate, prices of 23 Sept? 2026\)$/);
      assert.ok(first && Math.abs(Number(first[1]) - days[0].usd) < 0.0001, columns[0]);
      assert.match(columns[1], /^2026-04-07: no cost known$/);
      await visitor.screenshot("usage-question-2");
    });

    test("by keys alone", async () => {
      await look(() => document.activeElement.blur());
      await press(Key.ESCAPE);
      await visitor.until("the records are back", () => document.querySelector(".usage") === null);
      await type("");
      await press("u");
      await visitor.until("usage has the focus", () => document.activeElement.classList.contains("usage"));
      await choose("usage-by", "Metadata.user");
      const users = groupsOf(TRUTH, ({ user }) => [user]).sort(byMost);
      await shows("users", users, TRUTH);
      await look(() => document.querySelector(".usage-bars [tabindex='0']").focus());
      await becomes(
        "the first bar is read out",
        () => document.activeElement.getAttribute("aria-label")?.split(":")[0],
        users[0].name,
      );
      await becomes("and shown", () => document.querySelector(".readout").textContent.split(":")[0], users[0].name);
      await press(Key.ARROW_DOWN);
      await becomes(
        "the next one",
        () => document.activeElement.getAttribute("aria-label")?.split(":")[0],
        users[1].name,
      );
      await press(Key.END);
      await becomes(
        "the last one",
        () => document.activeElement.getAttribute("aria-label")?.split(":")[0],
        users.at(-1).name,
      );
      await visitor.screenshot("usage-focus");
      await look(() => document.querySelector("tbody .usage-group[tabindex='0']").focus());
      await press(Key.HOME, Key.ARROW_DOWN, Key.ENTER);
      const second = TRUTH.filter(({ user }) => user === users[1].name);
      await shows("the second user", [{ name: users[1].name, ...sums(second) }], second);
      await becomes("the focus stays", () => document.activeElement.textContent, users[1].name);
      await press(Key.ESCAPE);
      await visitor.until(
        "the records are back",
        `return document.querySelector(".usage") === null && document.querySelector("[role=grid]").getAttribute("aria-rowcount") === "${second.length + 1}"`,
      );
      await press("u");
      await shows("it is as it was", [{ name: users[1].name, ...sums(second) }], second);
      await press("u");
      await visitor.until("the same key closes it", () => document.querySelector(".usage") === null);
      await type("");
    });

    test("reading can be stopped, and goes on with what is left", async () => {
      await anew([rotated], ...files.slice(-1), ...files.slice(0, 1));
      await visitor.press("Usage");
      await visitor.until("what is missing is offered", () => document.querySelector(".usage-read") !== null);
      await visitor.press(".usage-read");
      await visitor.until(
        "it goes on or is over",
        () =>
          document.querySelector(".usage-unread progress") !== null || document.querySelector(".usage-read") === null,
      );
      await look(() => document.querySelector(".usage-unread progress ~ button")?.click());
      await visitor.until("it is over", () => document.querySelector(".usage-unread progress") === null);
      if (await visitor.has(".usage-read")) await readAll();
      const both = [...TRUTH.slice(ROTATED), ...TRUTH.slice(0, EACH)];
      const isRead = ({ i }) => i >= ROTATED;
      await shows("models", byModel(both, isRead).sort(byMost), both, isRead);
    });

    test("nothing that was decrypted stays when the keys are forgotten", async () => {
      await anew([own, rotated], ...files);
      await visitor.press("Usage");
      await visitor.until("what is missing is offered", () => document.querySelector(".usage-read") !== null);
      await readAll();
      await choose("usage-by", "Metadata.user");
      await choose("usage-within", "Tools");
      await visitor.until("users and tools are there", () =>
        /quinta › find_order/.test(document.querySelector(".usage").textContent),
      );
      await visitor.forgetKeys();
      const none = () => false;
      await shows(
        "models",
        byModel(TRUTH, none).sort((a, b) => Number(b.counts[0]) - Number(a.counts[0])),
        TRUTH,
        none,
      );
      await becomes(
        "nothing is left",
        () =>
          document
            .querySelector("#app")
            .outerHTML.match(
              /.{20}(quinta|thorvald|ludmila|oswin|pernilla|find_order|send_mail|rate_limit_error).{20}/g,
            ),
        null,
      );
      await says("it needs a key", "That needs a private key.");
      // It is as it was once the key is back.
      await visitor.chooseKey(own, rotated);
      await visitor.untilOpened();
      await visitor.until("what is missing is offered", () => document.querySelector(".usage-read") !== null);
      await readAll();
      const pairs = ({ user, tools }) => (tools.length > 0 ? tools : ["(none)"]).map((tool) => `${user} › ${tool}`);
      await shows("users and tools", groupsOf(TRUTH, pairs).sort(byMost), TRUTH);
      assert.deepEqual(await complaintsOf(engine.driver), []);
    });

    test("of many groups the first are shown, the others when asked for, and nothing is lost in between", async () => {
      const count = 300;
      const records = Array.from(
        { length: count * 3 },
        (_, i) => `{"UserAgent":"client-${i % count}","StatusCode":200}`,
      );
      await anew([], writeLogs("usage", "many-groups.log.gz", records));
      await visitor.press("Usage");
      await choose("usage-by", "UserAgent");
      const rows = () =>
        [...document.querySelectorAll(".usage-numbers tbody tr, .usage-numbers tfoot tr")].map((row) =>
          [row.querySelector("th"), row.querySelector("td")].map((cell) => cell.textContent),
        );
      const name = (_, at) => [`client-${at}`, "3"];
      const others = ["All other groups", `${(count - 50) * 3}`];
      await becomes("the first by their names", rows, [
        ...Array.from({ length: 50 }, name),
        others,
        ["Total", `${count * 3}`],
      ]);
      await says("how many there are", `The first 50 groups; ${count - 50} others are added up in one row.`);
      await visitor.press(".usage-more");
      await becomes("all", rows, [...Array.from({ length: count }, name), ["Total", `${count * 3}`]]);
      // Who pressed it is at the first of those that came.
      assert.equal(await look(() => document.activeElement.textContent), "client-50");
      assert.equal(await look(() => document.querySelector(".usage-more")), null);
    });

    for (const width of [1440, 390]) {
      test(`${width} pixels wide it holds to the guidelines, and nothing is wider than the window`, async () => {
        await engine.driver
          .manage()
          .window()
          .setRect({ width, height: width < 800 ? 844 : 900 });
        await anew([own], ...files.slice(0, 2));
        await visitor.press("Usage");
        await visitor.until("groups are there", () => document.querySelector(".usage-group") !== null);
        await visitor.screenshots(`usage-${width}-unread`);
        assert.deepEqual(await complaintsOf(engine.driver), []);
        if (await visitor.has(".usage-read")) await visitor.press(".usage-read");
        await visitor.until("all are read", () => document.querySelector(".usage-unread.some") === null, 60);
        for (const [by, within] of [
          ["Model", "Metadata.user"],
          ["Day (UTC)", "Model"],
          ["Metadata.user", "nothing"],
        ]) {
          await choose("usage-by", by);
          await choose("usage-within", within);
          await visitor.until(
            "bars are there",
            `return document.querySelectorAll(".usage-bar").length > 1 && (${within === "nothing"} === (document.querySelector(".usage .legend") === null))`,
          );
          await visitor.screenshots(`usage-${width}-${by}`);
          assert.deepEqual(await complaintsOf(engine.driver), [], `${by} ${within}`);
          const [whole, inside] = await look(() => {
            const view = document.querySelector(".usage");
            return [view.clientWidth, view.scrollWidth];
          });
          assert.ok(inside <= whole, `${inside} pixels in ${whole}`);
        }
        await visitor.press("Show records");
        await visitor.until("the list is back", () => document.querySelector(".usage") === null);
      });
    }

    test("the console is silent, and nothing was asked for", async () => {
      assert.deepEqual(await engine.complaints(), []);
      assert.deepEqual([...new Set(server.asked)], ["/"]);
    });
  });
}

after(() => fs.rmSync(scratch, { recursive: true, force: true }));
