// Runs the bundle of workerd.mjs in workerd:
//
//     node miniflare.mjs FOLDER DATA.json
//
// A process of its own, for miniflare wants a newer Node.js than the tests.
import fs from "node:fs";
import path from "node:path";
import { Miniflare } from "miniflare";

const [folder, data] = process.argv.slice(2);
const wasm = fs.readdirSync(folder).filter((name) => name.endsWith(".wasm"));
const miniflare = new Miniflare({
  modules: [
    { type: "ESModule", path: "worker.js", contents: fs.readFileSync(path.join(folder, "worker.js"), "utf8") },
    ...wasm.map((name) => ({ type: "CompiledWasm", path: name, contents: fs.readFileSync(path.join(folder, name)) })),
  ],
  compatibilityDate: "2026-01-01",
});
try {
  const answer = await miniflare.dispatchFetch("http://localhost/", { method: "POST", body: fs.readFileSync(data) });
  if (!answer.ok) throw new Error(await answer.text());
  /** @type {{ passed: number, failures: { name: string, message: string }[] }} */
  const { passed, failures } = JSON.parse(await answer.text());
  for (const { name, message } of failures) console.log(`not ok ${name}: ${message}`);
  console.log(`${passed} passed, ${failures.length} failed`);
  process.exitCode = failures.length > 0 ? 1 : 0;
} finally {
  await miniflare.dispose();
}
