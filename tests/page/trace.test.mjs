// @ts-nocheck Most of this runs in the page, whose elements it knows by their selectors.
// No trace: what browsers keep on disk after a walk has no byte of the key or the logs.
import assert from "node:assert/strict";
import crypto from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import zlib from "node:zlib";
import { engines } from "./engines.mjs";
import { scratch } from "./fixtures.mjs";
import { serve, Visitor } from "./visitor.mjs";

/** Something that is nowhere but in the logs of this run. */
const unique = () => crypto.randomBytes(12).toString("hex");

/** A key, a log sealed for it, and all that must be found nowhere: by name. */
function secrets() {
  const { publicKey, privateKey } = crypto.generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = privateKey.export({ type: "pkcs8", format: "pem" });
  const { d, p } = privateKey.export({ format: "jwk" });
  const marks = { question: unique(), answer: unique(), member: unique(), model: unique(), filter: unique() };
  const seal = (text) => {
    const [key, iv] = [crypto.randomBytes(32), crypto.randomBytes(12)];
    const cipher = crypto.createCipheriv("aes-256-gcm", key, iv);
    const data = Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]);
    const wrapped = crypto.publicEncrypt({ key: publicKey, oaepHash: "sha256" }, key);
    const text64 = (bytes) => bytes.toString("base64");
    return { type: "encrypted", key: text64(wrapped), iv: text64(iv), data: text64(data) };
  };
  const record = {
    Model: `model-${marks.model}`,
    StatusCode: 200,
    Metadata: seal(JSON.stringify({ user: `user-${marks.member}` })),
    RequestBody: seal(JSON.stringify({ messages: [{ role: "user", content: `What is ${marks.question}?` }] })),
    ResponseBody: seal(JSON.stringify({ choices: [{ message: { role: "assistant", content: marks.answer } }] })),
  };
  const folder = fs.mkdtempSync(path.join(scratch, "trace-"));
  const [key, log] = [path.join(folder, "key.pem"), path.join(folder, "log.gz")];
  fs.writeFileSync(key, pem);
  fs.writeFileSync(log, zlib.gzipSync(`${JSON.stringify(record)}\n`));
  const sought = {
    ...marks,
    "the key as text": pem.split("\n")[3],
    "its private exponent": Buffer.from(d, "base64url").subarray(0, 24),
    "its prime": Buffer.from(p, "base64url").subarray(0, 24),
  };
  return { key, log, marks, sought };
}

function* filesUnder(folder) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true, recursive: true }))
    if (entry.isFile()) yield path.join(entry.parentPath ?? entry.path, entry.name);
}

/** Parts of both forms of base64 that have the same letters whatever stands before and after the bytes. */
const inBase64 = (bytes) =>
  [0, 1, 2].flatMap((shift) => {
    const groups = bytes.subarray(shift, shift + 3 * Math.floor((bytes.length - shift) / 3)).subarray(0, 30);
    return [groups.toString("base64"), groups.toString("base64url")].map((text) => Buffer.from(text));
  });

/** What of this is found in the files of a folder: as its bytes, in base64, or in UTF-16. */
function found(folder, sought) {
  const needles = Object.entries(sought).flatMap(([name, what]) => {
    const bytes = Buffer.from(what);
    const wide = typeof what === "string" ? [Buffer.from(what, "utf16le")] : [];
    return [bytes, ...inBase64(bytes), ...wide].map((needle) => [name, needle]);
  });
  const places = [];
  for (const file of filesUnder(folder)) {
    const content = fs.readFileSync(file);
    for (const [name, needle] of needles)
      if (content.includes(needle)) places.push(`${name} in ${path.relative(folder, file)}`);
  }
  return places;
}

for (const [name, start] of Object.entries(engines)) {
  describe(`what ${name} keeps`, () => {
    /** Does something in the page with a profile, and ends the browser. */
    async function withProfile(profile, server, act, how) {
      const engine = await start({ profile });
      try {
        const visitor = new Visitor(engine);
        await engine.driver.manage().window().setRect({ width: 1440, height: 900 });
        await visitor.visit(server.address);
        await act(visitor);
      } finally {
        await engine.stop(how);
        // Processes that end write what they hold.
        await sleep(1500);
      }
    }

    test("after a walk, nothing of the key and the logs", async () => {
      const profile = fs.mkdtempSync(path.join(os.tmpdir(), "logpush-profile-"));
      const server = await serve();
      const { key, log, marks, sought } = secrets();
      try {
        await withProfile(profile, server, async (visitor) => {
          await visitor.chooseLogs([log]);
          await visitor.chooseKey(key);
          await visitor.untilWhole();
          await visitor.until(
            "the answer is shown",
            `return document.querySelector(".turn.answer")?.textContent.includes("${marks.answer}")`,
          );
          await visitor.filterBy(`model:model-${marks.model} ${marks.filter}`);
          await visitor.rowsAre(0, "nothing has these words");
          await visitor.filterBy("");
          const saved = await visitor.exported({ form: "ndjson" });
          assert.ok(saved.bytes.includes(marks.answer));
          // Kept by the page itself, it would be found.
          await visitor.outside((text) => localStorage.setItem("kept", text), marks.answer.slice(0, 20));
        });
        const kept = marks.answer.slice(0, 20);
        // MiniBrowser keeps nothing at all of a session that is automated.
        if (name !== "webkit") assert.notDeepEqual(found(profile, { kept }), [], "what is kept is found");
        assert.deepEqual(found(profile, sought), []);
      } finally {
        server.stop();
        fs.rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
      }
    });

    if (name !== "webkit")
      test("a large export that a crash ended is gone when the page is opened again", async () => {
        const profile = fs.mkdtempSync(path.join(os.tmpdir(), "logpush-profile-"));
        const server = await serve();
        const mark = unique();
        const log = path.join(scratch, `large-${name}.log`);
        // More than is held in memory, and some more.
        const line = `${JSON.stringify({ StatusCode: 200, Model: mark, RequestBody: "x".repeat(1000) })}\n`;
        fs.writeFileSync(log, line.repeat(Math.ceil(90e6 / line.length)));
        try {
          const save = async (visitor) => {
            await visitor.chooseLogs([log]);
            await visitor.until(
              "all is read",
              () => document.querySelector("main[aria-busy='false'] .outcome:not(:empty)") !== null,
            );
            await visitor.openExport({ form: "ndjson" });
            await visitor.until("it is said", () =>
              /a copy lies in this browser’s storage/.test(document.querySelector(".way").textContent),
            );
            await visitor.press(".export-start");
            await visitor.until("it is saved", () => document.querySelector(".save-status dl") !== null, 120);
          };
          await withProfile(profile, server, save, { crash: true });
          assert.notDeepEqual(found(profile, { mark }), [], "it lay in the browser's storage");
          await withProfile(profile, server, () => sleep(2000));
          assert.deepEqual(found(profile, { mark }), []);
        } finally {
          server.stop();
          fs.rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
        }
      });
  });
}

after(() => fs.rmSync(scratch, { recursive: true, force: true }));
