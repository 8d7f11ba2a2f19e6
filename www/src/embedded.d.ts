// Modules that build/embedded.ts gives.
declare module "virtual:wasm" {
  /** The WebAssembly modules, in gzip and base64. */
  const packed: { core: string; conversation: string; kernelRelaxedSimd: string; kernelSimd: string; zstd: string };
  export default packed;
}
declare module "virtual:worker-source" {
  /** The worker's script. */
  const source: string;
  export default source;
}
declare module "*.css";
/** A document of the project, as its text. */
declare module "*.md?raw" {
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
