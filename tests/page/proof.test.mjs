// @ts-nocheck Most of this runs in the page, whose elements it knows by their selectors.
// 'Prove it': what the page shows of the ways out of it is what the browser does.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fs from "node:fs";
import { after, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { engines } from "./engines.mjs";
import { keyFile, logFile, page, scratch } from "./fixtures.mjs";
import { complaintsOf } from "./guidelines.mjs";
import { serve, visiting } from "./visitor.mjs";

const WHOLE = fs.readFileSync(page, "utf8");
/** The page as somebody may have altered it: without its policies. And in a frame that confines nothing. */
const UNCONFINED = WHOLE.replaceAll(/<meta http-equiv="Content-Security-Policy"[^>]*>\n/g, "");
const UNFRAMED = UNCONFINED.replace(/ sandbox="[^"]*" allow="clipboard-write" srcdoc='</, " srcdoc='<");
assert.ok(UNCONFINED.length < WHOLE.length && UNFRAMED.length < UNCONFINED.length);

/** Firefox fires no event for these: in workers, and from disk. What comes of them, outside.test.mjs sees. */
const isUntold = (way, outcome) => outcome === "untold" && /^(EventSource|WebTransport|Prefetch)$/.test(way);

for (const start of Object.values(engines)) {
  describe(`what leads out, in ${start.name}`, () => {
    let [engine, visitor, server] = [];
    visiting(start, { pages: { "/unconfined": UNCONFINED, "/unframed": UNFRAMED } }, (there) => {
      ({ engine, visitor, server } = there);
    });
    const look = (see, ...given) => engine.driver.executeScript(see, ...given);

    /** Tries every way out: what is said of all, and of each. */
    async function tried(address) {
      await visitor.visit(address);
      await visitor.chooseLogs([logFile("ordinary-rsa2048")]);
      await visitor.chooseKey(keyFile("rsa2048.pem"));
      await visitor.untilWhole();
      await visitor.openMenu("promise");
      await visitor.press("Prove it");
      await visitor.press(".prove-now");
      await visitor.until("all was tried", () => document.querySelector(".proof-table") !== null);
      return look(() => ({
        said: document.querySelector(".proof [role=status]").textContent,
        ways: [...document.querySelectorAll(".proof-table tbody tr")].map((row) => [
          ...[...row.children].slice(0, 2).map(({ textContent }) => textContent),
          row.className,
        ]),
      }));
    }

    for (const [where, addressOf] of [
      ["http", () => server.address],
      ["disk", () => pathToFileURL(page).href],
    ])
      test(`from ${where}, every way is closed, in the page and in its workers`, async () => {
        const before = server.asked.length;
        const { said, ways } = await tried(addressOf());
        assert.deepEqual(
          ways.filter(([way, , outcome]) => !/^(refused|absent)$/.test(outcome) && !isUntold(way, outcome)),
          [],
        );
        assert.match(said, /^(All )?\d+ ways out are closed\./);
        const of = (place) => ways.filter(([, from]) => from === place).map(([way]) => way);
        assert.ok(of("Page").length >= 26, `${of("Page").length} ways`);
        const workers = [...new Set(ways.map(([, from]) => from))].filter((from) => from !== "Page");
        assert.ok(workers.length >= 1);
        for (const worker of workers) assert.ok(of(worker).length >= 11, `${of(worker).length} ways of a worker`);
        // What every engine has cannot be absent.
        const absent = ways.filter(([, , outcome]) => outcome === "absent").map(([way]) => way);
        for (const way of ["fetch", "XMLHttpRequest", "WebSocket", "Image", "Script from elsewhere", "Frame"])
          assert.ok(!absent.includes(way), way);
        assert.deepEqual(
          [...new Set(server.asked.slice(before))].filter((asked) => asked !== "/"),
          [],
        );
        assert.deepEqual(await complaintsOf(engine.driver), []);
        await visitor.screenshot(`proof-${where}`);
      });

    test("its SHA-256 is that of the file", async () => {
      await visitor.until("it is added up", () => document.querySelector(".digest code") !== null);
      assert.equal(await visitor.text(".digest code"), createHash("sha256").update(WHOLE).digest("hex"));
    });

    test("in another site's frame there is no page", async () => {
      const other = await serve({ "/framing": `<!doctype html><iframe src="${server.address}"></iframe>` });
      await engine.driver.get(`${other.address}framing`);
      await engine.driver.switchTo().frame(0);
      await visitor.until("it says why", () =>
        /does not run inside another site's page/.test(document.documentElement.textContent),
      );
      assert.equal(await look(() => document.querySelector("iframe")), null);
      other.stop();
    });

    test("without the policy, it says so", async () => {
      const { said, ways } = await tried(`${server.address}unconfined`);
      assert.match(said, /^\d+ ways were not refused\. Do not add a private key here/);
      const open = ways.filter(([, , outcome]) => outcome === "open").map(([way, from]) => `${way}, ${from}`);
      for (const way of ["fetch", "XMLHttpRequest", "WebSocket", "import()", "Text as a script"])
        for (const from of ["Page", "2 workers"])
          assert.ok(
            open.some((each) => each === `${way}, ${from}` || each.startsWith(`${way}, Worker`)),
            `${way}, ${from}: ${open}`,
          );
      for (const way of ["Beacon", "Image", "Style sheet", "Script from elsewhere", "Frame", "Text as a script"])
        assert.ok(open.includes(`${way}, Page`), `${way}: ${open}`);
      await visitor.screenshot("proof-unconfined");
    });

    test("without its sandbox, it says so", async () => {
      const { ways } = await tried(`${server.address}unframed`);
      const open = ways.filter(([, from, outcome]) => from === "Page" && outcome === "open").map(([way]) => way);
      for (const way of ["Form", "Leading this tab elsewhere", "Cookies", "localStorage", "IndexedDB"])
        assert.ok(open.includes(way), `${way}: ${open}`);
    });
  });
}

after(() => fs.rmSync(scratch, { recursive: true, force: true }));
