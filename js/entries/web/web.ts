// Browsers, by themselves or by way of a bundler: modules and the worker lie beside this script.
import { compileModules } from "../../kernel-modules.ts";
import { usePlatform } from "../../package/platform.ts";
import { webWorker } from "./web-worker.ts";

async function read(file: URL): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(file);
  if (!response.ok)
    throw new Error(
      `${file.href} cannot be loaded (${response.status}): it must lie beside the script. Or import logpush-decrypt/inline.`,
    );
  return new Uint8Array(await response.arrayBuffer());
}

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
});

export * from "../../package/index.ts";
