// The npm package, ready to publish: dist/npm. `cargo xtask build` runs this after the modules were built.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";
import { minifySync, parseSync } from "rolldown/utils";
import { base85 } from "./base85.mjs";
import { writeOwn } from "./own-modules.mjs";
import { takeApart } from "./page-parts.mjs";

const here = import.meta.dirname;
const top = path.resolve(here, "../..");
const out = path.join(top, "dist/npm");
/** @type {(runtime: string, name?: string) => string} */
const entry = (runtime, name = runtime) => path.join(top, "js/entries", runtime, `${name}.ts`);
const glue = (build) => path.join(top, "target/wasm", build, "logpush_decrypt.js");
const wasm = (build) => path.join(top, "target/wasm", build, "logpush_decrypt_bg.wasm");

/** The modules: the name in the package, and the build in wasm-pack.toml. */
const modules = {
  core: "package-core",
  conversation: "conversation",
  filter: "filter",
  "kernel-relaxed-simd": "kernel-relaxed-simd",
  "kernel-simd": "kernel-simd",
  zstd: "zstd",
};

/** Those of the tool alone. */
const own = { "page-core": "core", masks: "masks" };

/** @type {import("rolldown").InputOptions} */
const common = {
  platform: "neutral",
  // Its paths are those of declarations.
  tsconfig: false,
  resolve: {
    alias: Object.fromEntries(Object.entries({ ...own, ...modules }).map(([name, build]) => [name, glue(build)])),
    // Of libraries what needs no runtime: Node.js has it too.
    conditionNames: ["browser", "import", "default"],
  },
  external: [/^node:/, /\.wasm$/],
  // Relative to what is made, which is what the entries mean.
  makeAbsoluteExternalsRelative: false,
  // Something that is not there is a mistake, not a warning.
  onwarn: (warning) => {
    throw new Error(warning.message);
  },
};

/** Chunks by a module in them; the first that is found counts. */
const CHUNKS = {
  "js/entries/node/conversation-load.ts": "conversation-load-node.js",
  "js/entries/web/conversation-load.ts": "conversation-load-web.js",
  "js/entries/workerd/conversation-load.ts": "conversation-load-workerd.js",
  "js/entries/node/zstd-load.ts": "zstd-load-node.js",
  "js/entries/web/zstd-load.ts": "zstd-load-web.js",
  "js/entries/workerd/zstd-load.ts": "zstd-load-workerd.js",
  "js/archive/zstd.ts": "zstd.js",
  "js/entries/node/filter-load.ts": "filter-load-node.js",
  "js/entries/node/masks-load.ts": "masks-load-node.js",
  "js/entries/web/filter-load.ts": "filter-load-web.js",
  "js/entries/workerd/filter-load.ts": "filter-load-workerd.js",
  "js/conversation/module.ts": "conversation-module.js",
  "js/conversation/filter-module.ts": "filter-module.js",
  "js/package/worker-pool.ts": "worker-pool.js",
  "js/entries/node/platform.ts": "node-platform.js",
};

/** The files of the package have names that stay, whatever module the bundler names a chunk after. */
/** @type {(chunk: { name: string, moduleIds: string[] }) => string} */
const chunkFileNames = ({ name, moduleIds }) =>
  Object.entries(CHUNKS).find(([module]) => moduleIds.some((id) => id.endsWith(module)))?.[1] ?? `${name}.js`;

/**
 * Bundles scripts. What several of them share goes into files of its own, beside them. They stay as they are, so that
 * an error points to a line that can be read; what a program ships is minified by its own bundler.
 *
 * @param {string | Record<string, string>} input
 * @param {{ plugins?: import("rolldown").Plugin[], minify?: boolean, format?: "es" | "iife", name?: string,
 *   chunkFileNames?: string, codeSplitting?: import("rolldown").CodeSplittingOptions }} how
 */
async function bundle(input, { plugins = [], minify = false, ...output } = {}) {
  const build = await rolldown({ ...common, input, plugins });
  const { output: made } = await build.generate({
    format: "es",
    entryFileNames: "[name].js",
    chunkFileNames,
    minify,
    ...output,
  });
  await build.close();
  return made.map((chunk) => {
    if (chunk.type !== "chunk") throw new Error(`${chunk.fileName} is no script`);
    if (minify) return { fileName: chunk.fileName, code: chunk.code };
    return {
      fileName: chunk.fileName,
      code: chunk.name === ZIP.name ? minified(chunk.code) : withoutComments(chunk.code),
    };
  });
}

/** The library for ZIP archives, in a file of its own. */
const ZIP = { name: "zip", test: /\/@zip\.js\// };

/** A script of others, some KB smaller. Errors still point to a line: statements and members have their own. */
function minified(code) {
  const { code: small, errors } = minifySync("chunk.js", code, { module: true });
  if (errors.length > 0) throw new Error(errors[0].message);
  /** @type {Set<number>} */
  const begins = new Set();
  const walk = (/** @type {unknown} */ node) => {
    if (Array.isArray(node)) node.forEach(walk);
    else if (node !== null && typeof node === "object") {
      const { type, start } = /** @type {{ type?: unknown, start?: number }} */ (node);
      if (
        /(Statement|Declaration|Definition|Declarator|Property|AssignmentExpression)$/.test(String(type)) &&
        start !== undefined
      )
        begins.add(start);
      Object.values(node).forEach(walk);
    }
  };
  walk(parseSync("chunk.js", small).program);
  // After these signs a line break means nothing.
  return [...small]
    .map((unit, at) => (begins.has(at) && /[;{},]/.test(small[at - 1] ?? "") ? `\n${unit}` : unit))
    .join("");
}

/** A script whose lines stay as they are, without its comments, which a program would load. */
function withoutComments(code) {
  const { comments, errors } = parseSync("chunk.js", code);
  if (errors.length > 0) throw new Error(errors[0].message);
  let kept = "";
  let at = 0;
  // The first line of the tool is one for the shell.
  for (const { start, end } of comments.filter(({ start }) => !code.startsWith("#!", start))) {
    const line = code.lastIndexOf("\n", start - 1) + 1;
    const alone = code.slice(line, start).trim() === "" && (code[end] === "\n" || end === code.length);
    kept += code.slice(at, alone ? Math.max(at, line) : start);
    at = alone ? end + 1 : end;
  }
  return kept + code.slice(at);
}

/** One script, which imports nothing of the package. */
async function single(input, options) {
  const [script, ...others] = await bundle(input, options);
  if (others.length > 0) throw new Error(`${input} did not become one script`);
  return script.code;
}

/** The module `virtual:inline` of js/entries/web/inline.ts. */
async function inlinePlugin() {
  const pack = (build) => base85(gzipSync(fs.readFileSync(wasm(build)), { level: 9 }));
  const packed = {
    core: pack(modules.core),
    kernelRelaxedSimd: pack("kernel-relaxed-simd"),
    kernelSimd: pack("kernel-simd"),
  };
  // Classic, for not every engine takes modules from a blob. A string within a script: nobody reads its lines.
  const workerSource = await single(entry("worker"), { format: "iife", name: "worker", minify: true });
  /** @type {Record<string, string>} */
  const made = {
    "\0virtual:inline": `export const packed = ${JSON.stringify(packed)};\nexport const workerSource = ${JSON.stringify(workerSource)};`,
  };
  return {
    name: "inline",
    resolveId: (id) => (`\0${id}` in made ? `\0${id}` : null),
    load: (id) => made[id] ?? null,
  };
}

/** Declarations of what is public. */
function types() {
  const from = path.join(top, "target/js/types");
  fs.rmSync(from, { recursive: true, force: true });
  execFileSync(process.execPath, [path.join(top, "node_modules/typescript/bin/tsc"), "--project", here], {
    stdio: "inherit",
  });
  const queue = ["package/index.d.ts", "package/archive.d.ts", "package/conversation.d.ts"];
  for (const name of queue) {
    // Their sources import each other as what they are, TypeScript.
    const text = fs.readFileSync(path.join(from, name), "utf8").replaceAll(/(from ")(\.[^"]*)\.ts"/g, '$1$2.js"');
    for (const [, imported] of text.matchAll(/from "([^"]*)"/g)) {
      if (!imported.startsWith(".")) throw new Error(`${name} shows ${imported}, which is no part of the package`);
      const file = path.join(path.dirname(name), imported.replace(/\.js$/, ".d.ts"));
      if (!queue.includes(file)) queue.push(file);
    }
    put(path.join("types", name), text);
  }
}

/** Libraries that are in the scripts. */
const LIBRARIES = ["@zip.js/zip.js", "hyparquet-writer"];

/** What their licences ask for: a text of several libraries once. That of `snap` is of a crate in the modules. */
function licences() {
  /** @type {Map<string, string[]>} */
  const texts = new Map([[fs.readFileSync(path.join(here, "LICENSE-snap"), "utf8"), ["snap"]]]);
  for (const library of LIBRARIES) {
    const text = fs.readFileSync(path.join(top, "node_modules", library, "LICENSE"), "utf8");
    texts.set(text, [...(texts.get(text) ?? []), library]);
  }
  return [...texts].map(([text, libraries]) => `${libraries.join(", ")}:\n\n${text}`).join("\n\n");
}

function put(name, content) {
  const file = path.join(out, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, content);
}

fs.rmSync(out, { recursive: true, force: true });
const entries = {
  node: entry("node"),
  web: entry("web"),
  workerd: entry("workerd"),
  "archive-node": entry("node", "archive-node"),
  "archive-web": entry("web", "archive-web"),
  "archive-workerd": entry("workerd", "archive-workerd"),
  "conversation-node": entry("node", "conversation-node"),
  "conversation-web": entry("web", "conversation-web"),
  "conversation-workerd": entry("workerd", "conversation-workerd"),
  cli: path.join(top, "js/cli/main.ts"),
};
for (const { fileName, code } of await bundle(entries, { codeSplitting: { groups: [ZIP] } })) put(fileName, code);
put("worker.js", await single(entry("worker")));
put("node-worker.js", await single(entry("node", "node-worker")));
const inline = await inlinePlugin();
put("inline.js", await single(entry("web", "inline"), { plugins: [inline] }));
for (const [name, build] of Object.entries(modules)) fs.copyFileSync(wasm(build), path.join(out, `${name}.wasm`));
const named = (/** @type {Record<string, string>} */ builds) =>
  Object.fromEntries(Object.entries(builds).map(([name, build]) => [`${name}.wasm`, wasm(build)]));
writeOwn(out, named(own));
types();
for (const [name, folder] of Object.entries({
  "package.json": here,
  "README.md": here,
  "LICENSE-MIT": top,
  "LICENSE-APACHE": top,
})) {
  fs.copyFileSync(path.join(folder, name), path.join(out, name));
}
for (const name of ["filter", "exports", "sharing"])
  fs.copyFileSync(path.join(top, `docs/${name}.md`), path.join(out, `${name.toUpperCase()}.md`));
put("LICENSES-LIBRARIES", licences());
// The page, for the tool's `serve`.
const { core: _core, conversation: _conversation, filter: _filter, ...inPage } = modules;
takeApart(path.join(top, "dist/index.html"), out, named({ ...inPage, "page-core": own["page-core"] }));
// Permissions are in the archive that is published: the same ones, whatever this machine gives new files.
for (const name of fs.readdirSync(out, { recursive: true })) {
  const file = path.join(out, String(name));
  fs.chmodSync(file, fs.statSync(file).isDirectory() || name === "cli.js" ? 0o755 : 0o644);
}
