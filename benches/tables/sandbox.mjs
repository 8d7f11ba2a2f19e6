// What it costs that the page runs in a sandboxed frame: the page in it against the same page as the whole document.
import { engines } from "../../tests/page/engines.mjs";
import { insidePage } from "../../tests/page/fixtures.mjs";
import { serve, Visitor } from "../../tests/page/visitor.mjs";
import { file, keyFile } from "../data.mjs";
import { median } from "../measure.mjs";

const ROUNDS = 5;
/** Records and bytes of their bodies: where RSA counts, and where the cipher does. */
const CASES = [
  [1500, 1500],
  [60, 2_000_000],
];

/** Seconds in which the page checks all records of a file, which decrypts each. */
async function secondsOf(name, place, logFile) {
  const engine = await engines[name]();
  const server = await serve({ "/alone": insidePage() });
  try {
    const visitor = new Visitor(engine);
    await engine.driver.manage().window().setRect({ width: 1440, height: 900 });
    await visitor.visit(`${server.address}${place}`);
    await visitor.chooseLogs([logFile]);
    await visitor.until("all is read", () => document.querySelector("main[aria-busy='false'] .outcome") !== null, 120);
    await engine.driver.executeScript(() => {
      // From the choice of the key, which some records are decrypted at once with, to the end of the check of all.
      document.addEventListener("change", () => (window.begun = performance.now()), true);
      let pressed = false;
      new MutationObserver(() => {
        if (document.querySelector(".foot-state.whole")) window.ended ??= performance.now();
        const check = [...document.querySelectorAll("button")].find(({ textContent }) =>
          /^Check all/.test(textContent),
        );
        if (check && window.begun && !pressed) {
          pressed = true;
          check.click();
        }
      }).observe(document.body, { subtree: true, childList: true, attributes: true });
    });
    await visitor.chooseKey(keyFile);
    await visitor.until("all is decrypted", () => window.ended !== undefined, 300);
    return await engine.driver.executeScript(() => (window.ended - window.begun) / 1000);
  } finally {
    server.stop();
    await engine.stop();
  }
}

export async function measure(print) {
  for (const [records, bytes] of CASES) {
    const logFile = file("content-key", records, bytes);
    const rows = [];
    for (const name of Object.keys(engines)) {
      /** @type {number[]} */
      const framed = [];
      /** @type {number[]} */
      const alone = [];
      for (let round = 0; round < ROUNDS; round++) {
        alone.push(await secondsOf(name, "alone", logFile));
        framed.push(await secondsOf(name, "", logFile));
      }
      const [inFrame, without] = [median(framed), median(alone)];
      rows.push({
        engine: name,
        "in the frame, s": inFrame.toFixed(2),
        "without, s": without.toFixed(2),
        "times as long": (inFrame / without).toFixed(2),
      });
    }
    print("sandbox", `${records} records of ${bytes} bytes a body, decrypted in the page`, rows);
  }
}
