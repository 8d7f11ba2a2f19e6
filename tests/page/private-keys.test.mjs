// Private keys as people give them, in three engines, served and from disk: typed, pasted, dropped, locked, wrong, several, too
// late; and that the page forgets them.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { after, describe, test } from "node:test";
import zlib from "node:zlib";
import { Key } from "selenium-webdriver";
import { engines } from "./engines.mjs";
import { fixture, keyFile, logFile, scratch } from "./fixtures.mjs";
import { servedAndFromDisk } from "./served-and-from-disk.mjs";
import { visiting } from "./visitor.mjs";

/** Two files of keys with a passphrase each: `the first`, `the second`. */
function lockedKeys() {
  return [
    ["first", "rsa4096"],
    ["second", "rsa2048"],
  ].map(([name, key]) => {
    const file = path.join(scratch, `${name}.pem`);
    execFileSync("openssl", [
      "pkcs8",
      "-topk8",
      "-v2",
      "aes-256-cbc",
      "-in",
      keyFile(`${key}.pem`),
      "-passout",
      `pass:the ${name}`,
      "-out",
      file,
    ]);
    return file;
  });
}

for (const start of Object.values(engines)) {
  describe(`private keys in ${start.name}`, () => {
    let engine;
    let visitor;
    let server;
    visiting(start, { width: 1300 }, (there) => {
      ({ server, engine, visitor } = there);
    });

    servedAndFromDisk(
      () => ({ server, engine, visitor }),
      ({ from, address, inPage }) => {
        test("takes a key that is typed or pasted, and empties the field", async () => {
          await visitor.startAnew();
          const pem = fs.readFileSync(keyFile("rsa2048.pem"), "utf8");
          const field = await visitor.find("textarea[name='key']");
          await field.sendKeys(pem.trim());
          await visitor.until("the key is taken", () => document.querySelector(".keys-menu.held") !== null);
          assert.equal(await field.getAttribute("value"), "");
          const { rsa2048 } = JSON.parse(fs.readFileSync(keyFile("fingerprints.json"), "utf8"));
          await visitor.openMenu("keys-menu");
          assert.match(await (await visitor.find(".keys-menu .key p")).getAttribute("title"), new RegExp(rsa2048));
          await visitor.closeMenu();

          await visitor.startAnew();
          // By the real clipboard: cut out of another field, pasted into this one.
          await visitor.driver.executeScript((text) => {
            const other = Object.assign(document.createElement("textarea"), { id: "other", value: text });
            document.body.append(other);
            other.select();
          }, pem);
          await (await visitor.find("#other")).sendKeys(Key.chord(Key.CONTROL, "x"));
          await (await visitor.find("textarea[name='key']")).sendKeys(Key.chord(Key.CONTROL, "v"));
          await visitor.until("the key is taken", () => document.querySelector(".keys-menu.held") !== null);
          assert.equal(await (await visitor.find("textarea[name='key']")).getAttribute("value"), "");
          await visitor.driver.executeScript(() => document.getElementById("other").remove());
        });

        inPage("says what is wrong with what is no private key", async () => {
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

        inPage("asks a locked key for its passphrase", async () => {
          await visitor.startAnew();
          await visitor.chooseLogs([logFile("ordinary-rsa2048")]);
          await visitor.chooseKey(keyFile("rsa2048.encrypted.pem"));
          await visitor.until(
            "the passphrase is asked for",
            () => document.querySelector("[name='passphrase']") !== null,
          );
          await (await visitor.find("[name='passphrase']")).sendKeys("open barley", Key.ENTER);
          await visitor.until("it is refused", () =>
            /does not open/.test(document.querySelector(".key-problem").textContent),
          );
          const field = await visitor.find("[name='passphrase']");
          assert.equal(await field.getAttribute("value"), "");
          // The same again is another refusal, and is heard as one.
          await visitor.driver.executeScript(() => {
            window.told = [];
            const alert = document.querySelector(".key-problem [role=alert]");
            const all = { subtree: true, childList: true, characterData: true };
            new MutationObserver(() => window.told.push(alert.textContent)).observe(alert, all);
          });
          await field.sendKeys("open rye", Key.ENTER);
          await visitor.until(
            "it is tried, and refused",
            () => /^Trying the passphrase/.test(window.told[0]) && /does not open/.test(window.told.at(-1)),
          );
          await field.sendKeys("open sesame");
          await visitor.press("Unlock");
          await visitor.untilWhole();
          assert.equal(await visitor.has("[name='passphrase']"), false);
        });

        inPage("a menu that goes with the last key does not come open with the next one", async () => {
          await visitor.startAnew();
          await visitor.chooseKey(keyFile("rsa2048.pem"));
          await visitor.until("the key is held", () => document.querySelector(".keys-menu.held") !== null);
          await visitor.forgetKeys();
          await visitor.until("the menu is gone", () => document.querySelector(".keys-menu") === null);
          await visitor.chooseKey(keyFile("rsa2048.pem"));
          await visitor.until("the key is held again", () => document.querySelector(".keys-menu.held") !== null);
          assert.equal(await visitor.has(".menu-panel"), false);
        });

        inPage("asks one locked key after the other for its passphrase, and says which", async () => {
          await visitor.startAnew();
          await visitor.chooseLogs([logFile("ordinary-rsa4096"), logFile("ordinary-rsa2048")]);
          await visitor.chooseKey(...lockedKeys());
          const asked = (name, more) =>
            visitor.until(
              `${name} is asked for`,
              `const form = document.querySelector(".unlock")?.textContent ?? ""; return form.includes(${JSON.stringify(name)}) && form.includes("One more key") === ${more}`,
            );
          await asked("first.pem", true);
          const answer = async (passphrase) =>
            (await visitor.find("[name='passphrase']")).sendKeys(passphrase, Key.ENTER);
          await answer("wrong");
          await visitor.until("it is refused", () =>
            /first\.pem: .*does not open/.test(document.querySelector(".key-problem").textContent),
          );
          await asked("first.pem", true);
          await answer("the first");
          await asked("second.pem", false);
          assert.doesNotMatch(await visitor.text(".key-problem"), /first\.pem/);
          await answer("the second");
          await visitor.until(
            "nothing is asked for any more",
            () => document.querySelector("[name='passphrase'], .key-problem .problem") === null,
          );
          await visitor.untilWhole();
        });

        inPage("goes on without a locked key if that is wanted", async () => {
          await visitor.startAnew();
          await visitor.chooseLogs([logFile("ordinary-rsa2048")]);
          await visitor.chooseKey(...lockedKeys());
          await visitor.until("the first is asked for", () =>
            /first\.pem/.test(document.querySelector(".unlock")?.textContent),
          );
          await visitor.press("Continue without it");
          await visitor.until("the second is asked for", () =>
            /second\.pem/.test(document.querySelector(".unlock")?.textContent),
          );
          await (await visitor.find("[name='passphrase']")).sendKeys("the second", Key.ENTER);
          await visitor.until(
            "nothing is asked for any more",
            () => document.querySelector("[name='passphrase']") === null,
          );
        });

        test("takes several keys in one drop, opens once, and still tells which is none", async () => {
          const { output } = fixture("several-keys");
          await visitor.startAnew();
          const keys = ["rsa2048.pem", "rsa2048.public.pem", "rotated4096.pem", "rsa4096.pem"];
          await visitor.drop([logFile("several-keys"), ...keys.map(keyFile)]);
          await visitor.untilOpened();
          assert.deepEqual((await visitor.exported()).bytes, output);
          assert.match(await visitor.text(".key-problem"), /rsa2048\.public\.pem: This is the public key/);
          await visitor.openMenu("keys-menu");
          const held = await visitor.driver.executeScript(() =>
            [...document.querySelectorAll(".keys-menu .key")].map((key) => [
              key.querySelector("strong").textContent,
              key.querySelector("p").textContent,
            ]),
          );
          await visitor.closeMenu();
          assert.deepEqual(
            held.map(([name, says]) => [name, Number(/decrypted (\d+) field/.exec(says)[1])]).sort(),
            [
              ["rotated4096.pem", 3],
              ["rsa2048.pem", 3],
              ["rsa4096.pem", 9],
            ],
            "which key decrypted how many, once",
          );
        });

        inPage("opens again with a key that comes later", async () => {
          await visitor.startAnew();
          await visitor.chooseKey(keyFile("other2048.pem"));
          await visitor.chooseLogs([logFile("ordinary-rsa2048")]);
          await visitor.untilOpened();
          assert.match(await visitor.text(".outcome"), /^None of 1 record could be decrypted\.$/);
          await visitor.chooseKey(keyFile("rsa2048.pem"));
          await visitor.untilWhole();
          assert.deepEqual((await visitor.exported()).bytes, fixture("ordinary-rsa2048").output);
        });

        inPage("tells up to when a key opens the files, and of a wrong one before opening any", async () => {
          const folder = path.join(scratch, `rotation-${from}`);
          fs.mkdirSync(folder, { recursive: true });
          const before = zlib.gunzipSync(fs.readFileSync(logFile("ordinary-rsa4096")));
          const after = zlib
            .gunzipSync(fs.readFileSync(logFile("several-keys")))
            .toString()
            .split("\n")[2];
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
          assert.match(
            await visitor.text(".key-fit"),
            /This key has 2048 bits\. These files were encrypted for a key of 4096 bits/,
          );
          assert.match(await visitor.text(".outcome"), /^40 records\. Add the matching private key\.$/);
          await visitor.screenshot(`${from}-wrong-key`);
          // Another key makes another trial.
          await visitor.chooseKey(keyFile("rsa4096.pem"));
          await visitor.untilOpened();
          assert.match(
            await visitor.text(".key-fit"),
            /work until 18 April 2026, 00:02 UTC\. Later records need another key\./,
          );
          assert.match(await visitor.text(".outcome"), /^35 of 40 records decrypted, 5 could not be\.$/);
          const [{ code, title }] = await visitor.problems();
          assert.deepEqual([code, title], ["ERR_UNWRAP", "15 fields could not be decrypted: no key matches"]);
          await visitor.chooseKey(keyFile("rotated4096.pem"));
          await visitor.untilWhole();
          assert.equal(await visitor.has(".key-fit"), false);
        });

        test("forgets its keys when it is quiet for the chosen time, and when it is left", async () => {
          for (const [what, act] of [
            [
              "idle",
              () => {
                // A quarter of an hour in a quarter of a second, and no other time.
                const real = window.setTimeout;
                window.setTimeout = (action, delay, ...rest) =>
                  real(action, delay === 15 * 60_000 ? delay / 3600 : delay, ...rest);
                dispatchEvent(new KeyboardEvent("keydown", { key: "Shift" }));
                window.setTimeout = real;
              },
            ],
            ["left", () => dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }))],
          ]) {
            await visitor.visit(address());
            await visitor.chooseKey(keyFile("rsa2048.pem"));
            await visitor.until(
              "the key is there",
              () =>
                document.querySelector(".keys-menu.held") !== null &&
                document.querySelector("main[aria-busy='false']") !== null,
            );
            await visitor.driver.executeScript(act);
            await visitor.until(
              `the key is forgotten (${what})`,
              () => document.querySelector(".keys-menu.held") === null,
            );
            await visitor.chooseLogs([logFile("ordinary-rsa2048")]);
            await visitor.until("the record is shown", () => document.querySelector(".field.sealed") !== null);
            assert.match(
              await visitor.text(".outcome"),
              /^1 record\. Add your private key to decrypt the messages\.$/,
              "the worker has no key any more",
            );
          }
        });
      },
    );
  });
}

after(() => fs.rmSync(scratch, { recursive: true, force: true }));
