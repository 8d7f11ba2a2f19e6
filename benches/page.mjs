// The page in a browser, with files chosen as a person chooses them: how long until there is something to see.
import { engines } from "../tests/page/engines.mjs";
import { serve, Visitor } from "../tests/page/visitor.mjs";
import { keyFile } from "./data.mjs";
import { cpuOf, memoryOf } from "./processes.mjs";

/** Runs something in the page in a browser of its own. */
async function inPage(name, run) {
  const engine = await engines[name]();
  const server = await serve();
  try {
    const visitor = new Visitor(engine);
    // Wide enough for the record beside the table.
    await engine.driver.manage().window().setRect({ width: 1440, height: 900 });
    await visitor.visit(server.address);
    return await run(visitor, engine.driver, engine.pid);
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

/** The same once a key is there and a file was indexed. */
function inIndexed(name, logFile, records, run) {
  return inPage(name, async (visitor, driver, pid) => {
    const own = memoryOf(pid).pages;
    await visitor.chooseKey(keyFile);
    await visitor.chooseLogs([logFile]);
    await visitor.until(
      "the file is indexed",
      `return document.querySelector("main.working[aria-busy='false'] .outcome")?.textContent.includes(${JSON.stringify(records.toLocaleString("en"))})`,
      300,
    );
    return run(visitor, driver, pid, own);
  });
}

/**
 * Presses a button of the page, once a file was indexed, and waits until something is there. Seconds in between and of the
 * processor's time; or the memory of the page's processes: empty, before that, and at most meanwhile. Not both at once: whoever
 * asks the system for memory ten times a second stops the processes for it.
 */
async function pressed(driver, pid, own, button, ended, isForMemory) {
  const before = memoryOf(pid).pages;
  let most = 0;
  const cpu = cpuOf(pid);
  const looking = isForMemory && setInterval(() => (most = Math.max(most, memoryOf(pid).pages)), 100);
  try {
    const seconds = await driver.executeAsyncScript(
      (button, ended, done) => {
        const begun = performance.now();
        const watch = new MutationObserver(() => {
          if (!document.querySelector(ended)) return;
          watch.disconnect();
          done((performance.now() - begun) / 1000);
        });
        watch.observe(document.body, { subtree: true, childList: true, attributes: true });
        /** @type {HTMLElement} */ (document.querySelector(button)).click();
      },
      button,
      ended,
    );
    return isForMemory ? { own, before, most } : { seconds, cpu: cpuOf(pid) - cpu };
  } finally {
    clearInterval(looking);
  }
}

/**
 * Saves all records of a file in a form of exports, or opens them alone, as *Check all records* does, which goes the same way as far
 * as the making of a file: reading, decrypting, noting what bodies say. Each in a page of its own, which knows nothing of them yet.
 */
export function takeInPage(name, logFile, records, form, isForMemory) {
  return inIndexed(name, logFile, records, async (visitor, driver, pid, own) => {
    await driver.manage().setTimeouts({ script: 300_000 });
    if (form === null) return pressed(driver, pid, own, ".check-all", ".foot-state.whole", isForMemory);
    await visitor.openExport({ form });
    const taken = await pressed(driver, pid, own, ".export-start", ".save-status dl", isForMemory);
    const saved = await visitor.text(".save-status");
    if (!saved.includes(records.toLocaleString("en"))) throw new Error(`${name} says: ${saved}`);
    return taken;
  });
}

/**
 * Groups the usage of an opened file, after all its bodies were read: milliseconds from the choice of another grouping until the
 * browser painted it, of one level and of two.
 */
export function usageInPage(name, logFile, records) {
  return inIndexed(name, logFile, records, async (visitor, driver) => {
    await visitor.press("Usage");
    await visitor.until("bodies can be read", () => document.querySelector(".usage-read") !== null);
    await visitor.press(".usage-read");
    await visitor.until("all are read", () => document.querySelector(".usage-unread.some") === null, 600);
    return driver.executeAsyncScript(async (done) => {
      const select = (which) =>
        /** @type {HTMLSelectElement} */ (document.querySelector(`select[name='usage-${which}']`));
      const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      /** Chooses a level, and returns how long it took until the table was there. */
      const change = async (which, value) => {
        const chosen = select(which);
        const begin = performance.now();
        chosen.value = value;
        if (chosen.value !== value) throw new Error(`${value} is not offered`);
        chosen.dispatchEvent(new Event("change", { bubbles: true }));
        const title = [select("by").value, select("within").value].filter((name) => name !== "").join(" › ");
        while (document.querySelector(".usage-numbers caption")?.textContent !== title)
          await new Promise((resolve) => setTimeout(resolve));
        await painted();
        const took = performance.now() - begin;
        await new Promise((resolve) => setTimeout(resolve, 300));
        return took;
      };
      /** @type {[one: number[], two: number[], many: number[]]} */
      const [one, two, many] = [[], [], []];
      for (let round = 0; round < 5; round++) {
        await change("within", "");
        one.push(await change("by", "Metadata.team"), await change("by", "Model"));
        two.push(await change("within", "Metadata.team"));
        many.push(await change("within", "Metadata.user"));
        two.push(await change("within", "Metadata.team"));
      }
      done({ one, two, many });
    });
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
