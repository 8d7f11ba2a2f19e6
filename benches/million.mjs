// The page with a million records in ten thousand files: how it scrolls, and what memory it takes.
import { setTimeout as sleep } from "node:timers/promises";
import { Origin } from "selenium-webdriver/lib/input.js";
import { engines } from "../tests/page/engines.mjs";
import { serve, Visitor } from "../tests/page/visitor.mjs";
import { DevTools } from "./devtools.mjs";
import { memoryOf } from "./processes.mjs";

/** Milliseconds of one beat of 60 Hz, with a little room, and of two: a frame above the first came late. */
export const BEAT = 17.5;
export const LATE = 32;

/** Files that WebDriver can choose at once. */
const AT_ONCE = 500;

const CATEGORIES = [
  "devtools.timeline",
  "disabled-by-default-devtools.timeline",
  "devtools.timeline.frame",
  "disabled-by-default-devtools.timeline.frame",
  "cc",
];

/** What trace events are counted as. */
const WORK = {
  script: [
    "FunctionCall",
    "FireAnimationFrame",
    "EventDispatch",
    "TimerFire",
    "V8.GC_MC_BACKGROUND_MARKING",
    "MinorGC",
    "MajorGC",
  ],
  layout: ["UpdateLayoutTree", "Layout"],
  paint: ["PrePaint", "Paint", "Layerize", "Commit"],
  raster: ["RasterTask"],
};

/** Opens the files; then what the engine allows. */
export async function million(name, files) {
  const engine = await engines[name]();
  const server = await serve({ "/empty": "<!doctype html><title>empty</title>" });
  try {
    const visitor = new Visitor(engine);
    await engine.driver.manage().window().setRect({ width: 1300, height: 900 });
    await engine.driver.get(`${server.address}empty`);
    await sleep(3000);
    const empty = memoryOf(engine.pid);
    await visitor.visit(server.address);
    const begin = performance.now();
    for (let at = 0; at < files.length; at += AT_ONCE) await visitor.chooseLogs(files.slice(at, at + AT_ONCE));
    await visitor.until(
      "all is indexed",
      () => /^1,000,000 records/.test(document.querySelector(".outcome")?.textContent ?? ""),
      600,
    );
    const seconds = (performance.now() - begin) / 1000;
    const scrolls = await (name === "chromium" ? inTrace(engine) : byAnimationFrames(engine));
    const keystrokes = await type(engine);
    if (typeof keystrokes === "string") throw new Error(`${engine.name}: ${keystrokes}`);
    // After what was looked at, not before; and when engines have cleared up what they do by themselves.
    await sleep(10_000);
    const full = memoryOf(engine.pid);
    const memory = { pages: full.pages - empty.pages, others: full.others - empty.others };
    if (name === "chromium") {
      const devTools = await DevTools.connect(engine.driver);
      memory.wasm = await devTools.wasmBytes();
      devTools.close();
    }
    return { where: engine.name, seconds, memory, scrolls, keystrokes };
  } finally {
    server.stop();
    await engine.stop();
  }
}

/** Filters that are typed to their end: each of the last keystrokes changes which rows there are. */
const TYPED = [
  ["status:42", "9"],
  ['model:"model 3', '"'],
  ['user:"user 12', '"'],
  ["provider:openai gateway:g", "1"],
  ["model:model*3", "9"],
  ["id:*a", "b"],
  ["cached:tru", "e"],
  ["user:*39", "9"],
];
const TIMES = 5;

/** Milliseconds from a keystroke in the filter to the frame that shows its rows, for each of some. */
async function type({ driver }) {
  await driver.manage().setTimeouts({ script: 120_000 });
  return driver.executeAsyncScript(
    (typed, times, done) => {
      const field = /** @type {HTMLInputElement} */ (document.querySelector("input[name=filter]"));
      // Another one when there were no rows before.
      const grid = () => document.querySelector("[role=grid]");
      const rows = () => grid()?.getAttribute("aria-rowcount");
      const input = (text) => {
        field.value = text;
        field.dispatchEvent(new InputEvent("input", { bubbles: true }));
      };
      // Whether a frame's callbacks run now: what they change is painted in the same frame.
      let inFrame = false;
      const afterThisTask = (then) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = then;
        port2.postMessage(null);
      };
      const everyFrame = () => {
        inFrame = true;
        afterThisTask(() => (inFrame = false));
        requestAnimationFrame(everyFrame);
      };
      requestAnimationFrame(everyFrame);
      /** Resolves once rows are there and painted that were not there before. */
      const painted = () =>
        new Promise((resolve) => {
          const before = rows();
          const watch = new MutationObserver(() => {
            if (rows() === before || !grid()?.querySelector(".table-row .cell:not(:empty)")) return;
            watch.disconnect();
            // The frame's own work comes first.
            if (inFrame) afterThisTask(resolve);
            else requestAnimationFrame(() => afterThisTask(resolve));
          });
          watch.observe(document.body, {
            subtree: true,
            childList: true,
            characterData: true,
            attributes: true,
          });
        });
      const rest = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
      (async () => {
        field.focus();
        const all = [];
        for (let time = 0; time < times; time++) {
          for (const [before, last] of typed) {
            input(before);
            await rest(700);
            const shown = painted();
            const begin = performance.now();
            input(before + last);
            await Promise.race([
              shown,
              rest(10_000).then(() => {
                throw new Error(`no other rows for ${before}${last}`);
              }),
            ]);
            all.push(performance.now() - begin);
            await rest(200);
          }
        }
        input("");
        return all;
      })().then(done, (error) => done(String(error)));
    },
    TYPED,
    TIMES,
  );
}

/** Where the table is, and the thumb of its scrollbar, which is small, at its upper end. */
async function placeOf(driver) {
  await driver.executeScript(() => {
    for (const scroller of document.querySelectorAll(".table-scroller")) scroller.scrollTop = 0;
  });
  await sleep(1000);
  return driver.executeScript(() => {
    const scroller = /** @type {Element} */ (document.querySelector(".table-scroller"));
    const { left, top, right, bottom } = scroller.getBoundingClientRect();
    const bar = (right - left - scroller.clientWidth) / 2;
    return { x: (left + right) / 2, y: (top + bottom) / 2, top, bar: right - bar, height: scroller.clientHeight };
  });
}

/** The first row that is drawn. */
const firstRow = (driver) =>
  driver.executeScript(() =>
    Math.min(
      ...[...document.querySelectorAll(".table-row")].map((row) => Number(row.getAttribute("aria-rowindex")) - 2),
    ),
  );

/** Pixels from the upper end of a scrollbar to its thumb, by whether it has buttons. */
const THUMBS = [22, 6];

/** Down through four fifths of a scrollbar, and half the way up again. */
const barAt = ({ top, height }, part) => top + 30 + height * 0.8 * (part <= 2 / 3 ? part * 1.5 : 2 - part * 1.5);
/** Dragged so far, it shows rows after this one; where the thumb was missed, it was a click into the bar. */
const FAR = 100_000;

/** By a trace of Chromium's: when frames were drawn, and what the threads did. */
async function inTrace({ driver }) {
  const devTools = await DevTools.connect(driver);
  const rows = [];
  const record = async (what, action) => {
    rows.push({ what, ...framesOf(await devTools.trace(CATEGORIES, action)) });
  };
  let place = await placeOf(driver);
  await record("wheel, 60 rows a second", () => devTools.wheel(place, 10_000, 2000));
  await record("wheel, 600 rows a second", () => devTools.wheel(place, 100_000, 20_000));
  if ((await firstRow(driver)) < 1000) throw new Error("the wheel did not scroll the table");
  for (const thumb of THUMBS) {
    place = await placeOf(driver);
    const at = { x: place.bar, y: place.top + thumb };
    const through = Array.from({ length: 240 }, (_, i) => ({ x: place.bar, y: barAt(place, (i + 1) / 240) }));
    await record("scrollbar dragged for 4 s", () => devTools.drag(at, through));
    if ((await firstRow(driver)) > FAR) break;
    rows.pop();
  }
  devTools.close();
  return rows;
}

/** The intervals between frames that were drawn, and the longest of each kind of work, in the time of its thread. */
function framesOf(events) {
  const drawn = events.filter(({ name }) => name === "DrawFrame");
  // Those of the page: most frames are.
  const perProcess = Map.groupBy ? Map.groupBy(drawn, ({ pid }) => pid) : groupBy(drawn, ({ pid }) => pid);
  const [pid, frames] = [...perProcess].sort(([, a], [, b]) => b.length - a.length)[0] ?? [0, []];
  const times = frames.map(({ ts }) => ts / 1000).sort((a, b) => a - b);
  const longest = {};
  for (const { name, dur, tdur, pid: of } of events) {
    if (of !== pid || dur === undefined) continue;
    const kind = Object.keys(WORK).find((each) => WORK[each].includes(name));
    if (kind) longest[kind] = Math.max(longest[kind] ?? 0, (tdur ?? dur) / 1000);
  }
  // The first frame is from before anything moved: until the next one there was nothing to draw.
  return { intervals: times.slice(2).map((time, i) => time - times[i + 1]), longest };
}

function groupBy(all, key) {
  const groups = new Map();
  for (const each of all) groups.set(key(each), [...(groups.get(key(each)) ?? []), each]);
  return groups;
}

/** By the page's own animation frames: what Firefox draws besides, nobody tells. */
async function byAnimationFrames({ driver }) {
  const rows = [];
  const record = async (what, action) => {
    await driver.executeScript(() => {
      window.times = [];
      const next = (time) => {
        window.times.push(time);
        window.frame = requestAnimationFrame(next);
      };
      window.frame = requestAnimationFrame(next);
    });
    await action();
    const times = await driver.executeScript(() => {
      cancelAnimationFrame(window.frame);
      return window.times;
    });
    rows.push({ what, intervals: times.slice(1).map((time, i) => time - times[i]), longest: {} });
  };
  const round = ({ x, y }) => ({ x: Math.round(x), y: Math.round(y) });
  const place = round(await placeOf(driver));
  const wheel = (turns, pixels) => {
    const actions = driver.actions({ async: true });
    for (let i = 0; i < turns; i++) actions.scroll(place.x, place.y, 0, pixels, Origin.VIEWPORT, 16);
    return actions.perform();
  };
  await record("wheel, 60 rows a second", () => wheel(250, 33));
  await record("wheel, 600 rows a second", () => wheel(250, 333));
  if ((await firstRow(driver)) < 1000) throw new Error("the wheel did not scroll the table");
  for (const thumb of THUMBS) {
    const at = await placeOf(driver);
    const through = (part) => round({ x: at.bar, y: barAt(at, part) });
    const start = round({ x: at.bar, y: at.top + thumb });
    await record("scrollbar dragged for 4 s", () =>
      driver
        .actions()
        .move({ ...start, duration: 0 })
        .press()
        .move({ ...through(2 / 3), duration: 2600 })
        .move({ ...through(1), duration: 1300 })
        .release()
        .perform(),
    );
    if ((await firstRow(driver)) > FAR) break;
    rows.pop();
  }
  return rows;
}
