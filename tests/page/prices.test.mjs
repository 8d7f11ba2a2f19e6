// @ts-nocheck Most of this runs in the page, whose elements it knows by their selectors.
// A list of prices of one's own: in force in usage, filters, records and exports, until the built-in one is back.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, describe, test } from "node:test";
import { engines } from "./engines.mjs";
import { scratch } from "./fixtures.mjs";
import { complaintsOf } from "./guidelines.mjs";
import { byModel, byMost, files, own, rotated, TRUTH } from "./usage-records.mjs";
import { usageView } from "./usage-view.mjs";
import { visiting } from "./visitor.mjs";

/** Prices of somebody's own, also of the model that has none otherwise; as a list, and what they make of the records. */
const HOUSE = { "gpt-4o-mini": [1.5, 0.5, 6], "gpt-4o": [5, 5, 20], "house-model": [40, 40, 80] };
const priceList = (models) =>
  JSON.stringify({
    generated: "2026-11-02",
    currency: "USD",
    per: 1000000,
    providers: [{ id: "house", names: ["openai"], also: [], models }],
  });
const written = (name, text) => {
  const file = path.join(scratch, name);
  fs.writeFileSync(file, text);
  return file;
};
const OWN_PRICES = written(
  "house-prices.json",
  priceList(
    Object.entries(HOUSE).map(([id, [input, cacheRead, output]]) => ({ id, match: [id], input, cacheRead, output })),
  ),
);
const BAD_PRICES = written("bad-prices.json", priceList([{ id: "gpt-4o", input: 1 }]));
const JSON_LOG = written("one.json", '{"Provider":"openai","Model":"gpt-4o","StatusCode":200,"providers":["a"]}');
const BY_OWN = TRUTH.map((each) => {
  const [input, cached, output] = HOUSE[each.model];
  return {
    ...each,
    usd: ((each.input - each.cached) * input + each.cached * cached + each.output * output) / 1e6,
  };
});

for (const start of Object.values(engines)) {
  describe(`prices in ${start.name}`, () => {
    let engine;
    let visitor;
    let server;
    visiting(start, {}, (there) => {
      ({ server, engine, visitor } = there);
    });
    const { becomes, shows, type, says, anew, readAll } = usageView(() => ({ server, engine, visitor }));

    test("a list of prices of one's own is in force everywhere, and there is a way back", async () => {
      await anew([own, rotated], ...files);
      await visitor.press("Usage");
      await visitor.until("what is missing is offered", () => document.querySelector(".usage-read") !== null);
      await readAll();
      await shows("models", byModel(TRUTH).sort(byMost), TRUTH);
      // What was asked by the prices before is asked anew.
      await type("cost:>0.01");
      const dear = TRUTH.filter(({ usd }) => usd > 0.01);
      await shows("expensive ones", byModel(dear).sort(byMost), dear);
      await visitor.drop([OWN_PRICES]);
      await says("whose they are", "Costs are an estimate by the prices in house-prices.json, of 2 Nov 2026.");
      const dearer = BY_OWN.filter(({ usd }) => usd > 0.01);
      assert.ok(dearer.length > dear.length);
      await shows("expensive ones, by other prices", byModel(dearer).sort(byMost), dearer);
      await type("");
      await shows("models, by other prices", byModel(BY_OWN).sort(byMost), BY_OWN);
      await says("also in the head", "estimate, 2 Nov 2026");
      await visitor.screenshot("usage-own-prices");
      // A list that is none changes nothing, and says what is wrong with it as the tool does.
      await (await visitor.find("input[name='price-file']")).sendKeys(BAD_PRICES);
      await says(
        "what is wrong",
        "'bad-prices.json': the price list is not of the documented form: providers[0].models[0].match is not a list of texts.",
      );
      await visitor.screenshot("usage-bad-prices");
      await shows("models, as before", byModel(BY_OWN).sort(byMost), BY_OWN);
      assert.deepEqual(await complaintsOf(engine.driver), []);
      // A file of JSON that is a log is one.
      await visitor.press("Show records");
      await visitor.drop([JSON_LOG]);
      await visitor.until(
        "it is read",
        `return document.querySelector(".outcome")?.textContent.includes("${TRUTH.length + 1}")`,
      );
      await visitor.press("Usage");
      await says("its costs are not known", `${TRUTH.length + 1} records`);

      const { bytes } = await visitor.exported({ form: "csv" });
      const [head, ...rows] = bytes.toString().trimEnd().split("\r\n");
      const at = head.split(",").indexOf("costUsd");
      const cost = rows.reduce((sum, row) => sum + Number(row.split(",")[at]), 0);
      const expected = BY_OWN.reduce((sum, { usd }) => sum + usd, 0);
      assert.ok(Math.abs(cost - expected) < 1e-6, `${cost} and not ${expected}`);

      await visitor.press("Show records");
      await type("model=house-model status:200");
      // The rows of the view before stay until others come.
      await visitor.until(
        "fewer rows",
        `return Number(document.querySelector("[role=grid]").getAttribute("aria-rowcount")) < ${TRUTH.length}`,
      );
      await visitor.pressRow(0);
      const first = BY_OWN.find(({ model, status }) => model === "house-model" && status === 200);
      const costOf = () => Number(/\$([\d.]+)/.exec(document.querySelector(".record-view")?.textContent ?? "")?.[1]);
      await becomes("what the record costs", costOf, first.usd, (seen, usd) => Math.abs(seen - usd) <= 0.0005);
      await visitor.screenshot("record-own-prices");
      await visitor.press("Usage");
      await visitor.press("Back to the built-in prices");
      await says("the page's own", "Costs are an estimate by the price list of 23 Sep");
      await visitor.press("Show records");
      await becomes(
        "no price is known of that model",
        () => /\$\d/.test(document.querySelector(".record-view")?.textContent ?? "$1"),
        false,
      );
      await type("");
      await visitor.press("Usage");
      await says("nothing is said of the other list", "Use a price file…");
      await visitor.until(
        "costs are as before",
        `return !document.querySelector(".usage").innerText.includes("house-prices")`,
      );
    });

    test("the console is silent, and nothing was asked for", async () => {
      assert.deepEqual(await engine.complaints(), []);
      assert.deepEqual([...new Set(server.asked)], ["/"]);
    });
  });
}

after(() => fs.rmSync(scratch, { recursive: true, force: true }));
