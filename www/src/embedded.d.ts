// Modules that build/embedded.ts gives.
declare module "virtual:wasm" {
  /** The WebAssembly modules, in gzip and base 85. */
  const packed: { core: string; kernelRelaxedSimd: string; kernelSimd: string; zstd: string };
  export default packed;
}
declare module "virtual:worker-source" {
  /** The worker's script, in gzip and base 85. */
  const source: string;
  export default source;
}
declare module "*.css";
/** Documents of the project, as their texts. */
declare module "*.md?raw" {
  const text: string;
  export default text;
}
declare module "*.html?raw" {
  const text: string;
  export default text;
}

/** Trusted Types, as far as the page uses them (no engine's library of types is agreed upon yet). */
declare var trustedTypes:
  | {
      createPolicy(
        name: string,
        rules: { createScriptURL(address: string): string },
      ): {
        createScriptURL(address: string): object;
      };
    }
  | undefined;
