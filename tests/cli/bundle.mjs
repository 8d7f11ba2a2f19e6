// Modules of the tool for tests on Node.js, which does not read TypeScript by itself.
import path from "node:path";
import { pathToFileURL } from "node:url";
import { rolldown } from "rolldown";
import { scratch, top } from "../page/fixtures.mjs";

const glue = (build) => path.join(top, "target/wasm", build, "logpush_decrypt.js");
const alias = {
  core: glue("package-core"),
  "kernel-relaxed-simd": glue("kernel-relaxed-simd"),
  "kernel-simd": glue("kernel-simd"),
};

/** What these modules of js/ export, as one object each. They share what they import, as in the tool. */
export async function load(names) {
  const input = Object.fromEntries(
    names.map((name) => [name.replaceAll("/", "-"), path.join(top, "js", `${name}.ts`)]),
  );
  const build = await rolldown({
    input,
    platform: "neutral",
    tsconfig: false,
    external: [/^node:/],
    resolve: { alias },
  });
  const dir = path.join(scratch, "modules");
  await build.write({ dir, format: "es", entryFileNames: "[name].mjs", chunkFileNames: "[name]-[hash].mjs" });
  await build.close();
  return Promise.all(Object.keys(input).map((name) => import(pathToFileURL(path.join(dir, `${name}.mjs`)).href)));
}
