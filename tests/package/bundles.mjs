// The packed package in the bundlers that people use, each as it comes, without settings for it.
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import { build as esbuild } from "esbuild";
import { rollup } from "rollup";
import { app, installed } from "./packed.mjs";

const webpack = createRequire(import.meta.url)("webpack");

/** A page that runs one module. */
const html = (script, head = "") =>
  `<!doctype html>\n<meta charset="utf-8">\n<title>…</title>\n${head}<link rel="icon" href="data:,">\n<script type="module" src="${script}"></script>\n`;

function site(name) {
  const folder = path.join(app, "sites", name);
  fs.mkdirSync(folder, { recursive: true });
  return folder;
}

const copy = (folder, names) => {
  for (const name of names) fs.copyFileSync(path.join(installed, name), path.join(folder, name));
};

/** Has the tests import the inline entry. Conversations have no such entry: theirs, and its module, lie beside it. */
const inline = { "logpush-decrypt": "logpush-decrypt/inline" };
const aliases = (/** @type {"web" | "node"} */ platform) => ({
  ...inline,
  "logpush-decrypt/conversation": path.join(installed, `conversation-${platform}.js`),
});
const toInline = {
  name: "inline",
  resolveId(id, importer) {
    return inline[id] ? this.resolve(inline[id], importer, { skipSelf: true }) : null;
  },
};

const modules = [
  "core.wasm",
  "conversation.wasm",
  "filter.wasm",
  "kernel-relaxed-simd.wasm",
  "kernel-simd.wasm",
  "zstd.wasm",
];

/** How to make each site: a folder, and whether workers start in it. */
export const sites = {
  "no bundler, with an import map": async () => {
    const folder = site("plain");
    fs.cpSync(installed, path.join(folder, "logpush-decrypt"), { recursive: true });
    for (const name of ["browser.mjs", "suite.mjs", "suite", "unpack.mjs"])
      fs.cpSync(path.join(app, name), path.join(folder, name), { recursive: true });
    const map = `<script type="importmap">{ "imports": { "logpush-decrypt": "/logpush-decrypt/web.js", "logpush-decrypt/conversation": "/logpush-decrypt/conversation-web.js" } }</script>\n`;
    fs.writeFileSync(path.join(folder, "index.html"), html("/browser.mjs", map));
    return { folder, workers: true };
  },
  Vite: async () => {
    const folder = site("vite");
    const { build } = await import("vite");
    fs.writeFileSync(path.join(app, "index.html"), html("/browser.mjs"));
    await build({
      root: app,
      configFile: false,
      logLevel: "warn",
      build: { outDir: folder, emptyOutDir: true, target: "es2022" },
    });
    return { folder, workers: true };
  },
  webpack: async () => {
    const folder = site("webpack");
    const settings = {
      mode: "production",
      context: app,
      entry: "./browser.mjs",
      output: { path: folder, filename: "main.js" },
      experiments: { topLevelAwait: true },
      performance: { hints: false },
    };
    const stats = await new Promise((resolve, reject) =>
      webpack(settings, (error, stats) => (error ? reject(error) : resolve(stats))),
    );
    if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString("errors-warnings"));
    fs.writeFileSync(path.join(folder, "index.html"), html("/main.js"));
    return { folder, workers: true };
  },
  "esbuild, files copied": async () => {
    const folder = site("esbuild");
    await esbuild({
      absWorkingDir: app,
      entryPoints: ["browser.mjs"],
      bundle: true,
      format: "esm",
      outfile: path.join(folder, "main.js"),
      logLevel: "error",
    });
    copy(folder, [...modules, "worker.js"]);
    fs.writeFileSync(path.join(folder, "index.html"), html("/main.js"));
    return { folder, workers: true };
  },
  "esbuild, files copied but for the worker": async () => {
    const folder = site("esbuild-alone");
    await esbuild({
      absWorkingDir: app,
      entryPoints: ["browser.mjs"],
      bundle: true,
      format: "esm",
      outfile: path.join(folder, "main.js"),
      logLevel: "error",
    });
    copy(folder, modules);
    fs.writeFileSync(path.join(folder, "index.html"), html("/main.js"));
    return { folder, workers: false };
  },
  "esbuild, inline": async () => {
    const folder = site("esbuild-inline");
    await esbuild({
      absWorkingDir: app,
      entryPoints: ["browser.mjs"],
      alias: aliases("web"),
      bundle: true,
      minify: true,
      format: "esm",
      outfile: path.join(folder, "main.js"),
      logLevel: "error",
    });
    copy(folder, ["conversation.wasm"]);
    fs.writeFileSync(path.join(folder, "index.html"), html("/main.js"));
    return { folder, workers: true };
  },
  "Rollup, inline": async () => {
    const folder = site("rollup-inline");
    const bundle = await rollup({
      input: path.join(app, "browser.mjs"),
      plugins: [toInline, nodeResolve({ browser: true })],
    });
    await bundle.write({ dir: folder, entryFileNames: "main.js", format: "es" });
    await bundle.close();
    copy(folder, ["conversation.wasm"]);
    fs.writeFileSync(path.join(folder, "index.html"), html("/main.js"));
    return { folder, workers: true };
  },
};

/** The module for workerd, as Cloudflare's tool bundles one: WebAssembly stays beside it. */
export async function workerd(entry = "workerd.mjs", name = "workerd") {
  const folder = site(name);
  await esbuild({
    absWorkingDir: app,
    entryPoints: [entry],
    bundle: true,
    format: "esm",
    conditions: ["workerd", "worker", "browser"],
    external: ["*.wasm"],
    outfile: path.join(folder, "worker.js"),
    logLevel: "error",
  });
  copy(folder, modules);
  return folder;
}

/** One file for Node.js with everything inside. */
export async function nodeInline() {
  const folder = site("node-inline");
  await esbuild({
    absWorkingDir: app,
    entryPoints: ["runner.mjs"],
    alias: aliases("node"),
    bundle: true,
    platform: "node",
    format: "esm",
    outfile: path.join(folder, "runner.mjs"),
    logLevel: "error",
  });
  copy(folder, ["conversation.wasm"]);
  return path.join(folder, "runner.mjs");
}
