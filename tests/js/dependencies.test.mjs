// Which npm packages are in the page and in the package: `cargo xtask sbom` lists the `dependencies` of package.json.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";

const top = path.resolve(import.meta.dirname, "../..");
const { dependencies } = JSON.parse(fs.readFileSync(path.join(top, "package.json"), "utf8"));

/** What sources import by a bare name, but for the WebAssembly modules, and what is Node.js' or made by a build. */
function imported() {
  const base = fs.readFileSync(path.join(top, "tsconfig.base.json"), "utf8");
  const modules = new Set([...base.matchAll(/"([\w-]+)": \["\.\/target\/wasm/g)].map(([, name]) => name));
  const found = new Set();
  for (const folder of ["www/src", "js"]) {
    for (const name of fs.readdirSync(path.join(top, folder), { recursive: true })) {
      if (!/\.tsx?$/.test(String(name))) continue;
      const text = fs.readFileSync(path.join(top, folder, String(name)), "utf8");
      for (const [, from] of text.matchAll(/(?:\bfrom|\bimport\(?)\s*"(@?[a-z][\w./:-]*)"/g)) {
        const [scope, second] = from.split("/");
        if (!/^(node|virtual):/.test(from) && !modules.has(from))
          found.add(scope.startsWith("@") ? `${scope}/${second}` : scope);
      }
    }
  }
  return found;
}

test("what is imported is a dependency, and every dependency is imported", () => {
  const found = imported();
  // js/node/vite.config.ts builds the scripts of tests.
  assert.ok(found.delete("vite"));
  assert.ok(found.size > 5);
  assert.deepEqual([...found].sort(), Object.keys(dependencies).sort());
});
