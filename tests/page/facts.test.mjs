// @ts-nocheck Most of this runs in the page, whose elements it knows by their selectors.
// What bodies say as fields of the table, and the threads of records, against what was sealed: before a key, as records are
// decrypted, after a search, and after the keys are gone.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after, describe, test } from "node:test";
import { Key } from "selenium-webdriver";
import { completion, record } from "./conversations.mjs";
import { engines } from "./engines.mjs";
import { keyFile, scratch, sealer, writeLogs } from "./fixtures.mjs";
import { complaintsOf } from "./guidelines.mjs";
import { becomes, visiting } from "./visitor.mjs";

const seal = sealer("rsa2048.pem");
/** More records than are all decrypted at once when a key is added, three fields each; a thread has so many. */
const [COUNT, STEPS] = [400, 4];
const FAILED = 3;

/** The user's question in a step of a thread, and what came back. */
const question = (thread, step) => `Question ${step} of thread ${thread}?`;
const answer = (thread, step) => `Answer ${step} of thread ${thread}`;
const said = (role, content) => ({ role, content });

/** What was sealed: threads whose last step fails and is not repeated, whose second one is cut off by the token limit. */
const TRUTH = Array.from({ length: COUNT }, (_, i) => {
  const [thread, step] = [Math.floor(i / STEPS), i % STEPS];
  const before = Array.from({ length: step }, (_, at) => [
    said("user", question(thread, at)),
    said("assistant", answer(thread, at)),
  ]).flat();
  const request = { model: "gpt-4o-mini", messages: [...before, said("user", question(thread, step))] };
  const [input, output] = [100 + i, 10 + step];
  const calls =
    step === 2 ? [{ id: "c", type: "function", function: { name: `tool_${thread % 3}`, arguments: "{}" } }] : [];
  const stop = ["stop", "length", "tool_calls"][step];
  const response =
    step === FAILED
      ? { error: { type: "rate_limit_error", message: `Slow down ${thread}` } }
      : completion(
          { content: answer(thread, step), ...(calls.length > 0 && { tool_calls: calls }) },
          { prompt_tokens: input, completion_tokens: output, total_tokens: input + output },
          stop,
        );
  const failed = step === FAILED;
  return {
    i,
    thread,
    step,
    failed,
    tokens: failed ? undefined : input + output,
    // 0.15 and 0.60 dollars a million.
    cost: failed ? undefined : (input * 0.15 + output * 0.6) / 1e6,
    stop: failed ? undefined : stop,
    tool: calls[0]?.function.name,
    text: record(
      { status: failed ? 429 : 200, request, response, metadata: { user: `u${thread % 5}` }, plain: { Number: i } },
      seal,
    ),
  };
});
const HALF = COUNT / 2;
const files = ["20260501T000000Z_20260501T000030Z_a", "20260501T000100Z_20260501T000130Z_b"].map((name, at) =>
  writeLogs(
    "facts",
    `${name}.log.gz`,
    TRUTH.slice(at * HALF, (at + 1) * HALF).map(({ text }) => text),
  ),
);
const those = (fits) => TRUTH.filter(fits).map(({ i }) => i);

for (const start of Object.values(engines)) {
  describe(`what bodies say in ${start.name}`, () => {
    let engine;
    let visitor;
    let server;
    visiting(start, {}, (there) => {
      ({ server, engine, visitor } = there);
    });
    const look = (see, ...given) => engine.driver.executeScript(see, ...given);
    const type = (text) => visitor.filterBy(text);
    const search = async () => (await visitor.find("input[name='filter']")).sendKeys(Key.ENTER);
    const rowsAre = (rows, what) => visitor.rowsAre(rows, what);
    /** The cells of a column, of the rows on the screen, from the first. */
    const cells = (title) =>
      look((title) => {
        const column =
          [...document.querySelectorAll(".head-title")].findIndex(({ textContent }) => textContent === title) + 1;
        return [...document.querySelectorAll(".table-row:not(.awaited)")]
          .sort((a, b) => a.ariaRowIndex - b.ariaRowIndex)
          .map((row) => row.querySelectorAll("[role=gridcell]")[column].textContent);
      }, title);
    /** The rows are these records in this order: those on the screen are looked at, wherever the selected one is. */
    const numbersAre = async (filter, numbers) => {
      await rowsAre(numbers.length, filter);
      const seen = () =>
        look(() => {
          const titles = [...document.querySelectorAll(".head-title")].map(({ textContent }) => textContent);
          const rows = [...document.querySelectorAll(".table-row:not(.awaited)")];
          return rows.map((row) => [
            Number(row.getAttribute("aria-rowindex")) - 2,
            Number(row.querySelectorAll("[role=gridcell]")[titles.indexOf("Number") + 1].textContent),
          ]);
        });
      const isRight = async () => {
        const all = await seen();
        return all.length >= Math.min(numbers.length, 10) && all.every(([at, number]) => numbers[at] === number);
      };
      await becomes(filter, isRight, true);
    };
    const advice = () => look(() => document.querySelector(".filter-advice")?.textContent ?? "");
    const searched = () => look(() => document.querySelector(".body-search")?.textContent ?? "");

    test("without a key nothing is said to match, and nothing not to", async () => {
      await visitor.visit(server.address);
      await visitor.chooseLogs(files);
      await visitor.outcome(/^400 records/);
      await visitor.showColumn("Number");
      for (const filter of [
        "tokens:>100",
        "stop:length",
        "tool:tool_1",
        "has:error",
        "user:thread",
        "conversation.cost:>0",
      ]) {
        await type(filter);
        await rowsAre(0, filter);
        await becomes(filter, async () => /^0 matches so far\. 400 records/.test(await searched()), true);
      }
      await type("");
      await rowsAre(COUNT, "no filter");
    });

    test("the button for answers that were cut off finds all of them with one more key", async () => {
      await visitor.chooseKey(keyFile("rsa2048.pem"));
      await visitor.untilOpened();
      await visitor.press("Cut off");
      await visitor.until(
        "it is in the filter",
        () => document.querySelector("input[name='filter']").value === "stop:length,cut-off",
      );
      await search();
      await numbersAre(
        "cut off",
        those(({ stop }) => stop === "length"),
      );
      assert.ok(
        await look(() => document.querySelector(".quick-filters [aria-pressed=true]").textContent === "Cut off"),
      );
    });

    test("what was read once is known to every filter", async () => {
      for (const [filter, fits] of [
        ["tokens:>400", ({ tokens }) => tokens > 400],
        ["tokens:<=200 has:tokens", ({ tokens }) => tokens <= 200],
        ["cost:>0.00005", ({ cost }) => cost > 0.00005],
        ["stop:tool", ({ stop }) => stop === "tool_calls"],
        ["stop=tool_calls", ({ stop }) => stop === "tool_calls"],
        ["tool:tool_1", ({ tool }) => tool === "tool_1"],
        ["error:rate_limit status:429", ({ failed }) => failed],
        ['error:"Slow down 7"', ({ failed, thread }) => failed && String(thread).startsWith("7")],
        ["-has:error tool:tool_2", ({ tool }) => tool === "tool_2"],
        ["family:openai-chat has:output", ({ failed }) => !failed],
        ['conversation.question:"thread 12"', ({ thread }) => thread === 12],
      ]) {
        await type(filter);
        await numbersAre(filter, those(fits));
        assert.equal(await searched(), "", filter);
      }
      // Nothing matches, and it is said why.
      await type("tokens:>100000");
      await rowsAre(0, "too many tokens");
      await becomes("why", async () => (await advice()).startsWith("No record matches tokens:>100000."), true);
    });

    test("whole texts are read anew", async () => {
      await type('user:"Question 1 of thread 7?"');
      await rowsAre(0, "not searched");
      // A filter that is wrong is not searched for, nor the one before.
      await type("status:>>");
      await search();
      await becomes(
        "it is wrong",
        () => look(() => document.querySelector("#filter-problem").textContent !== ""),
        true,
      );
      await rowsAre(0, "still not searched");
      await type('user:"Question 1 of thread 7?"');
      await becomes("the member is offered", async () => /metadata\.user/.test(await advice()), true);
      await search();
      // It is repeated by the steps that follow.
      await numbersAre(
        "said",
        those(({ thread, step }) => thread === 7 && step >= 1),
      );
    });

    test("rows are put in the order of tokens, and columns show what was noted", async () => {
      await type("");
      await rowsAre(COUNT, "no filter");
      await visitor.showColumn("Tools");
      await visitor.showColumn("Stop reason");
      await (await visitor.find(".head-cell:has([title^='Tokens']) .head-button")).click();
      await (await visitor.find(".head-cell:has([title^='Tokens']) .head-button")).click();
      const descending = TRUTH.filter(({ tokens }) => tokens).sort((a, b) => b.tokens - a.tokens || a.i - b.i);
      await becomes(
        "the most tokens first",
        async () => (await cells("Tokens")).slice(0, 10),
        descending.slice(0, 10).map(({ tokens }) => String(tokens)),
      );
      assert.deepEqual(
        (await cells("Tools")).slice(0, 10),
        descending.slice(0, 10).map(({ tool = "" }) => tool),
      );
      assert.deepEqual(
        (await cells("Stop reason")).slice(0, 10),
        descending.slice(0, 10).map(({ stop }) => (stop === "tool_calls" ? "tool" : stop)),
      );
      await (await visitor.find(".head-cell:has([title^='Tokens']) .head-button")).click();
    });

    const steps = () =>
      look(() => ({
        sum: document.querySelector(".thread-sum")?.textContent ?? "",
        steps: [...document.querySelectorAll(".thread-steps .step")].map((step) => [
          step.querySelector(".status").textContent,
          step.querySelector(".step-added").textContent,
          step.querySelector(".step-answer").textContent,
          step.getAttribute("aria-current") ?? "",
        ]),
      }));
    const threadOf = (thread, current) => {
      const own = TRUTH.filter((each) => each.thread === thread);
      const input = own.reduce((sum, { failed, i }) => sum + (failed ? 0 : 100 + i), 0);
      return {
        sum: new RegExp(
          `^4 records · 1 error · ${input.toLocaleString("en")} in · 33 out · ≈ \\$0\\.\\d+ \\(estimate\\)$`,
        ),
        steps: own.map(({ step, failed }) => [
          failed ? "429" : "200",
          question(thread, step),
          failed ? `Slow down ${thread}` : answer(thread, step),
          step === current ? "true" : "",
        ]),
      };
    };
    const threadIs = async (thread, current) => {
      const { sum, steps: expected } = threadOf(thread, current);
      await becomes(`thread ${thread}`, async () => (await steps()).steps, expected);
      assert.match((await steps()).sum, sum);
    };

    test("an error leads to the whole run that ended in it", async () => {
      await type('error:"Slow down 30"');
      await numbersAre("the error", [30 * STEPS + FAILED]);
      await visitor.showTab("Thread");
      await threadIs(30, FAILED);
      // A step that is none of the rows brings the thread with it.
      await (await visitor.find(".thread-steps li:nth-child(2) .step")).click();
      await rowsAre(STEPS, "the thread");
      await visitor.until("it is in the filter", () =>
        /^thread:\d+$/.test(document.querySelector("input[name='filter']").value),
      );
      await threadIs(30, 1);
      assert.deepEqual(
        (await cells("Number")).map(Number),
        [0, 1, 2, 3].map((step) => 30 * STEPS + step),
      );
      assert.deepEqual(await complaintsOf(engine.driver), []);
    });

    test("nothing of it stays when the keys are gone", async () => {
      await visitor.forgetKeys();
      const left = () =>
        look(() => {
          const text = [...document.body.children]
            .map((each) => (each.matches("script") ? "" : each.textContent))
            .join();
          return ["Slow down", "of thread", "tool_", "tool_calls"].filter((word) => text.includes(word));
        });
      await becomes("nothing decrypted", left, []);
      await type("");
      await rowsAre(COUNT, "no filter");
      await type("tokens:>100");
      await rowsAre(0, "nothing is known");
      await becomes("all may match", async () => /^0 matches so far\. 400 records/.test(await searched()), true);
      await becomes("nothing decrypted", left, []);
    });
  });
}

after(() => fs.rmSync(scratch, { recursive: true, force: true }));
