// @ts-nocheck
// Not one packet, seen from outside: the page in a machine of its own, whose every address and every name is listened to.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { after, describe, test } from "node:test";
import { engines } from "./engines.mjs";
import { scratch } from "./fixtures.mjs";

/** How to get a network of one's own: as root, or as the root of a namespace of users where the machine allows that. */
const WAYS = [
  ["--net", "--mount"],
  ["--user", "--map-root-user", "--net", "--mount"],
];
const unshare = WAYS.find((flags) => spawnSync("unshare", [...flags, "ip", "link", "set", "lo", "up"]).status === 0);

/** What the machine noticed of a walk. */
async function walked(engine, where) {
  const result = path.join(scratch, `${engine}-${where}.json`);
  const child = spawn(
    "unshare",
    [...unshare, process.execPath, path.join(import.meta.dirname, "isolated.mjs"), engine, where, result],
    { stdio: ["ignore", "inherit", "inherit"] },
  );
  await new Promise((resolve) => child.on("exit", resolve));
  return JSON.parse(fs.readFileSync(result, "utf8"));
}

/** Names that browsers look up by themselves, without any page. */
const isOwn = (name) => /(^|\.)(mozilla\.(com|org|net)|firefox\.com|google\.com|googleapis\.com|gvt1\.com)$/.test(name);

for (const name of Object.keys(engines)) {
  describe(`seen from outside, in ${name}`, {
    skip: unshare ? false : "this machine gives no network namespace",
  }, () => {
    test("what is not confined is noticed", async () => {
      const { names, connections, packets } = await walked(name, "unconfined");
      for (const host of ["by-fetch.example", "by-image.example"]) assert.ok(names.includes(host), `${host}: ${names}`);
      assert.ok(connections.includes("198.51.100.9:80"), String(connections));
      if (name !== "webkit") assert.ok(packets > 0, "STUN");
    });

    for (const where of ["http", "disk"])
      test(`a whole walk, from ${where}, looks up no name, opens no connection and sends no packet`, async () => {
        const { names, byItself, connections, packets, asked, complaints } = await walked(name, where);
        assert.deepEqual(
          names.filter((each) => !isOwn(each) && !byItself.includes(each)),
          [],
        );
        assert.deepEqual([connections.filter((each) => !each.startsWith("198.51.100.7")), packets], [[], 0]);
        assert.deepEqual(asked, where === "http" ? ["/empty", "/"] : ["/empty"]);
        assert.deepEqual(complaints, []);
      });
  });
}

after(() => fs.rmSync(scratch, { recursive: true, force: true }));
