// Archives on the page, made by other programs: their files are read as those of a folder.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import zlib from "node:zlib";
import { lines, zstdBytes, zstdFile } from "../zstd-fixtures.mjs";
import { engines } from "./engines.mjs";
import { fixture, keyFile, logFile, page, scratch } from "./fixtures.mjs";
import { visiting } from "./visitor.mjs";

const folder = path.join(scratch, "archived");
/** Not in the order of their names, and among them one that is deflated and one that is gzip of gzip in a ZIP archive. */
const LOGS = { "20260419/é.log": "shapes", "20260418/members.log.gz": "members", "20260418/plain.log": "plain-text" };
const names = Object.keys(LOGS);

function make(name, program, ...args) {
  const archive = path.join(scratch, name);
  execFileSync(
    program,
    args.map((word) => word.replace("{}", archive)),
    { cwd: folder },
  );
  return archive;
}

before(() => {
  for (const [name, from] of Object.entries({ ...LOGS, ".DS_Store": "picture", "__MACOSX/._x": "picture" })) {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    const bytes = fs.readFileSync(logFile(from));
    // Something that deflate makes smaller, also where it is gzip already.
    fs.writeFileSync(file, name.endsWith("é.log") ? zlib.gunzipSync(bytes) : bytes);
  }
});

const expected = (of) =>
  [...of]
    .sort()
    .map((name) => fixture(LOGS[name]).output.toString())
    .join("");

for (const start of Object.values(engines)) {
  describe(`archives on the page in ${start.name}`, () => {
    let [visitor, server] = [];
    visiting(start, {}, (there) => {
      ({ server, visitor } = there);
    });

    for (const from of ["http", "disk"]) {
      test(`their files are opened as those of a folder, from ${from}`, async () => {
        await visitor.visit(from === "http" ? server.address : pathToFileURL(page).href);
        const archives = {
          zip: make(`${from}.zip`, "zip", "-qr9", "{}", "."),
          stored: make(`${from}-stored.zip`, "zip", "-qr0", "{}", "."),
          tar: make(`${from}.tar`, "tar", "-cf", "{}", "."),
          "tar in gzip": make(`${from}.tar.gz`, "tar", "-czf", "{}", ...names),
        };
        for (const [kind, archive] of Object.entries(archives)) {
          await visitor.startAnew();
          await visitor.drop([archive, keyFile("rsa2048.pem")]);
          await visitor.untilOpened();
          assert.deepEqual(await visitor.problems(), [], kind);
          const saved = await visitor.exported();
          assert.equal(saved.bytes.toString(), expected(names), kind);
          await visitor.openMenu("files-menu");
          const told = await visitor.driver.executeScript(() =>
            [...document.querySelectorAll(".file-list .path")].map((each) => each.textContent),
          );
          assert.deepEqual(
            told,
            [...names].sort().map((name) => `${path.basename(archive)}/${name}`),
            kind,
          );
          await visitor.closeMenu();
        }
      });
    }

    for (const from of ["http", "disk"]) {
      test(`Zstandard is read: a file, archives in it and with it, from ${from}`, async () => {
        await visitor.visit(from === "http" ? server.address : pathToFileURL(page).href);
        const [a, b, c] = ["ordinary-rsa2048", "members", "shapes"].map((name) => fixture(name).output.toString());
        for (const [name, output, paths] of /** @type {[string, string, string[]][]} */ ([
          ["ordinary-rsa2048.log.zst", a, ["ordinary-rsa2048.log.zst"]],
          ["day.tar.zst", a + b + c, ["20260418/a.log.gz", "20260418/b.log", "20260418/c.log.zst"]],
          ["day.tar", a + b + c, ["20260418/a.log.gz", "20260418/b.log", "20260418/c.log.zst"]],
          ["method-93.zip", a, ["20260418/a.log"]],
        ])) {
          await visitor.startAnew();
          await visitor.drop([zstdFile(name), keyFile("rsa2048.pem")]);
          await visitor.untilOpened();
          assert.deepEqual(await visitor.problems(), [], name);
          const saved = await visitor.exported();
          assert.equal(saved.bytes.toString(), output, name);
          await visitor.openMenu("files-menu");
          const shown = await visitor.driver.executeScript(() =>
            [...document.querySelectorAll(".file-list .path")].map((each) => each.textContent),
          );
          assert.deepEqual(shown, paths[0] === name ? paths : paths.map((path) => `${name}/${path}`), name);
          await visitor.closeMenu();
        }
      });
    }

    test("a Zstandard file that is cut off is named, with the place, and the records before are there", async () => {
      await visitor.visit(server.address);
      const cut = path.join(scratch, "cut.log.zst");
      const bytes = Buffer.concat([zstdBytes("ordinary-rsa2048.log.zst"), zstdBytes("level-1.log.zst")]);
      fs.writeFileSync(cut, bytes.subarray(0, bytes.length - 500));
      await visitor.startAnew();
      await visitor.drop([cut, zstdFile("dictionary.log.zst"), keyFile("rsa2048.pem")]);
      await visitor.untilOpened();
      const problems = await visitor.problems();
      const whole = problems.filter(({ code }) => code === "ERR_IO");
      assert.deepEqual(whole.map(({ file }) => file).sort(), ["cut.log.zst", "dictionary.log.zst"]);
      assert.match(
        whole.find(({ file }) => file === "cut.log.zst").says,
        /ends at offset \d+, within its Zstandard data/,
      );
      assert.match(whole.find(({ file }) => file === "dictionary.log.zst").says, /dictionary, number 4711/);
      const saved = await visitor.exported();
      const expected = fixture("ordinary-rsa2048").output.toString() + lines(3000);
      assert.ok(
        saved.bytes.length > 200_000 && expected.startsWith(saved.bytes.toString()),
        `${saved.bytes.length} bytes`,
      );
    });

    test("what is damaged is told with its path, and the rest is opened", async () => {
      await visitor.visit(server.address);
      const whole = fs.readFileSync(make("whole.zip", "zip", "-q", "{}", "20260418/members.log.gz", "20260419/é.log"));
      const cut = path.join(scratch, "cut.zip");
      fs.writeFileSync(cut, whole.subarray(0, whole.indexOf("PK\x01\x02")));
      await visitor.startAnew();
      await visitor.drop([cut, keyFile("rsa2048.pem")]);
      await visitor.untilOpened();
      const problems = await visitor.problems();
      assert.deepEqual(
        problems.map(({ file, code }) => [file, code]),
        [["cut.zip", "ERR_IO"]],
      );
      assert.match(problems[0].says, /directory of the ZIP archive.*missing/);
      const saved = await visitor.exported();
      assert.equal(saved.bytes.toString(), expected(["20260418/members.log.gz", "20260419/é.log"]));
    });
  });
}
