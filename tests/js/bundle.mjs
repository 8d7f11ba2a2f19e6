// Modules of the page for tests on Node.js, which does not read TypeScript by itself.
import path from "node:path";
import { build } from "vite";
import { top } from "../page/fixtures.mjs";

/**
 * What modules of www/src export. Their types are checked with the page, whose library this project has not.
 *
 * @param {string | string[]} names
 * @param {Record<string, string>} instead Scripts that take the place of modules of www/src.
 */
export async function load(names, instead = {}) {
  const file = (/** @type {string} */ name) => path.join(top, "www/src", name);
  const entry = path.join(top, "www/src/entry-of-tests.ts");
  const scripts = new Map(Object.entries(instead).map(([name, script]) => [file(name), script]));
  scripts.set(
    entry,
    [names]
      .flat()
      .map((name) => `export * from ${JSON.stringify(file(name))};`)
      .join("\n"),
  );
  const built = await build({
    configFile: false,
    logLevel: "warn",
    plugins: [
      {
        name: "scripts-of-tests",
        enforce: "pre",
        resolveId: (id) => (id === entry ? id : null),
        load: (id) => scripts.get(id) ?? null,
      },
    ],
    build: {
      write: false,
      minify: false,
      target: "es2022",
      lib: { entry, formats: ["es"] },
    },
  });
  const [{ output }] = /** @type {import("vite").Rolldown.RolldownOutput[]} */ (built);
  return import(`data:text/javascript;base64,${Buffer.from(output[0].code).toString("base64")}`);
}
