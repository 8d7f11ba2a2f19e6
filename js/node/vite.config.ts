// The scripts for Node.js, for tests and benchmarks: target/js/main.js and target/js/worker.js.
import { resolve } from "node:path";
import { defineConfig } from "vite";

const build = (name: string) => resolve(import.meta.dirname, "../../target/wasm", name, "logpush_decrypt.js");

export default defineConfig({
  root: import.meta.dirname,
  resolve: {
    alias: {
      core: build("core"),
      "kernel-relaxed-simd": build("kernel-relaxed-simd"),
      "kernel-simd": build("kernel-simd"),
    },
  },
  build: {
    outDir: resolve(import.meta.dirname, "../../target/js"),
    target: "es2022",
    minify: false,
    reportCompressedSize: false,
    ssr: true,
    rollupOptions: {
      input: {
        main: resolve(import.meta.dirname, "main.ts"),
        worker: resolve(import.meta.dirname, "worker.ts"),
      },
    },
  },
});
