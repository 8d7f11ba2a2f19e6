// @ts-nocheck Most of this runs in the page, whose elements it knows by their selectors.
// What a person does with the view of usage, and sees in it.
import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { sums } from "./usage-records.mjs";
import { readUntil } from "./visitor.mjs";

/** For a suite that is `visiting`: `here` gives what that has. */
export function usageView(here) {
  const look = (see, ...given) => here().engine.driver.executeScript(see, ...given);
  const press = (...keys) =>
    here()
      .engine.driver.actions()
      .sendKeys(...keys)
      .perform();

  /** Waits until a look at the page gives this. */
  async function becomes(what, see, expected, matches = isDeepStrictEqual) {
    const seen = await readUntil(
      (seen) => matches(seen, expected),
      () => look(see),
    );
    if (!matches(seen, expected)) assert.deepEqual(seen, expected, what);
    return seen;
  }

  /** The rows of the table with the total, as they are shown. */
  const table = () =>
    [...document.querySelectorAll(".usage-numbers tbody tr, .usage-numbers tfoot tr")].map((row) => ({
      name: row.querySelector("th").textContent,
      counts: [...row.querySelectorAll("td")].slice(0, -1).map((cell) => cell.childNodes[0].textContent),
      cost: row.querySelector("td:last-child").textContent,
    }));
  const isCost = (text, usd) =>
    text === "–"
      ? usd === 0
      : Math.abs(Number(text.replace(/[$,]/g, "")) - usd) <= (/\.\d{4}$/.test(text) ? 0.00006 : 0.006);
  const isShown = (seen, expected) =>
    seen.length === expected.length &&
    expected.every(
      ({ name, counts, usd }, at) =>
        seen[at].name === name && isDeepStrictEqual(seen[at].counts, counts) && isCost(seen[at].cost, usd),
    );
  /** The table has these groups in this order, and their total. */
  const shows = (what, groups, records, isRead) =>
    becomes(what, table, [...groups, { name: "Total", ...sums(records, isRead) }], isShown);
  const choose = async (name, title) => {
    await here().visitor.until(
      `${title} can be chosen`,
      `return [...document.querySelectorAll("select[name='${name}'] option")].some(({ textContent }) => textContent === ${JSON.stringify(title)})`,
    );
    await look(
      (name, title) => {
        const select = document.querySelector(`select[name='${name}']`);
        select.value = [...select.options].find(({ textContent }) => textContent === title).value;
        select.dispatchEvent(new Event("change", { bubbles: true }));
      },
      name,
      title,
    );
  };
  const type = async (text) => {
    await look((filter) => {
      const field = document.querySelector("input[name='filter']");
      field.value = filter;
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }, text);
    await look(() => document.querySelector("input[name='filter']").dispatchEvent(new FocusEvent("blur")));
  };
  const filterIs = (text) => becomes("the filter", () => document.querySelector("input[name='filter']").value, text);
  const says = (what, text) =>
    here().visitor.until(what, `return document.querySelector(".usage").innerText.includes(${JSON.stringify(text)})`);
  const anew = async (keys, ...chosen) => {
    const { server, visitor } = here();
    await visitor.visit(server.address);
    await visitor.chooseLogs(chosen);
    if (keys.length > 0) await visitor.chooseKey(...keys);
    await visitor.untilOpened();
  };
  const readAll = async () => {
    const { visitor } = here();
    await visitor.press(".usage-read");
    await visitor.until(
      "all are read",
      () => document.querySelector(".usage-read, .usage-unread progress") === null,
      90,
    );
  };
  const pressGroup = (name) =>
    look((name) => {
      [...document.querySelectorAll("button.usage-group")].find(({ textContent }) => textContent === name).click();
    }, name);
  return { look, press, becomes, shows, choose, type, filterIs, says, anew, readAll, pressGroup };
}
