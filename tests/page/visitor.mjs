// What a person does with the page, and sees on it.
import assert from "node:assert/strict";
import crypto from "node:crypto";
import fs from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { By } from "selenium-webdriver";
import { page, top } from "./fixtures.mjs";

const screenshots = path.join(top, "target/screenshots");
fs.mkdirSync(screenshots, { recursive: true });

/** Serves the page and keeps what was asked for. */
export async function serve(pages = {}) {
  const asked = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    const body = request.url === "/" ? fs.readFileSync(page) : pages[request.url];
    response.writeHead(body ? 200 : 404, { "content-type": "text/html; charset=utf-8" }).end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { asked, address: `http://127.0.0.1:${port}/`, stop: () => server.close() };
}

/** Someone in front of the page in one engine. */
export class Visitor {
  constructor(engine) {
    this.engine = engine;
    this.driver = engine.driver;
  }

  async visit(address) {
    await this.driver.get(address);
    await this.until("the page is there", () => document.querySelector("h1") !== null);
    // What the page hands to the browser's downloads is kept instead, so that it can be compared.
    await this.driver.executeScript(() => {
      window.saved = [];
      // The chooser of places is the browser's own and can be driven by nobody.
      delete window.showSaveFilePicker;
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

  /** Waits until a function says so in the page. */
  async until(what, condition, seconds = 30) {
    for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(50)) {
      if (await this.driver.executeScript(condition)) return;
    }
    throw new Error(`${this.engine.name}: ${what}: not within ${seconds} s; the page says: ${await this.text("body")}`);
  }

  find = (selector) => this.driver.findElement(By.css(selector));
  has = async (selector) => (await this.driver.findElements(By.css(selector))).length > 0;
  text = async (selector) => (await this.find(selector)).getText();

  /** Presses the button with this label, or the one that a selector beginning with a dot finds. */
  press = (label) =>
    label.startsWith(".")
      ? this.#press(label, `//button[contains(concat(' ', @class, ' '), ' ${label.slice(1)} ')]`)
      : this.#press(label, `//button[normalize-space()='${label}']`);

  /** Presses the button whose label begins so. */
  pressLike = (label) => this.#press(label, `//button[starts-with(normalize-space(), '${label}')]`);

  async #press(label, path) {
    const button = By.xpath(path);
    await this.driver.wait(async () => (await this.driver.findElements(button)).length > 0, 5000, `no button ${label}`);
    await this.driver.findElement(button).click();
  }

  async chooseLogs(files) {
    await (await this.find("input[name='log-files']")).sendKeys(files.join("\n"));
    // Another view comes then, with other elements.
    await this.until("the files are there", () => document.querySelector("main.working") !== null);
  }

  chooseKey = async (...files) => (await this.find("input[name='key-file']")).sendKeys(files.join("\n"));

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
      "all files are opened",
      () => document.querySelector("main.working[aria-busy='false'] .outcome") !== null,
      seconds,
    );
  }

  /** The problems as [file, line, field, code], in the order they are shown. */
  problems() {
    return this.driver.executeScript(() =>
      [.../** @type {NodeListOf<HTMLTableRowElement>} */ (document.querySelectorAll(".problems tbody tr"))].map(
        (row) => {
          const [file, line, field, reason] = [...row.cells].map((cell) => cell.textContent);
          return { file, line: line.replaceAll(",", ""), field, code: reason.split(" ")[0], says: reason };
        },
      ),
    );
  }

  /** What pressing this button saves: its name and its bytes, or their number and hash. */
  async saved(label, { hash = false } = {}) {
    const before = await this.driver.executeScript(() => window.saved.length);
    await this.press(label);
    await this.driver.wait(
      () =>
        this.driver.executeScript(
          (count) => window.saved.length > count && window.saved.at(-1)?.name !== undefined,
          before,
        ),
      90_000,
      `${label} saves nothing`,
    );
    // What the page says of the file is of the file.
    await this.until("nothing goes on", () => document.querySelector("main[aria-busy='false']") !== null);
    const answer = await this.driver.executeAsyncScript(async (hashed, done) => {
      const { blob, name } = window.saved[window.saved.length - 1];
      const bytes = new Uint8Array(await blob.arrayBuffer());
      const give = hashed ? new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)) : bytes;
      let text = "";
      for (let at = 0; at < give.length; at += 8192) text += String.fromCharCode(...give.subarray(at, at + 8192));
      done({ name, size: bytes.length, base64: btoa(text) });
    }, hash);
    return { name: answer.name, size: answer.size, bytes: Buffer.from(answer.base64, "base64") };
  }

  /** The same for records, of which the page tells size and hash; then what it told is taken away. */
  async savedRecords(label, { hash = false } = {}) {
    const saved = await this.saved(label, { hash });
    await this.until("the save is told", () => document.querySelector(".save-status dl") !== null);
    const told = await this.driver.executeScript(() =>
      Object.fromEntries(
        [...document.querySelectorAll(".save-status dt")].map((term) => [
          term.textContent,
          term.nextElementSibling?.textContent,
        ]),
      ),
    );
    const sha256 = hash ? saved.bytes.toString("hex") : crypto.createHash("sha256").update(saved.bytes).digest("hex");
    assert.equal(/[0-9a-f]{64}/.exec(told["SHA-256"])?.[0], sha256);
    assert.equal(told.Name, saved.name);
    assert.equal(Number(told.Size.replace(/[^0-9]/g, "")), saved.size);
    await this.driver.executeScript(() =>
      [.../** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll(".save-status button"))]
        .find((button) => button.textContent === "Close")
        ?.click(),
    );
    return saved;
  }

  async screenshot(name) {
    const file = path.join(screenshots, `${this.engine.name.toLowerCase()}-${name}.png`);
    fs.writeFileSync(file, Buffer.from(await this.driver.takeScreenshot(), "base64"));
  }

  startAnew = async () => {
    await this.until("nothing goes on", () => document.querySelector("main[aria-busy='false']") !== null);
    if (/Close all/.test(await this.text("main"))) {
      await this.press("Close all");
      await this.until(
        "the files are let go",
        () => !/Close all/.test(document.querySelector("main")?.textContent ?? ""),
      );
    }
    if (await this.has(".chip.key")) {
      await (await this.find(".key-list button")).click();
      await this.until("the keys are forgotten", () => !document.querySelector(".chip.key"));
    }
  };
}
