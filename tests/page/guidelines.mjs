// @ts-nocheck What is measured runs in the page.
// What a page has against the guidelines for accessibility (WCAG 2.2, levels A and AA), as far as axe finds it.
import fs from "node:fs";
import path from "node:path";
import { top } from "./fixtures.mjs";

const axe = fs.readFileSync(path.join(top, "node_modules/axe-core/axe.min.js"), "utf8");

/** Each rule that is not held to, with the elements. */
export async function complaintsOf(driver) {
  await driver.executeScript(axe);
  return driver.executeAsyncScript((done) => {
    const only = { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] };
    window.axe.run(document, only).then(
      ({ violations }) =>
        done(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 150)).join(" | ")}`)),
      (error) => done([String(error)]),
    );
  });
}
