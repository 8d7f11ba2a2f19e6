// Key pairs and the sample, which the page makes itself, in three engines, served and from disk: OpenSSL and node:crypto read them.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { after, describe, test } from "node:test";
import zlib from "node:zlib";
import { Key } from "selenium-webdriver";
import { engines } from "./engines.mjs";
import { fixture, keyFile, logFile, scratch } from "./fixtures.mjs";
import { servedAndFromDisk } from "./served-and-from-disk.mjs";
import { visiting } from "./visitor.mjs";

for (const start of Object.values(engines)) {
  describe(`what the page makes in ${start.name}`, () => {
    let engine;
    let visitor;
    let server;
    visiting(start, { width: 1300 }, (there) => {
      ({ server, engine, visitor } = there);
    });

    servedAndFromDisk(
      () => ({ server, engine, visitor }),
      ({ from, address, inPage }) => {
        for (const [bits, passphrase] of [
          [4096, ""],
          [2048, "größer"],
        ]) {
          inPage(`makes a pair of ${bits} bits that OpenSSL reads and seals for, and that opens here`, async () => {
            await visitor.startAnew();
            if (!(await visitor.has(".make-keys[open]"))) await (await visitor.find(".make-keys summary")).click();
            if (await visitor.has(".made")) await visitor.press("Make another pair");
            await (await visitor.find(`[name='bits'] option[value='${bits}']`)).click();
            if (passphrase) await (await visitor.find("[name='new-passphrase']")).sendKeys(passphrase);
            await visitor.press("Make the pair");
            await visitor.until("the pair is made", () => document.querySelector(".made") !== null, 120);
            if (bits === 4096) await visitor.screenshot(`${from}-made-keys`);
            const fingerprint = await (await visitor.find(".made code")).getAttribute("title");
            const files = {
              private: path.join(scratch, `${from}-${bits}.pem`),
              public: path.join(scratch, "public.pem"),
              key: path.join(scratch, "content-key"),
            };
            fs.writeFileSync(files.private, (await visitor.saved("Save private.pem")).bytes);
            fs.writeFileSync(files.public, (await visitor.saved("Save public.pem")).bytes);
            assert.ok(fs.statSync(files.public).size <= 1024, "the upload field takes 1,024 characters");
            assert.match(
              fs.readFileSync(files.private, "utf8"),
              passphrase ? /^-----BEGIN ENCRYPTED PRIVATE KEY/ : /^-----BEGIN PRIVATE KEY/,
            );
            const der = execFileSync("openssl", [
              "pkey",
              "-in",
              files.private,
              "-passin",
              `pass:${passphrase}`,
              "-pubout",
              "-outform",
              "der",
            ]);
            assert.equal(crypto.createHash("sha256").update(der).digest("hex"), fingerprint);

            const [contentKey, iv] = [crypto.randomBytes(32), crypto.randomBytes(12)];
            fs.writeFileSync(files.key, contentKey);
            const oaep = ["rsa_padding_mode:oaep", "rsa_oaep_md:sha256", "rsa_mgf1_md:sha256"].flatMap((option) => [
              "-pkeyopt",
              option,
            ]);
            const key = execFileSync("openssl", [
              "pkeyutl",
              "-encrypt",
              "-pubin",
              "-inkey",
              files.public,
              "-in",
              files.key,
              ...oaep,
            ]);
            const cipher = crypto.createCipheriv("aes-256-gcm", contentKey, iv);
            const data = Buffer.concat([cipher.update("sealed by OpenSSL"), cipher.final(), cipher.getAuthTag()]);
            const envelope = Object.fromEntries(
              Object.entries({ key, iv, data }).map(([name, bytes]) => [name, bytes.toString("base64")]),
            );
            const file = path.join(scratch, `${from}-${bits}.log.gz`);
            fs.writeFileSync(file, zlib.gzipSync(`{"RequestBody":${JSON.stringify(envelope)}}\n`));
            await visitor.chooseLogs([file]);
            await visitor.chooseKey(files.private);
            if (passphrase) {
              await visitor.until(
                "the passphrase is asked for",
                () => document.querySelector("[name='passphrase']") !== null,
              );
              await (await visitor.find("[name='passphrase']")).sendKeys(passphrase, Key.ENTER);
            }
            await visitor.untilWhole();
            assert.equal((await visitor.exported()).bytes.toString(), '{"RequestBody":"sealed by OpenSSL"}\n');
          });
        }

        test("makes a sample that shows the whole way", async () => {
          await visitor.visit(address());
          await visitor.press("Try it with a sample");
          await visitor.untilWhole();
          assert.match(await visitor.text(".outcome"), /^All [5-9]\d records decrypted\.$/);
          await visitor.screenshot(`${from}-sample`);
          // The sample is real: node:crypto opens what the page sealed, with the key that it made.
          await visitor.openMenu("files-menu");
          const key = crypto.createPrivateKey((await visitor.saved("Save its key")).bytes.toString());
          const { bytes: archive } = await visitor.saved("Save its encrypted files");
          // The first file of a tar archive begins after a header of 512 bytes, which has its size.
          assert.match(
            archive.toString("latin1", 0, 100),
            /^20260416\/20260416T083010Z_20260416T083043Z_sample\.log\.gz\0/,
          );
          const size = Number.parseInt(archive.toString("latin1", 124, 135), 8);
          const file = zlib.gunzipSync(archive.subarray(512, 512 + size)).toString();
          const { RequestBody: sealed } = JSON.parse(file.split("\n")[0]);
          const from64 = (text) => Buffer.from(text, "base64");
          const data = from64(sealed.data);
          const contentKey = crypto.privateDecrypt({ key, oaepHash: "sha256" }, from64(sealed.key));
          const decipher = crypto
            .createDecipheriv("aes-256-gcm", contentKey, from64(sealed.iv))
            .setAuthTag(data.subarray(-16));
          const text = Buffer.concat([decipher.update(data.subarray(0, -16)), decipher.final()]).toString();
          assert.match(JSON.parse(text).messages[0].content, /hiking gear/);
        });

        inPage("own files that are given while the sample is made are not mixed with it", async () => {
          await visitor.visit(address());
          await visitor.press("Try it with a sample");
          await visitor.chooseLogs([logFile("ordinary-rsa2048")]);
          await visitor.untilOpened();
          await visitor.chooseLogs([logFile("members")]);
          await visitor.until("both are there, and nothing else", () =>
            /^2 files/.test(document.querySelector(".files-menu > button").textContent),
          );
          await visitor.chooseKey(keyFile("rsa2048.pem"));
          await visitor.untilWhole();
          const own = ["ordinary-rsa2048", "members"].map((name) => fixture(name).output.toString());
          assert.equal((await visitor.exported()).bytes.toString(), own.join(""));
        });

        test("lets go of the sample and its key when a file or a key of one's own comes", async () => {
          await visitor.visit(address());
          await visitor.press("Try it with a sample");
          await visitor.untilWhole();
          await visitor.drop([keyFile("rsa2048.pem")]);
          await visitor.until(
            "there is only the own key",
            () => document.querySelector(".welcoming") !== null && document.querySelector(".keys-menu.held") !== null,
          );
          await visitor.chooseLogs([logFile("ordinary-rsa2048")]);
          await visitor.untilOpened();
          assert.deepEqual((await visitor.exported()).bytes, fixture("ordinary-rsa2048").output);
        });
      },
    );
  });
}

after(() => fs.rmSync(scratch, { recursive: true, force: true }));
