// Modules of js/ for tests on Node.js, which does not read TypeScript by itself.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { rolldown } from "rolldown";
import { writeOwn } from "../../js/npm/own-modules.mjs";
import { scratch, top } from "../page/fixtures.mjs";

/**
 * What the modules are, by their names.
 *
 * @typedef {{
 *   "cli/arguments": typeof import("../../js/cli/arguments.ts"),
 *   "cli/closing": typeof import("../../js/cli/closing.ts"),
 *   "cli/conversations": typeof import("../../js/cli/conversations.ts"),
 *   "delta": typeof import("../../js/delta.ts"),
 *   "cli/decrypt": typeof import("../../js/cli/decrypt.ts"),
 *   "cli/ending": typeof import("../../js/cli/ending.ts"),
 *   "cli/export": typeof import("../../js/cli/export.ts"),
 *   "cli/reseal": typeof import("../../js/cli/reseal.ts"),
 *   "cli/help": typeof import("../../js/cli/help.ts"),
 *   "cli/inspect": typeof import("../../js/cli/inspect.ts"),
 *   "cli/keygen": typeof import("../../js/cli/keygen.ts"),
 *   "cli/nearest": typeof import("../../js/cli/nearest.ts"),
 *   "cli/output": typeof import("../../js/cli/output.ts"),
 *   "cli/output-forms": typeof import("../../js/cli/output-forms.ts"),
 *   "cli/paths": typeof import("../../js/cli/paths.ts"),
 *   "cli/report": typeof import("../../js/cli/report.ts"),
 *   "cli/serve": typeof import("../../js/cli/serve.ts"),
 *   "cli/terminal": typeof import("../../js/cli/terminal.ts"),
 *   "cli/thread-text": typeof import("../../js/cli/thread-text.ts"),
 *   "cli/usage": typeof import("../../js/cli/usage.ts"),
 *   "cli/usage-table": typeof import("../../js/cli/usage-table.ts"),
 *   "cli/voice": typeof import("../../js/cli/voice.ts"),
 *   "archive/archive": typeof import("../../js/archive/archive.ts"),
 *   "archive/bytes": typeof import("../../js/archive/bytes.ts"),
 *   "archive/entry": typeof import("../../js/archive/entry.ts"),
 *   "export/about": typeof import("../../js/export/about.ts"),
 *   "export/columns": typeof import("../../js/export/columns.ts"),
 *   "export/exporter": typeof import("../../js/export/exporter.ts"),
 *   "export/fields": typeof import("../../js/export/fields.ts"),
 *   "export/json-text": typeof import("../../js/export/json-text.ts"),
 *   "export/one-line": typeof import("../../js/export/one-line.ts"),
 *   "export/reader": typeof import("../../js/export/reader.ts"),
 *   "package/source": typeof import("../../js/package/source.ts"),
 *   "pool/indexing": typeof import("../../js/pool/indexing.ts"),
 *   "pool/batch-size": typeof import("../../js/pool/batch-size.ts"),
 *   "pool/pipeline": typeof import("../../js/pool/pipeline.ts"),
 *   "pool/pool": typeof import("../../js/pool/pool.ts"),
 *   errors: typeof import("../../js/errors.ts"),
 *   format: typeof import("../../js/format.ts"),
 *   hidden: typeof import("../../js/hidden.ts"),
 *   "key-file": typeof import("../../js/key-file.ts"),
 *   tally: typeof import("../../js/tally.ts"),
 *   text: typeof import("../../js/text.ts"),
 * }} Modules
 */

/** @param {string} build */
const glue = (build) => path.join(top, "target/wasm", build, "logpush_decrypt.js");
const alias = {
  core: glue("package-core"),
  conversation: glue("conversation"),
  filter: glue("filter"),
  masks: glue("masks"),
  "kernel-relaxed-simd": glue("kernel-relaxed-simd"),
  "kernel-simd": glue("kernel-simd"),
  zstd: glue("zstd"),
};

/**
 * What these modules of js/ export, as one object each. They share what they import, as in the tool.
 *
 * @template {(keyof Modules)[]} Names
 * @param {[...Names]} names
 * @returns {Promise<{ [I in keyof Names]: Modules[Names[I]] }>}
 */
export async function load(names) {
  const input = Object.fromEntries(
    names.map((name) => [name.replaceAll("/", "-"), path.join(top, "js", `${name}.ts`)]),
  );
  const build = await rolldown({
    input,
    platform: "neutral",
    tsconfig: false,
    external: [/^node:/],
    resolve: { alias, conditionNames: ["browser", "import", "default"] },
  });
  const dir = path.join(scratch, "modules");
  await build.write({ dir, format: "es", entryFileNames: "[name].mjs", chunkFileNames: "[name]-[hash].mjs" });
  await build.close();
  // What reads conversations, filters, masks or Zstandard loads its module from beside itself.
  const wasm = (/** @type {keyof typeof alias} */ name) => alias[name].replace(/\.js$/, "_bg.wasm");
  for (const name of /** @type {const} */ (["core", "conversation", "filter", "zstd"]))
    fs.copyFileSync(wasm(name), path.join(dir, `${name}.wasm`));
  writeOwn(dir, { "masks.wasm": wasm("masks") });
  const loaded = Object.keys(input).map((name) => import(pathToFileURL(path.join(dir, `${name}.mjs`)).href));
  return /** @type {Promise<any>} */ (Promise.all(loaded));
}
