// The page in a browser, with files chosen as a person chooses them: how long until there is something to see.
import { engines } from "../tests/page/engines.mjs";
import { serve, Visitor } from "../tests/page/visitor.mjs";
import { keyFile } from "./data.mjs";

/** Runs something in the page in a browser of its own. */
async function inPage(name, run) {
  const engine = await engines[name]();
  const server = await serve();
  try {
    const visitor = new Visitor(engine);
    // Wide enough for the record beside the table.
    await engine.driver.manage().window().setRect({ width: 1440, height: 900 });
    await visitor.visit(server.address);
    return await run(visitor, engine.driver);
  } finally {
    server.stop();
    await engine.stop();
  }
}

/** Seconds from choosing a file until the browser has all its records, decrypted. */
export function saveInPage(name, logFile, records) {
  return inPage(name, async (visitor, driver) => {
    await visitor.chooseKey(keyFile);
    await visitor.until("the key is there", () => document.querySelector(".keys-menu.held") !== null);
    await driver.executeScript((count) => {
      window.records = count;
      document.addEventListener("change", () => (window.begun = performance.now()), true);
      // Each button is pressed as soon as it can be.
      const toPress = [".export-button", ".export-start"];
      new MutationObserver(() => {
        const isRead = document.querySelector(".outcome")?.textContent?.includes(window.records);
        if (!isRead || document.querySelector("main[aria-busy='true']")) return;
        /** @type {HTMLButtonElement | null} */
        const button = document.querySelector(toPress[0] ?? "nothing");
        if (button && !button.disabled) {
          toPress.shift();
          button.click();
        }
        if (!window.ended && document.querySelector(".save-status dl")) window.ended = performance.now();
      }).observe(document.body, { subtree: true, childList: true, attributes: true });
    }, records.toLocaleString("en"));
    await visitor.chooseLogs([logFile]);
    await visitor.until("it is saved", () => window.ended !== undefined, 300);
    const seconds = await driver.executeScript(() => (window.ended - window.begun) / 1000);
    const saved = await visitor.text(".save-status");
    if (!saved.includes(records.toLocaleString("en")) || /encrypted/.test(saved))
      throw new Error(`${name} says: ${saved}`);
    return seconds;
  });
}

/** Milliseconds from choosing a large file to its first rows and to its last, and of showing records far apart in it. */
export function exploreInPage(name, logFile) {
  return inPage(name, async (visitor, driver) => {
    await driver.executeScript(() => {
      document.addEventListener("change", () => (window.begun = performance.now()), true);
      new MutationObserver(() => {
        if (window.begun && !window.rows && document.querySelector(".table-row .cell.sealed"))
          requestAnimationFrame(() => (window.rows = performance.now()));
      }).observe(document.body, { subtree: true, childList: true });
    });
    await visitor.chooseLogs([logFile]);
    await visitor.until(
      "the file is indexed",
      () => document.querySelector("main.working[aria-busy='false'] .outcome") !== null,
      300,
    );
    const indexed = await driver.executeScript(() => performance.now());
    const { begun, rows } = await driver.executeScript(() => ({ begun: window.begun, rows: window.rows }));
    // First and last record in turns: each is read and shown, sealed. No RSA is in it.
    const shown = await driver.executeAsyncScript((done) => {
      const grid = /** @type {Element} */ (document.querySelector("[role=grid]"));
      const times = [];
      const keys = ["End", "Home", "End", "Home", "End", "Home", "End"];
      const next = () => {
        const key = keys.pop();
        if (!key) return done(times);
        const begin = performance.now();
        const before = document.querySelector(".record-place")?.textContent;
        const watch = new MutationObserver(() => {
          if (document.querySelector(".record-place")?.textContent === before) return;
          watch.disconnect();
          times.push(performance.now() - begin);
          setTimeout(next, 200);
        });
        watch.observe(document.body, { subtree: true, childList: true, characterData: true });
        grid.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
      };
      next();
    });
    return { rows: rows - begun, indexed: indexed - begun, shown };
  });
}
