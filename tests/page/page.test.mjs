// The page, from dist/index.html, in three engines, served and from disk: files and keys go in as a
// person gives them, and every byte that comes out is compared with the fixtures.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import crypto from "node:crypto";
import fs from "node:fs";
import { createServer } from "node:http";
import os from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import zlib from "node:zlib";
import { By, Key } from "selenium-webdriver";
import { engines } from "./engines.mjs";

const top = path.resolve(import.meta.dirname, "../..");
const page = path.join(top, "dist/index.html");
const fixtures = path.join(top, "tests/fixtures");
const keyFile = (name) => path.join(fixtures, "keys", name);
const logFile = (name) => path.join(fixtures, `${name}.log.gz`);
const names = fs.readdirSync(fixtures).flatMap((name) => (name.endsWith(".log.gz") ? [name.slice(0, -".log.gz".length)] : []));
const fixture = (name) => ({
  name,
  ...JSON.parse(fs.readFileSync(path.join(fixtures, `${name}.json`), "utf8")),
  output: fs.readFileSync(path.join(fixtures, `${name}.ndjson`)),
  rejects: fs.readFileSync(path.join(fixtures, `${name}.rejects`)),
});
/** The page has no setting for it, and the long line is a test of its own. */
const opened = names.map(fixture).filter(({ body, longReject }) => body === "text" && !longReject);

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "logpush-page-"));
const screenshots = path.join(top, "target/screenshots");
fs.mkdirSync(screenshots, { recursive: true });

/** Serves the page and keeps what was asked for. */
async function serve(pages = {}) {
  const asked = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    const body = request.url === "/" ? fs.readFileSync(page) : pages[request.url];
    response.writeHead(body ? 200 : 404, { "content-type": "text/html; charset=utf-8" }).end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { asked, address: `http://127.0.0.1:${server.address().port}/`, stop: () => server.close() };
}

/** What a person does with the page, and sees on it. */
class Visitor {
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
      const create = URL.createObjectURL;
      URL.createObjectURL = (blob) => {
        window.saved.push({ blob });
        return create.call(URL, blob);
      };
      HTMLAnchorElement.prototype.click = function () {
        window.saved.at(-1).name = this.download;
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

  async press(label) {
    const button = By.xpath(`//button[normalize-space()='${label}']`);
    await this.driver.wait(async () => (await this.driver.findElements(button)).length > 0, 5000, `no button ${label}`);
    await this.driver.findElement(button).click();
  }

  chooseLogs = async (files) => (await this.find("input[name='log-files']")).sendKeys(files.join("\n"));
  chooseKey = async (file) => (await this.find("input[name='key-file']")).sendKeys(file);

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
      const input = document.getElementById("carrier");
      const transfer = new DataTransfer();
      for (const file of input.files) transfer.items.add(file);
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
      [...document.querySelectorAll(".problems tbody tr")].map((row) => {
        const [file, line, field, reason] = [...row.cells].map((cell) => cell.textContent);
        return { file, line: line.replaceAll(",", ""), field, code: reason.split(" ")[0], says: reason };
      }),
    );
  }

  /** What pressing this button saves: its name and its bytes, or their number and hash. */
  async saved(label, { hash = false } = {}) {
    await this.press(label);
    const answer = await this.driver.executeAsyncScript(async (hashed, done) => {
      const { blob, name } = window.saved.at(-1);
      const bytes = new Uint8Array(await blob.arrayBuffer());
      const give = hashed ? new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)) : bytes;
      let text = "";
      for (let at = 0; at < give.length; at += 8192) text += String.fromCharCode(...give.subarray(at, at + 8192));
      done({ name, size: bytes.length, base64: btoa(text) });
    }, hash);
    return { name: answer.name, size: answer.size, bytes: Buffer.from(answer.base64, "base64") };
  }

  async screenshot(name) {
    const file = path.join(screenshots, `${this.engine.name.toLowerCase()}-${name}.png`);
    fs.writeFileSync(file, Buffer.from(await this.driver.takeScreenshot(), "base64"));
  }

  startAnew = async () => {
    await this.until("nothing goes on", () => document.querySelector("main[aria-busy='false']") !== null);
    if (await this.has(".working")) await this.press("Close all");
    if (await this.has(".chip.key")) {
      await (await this.find(".key-list button")).click();
      await this.until("the keys are forgotten", () => !document.querySelector(".chip.key"));
    }
  };
}

/** A file of so many records, each with keys of its own, sealed by node:crypto. */
function manyRecords(count) {
  const publicKey = crypto.createPublicKey(fs.readFileSync(keyFile("rsa4096.pem")));
  const seal = (text) => {
    const [key, iv] = [crypto.randomBytes(32), crypto.randomBytes(12)];
    const cipher = crypto.createCipheriv("aes-256-gcm", key, iv);
    const data = Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]);
    const wrapped = crypto.publicEncrypt({ key: publicKey, oaepHash: "sha256" }, key);
    return JSON.stringify({ type: "encrypted", key: wrapped.toString("base64"), iv: iv.toString("base64"), data: data.toString("base64") });
  };
  const line = (i) => `{"StatusCode":200,"RequestBody":${seal(`question ${i}`)},"ResponseBody":${seal(`answer ${i}`)}}\n`;
  const file = path.join(scratch, `many-${count}.log.gz`);
  fs.writeFileSync(file, zlib.gzipSync(Array.from({ length: count }, (_, i) => line(i)).join("")));
  return file;
}

for (const start of Object.values(engines)) {
  describe(`the page in ${start.name}`, () => {
    let engine;
    let visitor;
    let server;
    before(async () => {
      server = await serve({ "/confined": confinedPage() });
      engine = await start();
      visitor = new Visitor(engine);
      await engine.driver.manage().window().setRect({ width: 1300, height: 900 });
      await engine.driver.manage().setTimeouts({ script: 60_000 });
    });
    after(async () => {
      await engine?.stop();
      server?.stop();
    });

    for (const from of ["http", "disk"]) {
      const address = () => (from === "http" ? server.address : pathToFileURL(page).href);

      describe(`from ${from}`, () => {
        let loaded;
        before(async () => {
          await visitor.visit(address());
          loaded = (await engine.requests()).length;
        });

        for (const { name, keys, output, rejects, errors, warnings, opened: fields } of opened) {
          test(`opens ${name} as it must`, async () => {
            await visitor.startAnew();
            for (const key of keys) {
              await visitor.chooseKey(keyFile(`${key}.pem`));
            }
            await visitor.chooseLogs([logFile(name)]);
            await visitor.untilOpened();
            const shown = await visitor.problems();
            const expected = errors.map(({ line = "", field = "", code }) => ({ line: String(line), field, code }));
            const remarks = shown.slice(expected.length);
            assert.deepEqual(
              shown.slice(0, expected.length).map(({ line, field, code }) => ({ line, field, code })),
              expected,
            );
            assert.equal(remarks.length, warnings.length);
            for (const { file, says } of shown) {
              assert.equal(file, `${name}.log.gz`);
              assert.ok(says.length > 30, says);
            }
            if (output.length > 0) {
              // A fault of no line is one of the file, which then is not whole and is not called so.
              const damaged = errors.some(({ line }) => line === undefined);
              const saved = await visitor.saved(damaged ? "Save what was opened" : "Save opened records");
              assert.equal(saved.bytes.toString(), output.toString());
              assert.equal(saved.name, `${name}.opened${damaged ? ".partial" : ""}.ndjson`);
              const told = await visitor.text(".outcome");
              assert.match(told, new RegExp(`^${lines(output)} records?, ${fields} fields? opened`));
              assert.equal(/cut off or damaged/.test(told), damaged);
            }
            if (rejects.length > 0) {
              assert.deepEqual((await visitor.saved("Save rejected lines")).bytes, rejects);
            }
          });
        }

        test("keeps a rejected line of 100 MB", async () => {
          const { output, longReject } = fixture("line-of-100-mb");
          await visitor.startAnew();
          await visitor.chooseKey(keyFile("rsa2048.pem"));
          await visitor.chooseLogs([logFile("line-of-100-mb")]);
          await visitor.untilOpened();
          assert.deepEqual((await visitor.saved("Save opened records")).bytes, output);
          const saved = await visitor.saved("Save rejected lines", { hash: true });
          assert.equal(saved.size, longReject.bytes);
          assert.equal(saved.bytes.toString("hex"), longReject.sha256);
        });

        test("takes several files and the key in one drop, in the order of their names", async () => {
          const chosen = ["members", "ordinary-rsa2048", "plain-text"];
          await visitor.startAnew();
          await visitor.drop([...chosen.map(logFile), keyFile("rsa2048.mislabelled.pem")].reverse());
          await visitor.untilOpened();
          const saved = await visitor.saved("Save opened records");
          assert.equal(saved.bytes.toString(), chosen.map((name) => fixture(name).output.toString()).join(""));
          assert.equal(saved.name, "logs.opened.ndjson");
          await visitor.screenshot(`${from}-several-files`);
        });

        test("goes on with the other files after one that is cut off", async () => {
          await visitor.startAnew();
          await visitor.drop([...["bad-deflate", "cut-off", "ordinary-rsa2048"].map(logFile), keyFile("rsa2048.pem")]);
          await visitor.untilOpened();
          const saved = await visitor.saved("Save what was opened");
          const expected = ["bad-deflate", "cut-off", "ordinary-rsa2048"].map((name) => fixture(name).output.toString());
          assert.equal(saved.bytes.toString(), expected.join(""));
          assert.match(await visitor.text(".outcome"), /2 files are cut off or damaged/);
        });

        if (start === engines.chromium) {
          // The other drivers can neither choose nor drop a folder.
          test("takes a folder, chosen or dropped, and what is in its folders", async () => {
            const folder = path.join(scratch, `folder-${from}`, "20260418");
            fs.mkdirSync(path.join(folder, "later"), { recursive: true });
            for (const [name, place] of [["members", "b.log.gz"], ["shapes", "a.log.gz"], ["plain-text", "later/c.log.gz"], ["picture", ".DS_Store"]]) {
              fs.copyFileSync(logFile(name), path.join(folder, place));
            }
            const expected = ["shapes", "members", "plain-text"].map((name) => fixture(name).output.toString()).join("");
            const ways = {
              choose: async () => (await visitor.find("input[name='log-folder']")).sendKeys(folder),
              drop: async () => {
                for (const type of ["dragEnter", "dragOver", "drop"]) {
                  const data = { items: [], files: [folder], dragOperationsMask: 1 };
                  await visitor.driver.sendDevToolsCommand("Input.dispatchDragEvent", { type, x: 300, y: 300, data });
                }
              },
            };
            for (const give of Object.values(ways)) {
              await visitor.startAnew();
              await give();
              await visitor.until("the files are there", () => /3 files/.test(document.querySelector("main").textContent));
              await visitor.chooseKey(keyFile("rsa2048.pem"));
              await visitor.untilOpened();
              assert.equal((await visitor.saved("Save opened records")).bytes.toString(), expected);
            }
          });
        }

        test("takes a key that is typed or pasted, and empties the field", async () => {
          await visitor.startAnew();
          const pem = fs.readFileSync(keyFile("rsa2048.pem"), "utf8");
          const field = await visitor.find("textarea[name='key']");
          await field.sendKeys(pem.trim());
          await visitor.until("the key is taken", () => document.querySelector(".chip.key") !== null);
          assert.equal(await field.getAttribute("value"), "");
          const { rsa2048 } = JSON.parse(fs.readFileSync(keyFile("fingerprints.json"), "utf8"));
          assert.match(await (await visitor.find(".chip.key")).getAttribute("title"), new RegExp(rsa2048));

          await visitor.startAnew();
          // By the real clipboard: cut out of another field, pasted into this one.
          await visitor.driver.executeScript((text) => {
            const other = Object.assign(document.createElement("textarea"), { id: "other", value: text });
            document.body.append(other);
            other.select();
          }, pem);
          await (await visitor.find("#other")).sendKeys(Key.chord(Key.CONTROL, "x"));
          await (await visitor.find("textarea[name='key']")).sendKeys(Key.chord(Key.CONTROL, "v"));
          await visitor.until("the key is taken", () => document.querySelector(".chip.key") !== null);
          assert.equal(await (await visitor.find("textarea[name='key']")).getAttribute("value"), "");
          await visitor.driver.executeScript(() => document.getElementById("other").remove());
        });

        test("says what is wrong with what is no private key", async () => {
          for (const [file, says] of [
            ["rsa2048.public.pem", /This is the public key/],
            ["rsa2048.cut.pem", /cut off/],
            ["ec.pem", /not RSA/],
          ]) {
            await visitor.startAnew();
            await visitor.chooseKey(keyFile(file));
            await visitor.until("the problem is told", () => document.querySelector(".key-problem .problem") !== null);
            assert.match(await visitor.text(".key-problem .problem"), says);
            assert.match(await visitor.text(".key-problem .problem"), new RegExp(`^${file}: `));
          }
        });

        test("asks a locked key for its passphrase", async () => {
          await visitor.startAnew();
          await visitor.chooseLogs([logFile("ordinary-rsa2048")]);
          await visitor.chooseKey(keyFile("rsa2048.encrypted.pem"));
          await visitor.until("the passphrase is asked for", () => document.querySelector("[name='passphrase']") !== null);
          await (await visitor.find("[name='passphrase']")).sendKeys("open barley", Key.ENTER);
          await visitor.until("it is refused", () => /does not open/.test(document.querySelector(".key-problem").textContent));
          const field = await visitor.find("[name='passphrase']");
          assert.equal(await field.getAttribute("value"), "");
          await field.sendKeys("open sesame");
          await visitor.press("Unlock");
          await visitor.until("everything is opened", () => document.querySelector(".status.whole") !== null);
          assert.equal(await visitor.has("[name='passphrase']"), false);
        });

        test("takes several keys in one drop, opens once, and still tells which is none", async () => {
          const { output } = fixture("several-keys");
          await visitor.startAnew();
          const keys = ["rsa2048.pem", "rsa2048.public.pem", "rotated4096.pem", "rsa4096.pem"];
          await visitor.drop([logFile("several-keys"), ...keys.map(keyFile)]);
          await visitor.untilOpened();
          assert.deepEqual((await visitor.saved("Save opened records")).bytes, output);
          assert.match(await visitor.text(".key-problem"), /rsa2048\.public\.pem: This is the public key/);
          const chips = await visitor.driver.executeScript(() => [...document.querySelectorAll(".chip.key")].map((chip) => chip.textContent));
          assert.deepEqual(chips.map((chip) => Number(/· (\d+) field/.exec(chip)[1])).sort(), [3, 3, 9], "which key opened how many, once");
        });

        for (const [bits, passphrase] of [[4096, ""], [2048, "größer"]]) {
          test(`makes a pair of ${bits} bits that OpenSSL reads and seals for, and that opens here`, async () => {
            await visitor.startAnew();
            if (!(await visitor.has(".make-keys[open]"))) await (await visitor.find(".make-keys summary")).click();
            if (await visitor.has(".made")) await visitor.press("Make another pair");
            await (await visitor.find(`[name='bits'] option[value='${bits}']`)).click();
            if (passphrase) await (await visitor.find("[name='new-passphrase']")).sendKeys(passphrase);
            await visitor.press("Make the pair");
            await visitor.until("the pair is made", () => document.querySelector(".made") !== null, 120);
            if (bits === 4096) await visitor.screenshot(`${from}-made-keys`);
            const fingerprint = await (await visitor.find(".made code")).getAttribute("title");
            const files = { private: path.join(scratch, `${from}-${bits}.pem`), public: path.join(scratch, "public.pem"), key: path.join(scratch, "content-key") };
            fs.writeFileSync(files.private, (await visitor.saved("Save private.pem")).bytes);
            fs.writeFileSync(files.public, (await visitor.saved("Save public.pem")).bytes);
            assert.ok(fs.statSync(files.public).size <= 1024, "the upload field takes 1,024 characters");
            assert.match(fs.readFileSync(files.private, "utf8"), passphrase ? /^-----BEGIN ENCRYPTED PRIVATE KEY/ : /^-----BEGIN PRIVATE KEY/);
            const der = execFileSync("openssl", ["pkey", "-in", files.private, "-passin", `pass:${passphrase}`, "-pubout", "-outform", "der"]);
            assert.equal(crypto.createHash("sha256").update(der).digest("hex"), fingerprint);

            const [contentKey, iv] = [crypto.randomBytes(32), crypto.randomBytes(12)];
            fs.writeFileSync(files.key, contentKey);
            const oaep = ["rsa_padding_mode:oaep", "rsa_oaep_md:sha256", "rsa_mgf1_md:sha256"].flatMap((option) => ["-pkeyopt", option]);
            const key = execFileSync("openssl", ["pkeyutl", "-encrypt", "-pubin", "-inkey", files.public, "-in", files.key, ...oaep]);
            const cipher = crypto.createCipheriv("aes-256-gcm", contentKey, iv);
            const data = Buffer.concat([cipher.update("sealed by OpenSSL"), cipher.final(), cipher.getAuthTag()]);
            const envelope = Object.fromEntries(Object.entries({ key, iv, data }).map(([name, bytes]) => [name, bytes.toString("base64")]));
            const file = path.join(scratch, `${from}-${bits}.log.gz`);
            fs.writeFileSync(file, zlib.gzipSync(`{"RequestBody":${JSON.stringify(envelope)}}\n`));
            await visitor.chooseLogs([file]);
            await visitor.chooseKey(files.private);
            if (passphrase) {
              await visitor.until("the passphrase is asked for", () => document.querySelector("[name='passphrase']") !== null);
              await (await visitor.find("[name='passphrase']")).sendKeys(passphrase, Key.ENTER);
            }
            await visitor.until("everything is opened", () => document.querySelector(".status.whole") !== null);
            assert.equal((await visitor.saved("Save opened records")).bytes.toString(), '{"RequestBody":"sealed by OpenSSL"}\n');
          });
        }

        test("tells up to when a key opens the files, and of a wrong one before opening any", async () => {
          const folder = path.join(scratch, `rotation-${from}`);
          fs.mkdirSync(folder, { recursive: true });
          const before = zlib.gunzipSync(fs.readFileSync(logFile("ordinary-rsa4096")));
          const after = zlib.gunzipSync(fs.readFileSync(logFile("several-keys"))).toString().split("\n")[2];
          const files = Array.from({ length: 40 }, (_, i) => {
            const day = String(1 + Math.floor(i / 2)).padStart(2, "0");
            const file = path.join(folder, `202604${day}T0${i % 2}0210Z_202604${day}T0${i % 2}0243Z_a3cfe972.log.gz`);
            fs.writeFileSync(file, zlib.gzipSync(i < 35 ? before : `${after}\n`));
            return file;
          });
          await visitor.startAnew();
          await visitor.chooseKey(keyFile("other2048.pem"));
          await visitor.chooseLogs(files);
          await visitor.untilOpened();
          assert.match(await visitor.text(".key-verdict"), /This key has 2048 bits; these files were sealed for 4096/);
          assert.match(await visitor.text(".outcome"), /^0 records/);
          await visitor.screenshot(`${from}-wrong-key`);
          // Another key makes another trial.
          await visitor.press("Add a key");
          await visitor.chooseKey(keyFile("rsa4096.pem"));
          await visitor.untilOpened();
          assert.match(await visitor.text(".key-verdict"), /open the records up to 18 April 2026,? (at )?00:02 UTC; those after it were sealed for another key/);
          assert.match(await visitor.text(".outcome"), /40 records, 105 fields opened.*15 fields stayed sealed/s);
          await visitor.chooseKey(keyFile("rotated4096.pem"));
          await visitor.until("everything is opened", () => document.querySelector(".status.whole") !== null);
          assert.equal(await visitor.has(".key-verdict"), false);
        });

        test("forgets its keys when it is quiet for the chosen time, and when it is left", async () => {
          for (const [what, act] of [
            ["quiet", () => {
              // A quarter of an hour in a quarter of a second.
              const real = window.setTimeout;
              window.setTimeout = (action, delay, ...rest) => real(action, delay > 60_000 ? delay / 3600 : delay, ...rest);
              dispatchEvent(new KeyboardEvent("keydown", { key: "Shift" }));
              window.setTimeout = real;
            }],
            ["left", () => dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }))],
          ]) {
            await visitor.visit(address());
            await visitor.chooseKey(keyFile("rsa2048.pem"));
            await visitor.until("the key is there", () => document.querySelector(".chip.key") !== null && document.querySelector("main[aria-busy='false']") !== null);
            await visitor.driver.executeScript(act);
            await visitor.until(`the key is forgotten (${what})`, () => document.querySelector(".chip.key") === null);
            await visitor.chooseLogs([logFile("ordinary-rsa2048")]);
            await sleep(500);
            assert.equal(await visitor.has(".working"), false, "the worker has no key any more");
          }
        });

        test("opens again with a key that comes later", async () => {
          await visitor.startAnew();
          await visitor.chooseKey(keyFile("other2048.pem"));
          await visitor.chooseLogs([logFile("ordinary-rsa2048")]);
          await visitor.untilOpened();
          assert.match(await visitor.text(".outcome"), /3 fields stayed sealed/);
          await visitor.press("Add a key");
          await visitor.chooseKey(keyFile("rsa2048.pem"));
          await visitor.until("everything is opened", () => document.querySelector(".status.whole") !== null);
          assert.deepEqual((await visitor.saved("Save opened records")).bytes, fixture("ordinary-rsa2048").output);
        });

        test("shows a file's name as text, whatever is in it", async () => {
          const name = "<img src=x onerror=document.title='markup'><b>.log.gz";
          const file = path.join(scratch, name);
          fs.copyFileSync(logFile("bad-lines"), file);
          await visitor.startAnew();
          await visitor.chooseKey(keyFile("rsa2048.pem"));
          await visitor.chooseLogs([file]);
          await visitor.untilOpened();
          assert.equal((await visitor.problems())[0].file, name);
          assert.equal(await visitor.has("main img, main b"), false);
          assert.equal(await visitor.driver.getTitle(), "logpush-decrypt");
        });

        test("shows one record in full, and the next by keys", async () => {
          await visitor.startAnew();
          await visitor.chooseKey(keyFile("rsa2048.pem"));
          await visitor.chooseLogs([logFile("shapes")]);
          await visitor.untilOpened();
          await visitor.until("the first record is shown", () => /Record 1 of 9/.test(document.querySelector(".record-view")?.textContent));
          assert.match(await visitor.text(".record-view"), /123456789012345678901234567890/);
          const list = await visitor.find("[role=listbox]");
          await list.sendKeys("j", Key.ARROW_DOWN, Key.ARROW_DOWN);
          await visitor.until("the fourth record is shown", () => /Record 4 of 9/.test(document.querySelector(".record-view")?.textContent));
          assert.equal(await (await visitor.find(".row.chosen")).getAttribute("aria-selected"), "true");
          await list.sendKeys(Key.END);
          await visitor.until("the last record is shown", () => /Record 9 of 9/.test(document.querySelector(".record-view")?.textContent));
          await list.sendKeys("k", Key.HOME);
          await visitor.until("the first record is shown", () => /Record 1 of 9/.test(document.querySelector(".record-view")?.textContent));
        });

        test("can be cancelled, and then tells that not everything is there", async () => {
          await visitor.startAnew();
          await visitor.chooseKey(keyFile("rsa4096.pem"));
          await visitor.chooseLogs([manyRecords(2000)]);
          await visitor.until("records come", () => document.querySelectorAll(".row").length > 2);
          await visitor.until("the time left is told", () => /left/.test(document.querySelector(".status")?.textContent));
          await visitor.screenshot(`${from}-opening`);
          await visitor.press("Cancel");
          await visitor.untilOpened(3);
          assert.match(await visitor.text(".outcome"), /Stopped before the end/);
          const saved = await visitor.saved("Save what was opened");
          const records = saved.bytes.toString().trimEnd().split("\n");
          assert.ok(records.length > 2 && records.length < 2000, `${records.length} records`);
          for (const [i, record] of records.entries()) {
            assert.equal(record, `{"StatusCode":200,"RequestBody":"question ${i}","ResponseBody":"answer ${i}"}`);
          }
          assert.match(saved.name, /\.partial\.ndjson$/);
        });

        test("can be cancelled between many small files", async () => {
          const folder = path.join(scratch, "many");
          fs.mkdirSync(folder, { recursive: true });
          const files = Array.from({ length: 400 }, (_, i) => path.join(folder, `${1000 + i}.log.gz`));
          for (const file of files) fs.copyFileSync(logFile("ordinary-rsa4096"), file);
          await visitor.startAnew();
          await visitor.chooseKey(keyFile("rsa4096.pem"));
          await visitor.chooseLogs(files);
          await visitor.until("the work goes on", () => document.querySelector("progress") !== null);
          await visitor.press("Cancel");
          await visitor.untilOpened(3);
          const records = () => visitor.driver.executeScript(() => document.querySelector(".outcome").textContent);
          const told = await records();
          assert.match(told, /Stopped before the end/);
          await sleep(500);
          assert.equal(await records(), told, "it stays stopped");
          await visitor.press("Open again");
          await visitor.until("everything is opened", () => document.querySelector(".status.whole") !== null, 60);
          assert.match(await records(), /400 records, 1,200 fields opened/);
        });

        test("shows a record with a text of 8 MB, and stays usable", async () => {
          const file = path.join(scratch, "large.log.gz");
          const long = JSON.stringify({ image: `${"QUJD\\\"".repeat(1_300_000)}end` });
          fs.writeFileSync(file, zlib.gzipSync(`{"Model":"vision","RequestBody":${JSON.stringify(long)},"StatusCode":200}\n{"Model":"next"}\n`));
          await visitor.startAnew();
          await visitor.chooseKey(keyFile("rsa2048.pem"));
          await visitor.chooseLogs([file]);
          await visitor.untilOpened();
          await visitor.until("its field is shown", () => /RequestBody/.test(document.querySelector(".record-view")?.textContent));
          await visitor.press("Next");
          await visitor.until("the next record is shown", () => /Record 2 of 2/.test(document.querySelector(".record-view")?.textContent));
        });

        test("lets go of the sample and its key when a file or a key of one's own comes", async () => {
          await visitor.visit(address());
          await visitor.press("Try it with a sample");
          await visitor.until("everything is opened", () => document.querySelector(".status.whole") !== null);
          await visitor.drop([keyFile("rsa2048.pem")]);
          await visitor.until("there is only the own key", () => document.querySelectorAll(".welcoming .chip.key").length === 1);
          await visitor.chooseLogs([logFile("ordinary-rsa2048")]);
          await visitor.untilOpened();
          assert.deepEqual((await visitor.saved("Save opened records")).bytes, fixture("ordinary-rsa2048").output);
        });

        test("makes a sample that shows the whole way", async () => {
          await visitor.visit(address());
          await visitor.press("Try it with a sample");
          await visitor.until("everything is opened", () => document.querySelector(".status.whole") !== null);
          assert.match(await visitor.text(".outcome"), /24 records, 72 fields opened. This key opens all 24 records./);
          await visitor.screenshot(`${from}-sample`);
          // The sample is real: node:crypto opens what the page sealed, with the key that it made.
          const key = crypto.createPrivateKey((await visitor.saved("Save its key")).bytes.toString());
          const file = zlib.gunzipSync((await visitor.saved("Save its sealed file")).bytes).toString();
          const { RequestBody: sealed } = JSON.parse(file.split("\n")[0]);
          const from64 = (text) => Buffer.from(text, "base64");
          const data = from64(sealed.data);
          const contentKey = crypto.privateDecrypt({ key, oaepHash: "sha256" }, from64(sealed.key));
          const decipher = crypto.createDecipheriv("aes-256-gcm", contentKey, from64(sealed.iv)).setAuthTag(data.subarray(-16));
          const text = Buffer.concat([decipher.update(data.subarray(0, -16)), decipher.final()]).toString();
          assert.match(JSON.parse(text).messages[0].content, /paper clip/);
        });

        test("asked for nothing after it was loaded, and the console is silent", async () => {
          assert.deepEqual(await engine.complaints(), []);
          const asked = (await engine.requests()).slice(loaded).filter((url) => url !== address());
          assert.deepEqual(asked, []);
          const entries = await visitor.driver.executeScript(() => performance.getEntriesByType("resource").map((entry) => entry.name));
          assert.deepEqual(entries.filter((name) => !/^(blob|data):/.test(name)), []);
          assert.deepEqual([...new Set(server.asked)], ["/"]);
        });
      });
    }

    test("its policy refuses every way out, to the page and to its worker", async () => {
      const before = server.asked.length;
      await visitor.driver.get(server.address);
      const inPage = await visitor.driver.executeAsyncScript(async (target, done) => {
        const refused = {};
        const attempt = async (name, action) => {
          refused[name] = await Promise.race([
            Promise.resolve().then(action).then(() => "went out", (error) => `refused: ${error}`),
            new Promise((resolve) => setTimeout(resolve, 2000, "refused: silence")),
          ]);
        };
        const loads = (element) => new Promise((resolve, reject) => {
          element.onload = resolve;
          element.onerror = () => reject(new Error("blocked"));
          document.body.append(element);
        });
        const make = (tag, address) => Object.assign(document.createElement(tag), address);
        await attempt("fetch", () => fetch(target));
        await attempt("XMLHttpRequest", () => new Promise((resolve, reject) => {
          const request = new XMLHttpRequest();
          request.open("GET", target);
          request.onload = resolve;
          request.onerror = reject;
          request.send();
        }));
        await attempt("EventSource", () => new Promise((resolve, reject) => Object.assign(new EventSource(target), { onopen: resolve, onerror: reject })));
        await attempt("WebSocket", () => new Promise((resolve, reject) => Object.assign(new WebSocket(target.replace("http", "ws")), { onopen: resolve, onerror: reject })));
        await attempt("image", () => loads(make("img", { src: `${target}image` })));
        await attempt("style sheet", () => loads(make("link", { rel: "stylesheet", href: `${target}style` })));
        await attempt("frame", () => loads(make("iframe", { src: `${target}frame` })).then(() => { throw new Error("an empty frame"); }));
        await attempt("script", () => loads(make("script", { src: `${target}script` })));
        await attempt("worker", () => new Worker(`${target}worker`));
        await attempt("import", () => import(`${target}import`));
        await attempt("WebRTC", () => new RTCPeerConnection());
        navigator.sendBeacon?.(`${target}beacon`, "x");
        const form = make("form", { action: `${target}form`, method: "post" });
        document.body.append(form);
        try {
          form.submit();
        } catch {
          // Firefox says so; the others refuse silently. What the server was asked for decides.
        }
        done(refused);
      }, server.address);
      for (const [way, what] of Object.entries(inPage)) assert.match(what, /^refused/, way);

      await visitor.driver.get(`${server.address}confined`);
      const inWorker = await visitor.driver.executeAsyncScript((done) => window.answer.then(done));
      assert.deepEqual(Object.keys(inWorker).sort(), ["WebSocket", "XMLHttpRequest", "eval", "fetch", "importScripts", "worker"]);
      for (const [way, what] of Object.entries(inWorker)) assert.match(what, /^refused/, way);
      await sleep(300);
      assert.deepEqual(server.asked.slice(before), ["/", "/confined"]);
    });

    test("a file is really saved through the browser's downloads", async (context) => {
      if (!engine.downloads) return context.diagnostic(`${engine.name} cannot be told where to save; its blob was compared above`);
      await visitor.driver.get(server.address);
      await visitor.chooseKey(keyFile("rsa2048.pem"));
      await visitor.chooseLogs([logFile("members")]);
      await visitor.untilOpened();
      await visitor.press("Save opened records");
      const file = path.join(engine.downloads, "members.opened.ndjson");
      for (let tries = 0; tries < 100 && !fs.existsSync(file); tries++) await sleep(100);
      await sleep(300);
      assert.deepEqual(fs.readFileSync(file), fixture("members").output);
    });
  });
}

const lines = (output) => output.toString().split("\n").length - 1;

/**
 * A page under the page's own policy, with a worker made as the page makes its own, that tries every
 * way out. Only the script's hash is another, and Trusted Types are left out, or the script could not
 * make a worker of its own.
 */
function confinedPage() {
  const script = `
    const source = \`onmessage = async ({ data: target }) => {
      const refused = {};
      const attempt = async (name, action) => {
        refused[name] = await Promise.race([
          Promise.resolve().then(action).then(() => "went out", (error) => "refused: " + error),
          new Promise((resolve) => setTimeout(resolve, 2000, "refused: silence")),
        ]);
      };
      await attempt("fetch", () => fetch(target + "worker-fetch"));
      await attempt("XMLHttpRequest", () => new Promise((resolve, reject) => {
        const request = new XMLHttpRequest();
        request.open("GET", target + "worker-xhr");
        request.onload = resolve;
        request.onerror = reject;
        request.send();
      }));
      await attempt("WebSocket", () => new Promise((resolve, reject) => {
        Object.assign(new WebSocket(target.replace("http", "ws") + "worker-socket"), { onopen: resolve, onerror: reject });
      }));
      await attempt("eval", () => (0, eval)("1"));
      await attempt("importScripts", () => importScripts(target + "worker-import"));
      await attempt("worker", () => new Promise((resolve, reject) => {
        Object.assign(new Worker(target + "worker-worker"), { onmessage: resolve, onerror: reject });
      }));
      postMessage(refused);
    };\`;
    const worker = new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
    window.answer = new Promise((resolve) => { worker.onmessage = ({ data }) => resolve(data); });
    worker.postMessage(location.origin + "/");`;
  const hash = crypto.createHash("sha256").update(script).digest("base64");
  const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(fs.readFileSync(page, "utf8"));
  const confined = policy.replace(/'sha256-[^']+' 'wasm/, `'sha256-${hash}' 'wasm`).replace(/; require-trusted-types-for.*/, "");
  return `<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${confined}">
    <link rel="icon" href="data:,"></head><body><script>${script}</script></body></html>`;
}

after(() => fs.rmSync(scratch, { recursive: true, force: true }));
