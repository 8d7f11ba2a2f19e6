// Modules of the page for tests on Node.js, which does not read TypeScript by itself.
import path from "node:path";
import { build } from "vite";
import { top } from "../page/fixtures.mjs";

/**
 * What a module of www/src exports. Its types are checked with the page, whose library this project has not.
 *
 * @param {string} name
 */
export async function load(name) {
  const built = await build({
    configFile: false,
    logLevel: "warn",
    build: {
      write: false,
      minify: false,
      target: "es2022",
      lib: { entry: path.join(top, "www/src", name), formats: ["es"] },
    },
  });
  const [{ output }] = /** @type {import("vite").Rolldown.RolldownOutput[]} */ (built);
  return import(`data:text/javascript;base64,${Buffer.from(output[0].code).toString("base64")}`);
}
