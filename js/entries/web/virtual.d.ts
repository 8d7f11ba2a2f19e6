// What js/npm/build.mjs puts into the inline entry.

declare module "virtual:inline" {
  /** The WebAssembly modules, in gzip and base 85. */
  export const packed: { core: string; kernelRelaxedSimd: string; kernelSimd: string };
  /** The script of a web worker, as one file. */
  export const workerSource: string;
}
