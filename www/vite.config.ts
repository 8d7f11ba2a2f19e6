import { resolve } from "node:path";
import { defineConfig } from "vite";
import { embedded } from "./build/embedded.ts";
import { singleFile } from "./build/single-file.ts";

const build = (name: string) => resolve(import.meta.dirname, "../target/wasm", name);

export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  plugins: [
    embedded({
      worker: resolve(import.meta.dirname, "src/worker/main.ts"),
      builds: {
        core: build("core"),
        kernelRelaxedSimd: build("kernel-relaxed-simd"),
        kernelSimd: build("kernel-simd"),
        zstd: build("zstd"),
      },
    }),
    singleFile({
      document: resolve(import.meta.dirname, "index.html"),
      script: resolve(import.meta.dirname, "src/shell/main.ts"),
      style: resolve(import.meta.dirname, "src/style/shell.css"),
    }),
  ],
  build: {
    rollupOptions: { input: resolve(import.meta.dirname, "page.html") },
    outDir: resolve(import.meta.dirname, "../dist"),
    // dist/npm stands beside the page.
    emptyOutDir: false,
    target: "es2022",
    // light-dark() as it stands.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    // One script and one style sheet, to be put into the page.
    cssCodeSplit: false,
    modulePreload: false,
    // The page weighs what it weighs: xtask holds it to a limit.
    chunkSizeWarningLimit: 1000,
    reportCompressedSize: false,
  },
});
