// Browsers, by themselves or by way of a bundler: modules and the worker lie beside this script.
import { compileModules } from "../../kernel-modules.ts";
import { usePlatform } from "../../package/platform.ts";
import { read } from "./read.ts";
import { webWorker } from "./web-worker.ts";

usePlatform({
  parallelism: () => navigator.hardwareConcurrency ?? 1,
  // The addresses stand here in full: bundlers look for them, and copy the files.
  load: () =>
    compileModules({
      core: () => read(new URL("./core.wasm", import.meta.url)),
      relaxedSimd: () => read(new URL("./kernel-relaxed-simd.wasm", import.meta.url)),
      simd: () => read(new URL("./kernel-simd.wasm", import.meta.url)),
    }),
  spawn: (modules, events) =>
    webWorker(new Worker(new URL("./worker.js", import.meta.url), { type: "module" }), modules, events),
  async selection(where) {
    const { load, selectionOf } = await import("./filter-load.ts");
    await load();
    return selectionOf(where);
  },
});

export * from "../../package/index.ts";
