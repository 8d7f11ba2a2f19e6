// @ts-nocheck Most of this runs in the page, whose elements it knows by their selectors.
// What a person does with the page, and sees on it.
import assert from "node:assert/strict";
import crypto from "node:crypto";
import fs from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { after, before } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { By, error } from "selenium-webdriver";
import { page, top } from "./fixtures.mjs";

const screenshots = path.join(top, "target/screenshots");
fs.mkdirSync(screenshots, { recursive: true });

/** Serves the page, at this port or at one that is free, and keeps what was asked for. */
export async function serve(pages = {}, at = 0) {
  const asked = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    const body = request.url === "/" ? fs.readFileSync(page) : pages[request.url];
    response.writeHead(body ? 200 : 404, { "content-type": "text/html; charset=utf-8" }).end(body);
  });
  await new Promise((resolve) => server.listen(at, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { asked, port, address: `http://127.0.0.1:${port}/`, stop: () => server.close() };
}

/**
 * For a suite: a server of the page, an engine, and someone in front of it, given to `here` before the first test, and gone
 * after the last.
 */
export function visiting(start, { width = 1440, height = 900, dark = false, pages = {} }, here) {
  let [server, engine] = [];
  before(async () => {
    server = await serve(pages);
    engine = await start({ dark });
    await engine.driver.manage().window().setRect({ width, height });
    await engine.driver.manage().setTimeouts({ script: 60_000 });
    await here({ server, engine, visitor: new Visitor(engine) });
  });
  after(async () => {
    await engine?.stop();
    server?.stop();
  });
}

/** Reads until what is read is right, some 200 times. Gives what was read last, right or not. */
export async function readUntil(isRight, read) {
  for (let tries = 0; ; tries++) {
    const seen = await read();
    if (isRight(seen) || tries === 200) return seen;
    await sleep(50);
  }
}

/** Waits until what is read is this. */
export async function becomes(what, read, expected) {
  assert.deepEqual(await readUntil((seen) => isDeepStrictEqual(seen, expected), read), expected, what);
}

/** Someone in front of the page in one engine. */
export class Visitor {
  /** Where the page's frame is in the window. */
  #frameAt = { x: 0, y: 0 };

  constructor(engine) {
    this.engine = engine;
    this.driver = engine.driver;
  }

  /** Opens the page, and goes into the frame that it is in. */
  async open(address) {
    await this.driver.get(address);
    // The chooser of places is the browser's own and can be driven by nobody.
    await this.driver.executeScript(() => delete window.showSaveFilePicker);
    await this.enter();
  }

  /** Goes into the page's frame, if it is in one. */
  async enter() {
    const [frame] = await this.driver.findElements(By.css("iframe"));
    if (frame && this.engine.pressMouse)
      this.#frameAt = await this.driver.executeScript((frame) => {
        const { x, y } = frame.getBoundingClientRect();
        return { x, y };
      }, frame);
    if (frame) await this.driver.switchTo().frame(frame);
    // From outside: a document that is still coming takes what waits in it away.
    const isThere = () => this.has("h1");
    await this.driver.wait(isThere, 30_000, `${this.engine.name}: the page does not come`, 50);
    // WebKit lets a frame take the focus once somebody has pressed something in it.
    if (frame && this.engine.name === "WebKitGTK") await (await this.find("h1")).click();
  }

  /** What has the focus. WebKitGTK's driver knows it of the whole window alone. */
  active = () => this.driver.executeScript(() => document.activeElement);

  /** Back, after which drivers are outside of the frame. */
  async back() {
    await this.driver.switchTo().defaultContent();
    // The drivers' own step back waits for a page that is loaded, and one inside of a frame loads none: now and then until the
    // time for it is over.
    await this.driver.executeScript(() => history.back());
    await this.driver.switchTo().defaultContent();
    await this.enter();
  }

  /** Runs a function in the shell, around the page's frame if it is in one. */
  async outside(act, ...given) {
    // Chromium's driver needs half a second for the way out of the frame and back.
    if (this.engine.evaluate) return this.engine.evaluate(act, ...given);
    await this.driver.switchTo().defaultContent();
    const answer = await this.driver.executeScript(act, ...given);
    const [frame] = await this.driver.findElements(By.css("iframe"));
    if (frame) await this.driver.switchTo().frame(frame);
    return answer;
  }

  async visit(address) {
    await this.open(address);
    // What is handed to the browser's downloads is kept instead, so that it can be compared.
    await this.outside(() => {
      window.saved = [];
      const create = URL.createObjectURL;
      URL.createObjectURL = (blob) => {
        if (blob instanceof Blob) window.saved.push({ blob });
        return create.call(URL, blob);
      };
      HTMLAnchorElement.prototype.click = function () {
        window.saved[window.saved.length - 1].name = this.download;
      };
    });
  }

  /** Waits until a function says so in the page. It looks there itself, for each way to a driver and back takes its time. */
  async until(what, condition, seconds = 30) {
    const asked = typeof condition === "string" ? `() => { ${condition} }` : String(condition);
    const script = `
      const [milliseconds, done] = arguments;
      const end = Date.now() + milliseconds;
      const look = () => {
        try {
          if ((${asked})()) done(true);
          else if (Date.now() > end) done(false);
          else setTimeout(look, 20);
        } catch (error) {
          done(String(error));
        }
      };
      look();`;
    for (const end = Date.now() + seconds * 1000; Date.now() < end; ) {
      // Drivers give scripts half a minute.
      const answer = await this.driver.executeAsyncScript(script, Math.min(10_000, Math.max(0, end - Date.now())));
      if (answer === true) return;
      if (answer !== false) throw new Error(`${what}: ${answer}`);
    }
    throw new Error(`${this.engine.name}: ${what}: not within ${seconds} s; the page says: ${await this.text("body")}`);
  }

  find = (selector) => this.#findBy(By.css(selector));

  async #findBy(by) {
    const element = await this.driver.findElement(by);
    if (this.engine.pressMouse) {
      const click = element.click.bind(element);
      element.click = () => this.#click(element, click);
    }
    return element;
  }

  /**
   * Presses the mouse on an element, where that does not take a driver long: Chromium's asks the browser 90 things for each
   * element within a frame. What a click is by the standard of WebDriver, this one is: of the middle of what can be seen.
   */
  async #click(element, byDriver) {
    const place = await this.driver.executeScript((element) => {
      // Which the browser draws, and no page.
      if (element.tagName === "OPTION") return "option";
      const seen = () => {
        const box = [...element.getClientRects()].find(({ width, height }) => width > 0 && height > 0);
        if (!box) return null;
        const middle = (from, to, most) => (Math.max(0, from) + Math.min(most, to)) / 2;
        const [x, y] = [middle(box.left, box.right, innerWidth), middle(box.top, box.bottom, innerHeight)];
        return element.contains(document.elementFromPoint(x, y)) ? { x, y } : null;
      };
      const found = seen();
      if (found) return found;
      element.scrollIntoView({ block: "center", behavior: "instant" });
      return seen();
    }, element);
    if (place === "option") return byDriver();
    if (place === null) throw new error.ElementNotInteractableError("there is nothing of it to press");
    await this.engine.pressMouse(this.#frameAt.x + place.x, this.#frameAt.y + place.y);
  }

  has = async (selector) => (await this.driver.findElements(By.css(selector))).length > 0;
  /** What an element says. WebKitGTK's driver does not see a text that is cut off by an ellipsis. */
  text = async (selector) => (await (await this.find(selector)).getProperty("innerText")).trim();

  /** Presses the button with this label, or the one that a selector beginning with a dot finds. */
  press = (label) =>
    label.startsWith(".")
      ? this.#press(label, `//button[contains(concat(' ', @class, ' '), ' ${label.slice(1)} ')]`)
      : this.#press(label, `//button[normalize-space()='${label}']`);

  /** Presses the button whose label begins so. */
  pressLike = (label) => this.#press(label, `//button[starts-with(normalize-space(), '${label}')]`);

  /** Presses what a selector finds. */
  click = (selector) => this.#pressAt(selector, By.css(selector));

  #press = (label, path) => this.#pressAt(label, By.xpath(path));

  async #pressAt(label, button) {
    await this.driver.wait(async () => (await this.driver.findElements(button)).length > 0, 5000, `no button ${label}`);
    // WebKit's driver finds nothing to press at a button whose dialog is just being laid out.
    let why;
    for (let tries = 0; tries < 20; tries++) {
      try {
        return await (await this.#findBy(button)).click();
      } catch (error) {
        if (!["ElementNotInteractableError", "StaleElementReferenceError"].includes(error.name)) throw error;
        why = error;
        await sleep(100);
        // Nor does it scroll within a dialog.
        const scroll = (/** @type {Element} */ element) => element.scrollIntoView({ block: "center" });
        await this.driver.executeScript(scroll, await this.driver.findElement(button)).catch(() => {});
      }
    }
    throw why;
  }

  async chooseLogs(files) {
    await (await this.find("input[name='log-files']")).sendKeys(files.join("\n"));
    // Another view comes then, with other elements.
    await this.until("the files are there", () => document.querySelector("main.working") !== null);
  }

  async chooseKey(...files) {
    // The field is made anew with what is around it: one that is about to go takes nothing.
    const find = () => this.find("input[name='key-file']");
    let field = await find();
    for (;;) {
      await sleep(150);
      const now = await find();
      if ((await now.getId()) === (await field.getId())) break;
      field = now;
    }
    await field.sendKeys(files.join("\n"));
  }

  /** Opens a menu of the page by the class it has, unless it is open. */
  async openMenu(name) {
    if (!(await this.has(`.${name} .menu-panel`))) await (await this.find(`.${name} > button`)).click();
    await this.until(`the menu ${name} is open`, `return document.querySelector(".${name} .menu-panel") !== null`);
  }

  /** Closes the menu that is open. */
  async closeMenu() {
    await this.driver.executeScript(() => document.querySelector(".menu:has(.menu-panel) > button")?.click());
    await this.until("no menu is open", () => document.querySelector(".menu-panel") === null);
  }

  /** Writes a filter, and leaves the field: it is in force as after a pause, without a search. */
  async filterBy(text) {
    await this.driver.executeScript((filter) => {
      const field = document.querySelector("input[name='filter']");
      field.value = filter;
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }, text);
    await this.driver.executeScript(() =>
      document.querySelector("input[name='filter']").dispatchEvent(new FocusEvent("blur")),
    );
  }

  /** Waits until the table has so many rows. */
  rowsAre = (rows, what) =>
    this.until(
      `${rows} rows: ${what}`,
      `return document.querySelector("[role=grid]").getAttribute("aria-rowcount") === "${rows + 1}"`,
    );

  /** Presses the row of a record, by its place in the view, counted from 0, once it is drawn. */
  pressRow = (at) =>
    this.until(
      `row ${at} is drawn`,
      `const row = document.querySelector(".table-row:not(.awaited)[aria-rowindex='${at + 2}']");
       const cell = row?.querySelector(".compact-cell, [role=gridcell]:nth-child(3)");
       cell?.click();
       return cell !== undefined && cell !== null;`,
    );

  /** Looks at the record in one of its ways, and at the next ones too. */
  async showTab(name) {
    const has = `[...document.querySelectorAll("[role=tab]")].find(({ textContent }) => textContent === "${name}")`;
    await this.until(`there is a tab ${name}`, `return ${has} !== undefined`);
    await this.driver.executeScript(`${has}.click()`);
    await this.until(`${name} is shown`, `return ${has}.getAttribute("aria-selected") === "true"`);
  }

  /** Shows a column that is not shown at first. */
  async showColumn(name) {
    await this.openMenu("column-menu");
    await this.driver.executeScript((name) => {
      const labels = [...document.querySelectorAll(".column-menu li label")];
      const box = labels.find((each) => each.querySelector(".column-name").textContent === name).querySelector("input");
      if (!box.checked) box.click();
    }, name);
    await this.closeMenu();
  }

  /** Changes a setting of speed. */
  async set(name, value) {
    await this.openMenu("settings-menu");
    await this.driver.executeScript(
      (name, value) => {
        const choice = document.querySelector(`.settings [name='${name}']`);
        if (choice.type === "checkbox") choice.click();
        else {
          choice.value = value;
          choice.dispatchEvent(new Event("change", { bubbles: true }));
        }
      },
      name,
      value,
    );
    await this.closeMenu();
  }

  async closeFiles() {
    await this.openMenu("files-menu");
    await this.press("Close all files");
    await this.until("the files are closed", () => document.querySelector("main.welcoming") !== null);
  }

  /** Removes all keys, one by one if there are several. */
  async forgetKeys() {
    await this.openMenu("keys-menu");
    await this.driver.executeScript(() => {
      const all = [...document.querySelectorAll(".keys-menu .menu-panel button")];
      (
        all.find(({ textContent }) => textContent === "Remove all keys") ??
        document.querySelector(".keys-menu .key button")
      ).click();
    });
    await this.until("the keys are gone", () => document.querySelector(".keys-menu.held") === null);
    if (await this.has(".keys-menu .menu-panel")) await this.closeMenu();
  }

  hasKey = () => this.has(".keys-menu.held");

  /** Drops files onto the page, as one drop. */
  async drop(files) {
    await this.driver.executeScript(() => {
      const input = document.createElement("input");
      input.type = "file";
      input.multiple = true;
      input.id = "carrier";
      document.body.append(input);
    });
    await (await this.find("#carrier")).sendKeys(files.join("\n"));
    await this.driver.executeScript(() => {
      const input = /** @type {HTMLInputElement} */ (document.getElementById("carrier"));
      const transfer = new DataTransfer();
      for (const file of input.files ?? []) transfer.items.add(file);
      input.remove();
      document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
    });
  }

  /** Waits until each file was read to its end, or given up. */
  async untilOpened(seconds = 60) {
    await this.until(
      "all files are read",
      () => document.querySelector("main.working[aria-busy='false'] .outcome:not(:empty)") !== null,
      seconds,
    );
  }

  /** Waits until every record is decrypted, or never was encrypted. */
  untilWhole = (seconds) =>
    this.until("everything is decrypted", () => document.querySelector(".foot-state.whole") !== null, seconds);

  /** Waits until the foot says so. */
  outcome = (says, seconds) =>
    this.until(
      `the outcome says ${says}`,
      `return ${says}.test(document.querySelector("main[aria-busy='false'] .outcome")?.textContent)`,
      seconds,
    );

  /** Shows the notes, or hides them. */
  async showNotes(shown = true) {
    if ((await this.has(".notes")) !== shown) await (await this.find(".notes-button")).click();
    await this.until(`the notes are ${shown}`, `return (document.querySelector(".notes") !== null) === ${shown}`);
  }

  /**
   * What the notes say, in the order of files, lines and fields: each fault as its file, line, field and code, each cause of
   * many with where it was met, and each remark with its files.
   */
  async problems() {
    await this.showNotes();
    const notes = await this.driver.executeScript(() => {
      const text = (element, selector) => element.querySelector(selector)?.textContent ?? "";
      return [...document.querySelectorAll(".notes > article")].flatMap((note) => {
        const code = note.dataset.code ?? "";
        const says = text(note, ":scope > p");
        const title = text(note, "h3");
        const places = [...note.querySelectorAll(".places li:not(.soft)")];
        if (places.length === 0)
          return [
            { file: text(note, ".cause-where"), line: "", field: text(note, ".cause-fields"), code, says, title },
          ];
        return places.map((place) => ({
          file: text(place, ".path"),
          line: text(place, ".line").replace(/[^0-9]/g, ""),
          field: text(place, ".field-name"),
          code,
          says: text(place, ".message") || says,
          title,
        }));
      });
    });
    await this.showNotes(false);
    return notes;
  }

  /** What pressing this button saves: its name and its bytes, or their number and hash. */
  async saved(label, { hash = false } = {}) {
    const before = await this.outside(() => window.saved.length);
    await this.press(label);
    await this.driver.wait(
      () => this.outside((count) => window.saved.length > count && window.saved.at(-1)?.name !== undefined, before),
      90_000,
      `${label} saves nothing`,
    );
    // What the page says of the file is of the file.
    await this.until("nothing goes on", () => document.querySelector("main[aria-busy='false']") !== null);
    const answer = await this.outside(async (hashed) => {
      const { blob, name } = window.saved[window.saved.length - 1];
      const bytes = new Uint8Array(await blob.arrayBuffer());
      const give = hashed ? new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)) : bytes;
      let text = "";
      for (let at = 0; at < give.length; at += 8192) text += String.fromCharCode(...give.subarray(at, at + 8192));
      return { name, size: bytes.length, base64: btoa(text) };
    }, hash);
    return { name: answer.name, size: answer.size, bytes: Buffer.from(answer.base64, "base64") };
  }

  /** Shows the dialog for exporting, with what is to be chosen in it, and waits until its button says so, if anything. */
  async openExport({ records, form, gzip, says } = {}) {
    if (!(await this.has("dialog.export-dialog[open]"))) await this.press(".export-button");
    await this.until("the dialog is there", () => document.querySelector(".export-dialog form") !== null);
    await this.#untilItRests(".export-dialog .export-start");
    for (const [name, value] of Object.entries({ records, form, gzip })) {
      if (value === undefined) continue;
      const input = name === "gzip" ? "[name='export-gzip']" : `[name='export-${name}'][value='${value}']`;
      await this.driver.executeScript(
        (selector, wanted) => {
          const choice = document.querySelector(`.export-dialog ${selector}`);
          if (choice.checked !== wanted) choice.click();
        },
        input,
        name === "gzip" ? value : true,
      );
    }
    if (says !== undefined)
      await this.until(
        `the button says ${says}`,
        `return document.querySelector(".export-start")?.textContent.startsWith(${JSON.stringify(says)})`,
      );
  }

  /** Waits until an element stays where it is: drivers press where it was a moment ago. */
  #untilItRests(selector) {
    return this.driver.executeAsyncScript((selector, done) => {
      let before = "";
      let same = 0;
      const look = () => {
        const now = JSON.stringify(document.querySelector(selector)?.getBoundingClientRect() ?? "");
        same = now === before ? same + 1 : 0;
        before = now;
        if (same === 4) done();
        else setTimeout(look, 50);
      };
      look();
    }, selector);
  }

  async closeExport() {
    if (await this.has("dialog.export-dialog[open]"))
      await (await this.find(".export-dialog .dialog-head button")).click();
    await this.until("the dialog is gone", () => document.querySelector("dialog.export-dialog[open]") === null);
  }

  /** What an export saves: its name and bytes, or their number and hash, and what the page says of it. */
  async exported({ hash = false, ...choices } = {}) {
    await this.openExport(choices);
    const saved = await this.saved(".export-start", { hash });
    await this.until("the export is over", () => document.querySelector(".save-status dl") !== null);
    const [told, status] = await this.driver.executeScript(() => [
      Object.fromEntries(
        [...document.querySelectorAll(".save-status dt")].map((term) => [
          term.textContent,
          term.nextElementSibling?.textContent,
        ]),
      ),
      document.querySelector(".save-status p").textContent,
    ]);
    const sha256 = hash ? saved.bytes.toString("hex") : crypto.createHash("sha256").update(saved.bytes).digest("hex");
    assert.equal(/[0-9a-f]{64}/.exec(told["SHA-256"])?.[0], sha256);
    assert.equal(told.Name, saved.name);
    assert.equal(Number(told.Size.replace(/[^0-9]/g, "")), saved.size);
    await this.closeExport();
    return { ...saved, status, fields: told.Fields ?? "" };
  }

  async screenshot(name) {
    const file = path.join(screenshots, `${this.engine.name.toLowerCase()}-${name}.png`);
    fs.writeFileSync(file, Buffer.from(await this.driver.takeScreenshot(), "base64"));
  }

  /** Looks at the page in a scheme of colours, which it takes from its root: marks.test.mjs holds that. */
  async inScheme(scheme, look) {
    // Once it is painted: screenshots show what was painted last.
    const set = (scheme) =>
      this.driver.executeAsyncScript((scheme, done) => {
        document.documentElement.style.colorScheme = scheme;
        requestAnimationFrame(() => requestAnimationFrame(() => done()));
      }, scheme);
    await set(scheme);
    await look();
    await set("");
  }

  /** In light, and in one engine in dark too. */
  async screenshots(name) {
    await this.screenshot(name);
    if (this.engine.name !== "Chromium") return;
    await this.inScheme("dark", () => this.screenshot(`${name}-dark`));
  }

  startAnew = async ({ keepsKeys = false } = {}) => {
    await this.until("nothing goes on", () => document.querySelector("main[aria-busy='false']") !== null);
    await this.closeExport();
    if (await this.has("main.working")) await this.closeFiles();
    if (!keepsKeys && (await this.hasKey())) await this.forgetKeys();
  };
}
