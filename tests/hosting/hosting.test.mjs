// The page at real hosts, set up with what the build leaves in dist/hosting: every answer has every header, and the page
// works as it does from disk.
import assert from "node:assert/strict";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { headersOf, policyOf } from "../../hosting/headers.mjs";
import { engines } from "../page/engines.mjs";
import { fixture, keyFile, logFile, page, top } from "../page/fixtures.mjs";
import { Visitor } from "../page/visitor.mjs";
import { hosts } from "./hosts.mjs";

const built = fs.readFileSync(page, "utf8");
const headers = headersOf(built);

/**
 * What a host answers. Not by `fetch`, which would follow redirections.
 *
 * @type {(address: string, method?: string) => Promise<{ status: number | undefined, headers: http.IncomingHttpHeaders, body: Buffer }>}
 */
const ask = (address, method = "GET") =>
  new Promise((resolve, reject) => {
    const request = http.request(address, { method }, async (response) => {
      const parts = [];
      for await (const part of response) parts.push(part);
      resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) });
    });
    request.on("error", reject).end();
  });

/** Paths of what is not the page; the last one is longer than servers take. */
const OTHERS = ["missing", "a/b/missing.html", "_headers", "index.html/", `${"a".repeat(30_000)}`];

test("the headers are the page's whole policy, and what only headers can say", () => {
  const policy = headers["Content-Security-Policy"];
  assert.equal(policy, `${policyOf(built)}; frame-ancestors 'none'`);
  for (const part of ["default-src 'none'", "connect-src 'none'", "script-src 'sha256-"])
    assert.ok(policy.includes(part));
  assert.deepEqual(JSON.parse(fs.readFileSync(path.join(top, "dist/hosting/headers.json"), "utf8")), headers);
  // Cloudflare passes over longer lines, and over all after the hundredth rule.
  for (const line of fs.readFileSync(path.join(top, "dist/hosting/_headers"), "utf8").split("\n"))
    assert.ok(line.length < 2000, line);
});

for (const [name, start] of Object.entries(hosts)) {
  describe(`at ${name}`, () => {
    /** @type {import("./hosts.mjs").Host} */
    let host;
    before(async () => {
      host = await start();
    });
    after(() => host?.stop());

    test("every answer has every header", async () => {
      const found = await ask(host.address);
      assert.equal(found.status, 200);
      assert.ok(found.body.equals(fs.readFileSync(page)), "the page is as it was built, to the byte");
      assert.match(found.headers["content-type"] ?? "", /^text\/html; charset=utf-8$/i);
      /** @type {Record<string, Awaited<ReturnType<typeof ask>>>} */
      const answers = {
        "/": found,
        "HEAD /": await ask(host.address, "HEAD"),
        "POST /": await ask(host.address, "POST"),
      };
      for (const other of ["index.html", ...OTHERS]) answers[other.slice(0, 20)] = await ask(`${host.address}${other}`);
      for (const [asked, answer] of Object.entries(answers))
        for (const [header, value] of Object.entries(headers))
          assert.equal(answer.headers[header.toLowerCase()], value, `${header} of ${asked}, status ${answer.status}`);
      for (const other of OTHERS) {
        const status = answers[other.slice(0, 20)].status ?? 0;
        assert.ok(status >= 400 && status < 500, `${other.slice(0, 20)} gives ${status}`);
      }
    });

    for (const startEngine of Object.values(engines)) {
      test(`the page works in ${startEngine.name}`, async () => {
        const engine = await startEngine({});
        try {
          const visitor = new Visitor(engine);
          await engine.driver.manage().setTimeouts({ script: 60_000 });
          await visitor.visit(host.address);
          await visitor.chooseKey(keyFile("rsa2048.pem"));
          await visitor.chooseLogs([logFile("ordinary-rsa2048")]);
          await visitor.untilOpened();
          const { output, opened } = fixture("ordinary-rsa2048");
          const saved = await visitor.exported();
          assert.equal(saved.bytes.toString(), output.toString());
          assert.equal(Number(/^([\d,]+) decrypted/.exec(saved.fields)?.[1]), opened);
          if (startEngine === engines.chromium) {
            // No other engine says what a policy lets a document do.
            const [copies, asks] = await engine.driver.executeScript(
              `return ["clipboard-write", "camera"].map((name) => document.featurePolicy.allowsFeature(name))`,
            );
            assert.deepEqual({ copies, asks }, { copies: true, asks: false });
          }
          assert.deepEqual(await engine.complaints(), []);
        } finally {
          await engine.stop();
        }
      });
    }
  });
}
