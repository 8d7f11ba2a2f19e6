// @ts-nocheck What is measured runs in the page.
// What a page has against the guidelines for accessibility (WCAG 2.2, levels A and AA), as far as axe finds it.
import fs from "node:fs";
import path from "node:path";
import { top } from "./fixtures.mjs";

const axe = fs.readFileSync(path.join(top, "node_modules/axe-core/axe.min.js"), "utf8");

/**
 * Each rule that is not held to, with the elements: in the scheme of colours that the page has, and in the other one as far as
 * it differs, in its contrasts. All colours are made with `light-dark()`, so that the page takes a scheme from its root; that
 * it follows the browser's, marks.test.mjs holds.
 */
export async function complaintsOf(driver) {
  if (!(await driver.executeScript("return 'axe' in window"))) await driver.executeScript(axe);
  return driver.executeAsyncScript((done) => {
    const guidelines = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
    const complaints = async (runOnly) => {
      const { violations } = await window.axe.run(document, { runOnly, resultTypes: ["violations"] });
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 150)).join(" | ")}`);
    };
    const inBoth = async () => {
      const all = await complaints(guidelines);
      const root = document.documentElement;
      const other = matchMedia("(prefers-color-scheme: dark)").matches ? "light" : "dark";
      root.style.colorScheme = other;
      const inOther = await complaints(["color-contrast"]);
      root.style.colorScheme = "";
      return [...all, ...inOther.map((complaint) => `${other}: ${complaint}`)];
    };
    inBoth().then(done, (error) => done([String(error)]));
  });
}
