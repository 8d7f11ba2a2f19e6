// The page's policy, in three engines: what it refuses to scripts in the page and in its worker.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { confinedPage } from "./confined.mjs";
import { engines } from "./engines.mjs";
import { scratch } from "./fixtures.mjs";
import { visiting } from "./visitor.mjs";

for (const start of Object.values(engines)) {
  describe(`the policy in ${start.name}`, () => {
    let visitor;
    let server;
    visiting(start, { width: 1300, pages: { "/confined": confinedPage() } }, (there) => {
      ({ server, visitor } = there);
    });

    test("its policy refuses every way out, to the page and to its worker", async () => {
      const before = server.asked.length;
      await visitor.open(server.address);
      const inPage = await visitor.driver.executeAsyncScript(async (target, done) => {
        const refused = {};
        const attempt = async (name, action) => {
          refused[name] = await Promise.race([
            Promise.resolve()
              .then(action)
              .then(
                () => "went out",
                (error) => `refused: ${error}`,
              ),
            new Promise((resolve) => setTimeout(resolve, 2000, "refused: silence")),
          ]);
        };
        const loads = (element) =>
          new Promise((resolve, reject) => {
            element.onload = resolve;
            element.onerror = () => reject(new Error("blocked"));
            document.body.append(element);
          });
        const make = (tag, address) => Object.assign(document.createElement(tag), address);
        await attempt("fetch", () => fetch(target));
        await attempt(
          "XMLHttpRequest",
          () =>
            new Promise((resolve, reject) => {
              const request = new XMLHttpRequest();
              request.open("GET", target);
              request.onload = resolve;
              request.onerror = reject;
              request.send();
            }),
        );
        await attempt(
          "EventSource",
          () =>
            new Promise((resolve, reject) =>
              Object.assign(new EventSource(target), { onopen: resolve, onerror: reject }),
            ),
        );
        await attempt(
          "WebSocket",
          () =>
            new Promise((resolve, reject) =>
              Object.assign(new WebSocket(target.replace("http", "ws")), { onopen: resolve, onerror: reject }),
            ),
        );
        await attempt("image", () => loads(make("img", { src: `${target}image` })));
        await attempt("style sheet", () => loads(make("link", { rel: "stylesheet", href: `${target}style` })));
        await attempt("frame", () =>
          loads(make("iframe", { src: `${target}frame` })).then(() => {
            throw new Error("an empty frame");
          }),
        );
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
      assert.deepEqual(Object.keys(inWorker).sort(), [
        "WebSocket",
        "XMLHttpRequest",
        "eval",
        "fetch",
        "importScripts",
        "worker",
      ]);
      for (const [way, what] of Object.entries(inWorker)) assert.match(what, /^refused/, way);
      await sleep(300);
      assert.deepEqual(server.asked.slice(before), ["/", "/confined"]);
    });
  });
}

after(() => fs.rmSync(scratch, { recursive: true, force: true }));
